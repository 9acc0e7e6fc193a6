"""The CMS as a trainer's browser uses it: the page editor's form as it would be sent, and its buttons."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import LessonPage, ModulePage
from tests.factories import make_competency


def empty_cards() -> dict[str, dict[str, Any]]:
    """Kind -> the fields of a card that was just added."""
    option = {"type": "item", "deleted": "", "id": ""}
    two = {"count": "2", "0": {**option, "order": "0"}, "1": {**option, "order": "1"}}
    choice = {"text": "", "feedback": ""}
    two_choices = {**two, "0": {**two["0"], "value": choice}, "1": {**two["1"], "value": choice}}  # type: ignore[dict-item]
    one_gap = {"count": "1", "0": {**option, "order": "0", "value": {"answers": "", "feedback": ""}}}
    question = {"prompt": "", "assesses": ""}
    return {
        "text": {"text": rich_text("")},
        "picture": {"picture": "", "alt": "", "caption": ""},
        "audio": {"recording": ""},
        "video": {"film": "", "title": "", "transcript": "", "captions": ""},
        "h5p": {"content": "", "summary": ""},
        "example": {"title": "", "text": rich_text("")},
        "share": {"text": ""},
        "helpline": {"intro": ""},
        "true_false": {**question, "is_true": "", "feedback_true": "", "feedback_false": ""},
        "one_answer": {**question, "options": two_choices},
        "several_answers": {**question, "options": two_choices},
        "put_in_order": {**question, "items": two_choices, "right": "", "wrong": ""},
        "fill_the_gap": {**question, "text": "", "gaps": one_gap, "right": "", "wrong": ""},
    }


def lesson_form(**changed: Any) -> dict[str, Any]:
    """A ready lesson as the editor's form sends it: one text card, one question. Two cards are new and have no ids."""
    competency = str(make_competency().pk)
    option = {"type": "item", "deleted": "", "id": ""}
    question = {
        "prompt": "A chatbot says “I miss you”. Is that a feeling?",
        "options": {
            "count": "2",
            "0": {**option, "order": "0", "value": {"text": "Yes", "feedback": "It only puts words together."}},
            "1": {**option, "order": "1", "value": {"text": "No", "is_right": "on", "feedback": "Right, only words."}},
        },
        "assesses": competency,
    }
    return {
        "title": "Greetings",
        "slug": "greetings",
        "summary": "A lesson.",
        "can_do": "say who made it",
        "minutes": "9",
        "translation_status": "source",
        "teaches": competency,
        "body": streamfield([("text", {"text": rich_text("<p>AI guesses.</p>")}), ("one_answer", question)]),
        "script": streamfield([]),
        "materials": "",
        "paper_activity": "",
        "purpose": "lesson",
        "comments": inline_formset([]),
        "go_live_at": "",
        "expire_at": "",
        "seo_title": "",
        "search_description": "",
        **changed,
    }


def without_feedback(form: dict[str, Any]) -> dict[str, Any]:
    """The same form with the second option's feedback left empty."""
    form["body"]["1"]["value"]["options"]["1"]["value"]["feedback"] = ""
    return form


def press(client: Client, page: Page, button: str, form: dict[str, Any]) -> HttpResponse:
    """Sends the editor's form with a button: "publish", "submit", or "" for Save draft."""
    pressed = {f"action-{button}": button} if button else {}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data({**form, **pressed}))


def press_in_new_page(client: Client, parent: ModulePage, button: str, form: dict[str, Any]) -> HttpResponse:
    """The same in the form that adds a lesson."""
    pressed = {f"action-{button}": button} if button else {}
    return client.post(
        reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", parent.pk]), nested_form_data({**form, **pressed})
    )


def says(response: HttpResponse, sentence: str) -> bool:
    """Whether a page of the CMS shows a sentence."""
    page = response.content.decode()
    return escape(sentence) in page or sentence in page


def lesson_at(page: Page) -> LessonPage:
    """The lesson as the database has it."""
    return LessonPage.objects.get(pk=page.pk)
