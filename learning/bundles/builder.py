"""Building a bundle: the same contents give the same bytes; the file is there whole or not at all.

One process writes at a time, under a lock that the operating system drops when that process dies. So whatever temporary file
is there when the lock is taken was left by somebody who was killed, and is swept away.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from learning.bundles.contents import files_of
from learning.bundles.manifest import manifest_of
from learning.bundles.models import Bundle
from learning.bundles.sources import File, Inside, Wanted, inside_of

WRITING: Final = ".writing-"  # how names of temporary files begin
# ZIP cannot tell an earlier time, and any time of ours would change the bytes.
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
READABLE_FILE: Final = 0o100644 << 16
UNIX: Final = 3
TEXT_ENDINGS: Final = frozenset({"html", "js", "css", "json", "txt", "svg"})  # the rest is compressed already


def build_bundle(wanted: Wanted) -> Bundle:
    """Builds a bundle and makes it the one offered. Building the same again changes nothing. Takes about a second.

    Raises `BundleRefused`; then nothing has changed.
    """
    inside = inside_of(wanted)
    files = files_of(inside)
    files.append(manifest_of(inside, files))
    with only_writer(settings.BUNDLES_ROOT) as folder:
        temporary = written(folder, files)
        sha256, size = hash_of_file(temporary), temporary.stat().st_size
        name = f"{inside.version.slug}-{wanted.language}-{wanted.tier}-{sha256[:12]}.{wanted.format}"
        put_in_place(temporary, folder / name)
        return record_bundle(inside, file_name=name, sha256=sha256, size=size)


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


def written(folder: Path, files: Iterable[File]) -> Path:
    """A new temporary file with the ZIP, safe on disk."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=WRITING)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            write_zip(out, files)
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_zip(out: IO[bytes], files: Iterable[File]) -> None:
    """The ZIP itself: names sorted, one fixed time, no folders, no comments. Text is deflated, media are stored."""
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(files, key=lambda file: file.path.encode()):
            info = zipfile.ZipInfo(file.path, NO_TIME)
            info.create_system = UNIX
            info.external_attr = READABLE_FILE
            is_text = file.path.rsplit(".", 1)[-1] in TEXT_ENDINGS
            info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            archive.writestr(info, file.read(), compresslevel=9)


def put_in_place(temporary: Path, target: Path) -> None:
    """Gives the file its name, safe from a power cut before a row says that it is there."""
    os.replace(temporary, target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def record_bundle(inside: Inside, *, file_name: str, sha256: str, size: int) -> Bundle:
    """Makes the file the one offered: a new number when its bytes are not those offered now."""
    wanted = inside.wanted
    rows = Bundle.objects.filter(course_key=wanted.course_key, language=wanted.language, tier=wanted.tier, format=wanted.format)
    current = rows.filter(is_current=True).first()
    if current and current.sha256 == sha256:
        return current
    last = rows.aggregate(last=Max("number"))["last"] or 0
    rows.filter(is_current=True).update(is_current=False)
    # Bytes that were offered before and are so again keep their row: one file, one row.
    bundle, _ = Bundle.objects.update_or_create(
        file_name=file_name,
        defaults={
            "course_key": wanted.course_key,
            "course_version": inside.version,
            "language": wanted.language,
            "tier": wanted.tier,
            "format": wanted.format,
            "number": last + 1,
            "sha256": sha256,
            "size": size,
            "languages": inside.languages,
            "licence": inside.version.content["licence"],
            "is_current": True,
        },
    )
    return bundle


def withdraw_bundles(course_key: UUID, *, published: Iterable[str]) -> int:
    """No longer offers bundles of languages the course is not published in; returns how many. Their files stay."""
    offered = Bundle.objects.filter(course_key=course_key, is_current=True)
    return offered.exclude(language__in=list(published)).update(is_current=False)
