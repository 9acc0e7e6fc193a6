"""Previews in the CMS: drafts and single blocks as a learner would see them, under the learners' own strict policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.models import CoursePage, LessonPage, LessonVersion, ModulePage
from tests.cast import Member
from tests.courses.editor import empty_cards, lesson_form
from tests.factories import ALL_KINDS, make_catalogue, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db

BODY = LessonPage.body.field.stream_block
BLOCKS = BODY.child_blocks


def previewed(client: Client, page: Page, form: dict[str, Any]) -> HttpResponse:
    """What the preview panel shows after the editor has sent it a form."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    sent = client.post(url, nested_form_data(form))
    assert sent.json() == {"is_valid": True, "is_available": True}, sent.content
    return client.get(url)


def assert_drawn_for_learners(response: HttpResponse, language: str = "en") -> str:
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert 'href="/static/css/mwanga.' in page
    assert '="../' not in page
    assert "<script>" not in page
    assert " style=" not in page
    return page


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_draft_lesson_is_previewed_as_it_is_being_written(trainer: Member, lesson: LessonPage) -> None:
    form = lesson_form(title="Half written", summary="", body={"count": "0"})
    page = assert_drawn_for_learners(previewed(trainer.client, lesson, form))
    assert "Half written" in page
    assert "Tiny course" in page
    assert LessonVersion.objects.get().title == "Lesson-1"


def test_cards_that_are_not_saved_yet_are_previewed(trainer: Member, lesson: LessonPage) -> None:
    page = assert_drawn_for_learners(previewed(trainer.client, lesson, lesson_form()))
    assert "AI guesses." in page
    assert "A chatbot says “I miss you”. Is that a feeling?" in page


@pytest.mark.parametrize("kind", list(BLOCKS))
def test_a_card_that_was_just_added_and_holds_nothing_is_previewed(trainer: Member, lesson: LessonPage, kind: str) -> None:
    body = {"count": "1", "0": {"type": kind, "order": "0", "deleted": "", "value": empty_cards()[kind]}}
    assert_drawn_for_learners(previewed(trainer.client, lesson, lesson_form(body=body)))


def test_a_lesson_that_was_never_saved_is_previewed(trainer: Member, module: ModulePage) -> None:
    url = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", module.pk])
    assert trainer.client.post(url, nested_form_data(lesson_form())).json()["is_valid"]
    page = assert_drawn_for_learners(trainer.client.get(url))
    assert "Greetings" in page
    assert not LessonPage.objects.exists()


def test_an_arabic_draft_is_previewed_from_right_to_left_in_arabic_words(trainer: Member) -> None:
    lesson = make_lesson(make_module(make_course(code="ar")), live=False)
    page = assert_drawn_for_learners(previewed(trainer.client, lesson, lesson_form()), "ar")
    assert 'dir="rtl"' in page


def test_a_draft_course_is_previewed_with_the_lessons_that_are_published(trainer: Member, lesson: LessonPage) -> None:
    form = {
        "title": "Another name",
        "slug": "tiny-course",
        "summary": "Another summary.",
        "description": rich_text("<p>About it.</p>"),
        "minutes": "60",
        "level": "Understand",
        "licence": "CC BY 4.0",
        "band": "waves",
        "band_colours": "green",
        "translation_status": "source",
        "comments": inline_formset([]),
    }
    page = assert_drawn_for_learners(previewed(trainer.client, CoursePage.objects.get(), form))
    for words in ("Another name", "Another summary.", "<p>About it.</p>", "Lesson-1", 'class="band waves green"'):
        assert words in page


def test_a_draft_module_is_previewed_in_its_course(trainer: Member, lesson: LessonPage) -> None:
    make_module(CoursePage.objects.get(), "second")
    form = {"title": "Another name", "slug": "first", "summary": "", "comments": inline_formset([])}
    page = assert_drawn_for_learners(previewed(trainer.client, ModulePage.objects.get(slug="first"), form))
    assert "<h2>Another name</h2>" in page
    assert "<h2>First</h2>" not in page
    assert "Lesson-1" in page


def test_a_module_without_lessons_is_previewed_too(trainer: Member, module: ModulePage) -> None:
    form = {"title": "Another name", "slug": "first", "summary": "What it holds.", "comments": inline_formset([])}
    page = assert_drawn_for_learners(previewed(trainer.client, module, form))
    assert "<h2>Another name</h2>" in page
    assert "What it holds." in page


def test_the_catalogue_is_previewed_with_its_courses(trainer: Member, lesson: LessonPage) -> None:
    form = {
        "title": "Mwanga",
        "slug": "home-en",
        "intro": "",
        "about": rich_text(""),
        "comments": inline_formset([]),
    }
    assert "Tiny course" in assert_drawn_for_learners(previewed(trainer.client, make_catalogue(), form))


def test_a_visitor_sees_no_preview(lesson: LessonPage) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert Client().get(url).status_code == 302
    assert Client().get(reverse("wagtailadmin_block_preview") + "?id=x").status_code == 302


# --- blocks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(BLOCKS))
def test_every_block_has_a_label_a_description_an_icon_and_a_preview(trainer: Member, kind: str) -> None:
    block = BLOCKS[kind]
    assert str(block.label)
    assert str(block.meta.description).endswith(".")
    assert block.meta.icon != "placeholder"
    assert block.is_previewable
    response = trainer.client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert_drawn_for_learners(response)


def test_every_block_has_an_icon_of_its_own() -> None:
    icons = [block.meta.icon for block in BLOCKS.values()]
    assert len(set(icons)) == len(icons)


@pytest.mark.parametrize(("kind", "_value"), ALL_KINDS)
def test_the_preview_of_a_question_shows_its_example_as_a_form(trainer: Member, kind: str, _value: dict) -> None:
    block = BLOCKS[kind]
    value = block.normalize(block.get_preview_value())
    context = block.get_preview_context(value)
    assert context["card"]["kind"] == kind
    assert context["card"]["prompt"]
    page = trainer.client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).content.decode()
    assert context["card"]["prompt"].split("“")[0].strip() in page
    assert '<section class="card question"' in page


def test_previews_of_cards_show_words_of_ours(trainer: Member) -> None:
    for kind, words in {
        "text": "It finds patterns",
        "example": "She reads before she sends",
        "share": "I found AI in my phone here",
        "picture": "A torch, a radio and a phone on a table",
        "audio": "Read the words",
        "helpline": "You are not alone.",
    }.items():
        page = trainer.client.get(reverse("wagtailadmin_block_preview"), {"id": BLOCKS[kind].definition_prefix})
        assert words in page.content.decode(), kind


def test_examples_in_the_chooser_would_be_ready_but_for_the_competency() -> None:
    for kind, _value in ALL_KINDS:
        block = BLOCKS[kind]
        value = block.normalize(block.get_preview_value())
        assert block.problems(value) == ["choose the competency that it assesses."], kind
