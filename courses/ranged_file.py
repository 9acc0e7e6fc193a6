"""Serving a file that never changes: strong ETag, 304, HEAD, single byte ranges right to the first and last byte.

Django's `FileResponse` knows no ranges and WhiteNoise gets one-byte ranges and `If-Range` wrong, which breaks resumed downloads and
sound on some phones. Follows RFC 9110 sections 13 and 14; several ranges at once are answered with the whole file, as it allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

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
    shared = lasting_headers(etag) | (headers or {})
    if is_known(request, etag):
        return HttpResponse(status=304, headers=shared, content_type=content_type)
    part = part_asked(request, size=size, etag=etag)
    answer = part_headers(part, size) | shared
    if part.status == 416:
        return HttpResponse(status=416, headers=answer)
    if request.method == "HEAD":
        return HttpResponse(status=part.status, headers=answer, content_type=content_type)
    return ExactStream(pieces(path, part.start, part.length), status=part.status, headers=answer, content_type=content_type)


class Part(NamedTuple):
    """What of a file is sent: the status of the answer (200, 206 or 416), and the inclusive span."""

    status: int
    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start + 1


def lasting_headers(etag: str) -> dict[str, str]:
    """What every answer about such a file says."""
    return {"ETag": f'"{etag}"', "Accept-Ranges": "bytes", "Cache-Control": FOR_EVER}


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the client has the file already: the answer is 304."""
    return matches(request.headers.get("If-None-Match", ""), f'"{etag}"')


def part_asked(request: HttpRequest, *, size: int, etag: str) -> Part:
    """Which part a request asks for: the whole when it names none, several, or one of another file (`If-Range`)."""
    whole = Part(200, 0, size - 1)
    if request.method != "GET" or request.headers.get("If-Range", f'"{etag}"') != f'"{etag}"':
        return whole
    found = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return whole
    span = span_of(found[1], found[2], size)
    return Part(206, *span) if span else Part(416, 0, -1)


def part_headers(part: Part, size: int) -> dict[str, str]:
    """What an answer says of its part."""
    if part.status == 416:
        return {"Content-Range": f"bytes */{size}"}
    of_a_part = {"Content-Range": f"bytes {part.start}-{part.end}/{size}"} if part.status == 206 else {}
    return {"Content-Length": str(part.length), **of_a_part}


def span_of(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The inclusive span a range asks for, or None when no byte of it exists (416)."""
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
