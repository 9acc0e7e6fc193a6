"""What goes of bundles: files that were replaced long ago, the lists of what was in them, and objects that no list names any more.

The last `BUNDLE_VERSIONS_KEPT` versions of a form stay, and whatever was offered in the last month: who has begun a download can
end it, and a partner who is a few versions behind gets what changed. Rows stay for good.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from learning.bundles.builder import only_writer
from learning.bundles.models import Bundle, Manifest

KEPT_AFTER: Final = timedelta(days=30)


def drop_old_files(*, at: datetime) -> int:
    """Drops what is old, under the folder's lock; returns how many bundles went. A run that is cut goes on the next time."""
    with only_writer(settings.BUNDLES_ROOT) as folder:
        dropped = old_bundles(at=at).update(dropped_at=at)
        names = Bundle.objects.exclude(dropped_at=None).values_list("file_name", flat=True)
        for name in {path.name for path in folder.iterdir()} & set(names):
            (folder / name).unlink(missing_ok=True)
        old_manifests().update(packed=b"")
        drop_objects(folder / "objects")
    return dropped


def old_bundles(*, at: datetime) -> QuerySet[Bundle]:
    """Those whose file nobody can still need."""
    rows = Bundle.objects.filter(is_current=False, dropped_at=None)
    old = rows.filter(Q(replaced_at=None) | Q(replaced_at__lt=at - KEPT_AFTER))
    numbers: dict[tuple[int, str], set[int]] = defaultdict(set)
    for selection, form, number in Bundle.objects.values_list("selection", "format", "number"):
        numbers[selection, form].add(number)
    oldest_kept = {key: sorted(of_form)[-settings.BUNDLE_VERSIONS_KEPT :][0] for key, of_form in numbers.items()}
    facts = old.values_list("pk", "selection", "format", "number")
    return rows.filter(pk__in=[pk for pk, selection, form, number in facts if number < oldest_kept[selection, form]])


def old_manifests() -> QuerySet[Manifest]:
    """Those of which no file is kept; the newest of each selection stays, for the next version is told from it."""
    kept = Bundle.objects.filter(manifest=OuterRef("pk"), dropped_at=None)
    newer = Manifest.objects.filter(selection=OuterRef("selection"), number__gt=OuterRef("number"))
    return Manifest.objects.exclude(packed=b"").filter(~Exists(kept), Exists(newer))


def drop_objects(store: Path) -> None:
    """Drops objects that are in no version of which the list is kept."""
    needed: set[str] = set()
    for manifest in Manifest.objects.exclude(packed=b"").iterator(chunk_size=100):
        needed |= {manifest.sha256, *(sha256 for _path, _size, sha256 in manifest.data["files"])}
    for path in store.glob("??/*"):
        if path.stem not in needed:
            path.unlink(missing_ok=True)
