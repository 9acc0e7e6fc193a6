"""A bundle in a real browser: from a folder and from a hub, with and without storage, with and without scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.factories import right_response, wrong_response
from tests.learning.bundles.reader import NO_STORAGE, Reader

pytestmark = pytest.mark.browser

COURSE = "light-course/index.html"
LESSON_1 = "light-course/first/lesson-1/index.html"
LESSON_2 = "light-course/first/lesson-2/index.html"
REVIEW = "en/light-course/review/index.html"


def test_from_the_start_page_to_a_lit_lamp_that_stays_lit(reader: Reader) -> None:
    page = reader.open("index.html")
    page.get_by_role("link", name="English").first.click()
    assert reader.lamps(f"en/{COURSE}") == (["off", "off"], "2 lessons")
    page.get_by_role("link", name="Start the first lesson").click()
    page.wait_for_url(reader.root + f"en/{LESSON_1}")
    reader.answer_all(f"en/{LESSON_1}", wrong_response)
    assert reader.lamps(f"en/{COURSE}") == (["half", "off"], "0 of 2 lit")
    reader.answer_all(f"en/{LESSON_1}")
    assert "lit" in page.locator(".lamps .now").get_attribute("class")
    assert reader.lamps(f"en/{COURSE}") == (["lit", "off"], "1 of 2 lit")
    page.reload()
    assert page.locator(".lamps p").inner_text() == "1 of 2 lit"
    assert "Finished · 5 of 5 right" in page.locator("a.lesson").first.inner_text()
    assert page.locator("a.go").inner_text() == "Continue: Second lesson"
    page.locator("a.go").click()
    page.wait_for_url(reader.root + f"en/{LESSON_2}")


def test_what_is_learned_in_one_language_counts_in_the_other(reader: Reader) -> None:
    reader.answer_all(f"ar/{LESSON_1}")
    assert reader.lamps(f"en/{COURSE}")[0] == ["lit", "off"]
    assert reader.lamps(f"ar/{COURSE}")[0] == ["lit", "off"]


def test_all_lamps_lit_say_so(reader: Reader) -> None:
    reader.answer_all(f"en/{LESSON_1}")
    reader.answer_all(f"en/{LESSON_2}")
    assert reader.lamps(f"en/{COURSE}") == (["lit", "lit"], "2 of 2 lit")
    assert "All lamps are lit. You finished this course." in reader.page.locator("main").inner_text()


DAYS_LATER = """days => Object.keys(localStorage).filter(key => key.includes('/answer/')).forEach(key => {
  const answer = JSON.parse(localStorage[key]);
  answer.occurred_at = new Date(Date.parse(answer.occurred_at) - days * 864e5).toISOString();
  localStorage[key] = JSON.stringify(answer);
})"""


def test_missed_questions_of_every_kind_come_back_one_at_a_time(reader: Reader) -> None:
    reader.answer_all(f"en/{LESSON_1}", wrong_response)
    questions = {index["id"]: index for index in reader.questions(f"en/{LESSON_1}").values()}
    page = reader.open(f"en/{COURSE}")
    page.get_by_role("link", name="Review").click()
    page.get_by_text("No question waits for you now.").wait_for()
    page.evaluate(DAYS_LATER, 1)
    asked = []
    for left in range(len(questions), 0, -1):
        reader.open(REVIEW)
        page.get_by_text(f"Questions that wait for you: {left}").wait_for()
        [card] = page.locator(".question").all()
        index = questions[card.get_attribute("id").removeprefix("q-")]
        asked.append(index["id"])
        assert index["prompt"] in card.inner_text()
        if index["kind"] == "put_in_order":
            page.locator(".order.moved").wait_for()
        assert not page.locator("[data-next]").is_visible()
        verdict = reader.answer(index, right_response(index))
        assert "yes" in verdict.get_attribute("class").split(), index["kind"]
        with page.expect_navigation():
            page.locator("[data-next] a").click()
    page.get_by_text("No question waits for you now.").wait_for()
    assert sorted(asked) == sorted(questions)
    page.evaluate(DAYS_LATER, 7)
    reader.open(REVIEW)
    page.get_by_text(f"Questions that wait for you: {len(questions)}").wait_for()


def test_without_storage_the_deck_is_empty_and_calm(new_reader: Any, unpacked: Path) -> None:
    page = new_reader(unpacked.as_uri() + "/", script=NO_STORAGE).open(REVIEW)
    page.get_by_text("No question waits for you now.").wait_for()


def test_feedback_stands_below_what_was_chosen_and_says_where_it_is_kept(reader: Reader) -> None:
    reader.open(f"en/{LESSON_1}")
    index = next(index for index in reader.questions(f"en/{LESSON_1}").values() if index["kind"] == "one_answer")
    verdict = reader.answer(index, wrong_response(index))
    assert "It only puts words together." in reader.page.locator(f"#q-{index['id']} .feedback").inner_text()
    assert "Try again." in verdict.inner_text()
    assert "Saved on this phone." in verdict.inner_text()


def test_my_learning_counts_answers_and_clears_only_what_is_ours(reader: Reader) -> None:
    reader.answer_all(f"en/{LESSON_1}")
    page = reader.open("en/me/index.html")
    page.evaluate("localStorage.setItem('somebody-elses', 'stays')")
    assert page.get_by_text("Answers not yet brought home: 5").is_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Clear this phone").click()
    assert "lost: 5." in asked[0]
    assert reader.lamps("en/me/index.html") == (["lit", "off"], "1 of 2 lit")
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name="Clear this phone").click()
    assert reader.lamps("en/me/index.html") == (["off", "off"], "2 lessons")
    assert page.evaluate("Object.keys(localStorage)") == ["somebody-elses"]
    assert not page.get_by_role("button", name="Clear this phone").is_visible()


def test_each_answer_is_kept_once_in_the_shape_that_will_be_sent_home(reader: Reader) -> None:
    reader.open(f"en/{LESSON_1}")
    index = next(iter(reader.questions(f"en/{LESSON_1}").values()))
    reader.answer(index, wrong_response(index))
    reader.answer(index, right_response(index))
    keys = [key for key in reader.page.evaluate("Object.keys(localStorage)") if "/answer/" in key]
    kept = [json.loads(reader.page.evaluate("key => localStorage[key]", key)) for key in keys]
    kept.sort(key=lambda answer: answer["occurred_at"])
    names = {"uuid", "lesson", "language", "version", "question", "response", "occurred_at", "correct"}
    assert [set(answer) for answer in kept] == [names, names]
    assert [answer["correct"] for answer in kept] == [False, True]
    data = reader.answers(f"en/{LESSON_1}")
    question_id, _names = data["names"]["1"]
    assert kept[1]["question"] == question_id  # identities, not the page's names
    assert kept[1]["response"] == right_response(data["questions"][question_id])
    assert len({answer["uuid"] for answer in kept}) == 2
    assert all(key.startswith("mwanga/") for key in reader.page.evaluate("Object.keys(localStorage)"))


def test_without_storage_answers_are_still_checked_and_the_page_says_so(new_reader: Any, unpacked: Path) -> None:
    reader = new_reader(unpacked.as_uri() + "/", script=NO_STORAGE)
    reader.answer_all(f"en/{LESSON_1}")
    assert "This browser cannot save answers." in reader.page.locator(".verdict").first.inner_text()
    assert "lit" in reader.page.locator(".lamps .now").get_attribute("class")
    for path in (f"en/{COURSE}", "en/me/index.html"):
        assert reader.lamps(path)[0] == ["off", "off"]
        assert reader.page.get_by_text("This browser keeps nothing from pages like this one.").is_visible()


def test_something_foreign_in_storage_does_no_harm(new_reader: Any, unpacked: Path) -> None:
    reader = new_reader(unpacked.as_uri() + "/")
    course = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))["courses"][0]["key"]
    page = reader.open(f"en/{COURSE}")
    for key in page.locator("[data-lessons]").get_attribute("data-lessons").split():
        page.evaluate("key => localStorage.setItem(key, '{half a')", f"mwanga/{course}/lesson/{key}")
    assert reader.lamps(f"en/{COURSE}")[0] == ["off", "off"]
    reader.answer_all(f"en/{LESSON_1}")
    assert reader.lamps(f"en/{COURSE}")[0] == ["lit", "off"]


def test_without_scripts_a_question_leads_to_the_sheet_of_answers(new_reader: Any, unpacked: Path) -> None:
    reader = new_reader(unpacked.as_uri() + "/", java_script_enabled=False)
    page = reader.open(f"en/{LESSON_1}")
    index = next(index for index in reader.questions(f"en/{LESSON_1}").values() if index["kind"] == "true_false")
    page.locator(f"#q-{index['id']} form > button").click()
    page.wait_for_url(f"**/lesson-1/answer/index.html#q-{index['id']}")
    assert "Sure can be wrong." in page.locator(f"#q-{index['id']}").inner_text()
    page.locator(f"#q-{index['id']}").get_by_role("link", name="Back to the question").click()
    page.wait_for_url(f"**/lesson-1/index.html#q-{index['id']}")


def test_leaving_a_sensitive_lesson_shows_a_page_that_tells_nothing(reader: Reader) -> None:
    page = reader.open(f"en/{LESSON_2}")
    page.locator(".exit").first.click()
    page.wait_for_url("**/leave.html")
    assert page.locator("body").inner_text() == ""
    assert page.title() == "."


def test_pages_do_not_spill_over_a_narrow_screen(new_reader: Any, unpacked: Path) -> None:
    reader = new_reader(unpacked.as_uri() + "/", viewport={"width": 240, "height": 400})
    for path in sorted(path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*.html")):
        page = reader.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 240, path
