"""Grading in the page: `static/offline/grade.js` passes the same table of cases as Python, and says the same words."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import brotli
import pytest

from courses.questions import KINDS, WrongShape
from courses.questions.fill_the_gap import normalised
from learning.completion import needed_right

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
OFFLINE = ROOT / "static" / "offline"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def graded_page(chromium: Any) -> Any:
    """A blank page with the script in it."""
    page = chromium.new_page()
    page.add_script_tag(path=str(OFFLINE / "grade.js"))
    yield page
    page.close()


def grade_in_page(page: Any, index: dict[str, Any], response: Any) -> Any:
    """The script's grade, or the name of the sentence that refuses the response."""
    return page.evaluate("([index, response]) => MwangaOffline.grade(index, response, {missing: 'missing'})", [index, response])


def grade_in_python(index: dict[str, Any], response: Any) -> Any:
    """The server's grade in the same shape; None when it refuses the response."""
    kind = KINDS[index["kind"]]
    try:
        grade = kind.grade(index, kind.check(index, response))
    except WrongShape:
        return None
    feedback = [item.as_json() for item in grade.feedback]
    return {"score": grade.score, "correct": grade.is_correct, "feedback": feedback, "summary": grade.summary}


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_grades_as_the_table_and_the_server_do(graded_page: Any, kind: str) -> None:
    table = json.loads((CASES / f"{kind}.json").read_text(encoding="utf-8"))
    for case in table["cases"]:
        index = table["indexes"][case["index"]]
        result = grade_in_page(graded_page, index, case["response"])
        if case.get("wrong_shape"):
            assert isinstance(result, str), case["name"]
            continue
        assert result["score"] == pytest.approx(case["score"]), case["name"]
        assert result["correct"] is case["correct"], case["name"]
        assert [[item["id"], item["correct"]] for item in result["feedback"]] == case["feedback"], case["name"]
        expected = grade_in_python(index, case["response"])
        if kind == "several_answers" and expected["summary"]:
            expected["summary"] = "missing"
        assert result == expected, case["name"]


def test_a_lamp_lights_at_the_same_count_on_both_sides(graded_page: Any) -> None:
    for total, needed in json.loads((CASES / "completion.json").read_text())["needed"]:
        assert needed_right(total) == needed
        lights = "([right, total]) => MwangaOffline.isComplete(right, total)"
        assert graded_page.evaluate(lights, [needed, total]) is True
        assert graded_page.evaluate(lights, [needed - 1, total]) is False
    assert graded_page.evaluate("() => MwangaOffline.isComplete(0, 0)") is False


def test_every_sign_of_unicode_is_compared_alike(graded_page: Any) -> None:
    """Each sign alone and inside a word. Signs younger than this Python's tables are left out."""
    signs = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cn", "Co", "Cs"}]
    # As one text each way: Playwright takes values of a list one by one, which is slow for half a million.
    two = "sign => [MwangaOffline.normalised(sign), MwangaOffline.normalised('Σ' + sign + 'a')]"
    script = f"signs => JSON.stringify(JSON.parse(signs).map({two}))"
    for start in range(0, len(signs), 20_000):
        some = signs[start : start + 20_000]
        for sign, (alone, inside) in zip(some, json.loads(graded_page.evaluate(script, json.dumps(some))), strict=True):
            assert (alone, inside) == (normalised(sign), normalised(f"Σ{sign}a")), f"U+{ord(sign):04X}"


SIZES = {
    "grade.js": 2700,
    "rooms.js": 2300,
    "me.js": 1700,
    "review.js": 2400,
    "codes.js": 1000,
    "learners.js": 2600,
    "search-words.js": 2800,
    "search.js": 2500,
}


@pytest.mark.parametrize(("name", "most"), SIZES.items())
def test_the_scripts_stay_small_and_old_phones_can_read_them(name: str, most: int) -> None:
    source = (OFFLINE / name).read_text(encoding="utf-8")
    assert len(brotli.compress(source.encode())) <= most
    assert not [word for word in ("=>", "`", "const ", "let ", "import ", "fetch(") if word in source]
