"""Names in a page: 1, 2, 3 … for questions and what stands in them, and the way back to identities."""

from __future__ import annotations

import pytest

from courses.models import LessonVersion
from courses.questions import KINDS
from courses.questions.page_names import identified, named, names_in, question_names
from tests.factories import right_response

ONE, TWO = "3fa9c1d2-0000-4000-8000-000000000001", "aaaa0000-0000-4000-8000-000000000003"


def test_options_are_named_in_the_order_the_page_shows_them() -> None:
    names = names_in({"options": [{"id": TWO}, {"id": ONE}]})
    assert names == {TWO: "1", ONE: "2"}
    assert named({"options": [{"id": ONE, "text": ONE}]}, names) == {"options": [{"id": "2", "text": ONE}]}
    assert named({"chosen": {ONE: True}, "feedback": [{"id": TWO}]}, names) == {"chosen": {"2": True}, "feedback": [{"id": "1"}]}


def test_true_and_false_are_names_already() -> None:
    assert names_in({"options": [{"id": "true"}, {"id": "false"}]}) == {}


def test_what_is_no_name_stays_as_it_is() -> None:
    names = {ONE: "1"}
    assert identified(["1", ONE, "7", None, 3], names) == [ONE, ONE, "7", None, 3]
    assert identified({"1": "1"}, names) == {ONE: "1"}  # what was typed into a gap is no name
    assert identified(None, names) is None


@pytest.mark.django_db
def test_the_way_back_leads_to_the_same_for_every_kind(rendered: LessonVersion) -> None:
    assert len(question_names(rendered.questions)) == len(KINDS)
    for index in rendered.questions.values():
        names = names_in(KINDS[index["kind"]].shown(index))
        response = right_response(index)
        in_page = [names.get(part, part) for part in response] if isinstance(response, list) else response
        if isinstance(response, dict):
            in_page = {names[gap]: text for gap, text in response.items()}
        elif isinstance(response, str):
            in_page = names.get(response, response)
        assert identified(in_page, names) == response


@pytest.mark.django_db
def test_the_names_of_steps_do_not_tell_their_order(rendered: LessonVersion) -> None:
    index = next(index for index in rendered.questions.values() if index["kind"] == "put_in_order")
    names = names_in(KINDS["put_in_order"].shown(index))
    assert [names[item["id"]] for item in index["items"]] != sorted(names.values())
