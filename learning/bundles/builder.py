"""Building a bundle: the same contents give the same bytes; the file is there whole or not at all.

One process writes at a time, under a lock that the operating system drops when that process dies. So whatever temporary file
is there when the lock is taken was left by somebody who was killed, and is swept away.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses import jobs
from learning.bundles.contents import files_of
from learning.bundles.formats import WRITERS
from learning.bundles.formats.format import Format
from learning.bundles.manifest import manifest_of
from learning.bundles.models import Bundle, Manifest, Selection
from learning.bundles.selections import keep_selection
from learning.bundles.signals import bundle_built
from learning.bundles.sources import File, Inside, Wanted, hash_of_file, history_of, inside_of
from learning.bundles.store import WRITING, keep, new_temporary


def build_bundle(wanted: Wanted) -> Bundle:
    """Builds a bundle and makes it the one offered. Building the same again changes nothing. Takes a few tenths of a second.

    Raises `BundleRefused`; then nothing has changed.
    """
    inside, form = inside_of(wanted), WRITERS[wanted.format]
    jobs.say_progress(10)
    files = files_of(inside)
    jobs.say_progress(50)
    with only_writer(settings.BUNDLES_ROOT) as folder:
        inside = replace(inside, history=history_of(wanted))  # somebody may have made the next version meanwhile
        manifest = manifest_of(inside, files)
        keep([*files, manifest])
        jobs.say_progress(70)
        temporary = written(inside, form)
        jobs.say_progress(90)
        sha256, size = hash_of_file(temporary), temporary.stat().st_size
        name = f"{stem_of(inside)}-{sha256[:12]}{form.suffix}"
        put_in_place(temporary, folder / name)
        bundle, is_new = record_bundle(inside, manifest, file_name=name, sha256=sha256, size=size)
    if is_new:
        transaction.on_commit(lambda: bundle_built.send(Bundle, bundle=bundle))
    return bundle


def stem_of(inside: Inside) -> str:
    """How the file's name begins: the main course and how many more, the languages, the tier, for whom."""
    wanted, more = inside.wanted, len(inside.wanted.courses) - 1
    extra = ([f"and-{more}-more"] if more else []), ([f"for-{wanted.offered_by[:8]}"] if wanted.offered_by else [])
    return "-".join([inside.version.slug, *extra[0], *wanted.languages, wanted.tier, *extra[1]])


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[Path]:
    """The folder of bundles, ours alone to write in. Waits for whoever writes; sweeps what the killed left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left_behind in folder.glob(f"{WRITING}*"):
            left_behind.unlink(missing_ok=True)
        yield folder
    finally:
        os.close(handle)


def written(inside: Inside, form: Format) -> Path:
    """A new temporary file in this form, safe on disk."""
    temporary = new_temporary()
    try:
        form.write(inside, temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def put_in_place(temporary: Path, target: Path) -> None:
    """Gives the file its name, safe from a power cut before a row says that it is there."""
    os.replace(temporary, target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@transaction.atomic
def record_bundle(inside: Inside, manifest: File, *, file_name: str, sha256: str, size: int) -> tuple[Bundle, bool]:
    """Makes the file the one offered in its form, under its version's number; whether another one was. The same changes nothing."""
    wanted, selection = inside.wanted, keep_selection(inside.wanted)
    rows = Bundle.objects.filter(selection=selection, format=wanted.format)
    current = rows.filter(is_current=True).first()
    if current and current.sha256 == sha256 and current.manifest_id == manifest.sha256:
        return current, False
    kept = keep_manifest(selection, manifest)
    rows.filter(is_current=True).update(is_current=False, replaced_at=timezone.now())
    # Bytes that were offered before and are so again keep their row: one file, one row.
    bundle, _ = Bundle.objects.update_or_create(
        file_name=file_name,
        defaults={
            "selection": selection,
            "manifest": kept,
            "course_key": wanted.course_key,
            "course_version": inside.version,
            "language": wanted.language,
            "tier": wanted.tier,
            "format": wanted.format,
            "number": kept.number,
            "sha256": sha256,
            "size": size,
            "languages": inside.languages,
            "licence": inside.licence,
            "is_current": True,
            "replaced_at": None,
            "dropped_at": None,
        },
    )
    return bundle, True


def keep_manifest(selection: Selection, manifest: File) -> Manifest:
    """The row of a version; made when it is new."""
    data = json.loads(manifest.data)
    row, _is_new = Manifest.objects.get_or_create(
        sha256=manifest.sha256,
        defaults={
            "selection": selection,
            "number": data["version"],
            "changes": data["changes"],
            "created": datetime.fromisoformat(data["created"]),
            "packed": zlib.compress(manifest.data, 9),
        },
    )
    return row


def withdraw_bundles(course_key: UUID, *, published: Iterable[str]) -> int:
    """No longer offers bundles of languages the course is not published in; returns how many. Their files stay."""
    offered = Bundle.objects.filter(course_key=course_key, is_current=True)
    return offered.exclude(language__in=list(published)).update(is_current=False, replaced_at=timezone.now())


def withdraw_line(wanted: Wanted) -> int:
    """No longer offers any form of a selection that cannot be had any more; returns how many. Their files stay."""
    offered = Bundle.objects.filter(selection__line=wanted.line, is_current=True)
    return offered.update(is_current=False, replaced_at=timezone.now())
