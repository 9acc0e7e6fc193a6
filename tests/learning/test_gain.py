"""What people gain: means of many, nothing of few, and parts from which no smaller group can be worked out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Container
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage
from courses.models.purpose import CHECKS
from learning.gain import OTHERS, Cell, gain_among, gain_in, gains_of, groups_of, parts_of
from learning.models import FEWEST, CheckResult, Person
from learning.views.gain import line_of
from tests.cast import Member
from tests.factories import make_check, make_course, make_lesson, make_module
from tests.learning.attacker import Key, Programme

COURSE = UUID(int=7)
MONTH, NEXT = date(2026, 1, 1), date(2026, 2, 1)
LATER = date(2026, 8, 9)


def test_the_mean_is_over_people_and_not_over_cells() -> None:
    part = gain_among([Cell("en", 0, 4, 9, MONTH), Cell("en", 4, 4, 3, MONTH)])
    assert (part.people, part.start, part.end, part.difference) == (12, 1.0, 4.0, 3.0)


@pytest.mark.parametrize(("people", "is_shown"), [(0, False), (9, False), (10, True)])
def test_fewer_than_ten_people_have_no_figure(people: int, is_shown: bool) -> None:
    found = gain_in(COURSE, groups_of([Cell("en", 1, 3, people, MONTH)], day=LATER))
    assert found.all.is_shown is is_shown
    assert (found.all.people is None) is not is_shown
    assert bool(found.by_language) is is_shown


def test_a_small_language_is_put_together_with_others() -> None:
    found = gain_in(
        COURSE, groups_of([Cell("en", 1, 3, 30, MONTH), Cell("sw", 2, 3, 12, MONTH), Cell("ar", 0, 4, 1, MONTH)], day=LATER)
    )
    assert list(found.by_language) == ["en", OTHERS]
    assert found.by_language[OTHERS].people == 13


def test_small_languages_that_are_enough_together_leave_the_others_alone() -> None:
    found = gain_in(
        COURSE,
        groups_of(
            [Cell("en", 1, 3, 30, MONTH), Cell("sw", 2, 3, 12, MONTH), Cell("ar", 0, 4, 6, MONTH), Cell("ha", 0, 4, 6, MONTH)],
            day=LATER,
        ),
    )
    assert list(found.by_language) == ["en", "sw", OTHERS]


def test_a_whole_of_small_languages_is_one_part() -> None:
    cells = [Cell(language, 1, 2, 4, MONTH) for language in ("en", "sw", "ar")]
    assert {language: gain.people for language, gain in gain_in(COURSE, groups_of(cells, day=LATER)).by_language.items()} == {
        OTHERS: 12
    }


def test_no_subtraction_of_what_is_shown_finds_fewer_than_ten_people() -> None:
    chance = random.Random(5)
    for _round in range(500):
        cells = [
            Cell(language, chance.randint(0, 4), chance.randint(0, 4), chance.randint(1, 14), MONTH)
            for language in chance.sample(["en", "sw", "ar", "ha", "fr", "am"], chance.randint(1, 6))
        ]
        found = gain_in(COURSE, groups_of(cells, day=LATER))
        if not found.all.is_shown:
            continue
        sizes = [part.people or 0 for part in found.by_language.values()]
        assert sum(sizes) == found.all.people
        assert min(sizes) >= FEWEST
        shown = {language for language in found.by_language if language}
        assert shown <= set(parts_of(cells))


def test_a_month_waits_until_it_is_over_and_ten_have_finished() -> None:
    cells = [Cell("en", 1, 3, 6, MONTH), Cell("en", 0, 4, 5, NEXT), Cell("sw", 2, 2, 12, date(2026, 3, 1))]
    looks = [(date(2026, 2, 28), None), (date(2026, 3, 1), None), (date(2026, 3, 2), 11), (date(2026, 4, 1), 11), (LATER, 23)]
    for day, people in looks:
        assert gain_in(COURSE, groups_of(cells, day=day)).all.people == people


def test_what_is_shown_changes_by_ten_people_and_more_however_often_one_looks() -> None:
    chance = random.Random(7)
    for _round in range(200):
        months = [date(2026, 1 + place, 1) for place in range(6)]
        cells = [
            Cell(chance.choice(["en", "sw", "ar"]), chance.randint(0, 4), chance.randint(0, 4), chance.randint(1, 9), month)
            for month in months
            for _cell in range(chance.randint(0, 4))
        ]
        before: dict[str, int] = {}
        for step in range(220):
            found = gain_in(COURSE, groups_of(cells, day=MONTH + timedelta(days=step)))
            now = {name: part.people or 0 for name, part in found.by_language.items()}
            for name in before.keys() | now.keys():
                change = now.get(name, 0) - before.get(name, 0)
                assert change == 0 or change >= FEWEST
            assert sum(now.values()) == (found.all.people or 0)
            before = now


def test_whoever_is_told_how_many_stand_in_every_line_finds_no_small_group() -> None:
    """A watcher sees each group come; the pages tell less than this one knows, for they round people down to tens."""
    chance = random.Random(11)
    languages = ["en", "sw", "ar", "ha"]
    for _round in range(150):
        cells = [
            Cell(chance.choice(languages), 1, 3, chance.choice([1, 2, 6, 9, 11, 25]), date(2026, 1 + chance.randint(0, 3), 1))
            for _cell in range(chance.randint(1, 12))
        ]
        groups = groups_of(cells, day=LATER)
        if not groups:
            continue
        programme = Programme([(cell.language, str(place)) for place in range(len(groups)) for cell in distinct(cells)])
        hidden: Counter[Key] = Counter()
        for place, group in enumerate(groups):
            shown = gain_in(COURSE, [group]).by_language
            for name, part in shown.items():
                programme.knows(stands_in(name, str(place), shown), part.people or 0)
            for cell in group:
                hidden[cell.language, str(place)] += cell.people
                hidden[cell.language, "*"] += cell.people
        tableau = programme.solved()
        for (language, place_of), people in hidden.items():
            if people < FEWEST:
                columns = [at for at, key in enumerate(programme.keys) if key[0] == language and place_of in {key[1], "*"}]
                assert tableau.most(columns, enough=FEWEST) >= FEWEST - 1e-6


def distinct(cells: list[Cell]) -> list[Cell]:
    """One cell of each language: which are used is no secret."""
    return list({cell.language: cell for cell in cells}.values())


def stands_in(name: str, place: str, shown: Container[str]) -> Callable[[Key], bool]:
    """Whether somebody of a language and group stands in a line of that group."""
    return lambda key: key[1] == place and (key[0] == name or (name == OTHERS and key[0] not in shown))


def test_pages_show_people_in_tens() -> None:
    part = gain_among([Cell("en", 1, 3, 27, MONTH)])
    assert part.shown_people == 20
    line = line_of("Everybody", "", part)
    assert (line.people, line.start, line.end, line.difference) == ("20", "1.0", "3.0", "+2.0")
    assert line.bars == ("60", "180")


def make_results(
    course: UUID, count: int, *, start: int = 1, end: int = 3, language: str = "en", answered: int = 4, month: date = MONTH
) -> list[Person]:
    """People who did both checks alike; with `answered` below 4 they did not do all of the last one."""
    people = [Person.objects.create() for _person in range(count)]
    for person in people:
        CheckResult.objects.create(
            person=person,
            course_key=course,
            start_answered=4,
            start_right=start,
            end_answered=answered,
            end_right=min(end, answered),
            language=language,
            done_in=month if answered == 4 else None,
        )
    return people


@pytest.mark.django_db
def test_only_who_answered_all_of_both_is_counted() -> None:
    make_results(COURSE, 12)
    make_results(COURSE, 5, end=0, answered=3)
    found = gains_of([COURSE], day=LATER)[COURSE]
    assert (found.all.people, found.all.start, found.all.end) == (12, 1.0, 3.0)


@pytest.mark.django_db
def test_several_courses_cost_one_query_and_a_course_without_results_has_no_figure() -> None:
    make_results(COURSE, 10)
    other = uuid4()
    with CaptureQueriesContext(connection) as captured:
        found = gains_of([COURSE, other], day=LATER)
    assert len(captured.captured_queries) == 1
    assert found[COURSE].all.people == 10
    assert not found[other].all.is_shown


# --- the page in the CMS ----------------------------------------------------------------------------------------------


@pytest.fixture
def course_key(db: None) -> UUID:
    course = make_course()
    module = make_module(course)
    make_lesson(module)
    for purpose in CHECKS:
        make_check(module, purpose)
    return UUID(str(course.translation_key))


def test_a_trainer_sees_the_figures_as_a_table_and_a_drawing(course_key: UUID, trainer: Member) -> None:
    make_results(course_key, 12)
    make_results(course_key, 11, start=2, end=4, language="ar")
    page = trainer.client.get("/cms/reports/gain/").content.decode()
    assert "Tiny course" in page
    assert "10 or more" in page
    assert page.count('class="gain-bars"') == 3
    assert "1.5 of 4 right at the start, 3.5 at the end" in page
    assert "العربية" in page
    assert "style=" not in page[page.index("gain-about") : page.index("gain-bars")]


def test_with_fewer_than_ten_people_the_page_says_so_and_draws_nothing(course_key: UUID, trainer: Member) -> None:
    make_results(course_key, 9)
    page = trainer.client.get("/cms/reports/gain/").content.decode()
    assert "Fewer than 10 people had answered both when the last month ended." in page
    assert "gain-bars" not in page


def test_a_course_without_both_checks_is_not_listed(trainer: Member) -> None:
    make_lesson(make_module(make_course()))
    assert "No course has both checks yet" in trainer.client.get("/cms/reports/gain/").content.decode()


def test_from_a_course_a_trainer_gets_there(course_key: UUID, trainer: Member) -> None:
    course = CoursePage.objects.get()
    assert "/cms/reports/gain/" in trainer.client.get(f"/cms/pages/{course.pk}/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 302),
        ("guest", 302),
        ("learner", 302),
        ("other_learner", 302),
        ("facilitator", 302),
        ("other_facilitator", 302),
        ("partner", 302),
        ("hausa_translator", 302),
        ("swahili_reviewer", 302),
        ("trainer", 200),
        ("administrator", 200),
    ],
)
def test_only_who_publishes_courses_sees_the_page(course_key: UUID, who: str, status: int, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(who).client.get("/cms/reports/gain/")
    assert answer.status_code == status
    assert ("Tiny course" in answer.content.decode()) is (status == 200)
