"""Answering a lesson as a person does: what each kind of question asks of the hands, and what the page says back.

What is right is read from the site's database: a page never tells before it is asked.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.factories import as_on_the_page, form_of, right_response, wrong_response
from tests.served_site import COURSE, Site

LESSONS = tuple(
    f"{COURSE}/{place}"
    for place in (
        "around-you/lesson-1",
        "around-you/lesson-2",
        "stay-safe/lesson-3",
        "stay-safe/lesson-4",
        "my-choice/lesson-5",
        "my-choice/lesson-6",
    )
)
TRANSLATED = {"en": 6, "ar": 6, "sw": 6, "hi": 2}  # of them there are so many in these languages; the others have one

Index = dict[str, Any]


def said(language: str, sentence: str) -> str:
    """A sentence of the interface as a page in that language says it."""
    with translation.override(language):
        return translation.gettext(sentence)


def questions_of(site: Site, path: str) -> list[Index]:
    """The questions of a published lesson, with what is right, in the order of the page."""
    [(content,)] = site.rows(f"SELECT content FROM courses_lessonversion WHERE path = '{path}' AND is_current")
    return list(as_on_the_page(json.loads(content)["cards"]).values())


def form_on(page: Page, question: Index) -> Locator:
    """The form of a question."""
    return page.locator(f"#q-{question['id']} form")


def verdict_on(page: Page, question: Index) -> Locator:
    """The sentence about the whole question."""
    return form_on(page, question).locator(".verdict")


def fill(page: Page, question: Index, response: Any) -> None:
    """Chooses or writes a response, without sending it. The page that a tap led to is waited for, its script too."""
    page.wait_for_load_state("load")
    form = form_on(page, question)
    if question["kind"] == "fill_the_gap":
        for gap, text in response.items():
            form.locator(f"[name='gap-{gap}']").fill(text)
    elif question["kind"] == "put_in_order":
        put_in_order(form, response)
    else:
        wanted = response if isinstance(response, list) else [response]
        for box in form.locator("[name=answer]").all():
            is_wanted = box.get_attribute("value") in wanted
            if box.is_checked() != is_wanted and (is_wanted or box.get_attribute("type") == "checkbox"):
                box.locator("xpath=..").click()  # the whole line is the target


def put_in_order(form: Locator, items: list[str]) -> None:
    """By the buttons, where scripts made some, otherwise by the numbers."""
    if not form.locator(".order.moved").count():
        for place, item in enumerate(items, start=1):
            form.locator(f"[name='place-{item}']").select_option(str(place))
        return
    for place, item in enumerate(items, start=1):
        line = form.locator("li", has=form.page.locator(f"[name='place-{item}']"))
        while line.locator("select").input_value() != str(place):
            line.locator("button").first.click()


def answer(page: Page, question: Index, response: Any) -> Locator:
    """Gives an answer and waits until the page has said what it thinks of it."""
    fill(page, question, response)
    form_on(page, question).locator("> button").click()
    verdict = verdict_on(page, question)
    expect(verdict).to_have_class(re.compile(r"\b(yes|no)\b"))
    return verdict


def answer_right(page: Page, question: Index) -> None:
    """A right answer; the page says so."""
    expect(answer(page, question, right_response(question))).to_have_class("verdict yes")


def feedback_to(question: Index, response: Any) -> list[str]:
    """The sentences that a response which is not right deserves, in the words of the lesson."""
    if question["kind"] in {"one_answer", "true_false", "several_answers"}:
        chosen = response if isinstance(response, list) else [response]
        return [option["feedback"] for option in question["options"] if option["id"] in chosen and option["feedback"]]
    return [question["wrong"]]  # which of the steps or gaps is not right yet stands beside them


def answer_wrong(page: Page, question: Index) -> None:
    """A wrong answer; below what was chosen, or below the whole, stands what to try."""
    response = wrong_response(question)
    expect(answer(page, question, response)).to_have_class("verdict no")
    words = form_on(page, question).inner_text()
    assert all(sentence in words for sentence in feedback_to(question, response))


def learn_quickly(context: BrowserContext, site: Site, *paths: str, response: Any = right_response) -> None:
    """Answers whole lessons over HTTP in a browser's name, for tests about what comes after."""
    for path in paths:
        for question in questions_of(site, path):
            reply = context.request.post(
                f"{site.url}/{path}/answer/",
                data=urlencode(form_of(question, response(question)), doseq=True),
                headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            )
            assert reply.ok, reply.text()


def language_paths(language: str) -> list[str]:
    """Where the six lessons are for a reader of a language: those not translated yet are in English."""
    translated = TRANSLATED[language]
    return [f"{language if place < translated else 'en'}/{lesson}" for place, lesson in enumerate(LESSONS)]
