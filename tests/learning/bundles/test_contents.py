"""What goes into a bundle: every link stays inside, nothing leads out, lessons are the web's own bytes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import urldefrag, urljoin
from uuid import UUID, uuid4

import pytest

from courses.models import LessonVersion, RenderedDocument
from courses.rendering import objects
from courses.rendering.documents import render_course
from learning.bundles.contents import files_of
from learning.bundles.errors import CourseNotPublished, UnknownFormat, UnknownTier
from learning.bundles.sources import File, Wanted, inside_of
from tests.factories import as_on_the_page, right_response

TEXT = {".html", ".js", ".css", ".json", ".txt"}
LESSON_1 = "light-course/first/lesson-1"
LESSON_2 = "light-course/first/lesson-2"


class Links(HTMLParser):
    """The links, loads and ids of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "srcset", "action", "poster", "xlink:href"}:
                links = (value or "").split(",") if name == "srcset" else [value or ""]
                self.links += [link.split()[0] if name == "srcset" else link for link in links]
            if name == "id":
                self.ids.append(value or "")


def files_in(course_key: UUID, language: str, tier: str = "text") -> dict[str, bytes]:
    """Path -> bytes."""
    return {file.path: file.read() for file in files_of(inside_of(Wanted(course_key, language, tier)))}


def test_a_translated_course_takes_along_the_language_of_what_is_not_translated(course_key: UUID) -> None:
    arabic, english = files_in(course_key, "ar"), files_in(course_key, "en")
    assert {path.split("/")[0] for path in english if "/" in path} == {"en", "objects", "static"}
    assert {path.split("/")[0] for path in arabic if "/" in path} == {"ar", "en", "objects", "static"}
    lessons = sorted(path for path in arabic if re.search(r"lesson-\d/index\.html$", path))
    assert lessons == [f"ar/{LESSON_1}/index.html", f"en/{LESSON_1}/index.html", f"en/{LESSON_2}/index.html"]
    assert b"en/light-course/first/lesson-2/index.html" in arabic["ar/light-course/index.html"]


def test_every_part_is_there(course_key: UUID) -> None:
    paths = set(files_in(course_key, "en"))
    pages = {
        "index.html",
        "leave.html",
        "check.html",
        "verify.html",
        "trust.js",
        "LICENSE.txt",
        "en/index.html",
        "en/me/index.html",
        "en/read-me.html",
    }
    lesson = {f"en/{LESSON_1}/{name}" for name in ("index.html", "languages/index.html", "answer/index.html", "answers.js")}
    course = {"en/light-course/index.html", "en/light-course/review/index.html"}
    scripts = {f"static/offline/{name}.js" for name in ("grade", "me", "review")}
    assert pages | lesson | course | scripts <= paths
    assert any(re.fullmatch(r"static/css/mwanga\.[0-9a-f]{12}\.css", path) for path in paths)
    assert any(re.fullmatch(r"objects/[0-9a-f]{2}/[0-9a-f]{32}\.js", path) for path in paths)


def test_lessons_are_the_bytes_the_web_serves(course_key: UUID) -> None:
    for tier in ("text", "pictures"):
        files = files_in(course_key, "ar", tier)
        for row in RenderedDocument.objects.filter(tier=tier):
            assert files[f"{row.path}/index.html"] == objects.read_document(row.object_name)


def test_pictures_come_with_their_tier_only(course_key: UUID) -> None:
    def endings(tier: str) -> list[str]:
        return sorted(path.rsplit(".", 1)[1] for path in files_in(course_key, "en", tier) if path.startswith("objects/"))

    # The lessons' script, the one that reads them aloud, one that checks certificates, one that reads their picture
    # codes, one that brings answers home.
    assert endings("text") == ["js", "js", "js", "js", "js", "js"]
    assert endings("pictures") == ["avif", "jpeg", "js", "js", "js", "js", "js", "js"]


@pytest.mark.parametrize("tier", ["text", "pictures"])
def test_every_link_resolves_inside_the_bundle(course_key: UUID, tier: str) -> None:
    assert_every_link_resolves(files_in(course_key, "ar", tier))


