"""When missed questions come back: the table that `static/offline/review.js` passes too (`bundles/test_review_js.py`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.reviews import DAY, INTERVALS, Answered, due_questions, waiting_questions

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "review.json").read_text(encoding="utf-8"))["cases"]
QUESTIONS = st.sampled_from("ab")
ANSWERS = st.lists(st.builds(Answered, QUESTIONS, st.integers(0, 60 * DAY), st.booleans()), max_size=12)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["name"])
def test_questions_come_back_as_the_table_says(case: dict[str, Any]) -> None:
    waiting = waiting_questions(Answered(question, day * DAY, right) for question, day, right in case["answers"])
    found = {question: [state.step, state.due_at / DAY] for question, state in waiting.items()}
    assert found == {question: [step, pytest.approx(day)] for question, (step, day) in case["waiting"].items()}
    assert due_questions(waiting, at=case["at"] * DAY) == case["due"]


def test_the_table_has_every_turn() -> None:
    assert len({case["name"] for case in TABLE}) == len(TABLE) >= 20
    assert {state[0] for case in TABLE for state in case["waiting"].values()} == set(range(len(INTERVALS)))


@given(ANSWERS, st.randoms())
def test_the_order_in_which_answers_arrive_changes_nothing(answers: list[Answered], random: Any) -> None:
    shuffled = [*answers, *answers[:3]]
    random.shuffle(shuffled)
    assert waiting_questions(shuffled) == waiting_questions(answers)


@given(ANSWERS)
def test_only_a_missed_question_comes_back_and_each_for_itself(answers: list[Answered]) -> None:
    waiting = waiting_questions(answers)
    assert set(waiting) <= {answer.question for answer in answers if not answer.is_right}
    for question in waiting:
        assert waiting_questions(answer for answer in answers if answer.question == question) == {question: waiting[question]}
