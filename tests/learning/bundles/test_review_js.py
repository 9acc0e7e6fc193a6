"""The deck where no server answers: `static/offline/review.js` passes the same table as Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from learning.reviews import DAY, DECK

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "static" / "offline" / "review.js"
TABLE = json.loads((ROOT / "tests" / "cases" / "review.json").read_text(encoding="utf-8"))["cases"]
RULES = """([answers, now]) => {
  const states = MwangaReview.waiting(answers.map(([question, at, right]) => ({question, at, right})));
  return [states, MwangaReview.due(states, now)];
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ruled_page(chromium: Any) -> Iterator[Any]:
    """A blank page with the script in it."""
    page = chromium.new_page()
    page.add_script_tag(path=str(SCRIPT))
    yield page
    page.close()


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["name"])
def test_the_page_knows_what_comes_back_as_the_table_says(ruled_page: Any, case: dict[str, Any]) -> None:
    answers = [[question, day * DAY, right] for question, day, right in case["answers"]]
    states, due = ruled_page.evaluate(RULES, [answers, case["at"] * DAY])
    found = {question: [state["step"], state["due"] / DAY] for question, state in states.items()}
    assert found == {question: [step, pytest.approx(day)] for question, (step, day) in case["waiting"].items()}
    assert due == case["due"]


def test_the_deck_is_as_short_on_both_sides() -> None:
    assert f"MOST = {DECK};" in SCRIPT.read_text(encoding="utf-8")
