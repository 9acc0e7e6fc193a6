"""When a missed question comes back: pure rules. A question answered wrong returns after about 1, 7 and 21 days, then it is known.

`static/offline/review.js` knows the same rules for answers that a device keeps; both pass `tests/cases/review.json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

DAY: Final = 86_400  # seconds
INTERVALS: Final = (1 * DAY, 7 * DAY, 21 * DAY)
# Who learns at about the same hour every day finds the question there.
EARLY: Final = DAY // 4
DECK: Final = 10  # questions at most; the others wait for another day


class Answered(NamedTuple):
    """One answer: the question (any name that is the same each time), when in seconds since 1970, whether it was right."""

    question: str
    at: float
    is_right: bool


class Waiting(NamedTuple):
    """A question that comes back: the place of its interval in `INTERVALS`, and from when on."""

    step: int
    due_at: float


def waiting_since(step: int, at: float) -> Waiting:
    """A question that has just begun an interval."""
    return Waiting(step, at + INTERVALS[step] - EARLY)


def after_answer(waiting: Waiting | None, answered: Answered) -> Waiting | None:
    """How a question waits after one more answer; None when it does not come back.

    Wrong starts again. Right moves on when it was due; before that it changes nothing, for it may only have been remembered from
    a minute ago.
    """
    if not answered.is_right:
        return waiting_since(0, answered.at)
    if waiting is None or answered.at < waiting.due_at:
        return waiting
    if waiting.step + 1 == len(INTERVALS):
        return None
    return waiting_since(waiting.step + 1, answered.at)


def waiting_questions(answers: Iterable[Answered]) -> dict[str, Waiting]:
    """The questions that come back, from all answers of one person in any order."""
    waiting: dict[str, Waiting | None] = {}
    for answered in sorted(answers, key=lambda answered: (answered.at, answered.is_right)):
        waiting[answered.question] = after_answer(waiting.get(answered.question), answered)
    return {question: state for question, state in waiting.items() if state}


def due_questions(waiting: dict[str, Waiting], *, at: float) -> list[str]:
    """Those that are due, the longest due first; of equals by name."""
    due = [(state.due_at, question) for question, state in waiting.items() if state.due_at <= at]
    return [question for _due_at, question in sorted(due)]
