"""Reconstruction: whoever has every published table cannot tell of any hidden group that it has fewer than ten people."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from learning.models import FEWEST, MEASURES, Facet, Outcome, ReportFigure
from learning.reports.apart import ALL, OTHERS, Block, Crowd, is_enough, set_apart
from learning.reports.closing import (
    BEGUN,
    GENDERS,
    LIT,
    OFF,
    Cell,
    Population,
    crowd_of,
    figures_of,
    lesson_rows,
    site_figures,
)
from tests.learning.attacker import Key, Programme

FIELDS = ("gender", "outcome", "age_band", "language", "mode", "country", "cohort", "lesson")
HUB = {"gender", "outcome"}
USED = {
    "gender": GENDERS,
    "outcome": ("going", "done"),
    "age_band": ("untold", "under-13", "13-17"),
    "language": ("en", "sw"),
    "mode": ("online", "facilitator"),
    "country": ("untold", "KE", "UG"),
    "cohort": ("", "1", "2", "3"),
    "lesson": (LIT, BEGUN, OFF),  # how far they came in one lesson
}
SECRET = {"gender", "outcome", "age_band", "country", "lesson"}  # whether anybody is of a category
ABSENT = {"age_band": ("18-24",), "country": ("TZ",)}  # categories of which nobody is, for all that the attacker does not know
FACE_FIELD = {Facet.AGE: 2, Facet.LANGUAGE: 3, Facet.MODE: 4, Facet.COUNTRY: 5}
COHORT, LESSON = 6, 7
POPULATION = Population(UUID(int=1), None, date(2026, 9, 1))
counts = st.one_of(st.integers(1, 4), st.integers(5, 30))


def someone(gender: str, outcome: str, **more: str) -> Key:
    """Somebody who is in no way special but in those named."""
    usual = {name: USED[name][0] for name in FIELDS}
    return tuple((usual | {"gender": gender, "outcome": outcome} | more)[name] for name in FIELDS)


@st.composite
def populations(draw: st.DrawFn) -> dict[Key, int]:
    """People told apart by gender, outcome, and three more of all the tables at a time, so that programmes stay small."""
    told = HUB | set(draw(st.sampled_from(list(combinations(FIELDS[2:], 3)))))
    keys = st.tuples(*(st.sampled_from(USED[name] if name in told else USED[name][:1]) for name in FIELDS))
    found = draw(st.dictionaries(keys, counts, min_size=1, max_size=14))
    # Who completed the course has lit every lamp.
    return {one if one[1] == "going" else (*one[:LESSON], LIT): count for one, count in found.items()}


def cells(population: dict[Key, int], gained: dict[Key, int] | None = None) -> list[Cell]:
    """As `close` reads them, with how many of each took both checks."""
    return [
        Cell(
            told=dict(zip(("gender", "age_band", "language", "mode", "country"), (one[0], *one[2:COHORT]), strict=True)),
            cohort=int(one[COHORT]) if one[COHORT] else None,
            is_done=one[1] == "done",
            people=count,
            measures=dict.fromkeys(MEASURES, 0) | {"gain_people": (gained or {}).get(one, 0)},
        )
        for one, count in population.items()
    ]


def published(population: dict[Key, int], gained: dict[Key, int] | None = None) -> list[ReportFigure]:
    """Every row, as `close` makes them; the ages the test does without are empty."""
    listed = cells(population, gained)
    return figures_of(listed, population=POPULATION) + lesson_rows(
        {UUID(int=2): lesson_counts(population)}, whole=crowd_of(listed), population=POPULATION
    )


def lesson_counts(population: dict[Key, int]) -> dict[str, int]:
    """How many lit and began the lesson, as `lesson_figures` counts them."""
    asks_all = not is_enough(crowd_of(cells(population)), by_outcome=True)
    asked = {one: count for one, count in population.items() if asks_all or one[1] == "going"}
    return {state: sum(count for one, count in asked.items() if one[LESSON] == state) for state in (LIT, BEGUN)}


def possible(population: dict[Key, int]) -> list[Key]:
    """What the attacker takes for possible. Which languages, modes and classes there are is no secret."""
    values = []
    for place, name in enumerate(FIELDS):
        used = sorted({one[place] for one in population})
        is_apart = name in HUB or len(used) > 1
        values.append((*USED[name], *ABSENT.get(name, ())) if name in SECRET and is_apart else used)
    return [one for one in product(*values) if one[1] == "going" or one[LESSON] == LIT]


def attacked(population: dict[Key, int], figures: list[ReportFigure], *, gains: bool = False) -> Programme:
    """All that the figures say of people, or with `gains` of those who gained."""
    programme = Programme(possible(population))
    alone: dict[tuple[str, str], set[str]] = {}
    for row in figures:
        if row.part not in {ALL, OTHERS}:
            alone.setdefault((row.face, row.gender), set()).add(row.part)
    for row in figures:
        if row.face == Facet.LESSON:
            if gains:
                continue
            if row.outcome == Outcome.SHOWN:
                states = {LIT} if row.part == LIT else {LIT, BEGUN}
                programme.knows(lambda key, states=states: key[LESSON] in states, row.completed)
            continue

        def holds(key: Key, row: ReportFigure = row) -> bool:
            if row.cohort_id and key[COHORT] != str(row.cohort_id):
                return False
            if row.gender != ALL and key[0] not in row.gender.split("+"):
                return False
            if row.part == OTHERS:
                return key[FACE_FIELD[Facet(row.face)]] not in alone[row.face, row.gender]
            return row.part == ALL or key[FACE_FIELD[Facet(row.face)]] == row.part

        programme.knows(holds, row.gain_people if gains else row.people)
        if gains:
            continue
        if row.outcome == Outcome.SHOWN:
            programme.knows(lambda key, holds=holds: holds(key) and key[1] == "done", row.completed)
        elif row.outcome in {Outcome.FEW, Outcome.MOST}:
            few = "done" if row.outcome == Outcome.FEW else "going"
            programme.knows_at_most(lambda key, few=few, holds=holds: holds(key) and key[1] == few, 0.05 * row.people)
    return programme


def hidden_groups(population: dict[Key, int]) -> list[tuple[Key, int]]:
    """Groups of one to nine people told apart by any of the fields ("" is any), and empty ones where emptiness is a secret."""
    found: dict[Key, int] = {}
    keys = possible(population)
    apart = [place for place in range(len(FIELDS)) if len({one[place] for one in keys}) > 1]
    for size in range(1, len(apart) + 1):
        for chosen in combinations(apart, size):
            counts: Counter[Key] = Counter()
            for key, count in population.items():
                counts[tuple(key[place] if place in chosen else "*" for place in range(len(FIELDS)))] += count
            if {FIELDS[place] for place in chosen} <= SECRET:
                for key in keys:
                    counts[tuple(key[place] if place in chosen else "*" for place in range(len(FIELDS)))] += 0
            found |= {group: count for group, count in counts.items() if count < FEWEST}
    return sorted(found.items())


def assert_nothing_is_given_away(population: dict[Key, int]) -> None:
    total = sum(population.values())
    if total < FEWEST:
        return  # waits for the next month
    programme = attacked(population, published(population))
    tableau = programme.solved()
    for group, count in hidden_groups(population):
        most = tableau.most(columns_of(group, programme), enough=FEWEST)
        assert most >= FEWEST - 1e-6, f"{group} has {count} people, and it shows"


def columns_of(group: Key, programme: Programme) -> list[int]:
    """The numbers that add up to a group."""
    return [
        place
        for place, key in enumerate(programme.keys)
        if all(wanted in {"*", own} for wanted, own in zip(group, key, strict=True))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(populations())
@example({someone("woman", "going", age_band="13-17", cohort="1"): 12, someone("man", "going", age_band="13-17", cohort="1"): 1})
@example({someone("woman", "going", age_band="13-17", cohort="1"): 300, someone("man", "done", language="sw", cohort="2"): 4})
@example({someone("woman", "done", age_band="13-17", cohort="1"): 19, someone("woman", "going", age_band="13-17", cohort="1"): 1})
@example({someone("woman", "going"): 30, someone("woman", "going", country="KE"): 20})
@example({someone("woman", "going", mode="facilitator"): 30, someone("man", "going", country="KE", mode="online"): 20})
@example({someone("woman", "going", lesson=LIT): 12, someone("man", "going", lesson=BEGUN): 25, someone("man", "done"): 14})
@example(
    {
        someone("woman", "going", age_band="13-17", cohort="1"): 30,
        someone("woman", "done", age_band="under-13", cohort="2"): 25,
        someone("man", "going", age_band="13-17", language="sw", cohort="1"): 24,
        someone("man", "done", age_band="13-17", language="sw"): 22,
        someone("untold", "going", cohort="3"): 11,
        someone("untold", "done", age_band="13-17", language="sw", cohort="3"): 12,
        someone("other", "going"): 3,
    }
)
def test_no_hidden_group_shows_to_have_fewer_than_ten(population: dict[Key, int]) -> None:
    assert_nothing_is_given_away(population)


def test_the_attacker_finds_what_is_really_given_away() -> None:
    """Without hiding the complement the attacker must win, or the test above would prove nothing."""
    population = {someone("woman", "going"): 12, someone("man", "going"): 4}
    programme = Programme(possible(population))
    programme.knows(lambda key: True, 16)
    programme.knows(lambda key: key[0] == "woman", 12)
    men = [place for place, key in enumerate(programme.keys) if key[0] == "man"]
    assert programme.solved().most(men, enough=FEWEST) == pytest.approx(4)


def gained_groups(population: dict[Key, int], gained: dict[Key, int]) -> list[tuple[Key, int]]:
    """Groups of one to nine people who took both checks."""
    return [(group, count) for group, count in hidden_groups({one: gained.get(one, 0) for one in population}) if count]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(populations(), st.data())
def test_no_gain_of_fewer_than_ten_can_be_worked_out(population: dict[Key, int], data: st.DataObject) -> None:
    """Not even by whoever is told how many gained in each row that shows a gain, which nobody is."""
    if sum(population.values()) < FEWEST:
        return
    gained = {one: count * data.draw(st.sampled_from((0, 1, 2, 2))) // 2 for one, count in population.items()}
    rows = [row for row in published(population, gained) if row.gain_people]
    programme = attacked(population, rows, gains=True)
    tableau = programme.solved()
    for group, count in gained_groups(population, gained) if rows else []:
        most = tableau.most(columns_of(group, programme), enough=FEWEST)
        assert most >= FEWEST - 1e-6, f"{group} has {count} people who gained, and it shows"


def test_the_attacker_finds_a_gain_that_is_left_over() -> None:
    """Had only the rows with too few been left out, the rest of the sum would show theirs."""
    population = {someone("woman", "going"): 30, someone("man", "going"): 30}
    gained = {someone("woman", "going"): 20, someone("man", "going"): 4}
    rows = published(population, gained)
    assert [row.gain_people for row in rows if row.face == Facet.GENDER] == [0, 0]
    programme = Programme(possible(population))
    programme.knows(lambda key: True, 24)
    programme.knows(lambda key: key[0] == "woman", 20)
    assert programme.solved().most(columns_of(("man", *"*******"), programme), enough=FEWEST) == pytest.approx(4)


@pytest.mark.parametrize("country", ["untold", "KE"])
def test_that_all_are_of_one_country_does_not_show(country: str) -> None:
    rows = published({someone("woman", "going", country=country): 30})
    assert [row.part for row in rows if row.face == Facet.COUNTRY] == [ALL]


@given(populations())
def test_every_published_row_has_ten_people_or_more_on_either_side(population: dict[Key, int]) -> None:
    total = sum(population.values())
    if total < FEWEST:
        return
    for row in published(population):
        assert row.people >= FEWEST
        assert row.people == total or total - row.people >= FEWEST or row.face in {Facet.LANGUAGE, Facet.MODE} or row.cohort_id
        if row.outcome == Outcome.SHOWN:
            least = FEWEST if row.face == Facet.LESSON else max(FEWEST, 0.05 * row.people)
            assert min(row.completed, row.people - row.completed) >= least
        else:
            assert row.completed == 0


@given(populations())
def test_the_rows_of_a_table_add_up(population: dict[Key, int]) -> None:
    total = sum(population.values())
    if total < FEWEST:
        return
    figures = published(population)
    for face in (Facet.EVERYONE, Facet.GENDER, Facet.AGE, Facet.LANGUAGE, Facet.MODE, Facet.COUNTRY):
        assert sum(row.people for row in figures if row.face == face and row.cohort_id is None) == total


@given(populations())
def test_the_site_says_no_more_than_its_institutions(population: dict[Key, int]) -> None:
    figures = published(population) if sum(population.values()) >= FEWEST else []
    site = site_figures(figures)
    assert all(row.is_site and row.institution_id is None for row in site)
    assert [(row.face, row.gender, row.part, row.people, row.completed) for row in site] == [
        (row.face, row.gender, row.part, row.people, row.completed) for row in figures if row.cohort_id is None
    ]


# --- the rule itself --------------------------------------------------------------------------------------------------


def test_a_small_group_is_hidden_and_so_is_the_one_beside_it() -> None:
    crowds = {"woman": Crowd(11), "man": Crowd(4), "other": Crowd()}
    assert set_apart(crowds, by_outcome=False) == [Block(("woman", "man", "other"), False)]


def test_two_large_groups_stand_apart_and_what_is_small_stands_with_the_smaller() -> None:
    crowds = {"woman": Crowd(30), "man": Crowd(20), "other": Crowd(2)}
    assert set_apart(crowds, by_outcome=False) == [Block(("woman",), False), Block(("man", "other"), False)]


def test_an_empty_category_is_not_given_away_unless_it_is_no_secret() -> None:
    crowds = {"en": Crowd(30), "sw": Crowd(20), "ha": Crowd()}
    assert set_apart(crowds, by_outcome=False)[-1].parts == ("sw", "ha")
    apart = set_apart(crowds, by_outcome=False, secret_zeros=False)
    assert [block.parts for block in apart] == [("en",), ("sw",)]


def test_the_outcome_is_told_only_where_ten_have_and_ten_have_not_completed() -> None:
    crowds = {"woman": Crowd(30, 20), "man": Crowd(25, 3), "other": Crowd(12, 11)}
    blocks = set_apart(crowds, by_outcome=True)
    assert blocks == [Block(("woman",), True), Block(("man", "other"), True)] or blocks[0].by_outcome
    assert not is_enough(Crowd(19, 1), by_outcome=True)
    assert not is_enough(Crowd(980, 20), by_outcome=True)
    assert is_enough(Crowd(10, 10), by_outcome=True)
