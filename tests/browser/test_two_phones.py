"""A learner with two phones without a line: no answer is lost, none counts twice, and both show the same in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import LESSONS, answer, questions_of, verdict_on
from tests.browser.conftest import OpenPage, picture
from tests.browser.kept_course import COURSE_PAGE, WAITS, attempts, cut, keep, mend
from tests.browser.learner_code import go_on, make_code
from tests.browser.line import Line
from tests.factories import right_response, wrong_response
from tests.served_site import Site

FIRST, SECOND = (f"en/{lesson}" for lesson in LESSONS[:2])
PICTURES = ("drum", "moon", "drum")
GIVEN = """SELECT version.path, attempt.is_correct, count(*) FROM learning_attempt attempt
JOIN courses_lessonversion version ON version.id = attempt.lesson_version_id GROUP BY 1, 2"""
LIT = "SELECT count(*) FROM learning_lessonprogress WHERE completed_at IS NOT NULL"


@dataclass
class Phone:
    """A phone with a line of its own."""

    page: Page
    line: Line
    given: int = 0

    def open(self, path: str) -> None:
        """Opens a page over this phone's line."""
        self.page.goto(f"{self.line.url}/{path}/")

    def keeps_the_course(self) -> None:
        """Keeps the course, and then the line is cut."""
        self.page.goto(self.line.url + COURSE_PAGE)
        keep(self.page)
        cut(self.line, self.page.context)

    def answers(self, question: dict[str, Any], response: Any) -> None:
        """Answers without a line."""
        answer(self.page, question, response)
        expect(verdict_on(self.page, question)).to_contain_text(WAITS)
        self.given += 1
        expect(self.page.locator(".waiting")).to_have_text(f"Answers waiting on this phone: {self.given}")

    def has_a_line_again(self) -> None:
        """What waits goes by itself when the page is opened again."""
        with self.page.expect_response("**/api/answers"):  # it may come before the page is opened again
            mend(self.line, self.page.context)
            self.page.reload()
        expect(self.page.locator(".waiting")).to_have_count(0)

    def shows(self) -> dict[str, Any]:
        """What a learner sees of her learning here: her lamps on her own page and on two lessons, and the ticks there."""
        self.open("en/me")
        seen: dict[str, Any] = {"me": lamps_on(self.page)}
        for lesson, ticks in ((FIRST, 4), (SECOND, 1)):
            with self.page.expect_response("**/mine.json"):
                self.open(lesson)
            expect(self.page.locator(".lamps p")).to_have_text("1 of 6 lit")
            expect(self.page.locator(".tick")).to_have_count(ticks)
            seen[lesson] = [lamps_on(self.page), self.page.locator(".tick").all_inner_texts()]
        return seen


def lamps_on(page: Page) -> tuple[str, list[str | None]]:
    """A row of lamps, in words and one by one."""
    row = page.locator(".lamps").first
    return row.inner_text(), [lamp.get_attribute("class") for lamp in row.locator("i").all()]


@pytest.fixture
def phones(site: Site, open_page: OpenPage) -> Iterator[list[Phone]]:
    """Two phones, and a third that nobody has learned with."""
    with closing(Line(site.port)) as one, closing(Line(site.port)) as two, closing(Line(site.port)) as three:
        yield [Phone(open_page(f"{line.url}/en/me/"), line) for line in (one, two, three)]


def test_two_phones_without_a_line_lose_nothing_and_count_nothing_twice(site: Site, phones: list[Phone]) -> None:
    hers, borrowed, fresh = phones
    code = make_code(hers.page, PICTURES, home=hers.line.url)
    go_on(borrowed.page, code, PICTURES, home=borrowed.line.url)
    for phone in (hers, borrowed):
        phone.keeps_the_course()
        phone.open(FIRST)
    one, two, three, four = questions_of(site, FIRST)
    hers.answers(one, wrong_response(one))
    hers.answers(one, right_response(one))
    hers.answers(two, right_response(two))
    borrowed.answers(two, right_response(two))
    borrowed.answers(three, right_response(three))
    borrowed.answers(four, right_response(four))
    borrowed.open(SECOND)
    other = questions_of(site, SECOND)[0]
    borrowed.answers(other, wrong_response(other))
    assert attempts(site) == []
    hers.has_a_line_again()
    assert len(attempts(site)) == 3
    assert site.rows(LIT) == [(0,)]
    borrowed.has_a_line_again()
    sent = attempts(site)
    assert len(sent) == len({uuid for uuid, _person in sent}) == hers.given + borrowed.given
    assert len({person for _uuid, person in sent}) == 1
    given = {(path, bool(is_correct)): number for path, is_correct, number in site.rows(GIVEN)}
    assert given == Counter({(FIRST, True): 5, (FIRST, False): 1, (SECOND, False): 1})
    assert site.rows(LIT) == [(1,)]  # neither of the phones would have lit it alone
    go_on(fresh.page, code, PICTURES, home=fresh.line.url)
    seen = [phone.shows() for phone in phones]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0]["me"][1] == ["lit", "half", "off", "off", "off", "off"]
    assert attempts(site) == sent
    picture(hers.page, "two-phones-hers")
