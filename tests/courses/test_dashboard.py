"""The first page of the CMS: what to do next, with the way there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses.models import CoursePage, LessonPage, ModulePage
from tests.cast import Member
from tests.courses.editor import says
from tests.factories import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db


def test_a_trainer_finds_the_way_to_every_module(trainer: Member, lesson: LessonPage) -> None:
    page = trainer.client.get("/cms/").content.decode()
    assert "Write a lesson" in page
    module = ModulePage.objects.get()
    for address in (
        reverse("wagtailimages:add"),
        reverse("wagtailadmin_explore", args=[CoursePage.objects.get().pk]),
        reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]),
        reverse("wagtailadmin_pages:add", args=["courses", "modulepage", CoursePage.objects.get().pk]),
    ):
        assert f'href="{address}"' in page
        assert trainer.client.get(address).status_code == 200


def test_what_is_not_published_yet_is_named(trainer: Member, module: ModulePage) -> None:
    assert not says(trainer.client.get("/cms/"), "Not published yet")
    make_lesson(module, "half-written", live=False)
    answer = trainer.client.get("/cms/")
    assert says(answer, "Not published yet")
    assert says(answer, "Half-Written")


def test_a_translated_course_stands_there_once_with_its_languages(trainer: Member, module: ModulePage, course: CoursePage) -> None:
    translated = make_course(code="ar", title="دورة")
    CoursePage.objects.filter(pk=translated.pk).update(translation_key=course.translation_key)
    make_module(CoursePage.objects.get(pk=translated.pk))
    page = trainer.client.get("/cms/").content.decode()
    assert page.count(">Add a lesson<") == 1
    assert "Translations:" in page


def test_the_panel_costs_the_same_however_many_modules_there_are(
    trainer: Member, course: CoursePage, django_assert_max_num_queries
) -> None:
    from courses.dashboard import NextStepsPanel

    make_module(course)
    with django_assert_max_num_queries(3) as few:
        NextStepsPanel().get_context_data()
    for slug in ("second", "third"):
        make_module(course, slug)
    with django_assert_max_num_queries(len(few.captured_queries)):
        NextStepsPanel().get_context_data()


def test_lessons_of_a_module_are_listed_in_the_order_learners_meet_them(trainer: Member, module: ModulePage) -> None:
    for slug in ("b-first", "a-second"):
        make_lesson(module, slug)
    page = trainer.client.get(reverse("wagtailadmin_explore", args=[module.pk])).content.decode()
    assert page.index("B-First") < page.index("A-Second")


def test_competencies_stand_under_the_names_of_their_frameworks(trainer: Member, lesson: LessonPage) -> None:
    page = trainer.client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "Test framework" in page
    assert page.count('type="checkbox" name="teaches"') == 1


def test_nobody_is_offered_a_lock_that_would_not_hold(trainer: Member, lesson: LessonPage) -> None:
    for page in (lesson, lesson.get_parent().specific, lesson.get_parent().get_parent().specific):
        answer = trainer.client.get(
            reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), headers={"X-Requested-With": "XMLHttpRequest"}
        )
        assert b"password" not in answer.content
