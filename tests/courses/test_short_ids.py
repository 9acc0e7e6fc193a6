"""Short ids: enough signs to tell a lesson's identities apart, and the way back to the whole ones."""

from __future__ import annotations

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from courses.questions.short_ids import length_for, short, shortened, whole

ONE = "3fa9c1d2-0000-4000-8000-000000000001"
TWIN = "3fa9c1ff-0000-4000-8000-000000000002"
OTHER = "aaaa0000-0000-4000-8000-000000000003"


def cards(*options: str) -> list[dict[str, object]]:
    return [{"kind": "text"}, {"id": OTHER, "question": {"options": [{"id": option} for option in options]}}]


def test_four_signs_do_until_two_begin_alike() -> None:
    assert length_for(cards(ONE)) == 4
    assert length_for(cards(ONE, TWIN)) == 7
    assert length_for(cards("true", "false")) == 4


@given(st.lists(st.uuids(version=4).map(str), min_size=2, max_size=40, unique=True))
def test_the_way_back_leads_to_the_same(ids: list[str]) -> None:
    length = length_for([{"id": str(uuid4()), "question": {"items": [{"id": one} for one in ids]}}])
    brief = [short(one, length) for one in ids]
    assert whole(brief, ids) == ids
    assert whole(dict.fromkeys(brief, "x"), ids) == dict.fromkeys(ids, "x")


def test_whole_ids_and_names_stay_what_they_are() -> None:
    assert whole(ONE, [ONE, TWIN]) == ONE
    assert whole("true", ["true", "false"]) == "true"
    assert shortened({"id": "true", "options": [{"id": ONE, "text": TWIN}]}, 4) == {
        "id": "true",
        "options": [{"id": "3fa9", "text": TWIN}],
    }


def test_what_stands_for_none_or_for_several_is_left_to_the_question() -> None:
    assert whole("3fa9", [ONE, TWIN]) == "3fa9"
    assert whole("bbbb", [ONE]) == "bbbb"
    assert whole("", [ONE]) == ""
    assert whole("3", [ONE]) == "3"
    assert whole(None, [ONE]) is None
    assert whole([None, 7, "3fa9"], [ONE]) == [None, 7, ONE]
