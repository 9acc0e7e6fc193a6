"""The object store: files named by the hash of their bytes, written once, never changed.

Rendered lessons, pictures and sounds live here; the web serves them, bundles copy them. Writing goes to a temporary name on the
same disk and then `os.replace`, so that an object is either whole or not there.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

import brotli
from django.conf import settings

from courses.addresses import object_path

NAME_LENGTH: Final = 32  # hexadecimal digits


def name_of(data: bytes, ending: str) -> str:
    """An object's name: the first half of the SHA-256 of its bytes. 128 bits are enough for a name, and learners pay for them."""
    return f"{hashlib.sha256(data).hexdigest()[:NAME_LENGTH]}.{ending}"


def put(data: bytes, ending: str) -> str:
    """Stores bytes and returns the object's name. Storing the same again costs only the hash."""
    name = name_of(data, ending)
    path = path_of(name)
    if not path.exists():
        write_whole(path, data)
    return name


def put_text(text: str, ending: str) -> tuple[str, dict[str, int]]:
    """Stores a document or script with its Brotli and gzip forms; returns its name and their sizes in bytes."""
    data = text.encode()
    name = name_of(data, ending)
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
