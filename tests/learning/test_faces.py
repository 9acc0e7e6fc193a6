"""A watcher who looks at what trainers are shown after every single face, and knows who was there when, learns nobody's face."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from learning.models import FEWEST, Face
from learning.reports.faces import GROUP, Counts, Told, groups_of, shown_faces, told_in

World = list[tuple[date, str]]  # who chose when, and what
Views = list[dict[str, Told | None]]
FIRST = date(2026, 1, 1)


def world(months: list[list[tuple[str, int]]]) -> World:
    """People one after the other; each month is a list of faces with how many chose them in a row."""
    found: World = []
    for place, runs in enumerate(months):
        faces = [face for face, times in runs for _time in range(times)]
        found += [(date(2026, 1 + place, 1) + timedelta(days=min(step, 27)), face) for step, face in enumerate(faces)]
    return found


def counted(people: World) -> dict[date, Counts]:
    months: dict[date, Counts] = {}
    for day, face in people:
        counts = months.setdefault(day.replace(day=1), {})
        counts[face] = counts.get(face, 0) + 1
    return months


def seen(people: World) -> Views:
    """What is shown after each face, and long after the last one."""
    looks = [shown_faces(groups_of(counted(people[: place + 1]), day=people[place][0])) for place in range(len(people))]
    return [*looks, shown_faces(groups_of(counted(people), day=date(2027, 6, 1)))]


def seen_live(people: World) -> Views:
    """What was shown when every face counted at once, from ten on."""
    looks: Views = []
    for place in range(len(people)):
        totals = {face: sum(one == face for _day, one in people[: place + 1]) for face in Face.values}
        looks.append({face: Told(count, 0) if count >= FEWEST else None for face, count in totals.items()})
    return looks


def could_differ(people: World, place: int, look: Callable[[World], Views]) -> bool:
    """Whether somebody may have chosen another face, for all that can be seen: alone, or changed about with somebody else."""
    views, (day, face) = look(people), people[place]
    for other in Face.values:
        if other != face and look([*people[:place], (day, other), *people[place + 1 :]]) == views:
            return True
    for partner, (their_day, theirs) in enumerate(people):
        if theirs != face:
            changed = list(people)
            changed[place], changed[partner] = (day, theirs), (their_day, face)
            if look(changed) == views:
                return True
    return False


runs = st.tuples(st.sampled_from(Face.values), st.one_of(st.integers(1, 3), st.integers(8, 12), st.integers(20, 40)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(runs, max_size=4), min_size=1, max_size=4), st.data())
@example([[("good", 30), ("poor", 19)], [("poor", 1)]], None)
@example([[("good", 49)], [("poor", 1)], [("fair", 1)]], None)
@example([[("good", 40), ("poor", 10)], [("good", 10), ("fair", 40)], [("good", 1)]], None)
def test_whoever_chose_may_have_chosen_another_face(months: list[list[tuple[str, int]]], data: st.DataObject | None) -> None:
    people = world(months)
    if not people:
        return
    last = len(people) - 1
    for place in {0, last, data.draw(st.integers(0, last)) if data else last // 2}:
        assert could_differ(people, place, seen)


def test_the_watcher_wins_when_every_face_counts_at_once() -> None:
    """Or the test above would prove nothing."""
    assert not could_differ(world([[("good", 11)]]), 10, seen_live)


@given(st.lists(st.dictionaries(st.sampled_from(Face.values), st.integers(0, 70)), max_size=8))
def test_what_is_shown_changes_by_whole_groups_only(months: list[Counts]) -> None:
    filed = {date(2026, 1 + place, 1): counts for place, counts in enumerate(months)}
    before: dict[str, Told | None] = dict.fromkeys(Face.values)
    for step in range(0, 300, 5):
        now = shown_faces(groups_of(filed, day=FIRST + timedelta(days=step)))
        for face in Face.values:
            old, new = before[face] or Told(), now[face] or Told()
            assert old == new or (new.people - old.people >= GROUP and new.chosen - old.chosen >= FEWEST)
        before = now


@given(st.dictionaries(st.sampled_from(Face.values), st.integers(0, 400)))
def test_ten_chose_a_face_that_is_told_and_ten_did_not(group: Counts) -> None:
    people, told = sum(group.values()), told_in(group)
    if not told:
        return
    for count in [*told.values(), people - sum(told.values())]:
        assert count == 0 or max(FEWEST, 0.05 * people) <= count
    assert people - max(told.values()) >= FEWEST


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ({"good": 38, "fair": 12, "poor": 0}, {"good": 38}),
        ({"good": 50}, {}),
        ({"good": 41, "poor": 9}, {}),
        ({"good": 30, "fair": 20, "poor": 15}, {"good": 30, "fair": 20, "poor": 15}),
        ({"good": 900, "fair": 80, "poor": 20}, {"good": 900}),
        ({"good": 970, "fair": 15, "poor": 15}, {}),
    ],
)
def test_a_face_stands_alone_where_neither_it_nor_the_rest_is_small(group: Counts, told: Counts) -> None:
    assert told_in(group) == told


def test_a_month_waits_until_it_is_over_and_fifty_have_chosen() -> None:
    months = {FIRST: {"good": 30}, date(2026, 2, 1): {"poor": 19}, date(2026, 3, 1): {"poor": 1}, date(2026, 4, 1): {"poor": 60}}
    assert groups_of(months, day=date(2026, 3, 31)) == []
    assert groups_of(months, day=date(2026, 4, 1)) == []
    assert groups_of(months, day=date(2026, 4, 2)) == [{"good": 30, "poor": 20}]
    assert groups_of(months, day=date(2026, 5, 2)) == [{"good": 30, "poor": 20}, {"poor": 60}]