def test_every_link_resolves_inside_a_bundle_of_several_courses_and_languages(two_course_keys: tuple[UUID, UUID]) -> None:
    light, other = two_course_keys
    wanted = Wanted(light, "ar", also=("en",), courses=two_course_keys)
    files = {file.path: file.read() for file in files_of(inside_of(wanted))}
    assert_every_link_resolves(files)
    start, listed = files["index.html"].decode(), files["en/index.html"].decode()
    assert "دورة الضوء" in start
    assert "Other course" in start
    assert "Light course" in listed
    assert "Other course" in listed
    assert b"Other course" not in files_in(light, "ar")["index.html"]
    assert b"Light course" not in files_in(other, "en")["en/index.html"]


def assert_every_link_resolves(files: dict[str, bytes]) -> None:
    """No link leads out or to a folder, and every page can be reached."""
    pages = {path: Links(data.decode()) for path, data in files.items() if path.endswith(".html")}
    reached = {"index.html"}
    for path, page in pages.items():
        for link in page.links:
            if link.startswith("data:"):
                continue
            target, fragment = urldefrag(urljoin(f"bundle/{path}", link))
            target = target.removeprefix("bundle/").partition("?")[0]
            assert target in files, f"{path} links to {link}"
            assert PurePosixPath(target).suffix, f"{path} links to a folder: {link}"
            assert not fragment or target not in pages or fragment in pages[target].ids, f"{path} links to {link}"
            reached.add(target)
    assert set(pages) == reached & set(pages)  # and every page can be reached


def test_nothing_leads_out_and_names_are_plain(course_key: UUID) -> None:
    files = files_in(course_key, "ar", "pictures")
    names_only = {
        "trust.js",
        "update.json",
        *checking_scripts(files),
    }  # addresses that name whose a list is, and words of a vocabulary
    for path, data in files.items():
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", path)
        if path not in names_only and PurePosixPath(path).suffix in TEXT:
            assert not re.search(rb"https?:|[\"'(=]//|\bfetch\(\s*['\"]/|localhost|127\.0\.0\.1", data), path


def checking_scripts(files: dict[str, bytes]) -> set[str]:
    """What the page that checks certificates loads from the store."""
    return {path.decode() for path in re.findall(rb'src="\./(objects/[^"]+)"', files["verify.html"])}


def test_certificates_are_checked_inside_a_bundle_in_its_language(course_key: UUID) -> None:
    files = files_in(course_key, "ar")
    page = files["verify.html"].decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert len(checking_scripts(files)) == 2
    assert "دورة الضوء" in page
    assert "<form action=" not in page  # a number needs a line
    assert "data-worker" not in page
    assert b'href="verify.html"' in files["index.html"]
    document = json.loads(files["trust.js"].decode().removeprefix("self.mwangaTrust=").removesuffix(";\n"))
    assert [issuer["did"] for issuer in document["issuers"]] == ["did:web:testserver"]
    assert [one["address"].rpartition("/status")[2] for one in document["lists"]] == ["/1", "/1/replaced"]


def test_no_page_runs_inline_scripts_or_styles(course_key: UUID) -> None:
    for path, data in files_in(course_key, "ar", "pictures").items():
        if path.endswith(".html"):
            assert not re.search(rb"<script(?![^>]*src=)|<style|\son[a-z]+=|\sstyle=", data), path


def test_answers_for_the_script_are_the_versions_own(course_key: UUID) -> None:
    for version in LessonVersion.objects.current():
        script = files_in(course_key, "ar")[f"{version.path}/answers.js"].decode()
        data = json.loads(script.removeprefix("window.MWANGA_ANSWERS=").removesuffix(";\n"))
        assert data["questions"] == version.questions
        assert (data["course"], data["lesson"]) == (str(course_key), str(version.lesson_key))
        assert (data["language"], data["version"]) == (version.language, version.number)
        assert all(data["texts"][name] for name in ("none", "odd", "order", "long", "missing"))


