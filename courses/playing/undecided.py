"""Packages that somebody sent and has not decided about: kept for an hour, then taken away.

A package that a content waits with stays: an administrator may install from it.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from courses.h5p_storage import path_of
from courses.models import H5PContent
from courses.playing.packages import keep_package

KEPT_SECONDS: Final = 3600


def keep_undecided(file: BinaryIO) -> str:
    """Keeps a package for an hour and takes away what is older. Returns its SHA-256."""
    sweep(at=time.time())
    sha = keep_package(file)
    note = _note(sha)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.touch()
    return sha


def take_away(sha256: str) -> None:
    """Deletes a package that was decided about, unless a content waits with it. Does nothing for any other file."""
    note = _note(sha256)
    if not note.exists():
        return
    if not H5PContent.objects.filter(package=sha256).exclude(waits_for=[]).exists():
        path_of(sha256).unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def sweep(*, at: float) -> int:
    """Takes away the packages that have waited for an hour at that time. Returns how many."""
    count = 0
    for note in _folder().glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another process was faster
            if at - note.stat().st_mtime >= KEPT_SECONDS:
                take_away(note.name)
                count += 1
    return count


def _folder() -> Path:
    return Path(settings.H5P_ROOT) / "undecided"


def _note(sha256: str) -> Path:
    return _folder() / Path(sha256).name
