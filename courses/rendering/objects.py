"""The object store: files named by the SHA-256 of their bytes, written once, never changed.

Rendered lessons, pictures and sounds live here; the web serves them, bundles copy them. Writing goes to a temporary name on the
same disk and then `os.replace`, so that an object is either whole or not there.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

import brotli
from django.conf import settings

from courses.addresses import object_path


def put(data: bytes, ending: str) -> str:
    """Stores bytes and returns the object's name, `<sha256>.<ending>`. Storing the same again costs only the hash."""
    name = f"{hashlib.sha256(data).hexdigest()}.{ending}"
    path = path_of(name)
    if not path.exists():
        write_whole(path, data)
    return name


def put_document(html: str) -> tuple[str, dict[str, int]]:
    """Stores an HTML document with its Brotli and gzip forms; returns its name and their sizes in bytes."""
    data = html.encode()
    name = f"{hashlib.sha256(data).hexdigest()}.html"
    path = path_of(name)
    forms = {"": data, ".br": b"", ".gz": b""}
    if not all(path.with_name(name + suffix).exists() for suffix in forms):
        forms[".br"] = brotli.compress(data, mode=brotli.MODE_TEXT, quality=11)
        forms[".gz"] = gzip.compress(data, compresslevel=9, mtime=0)
        for suffix, form in forms.items():
            write_whole(path.with_name(name + suffix), form)
    return name, {
        "raw": len(data),
        "br": path.with_name(name + ".br").stat().st_size,
        "gz": path.with_name(name + ".gz").stat().st_size,
    }


def read(name: str) -> bytes:
    """An object's bytes. Raises `FileNotFoundError`."""
    return path_of(name).read_bytes()


def path_of(name: str) -> Path:
    """Where an object is kept."""
    return settings.OBJECTS_ROOT.parent / object_path(name)


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that nobody ever sees half of it, and a power cut leaves either nothing or all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
