"""Responses that somebody else vouches for: a facilitator says that a learner had a question right, or not yet.

Which of several wrong answers it was, nobody wrote down; the attempt's evidence says so, and an item analysis leaves it out.
"""

from __future__ import annotations

from courses.questions.options import ids_of
from courses.questions.question import Index, Response


def confirmed_response(index: Index, *, is_right: bool) -> Response:
    """A response to a question that its kind grades as wholly right, or as not right."""
    kind = index["kind"]
    if kind == "put_in_order":
        order = [item["id"] for item in index["items"]]
        return order if is_right else order[::-1]
    if kind == "fill_the_gap":
        return {gap["id"]: gap["answers"][0] if is_right else "–" for gap in index["gaps"]}
    marked = [option["id"] for option in index["options"] if option["correct"] is is_right]
    if kind != "several_answers":
        return marked[0]
    # Where every option is right, one of them alone is not yet all.
    return marked or ids_of(index)[:1]
