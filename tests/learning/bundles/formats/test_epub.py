"""A course as a book: what e-readers and epubcheck ask for, every link led somewhere, the same bytes each time."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urldefrag

import pytest
from lxml import etree

from tests.learning.bundles.formats.conftest import SOUNDS, Writing

EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar")  # half the work for so short a run
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def files_in(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pages_in(files: dict[str, bytes]) -> dict[str, Any]:
    return {name: etree.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")}


@pytest.mark.once
@pytest.mark.skipif(not (shutil.which("java") and EPUBCHECK.exists()), reason="needs epubcheck and a Java runtime")
def test_epubcheck_finds_nothing(writing: Writing) -> None:
    book = writing.write(writing.with_sound("epub", "ar", also=("en",)))
    done = subprocess.run([*JAVA, str(EPUBCHECK), str(book)], check=False, capture_output=True, text=True, timeout=240)
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def test_what_it_is_stands_first_and_plain(writing: Writing) -> None:
    book = writing.write(writing.inside("epub"))
    with zipfile.ZipFile(book) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert archive.read(first) == b"application/epub+zip"
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_first_page_says_what_it_is_and_what_may_be_done_with_it(writing: Writing) -> None:
    inside = writing.inside("epub", also=("ar",))
    page = etree.fromstring(files_in(writing.write(inside))["book/start.xhtml"])
    words = "".join(page.itertext())
    assert (page.findtext(f".//{XHTML}h1"), inside.title) == (inside.title, "Light course")
    assert inside.version.content["summary"] in words
    assert page.findtext(f".//{XHTML}bdi") == inside.licence
    assert inside.licence


def test_the_package_lists_every_file_once_and_reads_from_the_right(writing: Writing) -> None:
    files = files_in(writing.write(writing.inside("epub", "ar", "pictures", also=("en",))))
    package = etree.fromstring(files["book/package.opf"])
    listed = [item.get("href") for item in package.iter(f"{OPF}item")]
    there = [name.removeprefix("book/") for name in files if name.startswith("book/") and not name.endswith(".opf")]
    assert sorted(listed) == sorted(there)
    assert [language.text for language in package.iter(f"{DC}language")] == ["ar", "en"]
    [spine] = package.iter(f"{OPF}spine")
    assert spine.get("page-progression-direction") == "rtl"
    read = [item.get("idref") for item in spine]
    assert len(read) == len(set(read)) == sum(name.endswith(".xhtml") for name in listed)


def test_every_link_leads_to_a_part_of_the_book(writing: Writing) -> None:
    files = files_in(writing.write(writing.inside("epub", "ar", "pictures", also=("en",))))
    pages = pages_in(files)
    ids = {name: {tag.get("id") for tag in page.iter() if tag.get("id")} for name, page in pages.items()}
    links = 0
    for name, page in pages.items():
        for tag in page.iter():
            for address in (tag.get("href"), tag.get("src")):
                if address and not address.startswith("tel:"):
                    path, part = urldefrag(address)
                    target = normpath(join(dirname(name), path)) if path else name
                    assert target in files, (name, address)
                    assert not part or part in ids[target], (name, address)
                    links += 1
    assert links > 20


def test_each_page_says_its_language_in_both_ways_and_runs_nothing(writing: Writing) -> None:
    for name, page in pages_in(files_in(writing.write(writing.inside("epub", "ar", also=("en",))))).items():
        for tag in page.iter():
            assert tag.get("lang") == tag.get(f"{XML}lang"), name
            assert tag.tag not in {f"{XHTML}{kind}" for kind in ("script", "form", "input", "button", "picture")}, name
        assert page.get("dir") == ("rtl" if page.get("lang") == "ar" else "ltr")


def test_a_question_leads_to_its_answer_at_the_end_and_back(writing: Writing) -> None:
    pages = pages_in(files_in(writing.write(writing.inside("epub"))))
    lesson = "".join(pages["book/en-light-course-01.xhtml"].itertext())
    answers = "".join(pages["book/en-light-course-answers.xhtml"].itertext())
    assert "It only puts words together." not in lesson
    assert "It only puts words together." in answers
    assert (lesson.count("Show the answer"), answers.count("Back to the question")) == (5, 10)  # of both lessons


def test_sound_is_mp3_with_its_words_open(writing: Writing) -> None:
    files = files_in(writing.write(writing.with_sound("epub")))
    assert [data for name, data in files.items() if name.endswith(".mp3")] == [SOUNDS["mp3"]]
    page = files["book/en-light-course-01.xhtml"].decode()
    assert "Read the words" in page
    assert ".ogg" not in page
    assert 'schema:accessMode">auditory' in files["book/package.opf"].decode()


def test_the_same_bytes_everywhere_and_the_same_book_in_each_edition(writing: Writing, elsewhere: Any) -> None:
    here = writing.write(writing.inside("epub", "ar", "pictures"))
    there = elsewhere(lambda: writing.write(writing.inside("epub", "ar", "pictures")))
    assert there.read_bytes() == here.read_bytes()
    names = []
    for inside in (writing.inside("epub"), writing.with_sound("epub")):
        package = etree.fromstring(files_in(writing.write(inside))["book/package.opf"])
        names.append(next(package.iter(f"{DC}identifier")).text)
    assert names[0].startswith("urn:uuid:")
    assert names[0] != names[1]  # another tier is another book
