"""Compressed forms of files for the player, made once and named by the hash of the bytes they stand for."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from courses.h5p_storage import form_path, path_of
from courses.rendering.objects import put_forms, write_whole
from h5p.guard import GUARD, guarded
from h5p.member_path import extension

TEXTS: Final = frozenset(
    {"js", "css", "json", "svg", "xml", "txt", "md", "csv", "vtt", "webvtt", "textile", "gltf", "ttf", "otf", "eot"}
)
MOST: Final = 4_000_000  # bytes; what is larger is sent as it is, since Brotli at its best takes a second for each megabyte

# Everything that packages may hold (h5p/limits.py); what is not here is bytes to be saved.
TYPES: Final = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "xml": "text/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "avif": "image/avif",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "vtt": "text/vtt; charset=utf-8",
    "webvtt": "text/vtt; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "textile": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "gltf": "model/gltf+json",
    "glb": "model/gltf-binary",
}
SCRIPTS: Final = frozenset({"js"})  # what a browser runs as a script: of the types above, this one
GUARD_KEY: Final = hashlib.sha256(GUARD.encode()).hexdigest()[:8]  # another guard makes all scripts anew
PICTURES: Final = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "svg", "webp", "avif", "tif", "tiff"})


def type_of(path: str) -> str:
    """The content type of a file by its ending, which the check of packages has compared with its first bytes."""
    if path.endswith("LICENSE"):
        return TYPES["txt"]
    return TYPES.get(extension(path), "application/octet-stream")


def is_text(path: str, size: int) -> bool:
    """Whether it is worth a compressed form."""
    return (extension(path) in TEXTS or path.endswith("LICENSE")) and size <= MOST


def forms_of(sha256: str, data: bytes) -> dict[str, int]:
    """Makes the forms unless they are there; the size of each: `raw`, `br`, `gz`. About a second for a megabyte, once."""
    return put_forms(form_path(sha256), data)


def guarded_forms(sha256: str) -> Path:
    """Where a library's script is as it is served by itself, with the guard of `h5p.guard` in front, and compressed beside it.

    Made when it is first asked for. Raises FileNotFoundError.
    """
    path = form_path(sha256).with_name(f"{sha256}.{GUARD_KEY}")
    if not path.is_file():
        script = guarded(path_of(sha256).read_bytes())
        if len(script) <= MOST:
            put_forms(path, script)
        else:
            write_whole(path, script)
    return path
