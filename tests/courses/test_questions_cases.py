"""Grading by the table of cases that the offline player must pass too (`tests/learning/bundles/test_grade_js.py`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from courses.questions import KINDS, WrongShape

CASES = Path(__file__).parents[1] / "cases"


def cases_of(kind: str) -> list[Any]:
    """The kind's cases, each with its question's index."""
    table = json.loads((CASES / f"{kind}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(table["indexes"][case["index"]], case, id=f"{kind}: {case['name']}".encode("ascii", "replace").decode())
        for case in table["cases"]
    ]


@pytest.mark.parametrize(("index", "case"), [case for kind in KINDS for case in cases_of(kind)])
def test_a_response_is_graded_as_the_table_says(index: dict[str, Any], case: dict[str, Any]) -> None:
    kind = KINDS[index["kind"]]
    if case.get("wrong_shape"):
        with pytest.raises(WrongShape):
            kind.check(index, case["response"])
        return
    grade = kind.grade(index, kind.check(index, case["response"]))
    assert (grade.score, grade.is_correct) == (pytest.approx(case["score"]), case["correct"])
    assert [[feedback.id, feedback.correct] for feedback in grade.feedback] == case["feedback"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_cases_enough_with_right_wrong_and_unfit_responses(kind: str) -> None:
    cases = [parameters.values[1] for parameters in cases_of(kind)]
    assert len(cases) >= 12
    assert len({case["name"] for case in cases}) == len(cases)
    assert {case.get("correct") for case in cases} == {True, False, None}


def test_every_table_belongs_to_a_kind_or_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.json")} >= {*KINDS, "completion"}
