"""The ZIP: byte for byte the standard library's, without deflating what is deflated already."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from learning.bundles import archive, store
from learning.bundles.archive import size_of_zip, write_zip
from learning.bundles.errors import TooLarge
from learning.bundles.sources import File

pytestmark = pytest.mark.once
FILES = [
    File("index.html", b"<p>light</p>" * 500),
    File("empty.txt"),
    File("objects/00/a.avif", bytes(range(256)) * 300),
    File("ar/\u0646\u0648\u0631.html", "<p>نور</p>".encode()),
]


def by_the_standard_library(files: list[File]) -> bytes:
    """The ZIP as `zipfile` writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        for file in sorted(files, key=lambda file: file.path.encode()):
            info = zipfile.ZipInfo(file.path, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_STORED if file.path.endswith(".avif") else zipfile.ZIP_DEFLATED
            writer.writestr(info, file.read(), compresslevel=9)
    return out.getvalue()


def zipped(files: list[File]) -> bytes:
    out = io.BytesIO()
    write_zip(out, files)
    return out.getvalue()


def test_it_is_the_standard_librarys_to_the_byte() -> None:
    assert zipped(FILES) == by_the_standard_library(FILES)
    assert zipped([]) == by_the_standard_library([])


def test_files_on_disk_and_in_the_store_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(FILES[2].data)
    files = [*FILES[:2], File(FILES[2].path, source=tmp_path / "a"), FILES[3]]
    store.keep(files)
    assert zipped(files) == by_the_standard_library(FILES)


def test_its_size_is_known_before_it_is_written() -> None:
    assert size_of_zip(FILES) == len(zipped(FILES))
    assert size_of_zip([]) == len(zipped([]))


def test_what_a_plain_zip_cannot_hold_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 5000)
    with pytest.raises(TooLarge, match=r"larger than a ZIP file can be \(4 GB\)"):
        zipped(FILES)
