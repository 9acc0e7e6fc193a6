"""Four questions before a course and four after it, by the links that the pages offer: with scripts, without, and in Arabic."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from courses.models.purpose import CHECKS
from tests.browser.answering import (
    LESSONS,
    answer_right,
    answer_wrong,
    fill,
    form_on,
    learn_quickly,
    questions_of,
    said,
    verdict_on,
)
from tests.browser.conftest import OpenPage, assert_accessible, assert_fits, picture
from tests.factories import right_response, wrong_response
from tests.served_site import COURSE, Site

START, END = f"{COURSE}/around-you/{CHECKS[0]}", f"{COURSE}/my-choice/{CHECKS[1]}"


def thanked(page: Page, language: str) -> str:
    """What is said of an answer before the course."""
    return f"{said(language, 'Thank you.')} {said(language, 'Your answer is saved.')}"


def answer_start_check(page: Page, site: Site, language: str) -> None:
    """Answers the four questions, two of them right; the page says the same of each and no more."""
    for place, question in enumerate(questions_of(site, f"{language}/{START}")):
        fill(page, question, (right_response if place % 2 else wrong_response)(question))
        form_on(page, question).locator("> button").click()
        verdict = verdict_on(page, question)
        expect(verdict).to_have_text(thanked(page, language))
        expect(verdict).not_to_have_class(re.compile(r"\b(yes|no)\b"))
    assert page.locator(".feedback").count() == 0


def results(site: Site) -> list[tuple[int, ...]]:
    """The newest person's counts: answered and right, at the start and at the end."""
    names = "start_answered, start_right, end_answered, end_right"
    return [tuple(row) for row in site.rows(f"SELECT {names} FROM learning_checkresult ORDER BY id DESC LIMIT 1")]


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("en", False), ("ar", True)])
def test_a_guest_answers_before_and_after_the_course(site: Site, open_page: OpenPage, language: str, scripts: bool) -> None:
    name = f"checks-{language}-{'js' if scripts else 'plain'}"
    page = open_page(f"/{language}/{COURSE}/", scripts=scripts, language=language)
    assert_fits(page)
    picture(page, f"{name}-1-course")
    page.locator(f"main a[href*='{CHECKS[0]}']").click()
    expect(page.locator(".question")).to_have_count(4)
    assert_fits(page)
    if scripts:
        assert_accessible(page)
    answer_start_check(page, site, language)
    picture(page, f"{name}-2-start")
    assert results(site) == [(4, 2, 0, 0)]
    if scripts:
        page.reload()
        expect(page.locator(".tick")).to_have_count(4)
        expect(page.locator(".tick.yes, .tick.no, .tick b")).to_have_count(0)
    page.locator(".pager a.go").click()
    expect(page).to_have_url(re.compile(f"/{language}/{LESSONS[0]}/"))
    learn_quickly(page.context, site, *(f"{language}/{lesson}" for lesson in LESSONS))
    page.goto(f"/{language}/{COURSE}/")
    expect(page.get_by_text(said(language, "All lamps are lit. You finished this course."))).to_be_visible()
    assert page.locator(f"main a[href*='{CHECKS[0]}']").count() == 0
    picture(page, f"{name}-3-finished")
    page.locator(f"main a[href*='{CHECKS[1]}']").click()
    first, *others = questions_of(site, f"{language}/{END}")
    answer_wrong(page, first)
    answer_right(page, first)
    for question in others:
        answer_right(page, question)
    picture(page, f"{name}-4-end")
    assert results(site) == [(4, 2, 4, 3)]
    page.locator(".pager a.go").click()
    expect(page.get_by_text(said(language, "All lamps are lit. You finished this course."))).to_be_visible()
    assert page.locator(f"main a[href*='{CHECKS[1]}']").count() == 0
    assert_fits(page)


def test_whoever_does_not_want_the_questions_goes_straight_to_the_lesson(open_page: OpenPage) -> None:
    page = open_page(f"/en/{COURSE}/", width=240)
    page.get_by_role("link", name="Start the first lesson").click()
    expect(page).to_have_url(re.compile(f"/en/{LESSONS[0]}/"))


def test_a_start_check_answered_without_a_line_says_no_more_than_with_one(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/en/{START}/")
    question = questions_of(site, f"en/{START}")[0]
    page.context.set_offline(True)
    fill(page, question, wrong_response(question))
    form_on(page, question).locator("> button").click()
    expect(verdict_on(page, question)).to_have_text(said("en", "Saved on this phone. It is sent when the line is back."))
    page.context.set_offline(False)
    expect(verdict_on(page, question)).to_have_text(f"{said('en', 'Thank you.')} {said('en', 'Sent.')}")
    expect(verdict_on(page, question)).not_to_have_class(re.compile(r"\b(yes|no)\b"))
    assert page.locator(".feedback").count() == 0
