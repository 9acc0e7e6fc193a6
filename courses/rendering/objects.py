"""The object store: files named by the hash of their bytes, written once, never changed.

Rendered lessons, pictures and sounds live here; the web serves them, bundles copy them. A document has a folder of its own with its
compressed forms, so that the published tree can point at all of them at once. Writing goes to a temporary name on the
same disk and then `os.replace`, so that an object is either whole or not there.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import brotli
from django.conf import settings

from courses.addresses import INDEX as DOCUMENT
from courses.addresses import object_path
from courses.rendering.dictionary import compressed, suffix_for

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


def put_group(files: Mapping[str, bytes]) -> str:
    """Stores files that belong together under plain names in one folder, named by the hash of them all; returns its name.

    The forms of a picture then share one name in a lesson, where each name costs a learner bytes that do not compress.
    """
    contents = sorted((file, hashlib.sha256(data).hexdigest()) for file, data in files.items())
    folder = name_of(repr(contents).encode(), "").rstrip(".")
    for file, data in files.items():
        if not path_of(f"{folder}/{file}").exists():
            write_whole(path_of(f"{folder}/{file}"), data)
    return folder


def put_text(text: str, ending: str) -> str:
    """Stores a script with its compressed forms; returns the object's name."""
    name = name_of(text.encode(), ending)
    put_forms(path_of(name), text.encode())
    return name


def put_document(html: str) -> tuple[str, dict[str, int]]:
    """Stores a document with its compressed forms in a folder of its own; returns the folder's name and the sizes in bytes."""
    data = html.encode()
    name = name_of(data, "").rstrip(".")
    return name, put_forms(path_of(name) / DOCUMENT, data)


def put_forms(path: Path, data: bytes) -> dict[str, int]:
    """Writes a file and its Brotli and gzip forms beside it, unless they are there. Returns the size of each."""
    forms = {"": data, ".br": b"", ".gz": b""}
    files = {suffix: path.with_name(path.name + suffix) for suffix in forms}
    if not all(file.exists() for file in files.values()):
        forms[".br"] = brotli.compress(data, mode=brotli.MODE_TEXT, quality=11)
        forms[".gz"] = gzip.compress(data, compresslevel=9, mtime=0)
        for suffix, form in forms.items():
            write_whole(files[suffix], form)
    return {"raw": len(data), "br": files[".br"].stat().st_size, "gz": files[".gz"].stat().st_size}


def put_dictionary_form(name: str, dictionary: str) -> int:
    """Compresses a document with another one as its dictionary, unless that is done; returns the size in bytes."""
    file = path_of(name) / f"{DOCUMENT}{suffix_for(dictionary)}"
    if not file.exists():
        write_whole(file, compressed(read_document(name), read_document(dictionary)))
    return file.stat().st_size


def read_document(name: str, suffix: str = "") -> bytes:
    """A document's bytes, or those of the form with this suffix. Raises `FileNotFoundError`."""
    return (path_of(name) / f"{DOCUMENT}{suffix}").read_bytes()


def has_document(name: str) -> bool:
    """Whether a document is there with all the forms every browser may ask for."""
    return all((path_of(name) / f"{DOCUMENT}{suffix}").exists() for suffix in ("", ".br", ".gz"))


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
