"""A course for Kiwix: accepted by zimcheck, found and searched through kiwix-serve, the same bytes each time."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from learning.bundles.contents import files_of
from learning.bundles.formats import zim
from learning.bundles.formats.zim import ManyLanguages, ZimUnavailable, metadata_of, shortened
from learning.bundles.formats.zim_bytes import make_repeatable
from tests.free_ports import free_port
from tests.learning.bundles.formats.conftest import LESSON_1, Writing

pytest.importorskip("libzim", reason="needs libzim")
needs_zimcheck = pytest.mark.skipif(not shutil.which("zimcheck"), reason="needs zim-tools")
needs_kiwix = pytest.mark.skipif(not shutil.which("kiwix-serve"), reason="needs kiwix-tools")


@pytest.fixture
def kiwix(writing: Writing) -> Iterator[Any]:
    """`kiwix(address)`: what a real kiwix-serve answers about the English course."""
    file = writing.write(writing.inside("zim", "en", "pictures"))
    port = free_port()
    command = ["kiwix-serve", "--address", "127.0.0.1", "--port", str(port), str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(address: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address.replace('BOOK', file.stem)}", timeout=60) as answer:
            return str(answer.read().decode())

    try:
        for _try in range(600):
            try:
                ask("/")
                break
            except urllib.error.URLError:
                assert process.poll() is None
                time.sleep(0.1)
        yield ask
    finally:
        process.kill()
        process.wait()


@needs_zimcheck
@pytest.mark.parametrize(("language", "tier"), [("en", "text"), ("ar", "pictures")])
def test_zimcheck_passes(writing: Writing, language: str, tier: str) -> None:
    file = writing.write(writing.inside("zim", language, tier))
    done = subprocess.run(["zimcheck", str(file)], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Overall Test Status: Pass" in done.stdout + done.stderr


@needs_kiwix
@pytest.mark.once
def test_kiwix_serves_pages_suggests_titles_and_finds_words_by_their_stem(kiwix: Any) -> None:
    assert "Light course" in kiwix("/BOOK/A/index.html")
    assert "AI guesses." in kiwix(f"/BOOK/A/{LESSON_1}/index.html")
    suggested = json.loads(kiwix("/suggest?content=BOOK&term=second"))
    assert [entry["value"] for entry in suggested if entry["kind"] == "path"] == ["Second lesson"]
    assert "Lesson-1" in kiwix("/search?content=BOOK&pattern=guessing")
    assert "No results" in kiwix("/search?content=BOOK&pattern=" + quote("elephant"))


def test_it_holds_the_very_files_of_the_main_form(writing: Writing) -> None:
    from libzim.reader import Archive

    inside = writing.inside("zim", "ar", "pictures")
    archive = Archive(writing.write(inside))
    assert archive.check()
    files = {file.path: file for file in files_of(inside)}
    assert {path for path in files if not archive.has_entry_by_path(path)} == {"mwanga_bundle.py", "update.json"}
    for file in (file for path, file in files.items() if archive.has_entry_by_path(path)):
        assert bytes(archive.get_entry_by_path(file.path).get_item().content) == file.read(), file.path
    assert archive.main_entry.get_item().path == "index.html"
    assert archive.has_fulltext_index
    assert archive.has_title_index
    assert bytes(archive.get_metadata("Language")) == b"ara,eng"  # a lesson is there in English only


def test_no_answer_is_found_by_searching(writing: Writing) -> None:
    from libzim.reader import Archive
    from libzim.search import Query, Searcher

    archive = Archive(writing.write(writing.inside("zim")))
    found = Searcher(archive).search(Query().set_query("words"))
    paths = set(found.getResults(0, 50))
    assert paths <= {f"{LESSON_1}/index.html", "en/light-course/first/lesson-2/index.html", "en/light-course/index.html"}


def test_the_same_bytes_everywhere(writing: Writing, elsewhere: Any) -> None:
    here = writing.write(writing.inside("zim", "ar", "pictures")).read_bytes()
    assert elsewhere(lambda: writing.write(writing.inside("zim", "ar", "pictures"))).read_bytes() == here


def test_a_file_laid_out_otherwise_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.zim"
    other.write_bytes(bytes(200))
    with pytest.raises(ValueError, match=r"The checksum of other\.zim is not at its end"):
        make_repeatable(other)


def test_several_languages_are_refused_with_a_sentence(writing: Writing) -> None:
    with pytest.raises(ManyLanguages, match="holds one language, and these were asked for: ar, en"):
        writing.write(writing.inside("zim", "ar", also=("en",)))


def test_without_the_library_a_sentence_says_so(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(zim, "import_module", missing)
    with pytest.raises(ZimUnavailable, match="libzim is not installed"):
        writing.write(writing.inside("zim"))
    assert importlib.import_module("libzim")


def test_what_catalogues_show_keeps_to_its_lengths(writing: Writing) -> None:
    told = dict(metadata_of(writing.inside("zim", "ar")))
    assert len(told["Title"]) <= 30
    assert len(told["Description"]) <= 80
    assert told["Name"] == "mwanga_ar_light-course"
    assert all(told.values())
    assert shortened("One two three, four", 15) == "One two three…"
    assert shortened("Onetwothreefour", 6) == "Onetw…"
    assert shortened("One", 3) == "One"
