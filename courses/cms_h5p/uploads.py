"""Packages that somebody sent and has not decided about: whose they are stands in her session, for an hour."""

from __future__ import annotations

import time
from typing import Any, BinaryIO, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from courses.playing.undecided import KEPT_SECONDS

KEY: Final = "h5p_packages"
MOST: Final = 20  # newest ones of a session


class NotKept(Exception):
    """A package that this session did not send, or sent more than an hour ago."""


def remember(request: HttpRequest, sha256: str, name: str) -> None:
    """Notes that this session sent a package."""
    kept = _fresh(request)
    kept[sha256] = [name[:120], time.time()]
    newest = sorted(kept.items(), key=lambda item: -item[1][1])[:MOST]
    request.session[KEY] = dict(newest)


def name_of(request: HttpRequest, sha256: str) -> str:
    """The name of a package that this session sent within the last hour. Raises NotKept for any other."""
    kept = _fresh(request)
    if sha256 not in kept:
        raise NotKept(sha256)
    return str(kept[sha256][0])


def forget(request: HttpRequest, sha256: str) -> None:
    """What was decided about needs no place in the session."""
    kept = _fresh(request)
    kept.pop(sha256, None)
    request.session[KEY] = kept


def _fresh(request: HttpRequest) -> dict[str, list[Any]]:
    now = time.time()
    kept = request.session.get(KEY, {})
    return {sha: row for sha, row in kept.items() if now - row[1] < KEPT_SECONDS}


def stream_of(file: UploadedFile[bytes]) -> BinaryIO:
    """The bytes of an upload from their beginning, to be read in pieces."""
    file.seek(0)
    return cast("BinaryIO", file.file)