def test_a_line_separator_in_a_text_does_not_end_the_script(course_key: UUID) -> None:
    version = LessonVersion.objects.current().first()
    version.content["cards"][-1]["question"]["prompt"] = "one\u2028two"
    version.save()
    script = files_in(course_key, "ar")[f"{version.path}/answers.js"].decode()
    assert "\u2028" not in script
    assert "one\\u2028two" in script


def test_the_answer_sheet_names_what_is_right_of_every_kind(course_key: UUID) -> None:
    sheet = files_in(course_key, "en")[f"en/{LESSON_1}/answer/index.html"].decode()
    version = LessonVersion.objects.current().get(path=f"en/{LESSON_1}")
    for index in as_on_the_page(version.content["cards"]).values():
        assert f'id="q-{index["id"]}"' in sheet
        if index["kind"] == "fill_the_gap":
            assert next(iter(right_response(index).values())) in sheet
    assert "True" in sheet
    assert "Sure can be wrong." in sheet
    assert "Take 90 from 120." not in sheet  # a hint for a wrong entry, not a reason


def test_sensitive_lessons_have_their_way_out_on_every_page(course_key: UUID) -> None:
    files = files_in(course_key, "ar")
    for name in ("index.html", "answer/index.html"):
        assert b"leave.html" in files[f"en/{LESSON_2}/{name}"]
        assert b"leave.html" not in files[f"en/{LESSON_1}/{name}"]
    assert b"Mwanga" not in files["leave.html"]


def test_pages_speak_their_language_and_the_start_page_the_one_asked_for(course_key: UUID) -> None:
    files = files_in(course_key, "ar")
    assert b'<html lang="ar" dir="rtl"' in files["index.html"]
    for path, data in files.items():
        if path.endswith(".html") and path[:3] in {"ar/", "en/"}:
            assert f'<html lang="{path[:2]}"'.encode() in data, path


def test_the_list_of_courses_holds_this_one_only(course_key: UUID) -> None:
    from tests.factories import make_course, make_lesson, make_module

    make_lesson(make_module(make_course("other-course", title="Another course")))
    files = files_in(course_key, "en")
    assert b"Light course" in files["en/index.html"]
    assert b'role="search"' not in files["en/index.html"]  # a folder on a memory card has nobody to ask
    assert b"Another course" not in b"".join(files.values())


def test_a_language_the_course_is_not_in_is_refused_with_a_sentence(course_key: UUID) -> None:
    with pytest.raises(CourseNotPublished, match=r"not published in “sw”\. It is in: ar, en"):
        inside_of(Wanted(course_key, "sw"))
    with pytest.raises(CourseNotPublished):
        inside_of(Wanted(uuid4(), "en"))


def test_an_unknown_tier_or_format_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownTier, match=r"no tier “smell”\. Choose one of: text, pictures, audio, video"):
        Wanted(uuid4(), "en", "smell")
    with pytest.raises(UnknownFormat, match=r"no format “rar”\. Choose one of: zip"):
        Wanted(uuid4(), "en", "text", "rar")


def test_lessons_that_are_not_rendered_are_rendered_first(course_key: UUID) -> None:
    assert not RenderedDocument.objects.exists()
    files_in(course_key, "ar")
    assert RenderedDocument.objects.filter(tier="text").count() == LessonVersion.objects.current().count()


def test_an_older_document_is_never_packed_with_newer_answers(course_key: UUID) -> None:
    render_course(course_key)
    version = LessonVersion.objects.current().get(path=f"en/{LESSON_1}")
    older = LessonVersion.objects.create(
        **{name: getattr(version, name) for name in ("course_key", "lesson_key", "language", "path", "title", "content")},
        number=9,
        is_current=False,
    )
    RenderedDocument.objects.filter(path=version.path).update(lesson_version=older)
    files_in(course_key, "en")
    assert RenderedDocument.objects.get(path=version.path, tier="text").lesson_version == version


def test_a_file_reads_its_bytes_from_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.jpeg").write_bytes(b"picture")
    assert File("objects/a.jpeg", source=tmp_path / "a.jpeg").read() == b"picture"
