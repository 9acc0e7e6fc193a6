"""Reconstruction: whoever has every published table cannot tell of any hidden group that it has fewer than ten people."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, product
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from learning.models import FEWEST, MEASURES, Facet, Outcome, ReportFigure
from learning.reports.apart import ALL, OTHERS, Block, Crowd, is_enough, set_apart
from learning.reports.closing import GENDERS, Cell, Population, figures_of, site_figures
from tests.learning.attacker import Key, Programme

FIELDS = ("gender", "outcome", "age_band", "language", "cohort")
AGES = ("under-13", "13-17", "untold")
FACE_FIELD = {Facet.AGE: 2, Facet.LANGUAGE: 3}
NOTHING = dict.fromkeys(MEASURES, 0)

people = st.dictionaries(
    st.tuples(
        st.sampled_from(GENDERS),
        st.sampled_from(["going", "done"]),
        st.sampled_from(AGES),
        st.sampled_from(["en", "sw"]),
        st.sampled_from(["", "1", "2", "3"]),
    ),
    st.one_of(st.integers(1, 4), st.integers(5, 30)),
    min_size=1,
    max_size=14,
)


def cells(population: dict[Key, int]) -> list[Cell]:
    return [
        Cell(
            told={"gender": gender, "age_band": age, "language": language, "mode": "online", "country": "untold"},
            cohort=int(cohort) if cohort else None,
            is_done=outcome == "done",
            people=count,
            measures=NOTHING,
        )
        for (gender, outcome, age, language, cohort), count in population.items()
    ]


def published(population: dict[Key, int]) -> list[ReportFigure]:
    """Every row, as `close` makes them; the ages the test does without are empty."""
    return figures_of(cells(population), population=Population(uuid4(), None, date(2026, 9, 1)))


def possible(population: dict[Key, int]) -> list[Key]:
    """What the attacker takes for possible. Which languages are used and which classes have begun is no secret."""
    languages, classes = {key[3] for key in population}, {key[4] for key in population}
    return list(product(GENDERS, ("going", "done"), (*AGES, "18-24"), sorted(languages), sorted(classes)))


def attacked(population: dict[Key, int], figures: list[ReportFigure]) -> Programme:
    """All that the figures say."""
    programme = Programme(possible(population))
    alone: dict[tuple[str, str], set[str]] = {}
    for row in figures:
        if row.part not in {ALL, OTHERS}:
            alone.setdefault((row.face, row.gender), set()).add(row.part)
    for row in figures:
        if row.face in {Facet.MODE, Facet.COUNTRY}:
            continue  # everybody is alike in these here

        def holds(key: Key, row: ReportFigure = row) -> bool:
            if row.cohort_id and key[4] != str(row.cohort_id):
                return False
            if row.gender != ALL and key[0] not in row.gender.split("+"):
                return False
            if row.part == OTHERS:
                return key[FACE_FIELD[Facet(row.face)]] not in alone[row.face, row.gender]
            return row.part == ALL or key[FACE_FIELD[Facet(row.face)]] == row.part

        programme.knows(holds, row.people)
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
    for size in range(1, len(FIELDS) + 1):
        for chosen in combinations(range(len(FIELDS)), size):
            counts: Counter[Key] = Counter()
            for key, count in population.items():
                counts[tuple(key[place] if place in chosen else "*" for place in range(len(FIELDS)))] += count
            if set(chosen) <= {0, 1, 2}:
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
        columns = [
            place
            for place, key in enumerate(programme.keys)
            if all(wanted in {"*", own} for wanted, own in zip(group, key, strict=True))
        ]
        assert tableau.most(columns, enough=FEWEST) >= FEWEST - 1e-6, f"{group} has {count} people, and it shows"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
@example({("woman", "going", "13-17", "en", "1"): 12, ("man", "going", "13-17", "en", "1"): 1})
@example({("woman", "going", "13-17", "en", "1"): 300, ("man", "done", "untold", "sw", "2"): 4})
@example({("woman", "done", "13-17", "en", "1"): 19, ("woman", "going", "13-17", "en", "1"): 1})
@example(
    {
        ("woman", "going", "13-17", "en", "1"): 30,
        ("woman", "done", "under-13", "en", "2"): 25,
        ("man", "going", "13-17", "sw", "1"): 24,
        ("man", "done", "13-17", "sw", ""): 22,
        ("untold", "going", "untold", "en", "3"): 11,
        ("untold", "done", "13-17", "sw", "3"): 12,
        ("other", "going", "untold", "en", ""): 3,
    }
)
def test_no_hidden_group_shows_to_have_fewer_than_ten(population: dict[Key, int]) -> None:
    assert_nothing_is_given_away(population)


def test_the_attacker_finds_what_is_really_given_away() -> None:
    """Without hiding the complement the attacker must win, or the test above would prove nothing."""
    population = {("woman", "going", "13-17", "en", "1"): 12, ("man", "going", "13-17", "en", "1"): 4}
    programme = Programme(possible(population))
    programme.knows(lambda key: True, 16)
    programme.knows(lambda key: key[0] == "woman", 12)
    men = [place for place, key in enumerate(programme.keys) if key[0] == "man"]
    assert programme.solved().most(men, enough=FEWEST) == pytest.approx(4)


@given(people)
def test_every_published_row_has_ten_people_or_more_on_either_side(population: dict[Key, int]) -> None:
    total = sum(population.values())
    if total < FEWEST:
        return
    for row in published(population):
        assert row.people >= FEWEST
        assert row.people == total or total - row.people >= FEWEST or row.face in {Facet.LANGUAGE, Facet.MODE} or row.cohort_id
        if row.outcome == Outcome.SHOWN:
            assert min(row.completed, row.people - row.completed) >= max(FEWEST, 0.05 * row.people)
        else:
            assert row.completed == 0


@given(people)
def test_the_rows_of_a_table_add_up(population: dict[Key, int]) -> None:
    total = sum(population.values())
    if total < FEWEST:
        return
    figures = published(population)
    for face in (Facet.EVERYONE, Facet.GENDER, Facet.AGE, Facet.LANGUAGE, Facet.MODE, Facet.COUNTRY):
        assert sum(row.people for row in figures if row.face == face and row.cohort_id is None) == total


@given(people)
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
