"""The object store: whole files under the hash of their bytes, written once."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from courses.rendering import objects

DATA = b"a small picture"
NAME = hashlib.sha256(DATA).hexdigest()[:32] + ".jpeg"


def files() -> list[Path]:
    return sorted(path for path in settings.OBJECTS_ROOT.rglob("*") if path.is_file())


def test_an_object_is_named_by_the_hash_of_its_bytes() -> None:
    assert objects.put(DATA, "jpeg") == NAME
    assert objects.read(NAME) == DATA
    assert files() == [settings.OBJECTS_ROOT / NAME[:2] / NAME]
    assert files()[0].stat().st_mode & 0o777 == 0o644


def test_storing_the_same_again_touches_nothing() -> None:
    objects.put(DATA, "jpeg")
    before = files()[0].stat()
    assert objects.put(DATA, "jpeg") == NAME
    assert (files()[0].stat().st_ino, files()[0].stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_not_there_is_said_plainly() -> None:
    with pytest.raises(FileNotFoundError):
        objects.read(NAME)


def test_a_document_is_stored_with_its_compressed_forms() -> None:
    html = "<p>" + "AI guesses. " * 200
    name, sizes = objects.put_document(html)
    forms = {suffix: objects.read_document(name, suffix) for suffix in ("", ".br", ".gz")}
    assert sizes == {"raw": len(html.encode()), "br": len(forms[".br"]), "gz": len(forms[".gz"])}
    assert brotli.decompress(forms[".br"]) == gzip.decompress(forms[".gz"]) == forms[""] == html.encode()
    assert name == hashlib.sha256(html.encode()).hexdigest()[:32]
    assert sizes["br"] < sizes["gz"] < sizes["raw"]


def test_the_same_document_has_the_same_bytes_in_every_form() -> None:
    name, _ = objects.put_document("<p>AI guesses.</p>")
    first = [path.read_bytes() for path in files()]
    for path in files():
        path.unlink()
    assert objects.put_document("<p>AI guesses.</p>")[0] == name
    assert [path.read_bytes() for path in files()] == first


def test_a_lost_compressed_form_is_made_again() -> None:
    name, sizes = objects.put_document("<p>AI guesses.</p>")
    (objects.path_of(name) / "index.html.gz").unlink()
    assert not objects.has_document(name)
    assert objects.put_document("<p>AI guesses.</p>") == (name, sizes)
    assert len(files()) == 3


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_power_cut_while_writing_leaves_nothing(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_args: object) -> None:
        raise OSError("The power is gone.")

    monkeypatch.setattr(os, step, cut)
    with pytest.raises(OSError, match="power"):
        objects.put(DATA, "jpeg")
    assert files() == []


def test_two_that_write_at_once_end_in_one_whole_file() -> None:
    line_up = threading.Barrier(4)

    def write() -> None:
        line_up.wait()
        objects.put(DATA * 10_000, "jpeg")

    writers = [threading.Thread(target=write) for _writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [path.read_bytes() for path in files()] == [DATA * 10_000]
