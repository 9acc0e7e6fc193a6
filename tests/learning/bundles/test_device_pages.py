"""The pages of a bundle for several learners and for search: what is in them, before any script runs."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from courses.models import CourseVersion, LessonVersion
from learning.bundles.contents import files_of
from learning.bundles.device_pages import faces_script, search_script
from learning.bundles.sources import Wanted, inside_of
from learning.codes import PICTURES
from tests.factories import make_course, make_lesson, make_module
from tests.starter_course import load_part


def files_in(course_key: UUID, language: str, **more: Any) -> dict[str, bytes]:
    """Path -> bytes."""
    return {file.path: file.read() for file in files_of(inside_of(Wanted(course_key, language, **more)))}


def found_in(script: bytes) -> dict[str, Any]:
    """What a page's script can find."""
    text = script.decode().removeprefix("(window.MWANGA_SEARCH=window.MWANGA_SEARCH||[]).push(").removesuffix(");\n")
    return json.loads(text)


def test_every_picture_has_its_drawing() -> None:
    drawings = json.loads(faces_script().removeprefix("window.MWANGA_FACES=").removesuffix(";\n"))
    assert set(drawings) == {*PICTURES, "guest", "add"}
    assert all(drawing.startswith("<g ") for drawing in drawings.values())


def test_each_language_finds_its_own_lessons_and_the_page_loads_those_not_translated(course_key: UUID) -> None:
    files = files_in(course_key, "ar")
    arabic, english = found_in(files["ar/search/lessons.js"]), found_in(files["en/search/lessons.js"])
    assert (arabic["language"], arabic["dir"], english["dir"]) == ("ar", "rtl", "ltr")
    assert [entry["path"] for entry in arabic["entries"]] == [
        "ar/light-course/index.html",
        "ar/light-course/first/lesson-1/index.html",
    ]
    assert len(english["entries"]) == 3
    page = files["ar/search/index.html"].decode()
    assert page.index('src="lessons.js"') < page.index('src="../../en/search/lessons.js"')
    assert "ar/search/lessons.js" not in files["en/search/index.html"].decode()


def test_search_holds_no_right_answer_and_says_what_is_not_to_be_quoted(course_key: UUID) -> None:
    script = files_in(course_key, "en")["en/search/lessons.js"]
    assert "AI guesses." in script.decode()
    assert "Sure can be wrong." not in script.decode()  # feedback
    assert b'"correct"' not in script
    quiet = [entry["quiet"] for entry in found_in(script)["entries"]]
    assert quiet == [False, False, True]


def test_pages_of_the_device_lead_to_themselves_in_the_other_language(course_key: UUID) -> None:
    files = files_in(course_key, "ar")
    for page in ("me", "home", "learners", "search", "light-course/review"):
        html = files[f"ar/{page}/index.html"].decode()
        assert 'href="#languages"' in html, page
        assert f"en/{page}/index.html" in html, page
    alone = files_in(course_key, "en")
    assert b"#languages" not in alone["en/me/index.html"]


def test_a_bundle_of_two_courses_shows_both_wherever_one_looks(course_key: UUID) -> None:
    other = make_course("other-course", title="Another course")
    make_lesson(make_module(other), title="Lesson apart")
    files = files_in(course_key, "en", courses=(course_key, other.translation_key))
    for path in ("index.html", "en/index.html", "en/me/index.html", "en/search/lessons.js"):
        assert b"Light course" in files[path], path
        assert b"Another course" in files[path], path
    assert b"Another course" in files["LICENSE.txt"]
    assert f'data-course="{other.translation_key}"'.encode() in files["en/index.html"]


@pytest.mark.once
@pytest.mark.django_db
def test_the_words_of_the_starter_course_stay_small() -> None:
    load_part()
    versions = list(CourseVersion.objects.current().filter(language="en"))
    script = search_script("en", versions, list(LessonVersion.objects.current().filter(language="en")))
    assert len(found_in(script.encode())["entries"]) == 7  # six lessons and the course; checks are left out
    assert len(script.encode()) <= 30_000
