"""Several learners on one device: a bundle in a real browser, from a folder and from a hub over plain HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from learning.bundles.completion_code import completion_code, shown_completion_code
from learning.codes import check_sign
from tests.browser.conftest import assert_accessible
from tests.factories import right_response, wrong_response
from tests.learning.bundles.reader import NO_STORAGE, Reader
from tests.learning.bundles.test_in_a_browser import COURSE, DAYS_LATER, LESSON_1, LESSON_2, REVIEW

pytestmark = pytest.mark.browser

LEARNERS = "en/learners/index.html"
ME = "en/me/index.html"
SEARCH = "en/search/index.html"
CODE = "ABCDEFG" + check_sign("ABCDEFG")
SECRET = ("sun", "tree", "sun")


@pytest.fixture
def visitor(served: str, new_reader: Any) -> Reader:
    """A reader at the hub, where browsers trust a page less than in a folder."""
    return new_reader(served)


def choose(reader: Reader, *pictures: str) -> None:
    """Taps three pictures."""
    for picture in pictures:
        reader.page.locator(f"[data-pick={picture}]").click()


def become_guest(reader: Reader) -> None:
    """The device is handed over to nobody in particular."""
    page = reader.open(LEARNERS)
    page.locator("[data-people]").get_by_role("button", name="Guest").click()
    page.wait_for_url("**/me/index.html")


def add(reader: Reader, face: str, *, pin: tuple[str, ...] = SECRET, code: str = "", take: bool = False) -> None:
    """Somebody makes a learner of themselves."""
    page = reader.open(LEARNERS)
    page.get_by_role("button", name="Add a learner").click()
    page.locator(f"[name=face][value={face}]").check(force=True)
    page.locator("#code").fill(code)
    if take:
        page.locator("[name=take]").check(force=True)
    page.get_by_role("button", name="Choose three secret pictures").click()
    choose(reader, *pin)
    assert "again" in page.locator("[data-ask]").inner_text()
    choose(reader, *pin)
    page.wait_for_url("**/me/index.html")


def enter(reader: Reader, name: str, *pin: str) -> None:
    """Somebody takes their turn."""
    reader.open(ME).get_by_role("link", name="Someone else’s turn").click()
    reader.page.locator("[data-people]").get_by_role("button", name=name, exact=True).click()
    choose(reader, *pin)
    reader.page.wait_for_url("**/me/index.html")


def kept(reader: Reader) -> dict[str, Any]:
    """Key -> value, of all that is ours in the browser."""
    found = json.loads(reader.page.evaluate("JSON.stringify(Object.assign({}, localStorage))"))
    return {key: value if key == "mwanga/now" else json.loads(value) for key, value in found.items()}


def answer_one(reader: Reader, response_to: Any) -> None:
    """Answers the first question of the first lesson."""
    reader.open(f"en/{LESSON_1}")
    index = next(iter(reader.questions(f"en/{LESSON_1}").values()))
    reader.answer(index, response_to(index))


def test_two_learners_and_a_guest_keep_apart_and_no_name_is_kept(reader: Reader) -> None:
    reader.answer_all(f"en/{LESSON_2}")
    add(reader, "fish", code=f"{CODE[:4]}-{CODE[4:].lower()}")
    assert "fish" in reader.page.locator("[data-called]").inner_text()
    assert reader.lamps(ME)[0] == ["off", "off"]
    reader.answer_all(f"en/{LESSON_1}")
    assert reader.lamps(f"en/{COURSE}")[0] == ["lit", "off"]
    add(reader, "moon", pin=("key", "key", "cup"))
    for path in (ME, f"en/{COURSE}", "en/index.html"):
        assert reader.lamps(path)[0] == ["off", "off"]
    assert reader.page.get_by_text("Answers of everybody").count() == 0  # only where there is room for it
    store = kept(reader)
    fish, moon = store["mwanga/learners"]
    assert (fish["face"], fish["code"], moon["face"], moon["code"]) == ("fish", CODE, "moon", "")
    assert set(fish) == {"id", "face", "code", "pin", "made"}
    owners = {key.split("/")[1] for key in store if "/answer/" in key or "/lesson/" in key}
    assert len(owners) == 2
    assert f"@{fish['id']}" in owners
    enter(reader, "fish", *SECRET)
    assert reader.lamps(ME)[0] == ["lit", "off"]
    become_guest(reader)
    assert reader.lamps(ME)[0] == ["off", "lit"]


def test_wrong_pictures_let_nobody_in_and_the_wait_grows(visitor: Reader) -> None:
    add(visitor, "drum")
    become_guest(visitor)
    visitor.page.clock.set_fixed_time(datetime.now(UTC))  # or ten seconds could be over before the page is there again
    page = visitor.open(LEARNERS)
    page.locator("[data-people]").get_by_role("button", name="drum").click()
    said = page.locator("[data-panel=pin] [role=status]")
    for _time in range(2):
        choose(visitor, "moon", "tree", "sun")
        assert said.inner_text() == "These are not the three pictures. Try again."
    choose(visitor, "moon", "tree", "sun")
    assert said.inner_text() == "That was wrong several times. You can try again in 10 seconds."
    assert page.locator("[data-pick=sun]").is_disabled()
    page.reload()
    page.locator("[data-people]").get_by_role("button", name="drum").click()
    assert page.locator("[data-pick=sun]").is_disabled()  # also after the page was opened anew
    assert kept(visitor)["mwanga/now"] == ""
    page.evaluate("localStorage['mwanga/tries'] = localStorage['mwanga/tries'].replace(/,\\d+/, ',0')")
    page.reload()
    page.locator("[data-people]").get_by_role("button", name="drum").click()
    choose(visitor, "moon", "tree", "sun")
    assert "in 20 seconds" in said.inner_text()


def test_forgotten_pictures_are_renewed_with_the_code_and_only_with_it(visitor: Reader) -> None:
    add(visitor, "bird", code=CODE)
    become_guest(visitor)
    page = visitor.open(LEARNERS)
    page.locator("[data-people]").get_by_role("button", name="bird").click()
    page.get_by_role("button", name="I forgot my pictures").click()
    page.locator("#known").fill("23456789")
    page.get_by_role("button", name="Choose new pictures").click()
    assert "This is not the learner’s code." in page.locator("[data-panel=forgot] [role=status]").inner_text()
    page.locator("#known").fill(CODE)
    page.get_by_role("button", name="Choose new pictures").click()
    choose(visitor, "cup", "cup", "star")
    choose(visitor, "cup", "cup", "key")
    assert "two different choices" in page.locator("[data-panel=pin] [role=status]").inner_text()
    choose(visitor, "cup", "cup", "star")
    choose(visitor, "cup", "cup", "star")
    page.wait_for_url("**/me/index.html")
    enter_again = kept(visitor)["mwanga/learners"]
    assert [one["face"] for one in enter_again] == ["bird"]


def test_without_a_code_a_learner_can_only_be_removed_and_what_is_lost_is_said(visitor: Reader) -> None:
    answer_one(visitor, right_response)
    add(visitor, "star")
    answer_one(visitor, wrong_response)
    answer_one(visitor, right_response)
    become_guest(visitor)
    page = visitor.open(LEARNERS)
    page.locator("[data-people]").get_by_role("button", name="star").click()
    page.get_by_role("button", name="I forgot my pictures").click()
    assert not page.locator("#known").is_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Remove this learner").click()
    page.locator("[data-panel=who]").wait_for()
    assert "Remove star" in asked[0]
    assert "lost: 2." in asked[0]
    assert kept(visitor)["mwanga/learners"] == []
    assert sum("/answer/" in key for key in kept(visitor)) == 1  # the guest's stays


def test_a_guest_takes_along_what_she_learned_when_she_says_so(visitor: Reader) -> None:
    visitor.answer_all(f"en/{LESSON_1}")
    add(visitor, "hand")
    assert visitor.lamps(ME)[0] == ["off", "off"]
    add(visitor, "house", take=True)
    assert visitor.lamps(ME)[0] == ["lit", "off"]
    assert visitor.page.get_by_text("Answers not yet brought home: 5").is_visible()
    assert not visitor.page.locator("[data-unsent=all]").is_visible()  # it would say the same
    house = kept(visitor)["mwanga/learners"][1]["id"]
    assert {key.split("/")[1] for key in kept(visitor) if "/answer/" in key} == {f"@{house}"}


def test_codes_that_are_none_or_taken_are_refused_with_a_sentence(new_reader: Any, unpacked: Path) -> None:
    reader = new_reader(unpacked.as_uri() + "/")
    add(reader, "sun", code=CODE)
    page = reader.open(LEARNERS)
    page.get_by_role("button", name="Add a learner").click()
    said = page.locator("[data-panel=add] [role=status]")
    go = page.get_by_role("button", name="Choose three secret pictures")
    go.click()
    assert said.inner_text() == "Choose a picture for yourself first."
    page.locator("[name=face][value=sun]").check(force=True)
    page.locator("#code").fill("ABCD-EFG2")
    go.click()
    assert said.inner_text().startswith("A code has eight letters and digits")
    page.locator("#code").fill(CODE)
    go.click()
    assert said.inner_text() == "Somebody at this device has this code already."
    page.locator("#code").fill("")
    go.click()
    for _twice in range(2):
        choose(reader, "key", "key", "key")
    page.wait_for_url("**/me/index.html")
    assert page.locator("[data-called]").inner_text() == "sun 2"  # the same picture twice is told apart


def test_all_lamps_lit_claim_a_certificate_with_a_code_to_write_down(reader: Reader) -> None:
    add(reader, "boat", code=CODE)
    reader.answer_all(f"ar/{LESSON_1}", wrong_response)
    reader.answer_all(f"ar/{LESSON_1}")
    reader.open(ME)
    assert not reader.page.locator("[data-claim]").is_visible()
    reader.answer_all(f"en/{LESSON_2}")
    page = reader.open(ME)
    shown = page.locator("[data-claim] [data-code]").inner_text()
    assert page.get_by_text("It is made when the answers on this device come home").is_visible()
    store = kept(reader)
    [claim] = [(key, value) for key, value in store.items() if key.endswith("/claim")]
    boat = store["mwanga/learners"][0]["id"]
    course = claim[1]["course"]
    assert claim[0] == f"mwanga/@{boat}/{course}/claim"
    assert set(claim[1]) == {"at", "course", "course_version", "code"}
    assert claim[1]["course_version"] >= 1
    answers = [UUID(value["uuid"]) for key, value in store.items() if "/answer/" in key]
    assert shown == shown_completion_code(completion_code(UUID(course), CODE, answers))
    answer_one(reader, wrong_response)  # what comes later changes nothing
    reader.open("ar/me/index.html")
    assert page.locator("[data-claim] [data-code]").inner_text() == shown
    page.evaluate(
        "([key, one]) => localStorage.setItem(key, one)",
        [claim[0], json.dumps({**claim[1], "home": "2026-11-26", "said": "Well done."})],
    )
    reader.open(ME)
    assert page.get_by_text("Well done.").is_visible()  # what the receipt said
    assert not page.locator("[data-waits]").is_visible()


def test_learners_with_the_same_face_and_the_guest_are_told_apart_where_answers_go_home(visitor: Reader) -> None:
    answer_one(visitor, right_response)
    for count in (1, 2):
        add(visitor, "fish")
        for _time in range(count):
            answer_one(visitor, right_response)
    page = visitor.open("en/home/index.html")
    lines = page.locator("[data-learners] li")
    wanted = ["Show the code of: fish (1)", "Show the code of: fish 2 (2)", "Show the code of: whoever uses this device (1)"]
    assert sorted(lines.all_inner_texts()) == wanted
    lines.filter(has_text="fish 2").locator("button").click()
    assert page.locator("[data-whose]").inner_text() == "fish 2"


def test_each_learner_has_a_review_deck_of_their_own(visitor: Reader) -> None:
    add(visitor, "cup")
    answer_one(visitor, wrong_response)
    visitor.page.evaluate(DAYS_LATER, 1)
    visitor.open(REVIEW).get_by_text("Questions that wait for you: 1").wait_for()
    add(visitor, "key")
    visitor.open(REVIEW).get_by_text("No question waits for you now.").wait_for()


def test_what_came_home_is_not_counted_and_stays_for_the_deck(visitor: Reader) -> None:
    answer_one(visitor, wrong_response)
    answer_one(visitor, right_response)
    key = next(key for key in kept(visitor) if "/answer/" in key)
    came_home = (
        "key => { const one = JSON.parse(localStorage[key]); one.home = one.occurred_at; localStorage[key] = JSON.stringify(one); }"
    )
    visitor.page.evaluate(came_home, key)
    for path, words in ((ME, "Answers not yet brought home: 1"), (f"en/{COURSE}", "Answers not yet brought home: 1")):
        assert visitor.open(path).get_by_text(words).is_visible()
    assert visitor.open("index.html").locator("[data-unsent=all]").inner_text().endswith(": 1")


def test_who_went_away_is_asked_again_and_whoever_answers_is_not(visitor: Reader) -> None:
    add(visitor, "moon")
    answer_one(visitor, right_response)
    page = visitor.page
    page.evaluate("localStorage['mwanga/seen'] = Date.now() - 21 * 60000")
    visitor.open(ME)
    assert page.locator("[data-called]").inner_text() == "moon"  # an answer of just now
    page.evaluate(DAYS_LATER, 1)
    page.evaluate("localStorage['mwanga/seen'] = Date.now() - 21 * 60000")
    page.goto(visitor.root + ME)
    page.wait_for_url("**/learners/index.html")
    assert "mwanga/now" not in kept(visitor)
    page.locator("[data-people]").get_by_role("button", name="moon").click()
    choose(visitor, *SECRET)
    page.wait_for_url("**/me/index.html")


def test_one_learner_clears_what_is_theirs_and_the_whole_device_says_what_goes(reader: Reader) -> None:
    answer_one(reader, right_response)
    add(reader, "tree")
    answer_one(reader, right_response)
    page = reader.open(ME)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    with page.expect_navigation():
        page.get_by_role("button", name="Clear what I learned here").click()
    store = kept(reader)
    assert store["mwanga/learners"] == []
    assert sum("/answer/" in key for key in store) == 1
    add(reader, "fish")
    with page.expect_navigation():
        page.get_by_role("button", name="Clear this phone").click()
    assert "learners that are removed: 1." in asked[1]
    assert "lost: 1." in asked[1]
    assert kept(reader) == {}


def test_search_finds_and_marks_in_both_scripts_without_a_server(reader: Reader) -> None:
    page = reader.open(SEARCH)
    page.locator("#q").fill("guesses ai")
    page.get_by_role("button", name="Search").click()
    first = page.locator("[data-hits] li").first
    assert first.locator("mark").count() >= 1
    first.locator("a").click()
    page.wait_for_url(reader.root + f"en/{LESSON_1}")
    page.go_back()
    page.locator("[data-hits] li").first.wait_for()
    assert page.locator("#q").input_value() == "guesses ai"
    assert "guesses" not in page.url  # nobody reads there what was looked for
    page.locator("#q").fill("zebra")
    page.keyboard.press("Enter")
    assert "Nothing was found." in page.locator("[data-said]").inner_text()
    reader.open("ar/search/index.html")
    page.locator("#q").fill("درس")
    page.keyboard.press("Enter")
    assert page.locator("[data-hits] mark").first.inner_text() == "الدرس"
    page.locator("#q").fill("Second")
    page.keyboard.press("Enter")
    assert page.locator("[data-hits] a").first.get_attribute("lang") == "en"


def test_where_nothing_can_be_kept_the_pages_say_so_and_search_works(new_reader: Any, unpacked: Path) -> None:
    reader = new_reader(unpacked.as_uri() + "/", script=NO_STORAGE)
    for path in (LEARNERS, ME, SEARCH, f"en/{COURSE}", "index.html"):
        assert reader.open(path).locator("[data-blocked]").is_visible(), path
    page = reader.open(SEARCH)
    page.locator("#q").fill("lesson")
    page.keyboard.press("Enter")
    page.locator("[data-hits] li").first.wait_for()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_devices_pages_are_accessible_and_readable_without_scripts(
    new_reader: Any, unpacked: Path, served: str, language: str
) -> None:
    reader = new_reader(served, viewport={"width": 360, "height": 740})
    page = reader.open(f"{language}/learners/index.html")
    page.locator("[data-people] button").last.click()
    assert_accessible(page)
    page.locator("[name=face][value=sun]").check(force=True)
    page.locator("[data-panel=add] button.go").click()
    assert_accessible(page)
    for path in ("me", "search"):
        assert_accessible(reader.open(f"{language}/{path}/index.html"))
    bare = new_reader(unpacked.as_uri() + "/", java_script_enabled=False)
    for path in ("learners", "me", "search"):
        bare.open(f"{language}/{path}/index.html")
        assert bare.page.locator("noscript").first.inner_text()
        assert not bare.page.locator("[data-panel]:visible").count()
