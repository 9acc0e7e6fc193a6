"""Publishing news of a line of bundles: the deltas that lead to its newest ZIP, and the signed metadata that names it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from courses.rendering.objects import write_whole
from learning.bundles.builder import only_writer
from learning.bundles.models import Bundle
from learning.bundles.sources import ZIP
from learning.bundles.tool.metadata import Target
from learning.bundles.tool.refused import Refused
from learning.bundles.updates.carried import LINE_SIGNS
from learning.bundles.updates.deltas import make_delta
from learning.bundles.updates.repository import write_repository

DELTAS_FROM: Final = 8  # so many earlier versions; older ones fetch by pieces what they lack


def folder_of(line: str) -> Path:
    """Where the files of a line lie; `line` is as long as in addresses."""
    return Path(settings.BUNDLES_ROOT) / "updates" / line


def line_of(bundle: Bundle) -> str:
    """The line as addresses name it."""
    return str(bundle.selection.line[:LINE_SIGNS])


def current_zips() -> list[Bundle]:
    """What is offered in the form that can be updated. One query."""
    return list(Bundle.objects.filter(is_current=True, format=ZIP).exclude(manifest=None).select_related("selection"))


def publish_updates(bundle: Bundle, *, at: datetime) -> None:
    """Makes a ZIP the newest of its line. Doing it again renews what is about to expire, and changes nothing else.

    About a second for each earlier version, the first time. Raises `KeyUnavailable`, or `FileNotFoundError` for what is not there.
    """
    folder = folder_of(line_of(bundle))
    with only_writer(folder):
        if not Bundle.objects.filter(pk=bundle.pk, is_current=True).exists():
            return  # another one was built while we waited: it has a job of its own
        if not bundle.path.is_file():
            raise FileNotFoundError(bundle.path)
        earlier = earlier_zips(bundle)
        for before in earlier:
            add_delta(folder, before, bundle)
        if write_repository(folder, Target(bundle.file_name, bundle.size, bundle.sha256, manifest_id_of(bundle)), at=at):
            sweep_deltas(folder, {manifest_id_of(row) for row in [bundle, *earlier[:1]]})


def earlier_zips(bundle: Bundle) -> list[Bundle]:
    """Earlier versions whose files are still there, the last one first. One query."""
    rows = Bundle.objects.filter(selection=bundle.selection, format=ZIP).exclude(pk=bundle.pk).exclude(manifest=None)
    return [row for row in rows.order_by("-number", "-pk")[:DELTAS_FROM] if row.path.is_file()]


def add_delta(folder: Path, before: Bundle, after: Bundle) -> None:
    """Makes the delta between two versions unless it is there. A file that is no bundle of today's form has none."""
    old_id, new_id = manifest_id_of(before), manifest_id_of(after)
    place = folder / "from" / old_id / "to" / f"{new_id}.delta"
    if old_id == new_id or place.is_file():
        return
    try:
        delta = make_delta(before.path, after.path)
    except (Refused, KeyError):
        return
    if delta is not None:
        write_whole(place, delta)


def sweep_deltas(folder: Path, wanted: set[str]) -> None:
    """Removes deltas that lead to versions nobody is on the way to."""
    for path in folder.glob("from/*/to/*"):
        if path.stem not in wanted or path.suffix != ".delta":
            path.unlink(missing_ok=True)
    for place in folder.glob("from/*"):
        if not any((place / "to").iterdir()):
            shutil.rmtree(place)


def manifest_id_of(bundle: Bundle) -> str:
    """What its version is known by. Whoever asks has left out those that have no manifest of today's kind."""
    return str(bundle.manifest_id)
