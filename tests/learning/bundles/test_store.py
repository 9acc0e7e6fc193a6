"""The object store: each file once under its hash, text deflated once, what is spoilt made anew."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from learning.bundles import store
from learning.bundles.builder import build_bundle
from learning.bundles.errors import ContentMissing
from learning.bundles.sources import File, Wanted

pytestmark = pytest.mark.once
TEXT = File("index.html", b"<p>light</p>" * 100)


def kept() -> dict[str, bytes]:
    """Name -> bytes of all that is in the store."""
    return {path.name: path.read_bytes() for path in (settings.BUNDLES_ROOT / "objects").rglob("*") if path.is_file()}


def test_text_is_kept_twice_and_anything_else_once() -> None:
    store.keep([TEXT, File("a.avif", b"picture")])
    names = {TEXT.sha256: TEXT.data, hashlib.sha256(b"picture").hexdigest(): b"picture"}
    assert {name: data for name, data in kept().items() if not name.endswith(".gz")} == names
    assert gzip.decompress(kept()[f"{TEXT.sha256}.gz"]) == TEXT.data
    assert store.path_of(TEXT.sha256) == settings.BUNDLES_ROOT / "objects" / TEXT.sha256[:2] / TEXT.sha256


def test_objects_of_rendered_lessons_take_no_second_room(tmp_path: Path) -> None:
    source = Path(settings.OBJECTS_ROOT) / "aa" / "picture.avif"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"picture")
    elsewhere = tmp_path / "elsewhere.avif"
    elsewhere.write_bytes(b"another")
    files = [File("a.avif", source=source), File("b.avif", source=elsewhere)]
    store.keep(files)
    assert [store.path_of(file.sha256).stat().st_ino == file.source.stat().st_ino for file in files if file.source] == [True, False]


def test_a_disk_without_links_gets_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(settings.OBJECTS_ROOT) / "picture.avif"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(b"picture")

    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(store.os, "link", no_links)
    file = File("a.avif", source=source)
    store.keep([file])
    assert store.path_of(file.sha256).read_bytes() == b"picture"


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("spoilt", [b"", b"<p>light</p>", None])
def test_what_a_power_cut_spoilt_is_made_anew(suffix: str, spoilt: bytes | None) -> None:
    store.keep([TEXT])
    before = kept()
    path = store.path_of(TEXT.sha256 + suffix)
    path.write_bytes(before[path.name][:-9] if spoilt is None else spoilt)
    store.keep([TEXT])
    assert kept() == before


def test_a_file_that_changes_while_it_is_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(b"before")
    file = File("static/a.css", source=tmp_path / "a.css")
    assert file.sha256
    (tmp_path / "a.css").write_bytes(b"after")
    with pytest.raises(ContentMissing, match=r"static/a\.css changed while it was read"):
        store.keep([file])
    assert kept() == {}


def test_what_bundles_share_is_deflated_once(course_key: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    deflated, done = store.deflated, []

    def counted(data: bytes) -> store.Deflated:
        done.append(hashlib.sha256(data).hexdigest())
        return deflated(data)

    monkeypatch.setattr(store, "deflated", counted)
    for tier in ("text", "pictures"):
        for language in ("ar", "en"):
            build_bundle(Wanted(course_key, language, tier))
    assert len(done) == len(set(done)) == len([name for name in kept() if name.endswith(".gz")])
    build_bundle(Wanted(course_key, "en", "text", also=("ar",)))
    assert len(done) == len(set(done))
