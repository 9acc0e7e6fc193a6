"""Publishing leaves versions behind: new ones only for new content, at the right address, and nothing withdrawn is served."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import Page

from courses.models import CoursePage, CourseVersion, LessonPage, LessonVersion, ModulePage, RenderedDocument
from courses.rendering.documents import render_due
from tests.courses.conftest import version_of
from tests.courses.editor import lesson_at
from tests.factories import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db

HERE = "en/tiny-course/first/lesson-1"


def numbers() -> list[tuple[int, bool]]:
    """Number and whether it is current, of all lesson versions in the order they were made."""
    return list(LessonVersion.objects.order_by("pk").values_list("number", "is_current"))


def outline() -> list[str]:
    """Paths of the lessons of the one current course version."""
    return [entry["path"] for entry in CourseVersion.objects.current().get().lessons]


def status_of(path: str) -> int:
    return Client().get(f"/{path}/").status_code


def leads_to(path: str) -> str:
    """Where a former address leads, for as long as nothing else stands there."""
    answer = Client().get(f"/{path}/")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "public, max-age=300")
    return answer.headers["Location"]


def assert_served_only_at(*paths: str) -> None:
    """Versions, documents, outline and the web agree on where lessons stand."""
    render_due()
    assert sorted(LessonVersion.objects.current().values_list("path", flat=True)) == sorted(paths)
    assert sorted(set(RenderedDocument.objects.values_list("path", flat=True))) == sorted(paths)
    for path in paths:
        assert status_of(path) == 200, path
        assert status_of(f"{path}/languages") == 200, path


# --- new content, new version -----------------------------------------------------------------------------------------


def test_publishing_makes_the_first_version(lesson: LessonPage) -> None:
    version = LessonVersion.objects.get()
    assert (version.number, version.path, version.title, version.page) == (1, HERE, "Lesson-1", lesson)
    assert outline() == [HERE]
    assert [card["kind"] for card in version.content["cards"]] == [
        "text",
        "one_answer",
        "several_answers",
        "true_false",
        "put_in_order",
        "fill_the_gap",
    ]


def test_publishing_again_without_a_change_writes_no_version(rendered: LessonVersion, lesson: LessonPage) -> None:
    courses = list(CourseVersion.objects.values_list("pk", flat=True))
    documents = list(RenderedDocument.objects.order_by("pk").values_list("pk", "object_name"))
    lesson.save_revision().publish()
    lesson.get_parent().specific.save_revision().publish()
    assert LessonVersion.objects.get() == rendered
    assert list(CourseVersion.objects.values_list("pk", flat=True)) == courses
    assert list(RenderedDocument.objects.order_by("pk").values_list("pk", "object_name")) == documents


def test_a_change_makes_the_next_version_of_lesson_and_course(rendered: LessonVersion, lesson: LessonPage) -> None:
    lesson.summary = "Another summary."
    lesson.save_revision().publish()
    assert numbers() == [(1, False), (2, True)]
    assert CourseVersion.objects.current().get().lessons[0]["version"] == 2
    assert LessonVersion.objects.get(number=1).content == rendered.content
    assert_served_only_at(HERE)
    assert RenderedDocument.objects.first().lesson_version.number == 2


def test_old_words_are_never_served_while_the_new_document_waits(rendered: LessonVersion, lesson: LessonPage) -> None:
    lesson.body[0].value["text"].source = "<p>AI only guesses.</p>"
    lesson.save_revision().publish()
    answer = Client().get(f"/{HERE}/")
    assert b"AI only guesses." in answer.content
    assert b"AI guesses." not in answer.content
    assert answer.headers["Cache-Control"] == "no-store"


def test_going_back_to_earlier_words_is_a_new_version_too(lesson: LessonPage) -> None:
    for summary in ("Another summary.", "A lesson."):
        lesson.summary = summary
        lesson.save_revision().publish()
    assert numbers() == [(1, False), (2, False), (3, True)]


def test_a_draft_changes_nothing_for_learners(rendered: LessonVersion, lesson: LessonPage) -> None:
    lesson.summary, lesson.slug = "Another summary.", "elsewhere"
    lesson.save_revision()
    lesson.get_parent().specific.save_revision().publish()
    assert LessonVersion.objects.get() == rendered
    assert_served_only_at(HERE)
    assert status_of("en/tiny-course/first/elsewhere") == 404


# --- withdrawing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["lesson", "module", "course"])
def test_unpublishing_takes_lessons_out_of_sight_and_keeps_their_versions(rendered: LessonVersion, what: str) -> None:
    lesson = LessonPage.objects.get()
    page = {"lesson": lesson, "module": lesson.get_parent(), "course": lesson.get_parent().get_parent()}[what].specific
    page.unpublish()
    assert_served_only_at()
    assert status_of(HERE) == status_of(f"{HERE}/languages") == 404
    assert numbers() == [(1, False)]
    page.save_revision().publish()
    assert_served_only_at(HERE)
    assert numbers() == [(1, False), (2, True)]


def test_an_unpublished_course_leaves_the_catalogue(rendered: LessonVersion, course: CoursePage) -> None:
    assert "Tiny course" in Client().get("/en/").content.decode()
    course.unpublish()
    assert "Tiny course" not in Client().get("/en/").content.decode()
    assert not CourseVersion.objects.current().exists()


def test_a_lesson_below_an_unpublished_module_waits_for_it(course: CoursePage) -> None:
    module = make_module(course)
    module.unpublish()
    make_lesson(ModulePage.objects.get(pk=module.pk))
    assert_served_only_at()
    assert status_of(HERE) == 404
    ModulePage.objects.get().save_revision().publish()
    assert_served_only_at(HERE)


@pytest.mark.parametrize("what", ["lesson", "module", "course"])
def test_deleting_takes_lessons_out_of_sight_and_keeps_their_versions(
    rendered: LessonVersion, what: str, work_done: Callable
) -> None:
    lesson = LessonPage.objects.get()
    with work_done():
        {"lesson": lesson, "module": lesson.get_parent(), "course": lesson.get_parent().get_parent()}[what].specific.delete()
    assert_served_only_at()
    assert status_of(HERE) == 404
    assert numbers() == [(1, False)]
    assert LessonVersion.objects.get().page is None
    assert CourseVersion.objects.current().count() == (0 if what == "course" else 1)


def test_deleting_many_pages_at_once_takes_them_out_of_sight(rendered: LessonVersion, work_done: Callable) -> None:
    with work_done():
        Page.objects.filter(pk=LessonPage.objects.get().pk).delete()
    assert_served_only_at()


def test_a_lost_deletion_is_repaired_by_the_next_look(rendered: LessonVersion) -> None:
    """The process may die between the deletion and what follows it."""
    LessonPage.objects.get().delete()  # what follows waits for a commit that never comes in this test
    assert_served_only_at()
    assert status_of(HERE) == 404
    assert not CourseVersion.objects.current().get().lessons


# --- moving and renaming ----------------------------------------------------------------------------------------------


def test_moving_to_another_module_changes_the_address_and_keeps_the_version(rendered: LessonVersion, course: CoursePage) -> None:
    second = make_module(course, "second")
    LessonPage.objects.get().move(second, "last-child")
    assert_served_only_at("en/tiny-course/second/lesson-1")
    assert leads_to(HERE) == "/en/tiny-course/second/lesson-1/"
    assert numbers() == [(1, True)]
    assert outline() == ["en/tiny-course/second/lesson-1"]


def test_moving_to_another_course_changes_course_and_address_and_keeps_the_version(rendered: LessonVersion) -> None:
    other = make_module(make_course("other", title="Other course"))
    LessonPage.objects.get().move(other, "last-child")
    assert_served_only_at("en/other/first/lesson-1")
    assert leads_to(HERE) == "/en/other/first/lesson-1/"
    assert numbers() == [(1, True)]
    assert LessonVersion.objects.get().course_key == other.get_parent().specific.translation_key
    lessons = {version.slug: len(version.lessons) for version in CourseVersion.objects.current()}
    assert lessons == {"tiny-course": 0, "other": 1}


def test_moving_a_module_moves_its_lessons(rendered: LessonVersion, module: ModulePage) -> None:
    other = make_course("other", title="Other course")
    ModulePage.objects.get(pk=module.pk).move(CoursePage.objects.get(pk=other.pk), "last-child")
    assert_served_only_at("en/other/first/lesson-1")
    assert leads_to(HERE) == "/en/other/first/lesson-1/"
    assert numbers() == [(1, True)]


def test_putting_lessons_in_another_order_changes_the_outline_only(rendered: LessonVersion, module: ModulePage) -> None:
    second = make_lesson(module, "lesson-2")
    assert outline() == [HERE, "en/tiny-course/first/lesson-2"]
    lesson_at(second).move(LessonPage.objects.get(slug="lesson-1"), "left")
    assert outline() == ["en/tiny-course/first/lesson-2", HERE]
    assert numbers() == [(1, True), (1, True)]


@pytest.mark.parametrize(
    ("what", "path"),
    [
        ("lesson", "en/tiny-course/first/renamed"),
        ("module", "en/tiny-course/renamed/lesson-1"),
        ("course", "en/renamed/first/lesson-1"),
    ],
)
def test_a_new_slug_changes_the_address_and_keeps_the_version(rendered: LessonVersion, what: str, path: str) -> None:
    lesson = LessonPage.objects.get()
    page = {"lesson": lesson, "module": lesson.get_parent(), "course": lesson.get_parent().get_parent()}[what].specific
    page.slug = "renamed"
    page.save_revision().publish()
    assert_served_only_at(path)
    assert outline() == [path]
    assert leads_to(HERE) == f"/{path}/"
    assert numbers() == [(1, True)]


def test_two_lessons_may_trade_their_addresses(rendered: LessonVersion, module: ModulePage) -> None:
    make_lesson(module, "lesson-2", summary="The second.")
    for slug, new in (("lesson-1", "aside"), ("lesson-2", "lesson-1"), ("aside", "lesson-2")):
        page = LessonPage.objects.get(slug=slug)
        page.slug = new
        page.save_revision().publish()
    assert_served_only_at(HERE, "en/tiny-course/first/lesson-2")
    assert LessonVersion.objects.current().get(path=HERE).content["summary"] == "The second."
    assert "Lesson-2" in Client().get(f"/{HERE}/").content.decode()


def test_a_lesson_taken_by_another_page_at_its_old_address_is_that_page(rendered: LessonVersion, module: ModulePage) -> None:
    LessonPage.objects.get().unpublish()
    LessonPage.objects.update(slug="old")
    make_lesson(module, "lesson-1", title="Newcomer")
    assert_served_only_at(HERE)
    assert "Newcomer" in Client().get(f"/{HERE}/").content.decode()


def test_a_document_of_a_version_that_is_no_longer_current_is_not_served(rendered: LessonVersion, lesson: LessonPage) -> None:
    """A worker may finish drawing the old version after the lesson was changed or withdrawn."""
    late = list(RenderedDocument.objects.values("lesson_version_id", "path", "tier", "object_name", "sizes"))
    lesson.unpublish()
    RenderedDocument.objects.bulk_create([RenderedDocument(**row) for row in late])
    assert status_of(HERE) == 404
    assert_served_only_at()


# --- courses ----------------------------------------------------------------------------------------------------------


def test_the_outline_of_a_course_is_its_version(rendered: LessonVersion, course: CoursePage) -> None:
    course.summary = "Another course."
    course.save_revision().publish()
    versions = CourseVersion.objects.order_by("number")
    assert [version.is_current for version in versions] == [False] * (len(versions) - 1) + [True]
    assert versions.last().content["summary"] == "Another course."
    assert versions.last().content["competencies"] == [
        {"tag": "test-framework/HCM1", "framework": "Test framework", "code": "HCM1", "name": "Human agency"}
    ]


def test_a_copied_course_is_another_course_with_lessons_of_its_own(rendered: LessonVersion, course: CoursePage) -> None:
    copy = CoursePage.objects.get(pk=course.pk).copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.translation_key != course.translation_key
    assert_served_only_at(HERE, "en/copy/first/lesson-1")
    assert version_of(LessonPage.objects.get(pk=rendered.page_id)) == rendered
