"""A course's start and end check: pages like lessons that are never counted as lessons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.manuscripts.export import export_course
from courses.manuscripts.folder import read_course_folder
from courses.manuscripts.frameworks import load_frameworks, read_frameworks
from courses.manuscripts.load import load_folder
from courses.manuscripts.parse import parse_lesson
from courses.manuscripts.problems import ManuscriptError
from courses.manuscripts.write import write_lesson
from courses.models import CoursePage, CourseVersion, LessonPage, LessonVersion, ModulePage, RenderedDocument, SearchEntry
from courses.models.purpose import CHECKS, Purpose
from courses.models.readiness import PublishRefused
from courses.rendering import objects
from courses.rendering.documents import render_course
from courses.rendering.kept import kept_course
from tests.cast import Member
from tests.courses.test_manuscripts_starter import SLUG, STARTER
from tests.factories import ALL_KINDS, make_check, make_course, make_lesson, make_module
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


@kept
def course() -> CoursePage:
    """A course of two lessons with both checks, drawn."""
    course = make_course()
    module = make_module(course)
    for number in (1, 2):
        make_lesson(module, f"lesson-{number}")
    for purpose in CHECKS:
        make_check(module, purpose)
    render_course(course.translation_key)
    return course


def outline() -> CourseVersion:
    return CourseVersion.objects.current().get(language="en")


def document(purpose: str) -> str:
    """What learners get of a check."""
    row = RenderedDocument.objects.get(path=f"en/tiny-course/first/{purpose}", tier="text")
    return objects.read_document(row.object_name).decode()


def test_checks_stand_apart_from_the_lessons_of_their_course(course: CoursePage) -> None:
    version = outline()
    assert [lesson["path"].rpartition("/")[2] for lesson in version.lessons] == ["lesson-1", "lesson-2"]
    assert list(version.checks) == list(CHECKS)
    assert [page["path"].rpartition("/")[2] for page in version.pages] == ["start-check", "lesson-1", "lesson-2", "end-check"]
    assert set(LessonVersion.objects.current().of_lessons().values_list("path", flat=True)) == {
        lesson["path"] for lesson in version.lessons
    }


def test_a_course_without_checks_says_nothing_of_them() -> None:
    make_lesson(make_module(make_course()))
    assert "checks" not in outline().content
    assert outline().checks == {}
    assert "purpose" not in LessonVersion.objects.current().get().content


def test_a_module_that_holds_only_a_check_is_no_heading_of_the_course() -> None:
    course = make_course()
    make_lesson(make_module(course))
    make_check(make_module(course, "last"), Purpose.END_CHECK)
    assert [module["slug"] for module in outline().content["modules"]] == ["first"]
    assert Purpose.END_CHECK in outline().checks


@pytest.mark.parametrize("count", [3, 5])
def test_a_check_has_exactly_four_questions(count: int) -> None:
    module = make_module(make_course())
    page = make_check(module, Purpose.START_CHECK, live=False, body=list(ALL_KINDS[:count]))
    sentences = " ".join(page.get_latest_revision_as_object().publish_problems())
    assert f"has {count} questions" in sentences
    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish()


def test_a_check_needs_no_card_no_aims_and_no_competencies_of_its_own() -> None:
    page = make_check(make_module(make_course()), Purpose.START_CHECK, can_do="", summary="")
    page.teaches = []
    assert page.publish_problems() == []


def test_a_course_has_one_check_of_each_kind() -> None:
    course = make_course()
    make_check(make_module(course), Purpose.START_CHECK, title="The first one")
    second = make_check(make_module(course, "second"), Purpose.START_CHECK, live=False)
    assert any("“The first one” is such a check" in sentence for sentence in second.publish_problems())
    second.purpose = Purpose.END_CHECK
    assert second.publish_problems() == []


def test_a_second_check_is_refused_with_a_sentence_while_it_is_being_made() -> None:
    module = make_module(make_course())
    make_check(module, Purpose.START_CHECK, title="The first one")
    page = LessonPage(title="Another", slug="another", locale=module.locale, purpose=Purpose.START_CHECK)
    page.module_to_be = ModulePage.objects.get(pk=module.pk).path
    assert any("“The first one”" in sentence for sentence in page.publish_problems())


def test_a_check_is_not_found_and_not_listed(course: CoursePage, visitor: Member) -> None:
    found = SearchEntry.objects.exclude(lesson_version=None).values_list("lesson_version__purpose", flat=True)
    assert set(found) == {Purpose.LESSON}
    assert "start-check" not in visitor.client.get("/sitemap-en.xml").content.decode()


def test_a_lesson_that_becomes_a_check_leaves_search_and_outline(course: CoursePage) -> None:
    page = LessonPage.objects.get(slug="end-check")
    page.unpublish()
    lesson = LessonPage.objects.get(slug="lesson-2")
    lesson.purpose, lesson.body = Purpose.END_CHECK, LessonPage.objects.get(slug="start-check").body
    lesson.save_revision().publish()
    assert len(outline().lessons) == 1
    assert outline().checks[Purpose.END_CHECK]["path"].endswith("lesson-2")
    assert not SearchEntry.objects.filter(lesson_version__path__endswith="lesson-2").exists()


def test_the_start_check_leads_to_the_first_lesson_and_has_no_lamps(course: CoursePage) -> None:
    page = document("start-check")
    assert "Four questions, about 2 minutes" in page
    assert 'href="../../../../en/tiny-course/first/lesson-1/index.html"' in page
    assert "Start the first lesson" in page
    assert 'data-thanks="Thank you."' in page
    assert "Save my answer" in page
    assert "Lesson 1 of" not in page


def test_the_end_check_leads_back_to_the_course(course: CoursePage) -> None:
    page = document("end-check")
    assert "Back to the course" in page
    assert "data-thanks" not in page
    assert "Check my answer" in page


def test_lessons_know_nothing_of_checks(course: CoursePage) -> None:
    for number in (1, 2):
        page = document(f"lesson-{number}")
        assert "check/" not in page
        assert f"Lesson {number} of 2" in page


def test_a_visitor_is_offered_four_questions_before_the_first_lesson(course: CoursePage, visitor: Member) -> None:
    page = visitor.client.get("/en/tiny-course/").content.decode()
    assert "Start with four questions (2 minutes)" in page
    assert page.index("start-check") < page.index("Start the first lesson")
    assert "end-check" not in page
    assert "2 lessons" in page


def test_a_kept_course_holds_its_checks(course: CoursePage, visitor: Member) -> None:
    paths = {file.path for file in kept_course(outline(), "text")["files"]}
    for purpose in CHECKS:
        assert {f"/en/tiny-course/first/{purpose}/?tier=text", f"/en/tiny-course/first/{purpose}/answers.js"} <= paths
    page = visitor.client.get("/en/tiny-course/?kept").content.decode()
    assert page.index("lesson-2") < page.index("end-check")


def test_a_check_that_is_not_translated_stands_in_the_source_language(course: CoursePage) -> None:
    french = make_course("petit-cours", code="fr")
    french.translation_key = course.translation_key
    french.save(clean=False)
    french.save_revision(clean=False).publish()
    CourseVersion.objects.filter(language="fr").exclude(course_key=course.translation_key).delete()  # of the key it had before
    version = CourseVersion.objects.current().get(language="fr")
    assert {check["language"] for check in version.checks.values()} == {"en"}
    page = Client().get("/fr/petit-cours/").content.decode()
    assert 'lang="en">English</bdi>' in page


# --- manuscripts ------------------------------------------------------------------------------------------------------


def source(name: str, language: str = "en") -> str:
    return (STARTER / SLUG / language / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ar", "sw"])
@pytest.mark.parametrize("purpose", CHECKS)
def test_a_check_is_read_and_written_the_same(purpose: str, language: str) -> None:
    text = source(f"{purpose}.md", language)
    read = parse_lesson(text, f"{SLUG}/{language}/{purpose}.md")
    assert (read.purpose, read.can_do, read.teaches) == (purpose, (), ())
    assert write_lesson(read) == text


def test_aims_of_a_check_are_kept_where_somebody_gave_it_some() -> None:
    text = source("start-check.md").replace("sensitive: no", "can_do:\n- tell\nteaches: digcomp-3/4\nsensitive: no")
    read = parse_lesson(text, "course/en/start-check.md")
    assert (read.can_do, read.teaches) == (("tell",), ("digcomp-3/4",))
    assert write_lesson(read) == text


@pytest.mark.parametrize(
    ("name", "change"),
    [("start-check.md", "purpose: end-check"), ("lesson-1.md", "purpose: start-check"), ("end-check.md", "purpose: start-check")],
)
def test_the_purpose_fits_the_name_of_the_file(name: str, change: str) -> None:
    text = source("start-check.md").replace("purpose: start-check", change)
    with pytest.raises(ManuscriptError) as refusal:
        parse_lesson(text, f"course/en/{name}")
    assert "purpose: " in str(refusal.value)


def folder_with(tmp_path: Path, **files: str) -> Path:
    """A copy of the starter course in English with other files."""
    folder = tmp_path / SLUG
    (folder / "en").mkdir(parents=True)
    for file in (STARTER / SLUG / "en").glob("*.md"):
        (folder / "en" / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pictures").symlink_to(STARTER / SLUG / "pictures")
    for name, text in files.items():
        (folder / "en" / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return folder


def test_the_folder_keeps_checks_around_the_lessons(tmp_path: Path) -> None:
    edition = read_course_folder(folder_with(tmp_path)).source
    assert list(edition.lessons) == ["start-check", *(f"lesson-{number}" for number in range(1, 7)), "end-check"]


def test_a_course_of_checks_alone_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    for file in folder.glob("en/lesson-*.md"):
        file.unlink()
    with pytest.raises(ManuscriptError, match="no lesson"):
        read_course_folder(folder)


def test_a_check_of_three_questions_is_refused_whole(tmp_path: Path) -> None:
    text = source("start-check.md")
    short = text[: text.index("## one-answer account-closes")].rstrip() + "\n"
    folder = read_course_folder(folder_with(tmp_path, start_check=short))
    load_frameworks(read_frameworks(STARTER / "frameworks"))
    with pytest.raises(ManuscriptError, match="exactly 4"):
        load_folder(folder)
    assert not CoursePage.objects.exists()


def test_checks_that_were_made_in_the_cms_are_written_out(course: CoursePage, tmp_path: Path) -> None:
    written = {file.name: file for file in export_course("tiny-course", tmp_path).written}
    assert {"lesson-1.md", "lesson-2.md", "start-check.md", "end-check.md"} <= set(written)
    assert "purpose: end-check" in written["end-check.md"].read_text(encoding="utf-8")
    assert "purpose" not in written["lesson-1.md"].read_text(encoding="utf-8")


def test_answers_for_the_page_hold_a_check_like_a_lesson(course: CoursePage, visitor: Member) -> None:
    script = visitor.client.get("/en/tiny-course/first/start-check/answers.js").content.decode()
    data: dict[str, Any] = json.loads(script.removeprefix("window.MWANGA_ANSWERS=").removesuffix(";\n"))
    assert len(data["questions"]) == 4
