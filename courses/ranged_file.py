"""Serving a file that never changes: strong ETag, 304, HEAD, single byte ranges right to the first and last byte.

Django's `FileResponse` knows no ranges and WhiteNoise gets one-byte ranges and `If-Range` wrong, which breaks resumed downloads and
sound on some phones. Follows RFC 9110 sections 13 and 14; several ranges at once are answered with the whole file, as it allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from courses.exact_bytes import ExactStream

FOR_EVER: Final = "public, max-age=31536000, immutable"
CHUNK: Final = 64 * 1024
RANGE: Final = re.compile(r"bytes=([0-9]*)-([0-9]*)")


def serve_file(
    request: HttpRequest, path: Path, *, content_type: str, etag: str, headers: dict[str, str] | None = None
) -> HttpResponseBase:
    """Answers GET or HEAD for a file whose `etag` (without quotes) is the hash of its bytes.

    Raises `FileNotFoundError` when the file is not there.
    """
    size = path.stat().st_size
    quoted = f'"{etag}"'
    shared = {"ETag": quoted, "Accept-Ranges": "bytes", "Cache-Control": FOR_EVER, **(headers or {})}
    if matches(request.headers.get("If-None-Match", ""), quoted):
        return HttpResponse(status=304, headers=shared)
    start, end = 0, size - 1
    status = 200
    wanted = request.headers.get("Range", "")
    if_range = request.headers.get("If-Range", quoted)
    if request.method == "GET" and wanted and if_range == quoted and (found := RANGE.fullmatch(wanted.replace(" ", ""))):
        span = span_of(found.group(1), found.group(2), size)
        if span is None:
            return HttpResponse(status=416, headers={**shared, "Content-Range": f"bytes */{size}"})
        if found.group(1) or found.group(2):
            start, end = span
            status = 206
            shared["Content-Range"] = f"bytes {start}-{end}/{size}"
    length = end - start + 1
    shared["Content-Length"] = str(length)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=shared, content_type=content_type)
    return ExactStream(pieces(path, start, length), status=status, headers=shared, content_type=content_type)


def span_of(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The inclusive span a range asks for, or None when no byte of it exists (416)."""
    if not first and not last:
        return 0, size - 1
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def matches(header: str, quoted: str) -> bool:
    """Whether an `If-None-Match` list holds the tag; weak comparison, as the header asks."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return quoted in tags or "*" in tags


def pieces(path: Path, start: int, length: int) -> Iterator[bytes]:
    """The file's bytes from `start`, `length` of them."""
    with path.open("rb") as file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece
