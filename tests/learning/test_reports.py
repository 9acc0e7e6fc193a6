"""Reports from answers to pages: rolled up once, published once, shown to those they are for, the same in every file."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import LessonPage, LessonVersion
from courses.models.purpose import CHECKS
from learning.answers import Address, record_answer
from learning.models import (
    Attempt,
    Cohort,
    EvidenceKind,
    Facet,
    Gender,
    LearnerFacts,
    LessonProgress,
    Membership,
    Outcome,
    Person,
    QuestionCount,
    ReportedStart,
    ReportFigure,
    StaffAction,
)
from learning.people import claim_guest, keep_progress
from learning.progress import rebuild_progress
from learning.reports import rollup
from learning.reports.closing import close_months, last_month_due
from learning.reports.exports import COLUMNS as FILE_COLUMNS
from learning.reports.rollup import rebuild, roll_up
from learning.reports.scopes import site
from learning.reports.tables import report_of
from learning.synthetic import make_learners
from tests.cast import PIN, Member
from tests.factories import (
    make_check,
    make_cohort,
    make_course,
    make_lesson,
    make_module,
    right_response,
    seat_learner,
    wrong_response,
)

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=5)


def answer_all(person: Person, version: LessonVersion, *, wrong: int = 0, at: datetime | None = None) -> None:
    """Answers every question of a lesson, the first ones wrong."""
    for place, (question, index) in enumerate(version.questions.items()):
        response = wrong_response(index) if place < wrong else right_response(index)
        moment = (at or timezone.now() - SOON) + timedelta(minutes=place)
        address = Address(question_id=question, path=version.path)
        recorded = record_answer(uuid=uuid4(), person=person, address=address, response=response, occurred_at=moment)
        if at:
            Attempt.objects.filter(pk=recorded.attempt.pk).update(recorded_at=moment)


def make_class(version: LessonVersion, *facilitators: Person, women: int = 13, men: int = 12, **fields: Any) -> Cohort:
    """A class that began three months ago; every second of them completed the course."""
    cohort = make_cohort(*facilitators, **fields)
    people = Person.objects.bulk_create([Person() for _one in range(women + men)])
    Membership.objects.bulk_create([Membership(cohort=cohort, person=one, seat=place) for place, one in enumerate(people, 1)])
    genders = [Gender.WOMAN] * women + [Gender.MAN] * men
    ReportedStart.objects.bulk_create(
        ReportedStart(
            person=person,
            course_key=version.course_key,
            month=last_month_due(timezone.now()),
            gender=gender,
            age_band="18-24",
            language="en",
            mode="online",
            cohort=cohort,
            institution=cohort.institution,
            is_completed=place % 2 == 0,
            answers=6,
            right_answers=4,
            questions=5,
            first_right=3,
            ever_right=4,
            minutes=12,
        )
        for place, (person, gender) in enumerate(zip(people, genders, strict=True))
    )
    return cohort


# --- the roll-up ------------------------------------------------------------------------------------------------------


def starts() -> list[tuple[Any, ...]]:
    fields = ("language", "mode", "is_completed", "answers", "right_answers", "questions", "first_right", "ever_right", "minutes")
    return list(ReportedStart.objects.order_by("person").values_list(*fields))


def test_answers_are_counted_once_however_often_the_roll_up_runs(version: LessonVersion) -> None:
    person = Person.objects.create()
    answer_all(person, version, wrong=2)
    answer_all(person, version)
    assert roll_up() == 0  # too fresh: a transaction may still be open
    assert roll_up(at=timezone.now() + SOON) == 10
    assert roll_up(at=timezone.now() + SOON) == 0
    assert starts() == [("en", "online", True, 10, 8, 5, 3, 5, 4)]


def test_batches_of_one_count_what_one_batch_counts(version: LessonVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in range(3):
        answer_all(Person.objects.create(), version, wrong=wrong)
    roll_up(at=timezone.now() + SOON)
    whole, questions = (
        starts(),
        list(QuestionCount.objects.order_by("question_id").values("people", "right", "chosen", "sum_xy", "pairs")),
    )
    monkeypatch.setattr(rollup, "BATCH", 1)
    assert rebuild.__module__ == rollup.__name__
    monkeypatch.setattr(rollup, "SETTLED_AFTER", -SOON)
    assert rebuild() == 15
    assert starts() == whole
    assert list(QuestionCount.objects.order_by("question_id").values("people", "right", "chosen", "sum_xy", "pairs")) == questions


def test_a_batch_that_dies_leaves_nothing_and_is_counted_later(version: LessonVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_all(Person.objects.create(), version)
    with monkeypatch.context() as broken:
        broken.setattr(rollup, "note_outcomes", lambda starts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            roll_up(at=timezone.now() + SOON)
    assert starts() == []
    assert not QuestionCount.objects.exists()
    assert roll_up(at=timezone.now() + SOON) == 5


def test_a_start_keeps_what_its_person_had_told_and_the_class_they_were_in(version: LessonVersion) -> None:
    seat = seat_learner(make_cohort())
    LearnerFacts.objects.create(person=seat.person, gender=Gender.WOMAN, age_band="18-24", country="KE")
    answer_all(seat.person, version)
    roll_up(at=timezone.now() + SOON)
    LearnerFacts.objects.update(gender=Gender.MAN)
    answer_all(seat.person, version)
    roll_up(at=timezone.now() + SOON)
    start = ReportedStart.objects.get()
    assert (start.gender, start.age_band, start.country, start.cohort) == (Gender.WOMAN, "18-24", "KE", seat.cohort)
    assert start.institution == seat.cohort.institution


def test_who_has_both_checks_brings_a_gain_and_no_answer_beside(lesson: LessonPage) -> None:
    person, other = Person.objects.create(), Person.objects.create()
    checks = [make_check(lesson.get_parent().specific, purpose) for purpose in CHECKS]
    start, end = (LessonVersion.objects.current().get(lesson_key=check.translation_key) for check in checks)
    answer_all(person, start, wrong=3)
    answer_all(other, start)
    answer_all(person, end, wrong=2)
    assert roll_up(at=timezone.now() + SOON) == 12
    assert starts() == [("en", "online", False, 0, 0, 0, 0, 0, 0)] * 2
    assert list(ReportedStart.objects.order_by("person").values_list("gain_people", "gain_points")) == [(1, 25), (0, 0)]
    assert not QuestionCount.objects.exists()


def test_a_guest_who_turns_out_to_be_a_learner_began_once(version: LessonVersion) -> None:
    guest, person = Person.objects.create(), keep_progress(person=None, pin=PIN)
    answer_all(guest, version)
    answer_all(person, version)
    roll_up(at=timezone.now() + SOON)
    claim_guest(guest=guest, person=person)
    assert list(ReportedStart.objects.values_list("person", flat=True)) == [person.pk]


def test_who_is_erased_is_counted_no_more_and_published_figures_stay(version: LessonVersion) -> None:
    make_class(version)
    close_months()
    before = list(ReportFigure.objects.order_by("pk").values_list("people", flat=True))
    Person.objects.filter(reported_starts__gt=0).delete()
    assert not ReportedStart.objects.exists()
    assert list(ReportFigure.objects.order_by("pk").values_list("people", flat=True)) == before != []


# --- closing ----------------------------------------------------------------------------------------------------------


def test_a_month_is_closed_two_months_after_its_end() -> None:
    assert f"{last_month_due(datetime(2026, 12, 1, tzinfo=UTC)):%Y-%m-%d}" == "2026-10-01"
    assert f"{last_month_due(datetime(2026, 1, 31, tzinfo=UTC)):%Y-%m-%d}" == "2025-11-01"


def test_nobody_is_published_twice_and_figures_never_change(version: LessonVersion) -> None:
    make_class(version)
    assert close_months() == 1
    own = ReportFigure.objects.filter(is_site=False).order_by("pk")
    first = list(own.values())
    assert close_months() == 0
    make_class(version, name="Second")
    ReportedStart.objects.filter(is_released=True).update(is_completed=True, gender=Gender.OTHER)
    assert close_months() == 1
    assert list(own.values())[: len(first)] == first
    assert ReportFigure.objects.get(is_site=True, face=Facet.EVERYONE).people == 50


def test_fewer_than_ten_wait_for_others(version: LessonVersion) -> None:
    make_class(version, women=9, men=0)
    assert close_months() == 0
    make_class(version, women=0, men=1, name="Second")
    assert close_months() == 1
    assert set(ReportFigure.objects.values_list("people", flat=True)) == {10}


def test_nothing_is_closed_while_answers_of_that_time_wait_to_be_counted(version: LessonVersion) -> None:
    make_class(version)
    answer_all(Person.objects.create(), version, at=timezone.now() - timedelta(days=95))
    assert close_months() == 0
    roll_up()
    assert close_months() == 1


def test_a_class_with_four_women_hides_both_genders(version: LessonVersion) -> None:
    make_class(version, women=4, men=20)
    close_months()
    rows = report_of(site(), version.course_key).table(Facet.GENDER)
    assert [(row.gender, row.people) for row in rows] == [("all", 24)]


def test_gains_are_told_in_a_table_only_where_ten_in_each_row_have_one(version: LessonVersion) -> None:
    """Otherwise the gain of a few could be subtracted."""
    make_class(version, women=30, men=20)
    women = ReportedStart.objects.filter(gender=Gender.WOMAN)
    women.update(gain_people=1, gain_points=50)
    men = ReportedStart.objects.filter(gender=Gender.MAN).values("pk")
    ReportedStart.objects.filter(pk__in=list(men[:9].values_list("pk", flat=True))).update(gain_people=1, gain_points=25)
    close_months()
    assert set(ReportFigure.objects.filter(gain_people__gt=0).values_list("face", "gain_people")) == {(Facet.EVERYONE, 39)}
    ReportFigure.objects.all().delete()
    ReportedStart.objects.update(is_released=False)
    give = ReportedStart.objects.filter(gain_people=0)[:15].values_list("pk", flat=True)
    ReportedStart.objects.filter(pk__in=list(give)).update(gain_people=1)
    close_months()
    assert {row.gain_people >= 10 for row in ReportFigure.objects.exclude(face=Facet.LESSON)} == {True}


def test_lessons_tell_how_many_completed_them_without_telling_who_did_not(version: LessonVersion) -> None:
    cohort = make_class(version, women=30, men=0)
    ReportedStart.objects.update(is_completed=False)
    for member in cohort.memberships.all()[:15]:
        answer_all(member.person, version)
    close_months()
    rows = {row.part: row for row in ReportFigure.objects.filter(face=Facet.LESSON, is_site=True)}
    assert (rows["lit"].people, rows["lit"].completed, rows["lit"].outcome) == (30, 15, Outcome.SHOWN)
    assert rows["begun"].outcome == Outcome.HIDDEN  # that nobody is half way would be a group of none


def test_a_lesson_that_nobody_began_does_not_show_to_be_one(version: LessonVersion) -> None:
    make_class(version, women=30, men=0)
    close_months()
    rows = ReportFigure.objects.filter(face=Facet.LESSON, is_site=True, lesson_key=version.lesson_key)
    assert {(row.part, row.outcome) for row in rows} == {("lit", Outcome.HIDDEN), ("begun", Outcome.HIDDEN)}


def test_rebuilding_leaves_what_is_published(version: LessonVersion) -> None:
    make_class(version)
    close_months()
    before = list(ReportFigure.objects.order_by("pk").values())
    assert set(ReportedStart.objects.values_list("gender", "age_band", "country")) == {("", "", "")}  # no longer needed
    rebuild()
    assert close_months() == 0
    assert list(ReportFigure.objects.order_by("pk").values()) == before


# --- who sees what ----------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(version: LessonVersion, facilitator: Member, other_facilitator: Member) -> UUID:
    """Two classes of the library and one of another; the first is the facilitator's. Returns the course's key."""
    assert facilitator.person
    assert other_facilitator.person
    make_class(version, facilitator.person, name="Mine")
    make_class(version, name="Theirs", women=20, men=22)
    make_class(version, other_facilitator.person, name="Far", institution="Other library")
    close_months()
    return version.course_key


def test_each_of_the_cast_sees_only_what_is_theirs(closed: UUID, request: pytest.FixtureRequest) -> None:
    for who in ("visitor", "guest", "learner", "other_learner"):
        assert request.getfixturevalue(who).client.get("/en/reports/").status_code == 302
        assert request.getfixturevalue(who).client.get("/api/reports").status_code == 401
    assert request.getfixturevalue("trainer").client.get("/en/reports/").status_code == 403
    seen = {}
    for who in ("facilitator", "partner", "other_facilitator", "administrator"):
        page = request.getfixturevalue(who).client.get("/en/reports/").content.decode()
        seen[who] = [name for name in ("All institutions", ">Library<", ">Other library<", "Mine", "Theirs", "Far") if name in page]
    assert seen == {
        "facilitator": ["Mine"],
        "partner": [">Library<", "Mine", "Theirs"],
        "other_facilitator": ["Far"],
        "administrator": ["All institutions", ">Library<", ">Other library<"],
    }


def test_a_report_of_others_is_not_there(closed: UUID, facilitator: Member, partner: Member) -> None:
    far, theirs = Cohort.objects.get(name="Far"), Cohort.objects.get(name="Theirs")
    for client, key in (
        (facilitator.client, "site"),
        (facilitator.client, f"class-{theirs.uuid}"),
        (facilitator.client, f"institution-{theirs.institution.uuid}"),
        (partner.client, f"class-{far.uuid}"),
        (partner.client, "site"),
    ):
        for path in ("/en/reports/", "/en/reports/figures.csv", "/en/reports/dhis2.json"):
            assert client.get(path, {"of": key}).status_code == 404, (path, key)
        assert client.get("/api/reports", {"of": key}).status_code == 403
    assert not StaffAction.objects.exists()


@pytest.mark.parametrize("key", ["nothing", "class-", "course", "0"])
def test_addresses_that_make_no_sense_are_refused_in_words(closed: UUID, administrator: Member, key: str) -> None:
    assert administrator.client.get("/en/reports/", {"of": key}).status_code == 404
    assert administrator.client.get("/en/reports/", {"course": key}).status_code == 404
    assert administrator.client.get(f"/en/reports/{key}").status_code == 404


def test_page_files_and_api_agree(closed: UUID, administrator: Member) -> None:
    client = administrator.client
    table = list(csv.reader(io.StringIO(client.get("/en/reports/figures.csv").content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(client.get("/en/reports/figures.xlsx").content))["figures"]
    from_sheet = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    answer = client.get("/api/reports").json()
    from_api = [["" if value is None else str(value) for value in row] for row in answer["rows"]]
    assert table == from_sheet == [answer["columns"], *from_api]
    assert set(answer["dictionary"]) == set(answer["columns"])
    page = client.get("/en/reports/").content.decode()
    numbers = {row[8] for row in table[1:] if row[4] == "gender"}
    assert numbers
    assert all(f">{number}</text>" in page and f"<bdi>{number}</bdi>" in page for number in numbers)
    assert {row[8] for row in table[1:] if row[4] == "everyone"} == {"92"}


def test_every_export_is_written_down(closed: UUID, facilitator: Member) -> None:
    for name in ("figures.csv", "figures.xlsx", "figures.json", "dictionary.csv"):
        assert facilitator.client.get(f"/en/reports/{name}").status_code == 200
    facilitator.client.get("/api/reports")
    lines = StaffAction.objects.order_by("pk").values_list("actor__username", "action", "cohort__name", "institution__name")
    assert list(lines) == [("facilitator", "export_report", "Mine", "Library")] * 4


def test_who_asks_for_the_headers_alone_takes_nothing_out(closed: UUID, facilitator: Member) -> None:
    for path in ("/en/reports/figures.csv", "/en/reports/dictionary.csv", "/api/reports"):
        answer = facilitator.client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
    assert not StaffAction.objects.exists()


def test_the_dictionary_works_out_no_report(facilitator: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    from learning.views import reports

    monkeypatch.setattr(reports, "report_of", None)
    lines = facilitator.client.get("/en/reports/dictionary.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "column,meaning"
    assert [line.partition(",")[0] for line in lines[1:]] == list(FILE_COLUMNS)


def test_no_number_below_ten_people_is_anywhere_on_a_page_or_in_a_file(closed: UUID, administrator: Member) -> None:
    for row in administrator.client.get("/api/reports").json()["rows"]:
        shown = dict(zip(administrator.client.get("/api/reports").json()["columns"], row, strict=True))
        assert shown["people"] >= 10
        assert shown["completed"] is None or shown["completed"] >= 10
        for name in ("completed_percent", "mastery_percent", "first_try_percent"):
            assert shown[name] is None or 5 <= shown[name] <= 95


def test_figures_for_dhis2_follow_the_operators_file(closed: UUID, partner: Member, settings: Any, tmp_path: Any) -> None:
    house = Cohort.objects.get(name="Mine").institution
    where = {"of": f"institution-{house.uuid}"}
    assert partner.client.get("/en/reports/dhis2.json", where).status_code == 409
    file = tmp_path / "dhis2.json"
    settings.DHIS2_MAPPING = str(file)
    assert partner.client.get("/en/reports/dhis2.json", where).status_code == 409
    mapping = {
        "dataSet": "dataSetUid1",
        "orgUnits": {where["of"]: "orgUnitUid1"},
        "dataElements": {"people": "elementUid1"},
        "categoryOptionCombos": {"gender:woman:all": "womenUid1"},
    }
    file.write_text(json.dumps(mapping))
    sent = partner.client.get("/en/reports/dhis2.json", where).json()
    assert (sent["dataSet"], sent["orgUnit"]) == ("dataSetUid1", "orgUnitUid1")
    assert sent["period"] == f"{last_month_due(timezone.now()):%Y%m}"
    assert {"dataElement": "elementUid1", "value": "67"} in sent["dataValues"]
    assert {"dataElement": "elementUid1", "categoryOptionCombo": "womenUid1", "value": "33"} in sent["dataValues"]


@pytest.mark.parametrize("who", ["facilitator", "partner", "administrator"])
def test_a_page_costs_the_same_queries_however_many_learners(
    closed: UUID, version: LessonVersion, who: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who).client

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/reports/").status_code == 200
        return len(captured)

    before = cost()
    make_class(version, name="More", women=40, men=40)
    close_months()
    assert cost() == before <= 14


def test_lessons_stand_in_the_courses_order(administrator: Member, trainer: Member) -> None:
    module = make_module(make_course())
    for slug in ("zebra", "ant", "mule"):
        make_lesson(module, slug, title=f"About a {slug}")
    make_check(module, CHECKS[0], title="About them all")
    versions = {version.title: version for version in LessonVersion.objects.current()}
    cohort = make_class(versions["About a ant"])
    for title, version in versions.items():
        for member in cohort.memberships.all()[:12] if title != "About them all" else ():
            LessonProgress.objects.create(
                person=member.person,
                course_key=version.course_key,
                lesson_key=version.lesson_key,
                questions_total=5,
                questions_tried=1,
                questions_right=0,
                last_answer_at=timezone.now(),
            )
    close_months()
    for page in (administrator.client.get("/en/reports/"), trainer.client.get("/cms/questions/")):
        found = list(dict.fromkeys(re.findall(r"About \w+ \w+", page.content.decode())))
        assert found == ["About a zebra", "About a ant", "About a mule"]


def test_the_page_mirrors_its_bars_from_right_to_left(closed: UUID, administrator: Member) -> None:
    english = administrator.client.get("/en/reports/").content.decode()
    arabic = administrator.client.get("/ar/reports/").content.decode()
    assert '<text class="words" x="0"' in english
    assert '<text class="words" x="320"' in arabic


def test_before_anything_is_published_the_page_says_when_it_will_be(version: LessonVersion, administrator: Member) -> None:
    assert "at least ten people" in administrator.client.get("/en/reports/").content.decode()


# --- questions --------------------------------------------------------------------------------------------------------


def test_trainers_see_how_hard_a_question_is_once_ten_have_answered(version: LessonVersion, trainer: Member) -> None:
    for wrong in (0, 5, 0, 5, 0, 5, 0, 5, 0):
        answer_all(Person.objects.create(), version, wrong=wrong)
    roll_up(at=timezone.now() + SOON)
    assert set(QuestionCount.objects.values_list("people", flat=True)) == {9}
    assert all(count.shown == {} for count in QuestionCount.objects.all())
    for wrong in [5] * 6 + [0] * 5:
        answer_all(Person.objects.create(), version, wrong=wrong)
    roll_up(at=timezone.now() + SOON)
    for count in QuestionCount.objects.all():
        assert count.shown["people"] == 20
        assert count.shown["right"] == 50
        assert count.shown["discrimination"] == 1.0
    page = trainer.client.get("/cms/questions/")
    assert page.status_code == 200
    assert "<td>50</td>" in page.content.decode()


def test_choices_of_fewer_than_ten_stand_together(version: LessonVersion) -> None:
    for wrong in [0] * 12 + [5] * 4:
        answer_all(Person.objects.create(), version, wrong=wrong)
    roll_up(at=timezone.now() + SOON)
    question = next(key for key, index in version.questions.items() if index["kind"] == "one_answer")
    count = QuestionCount.objects.get(question_id=question)
    assert sum(count.chosen.values()) == 16
    assert count.shown["chosen"] == {}
    assert count.shown["right"] is None


def test_an_option_that_a_facilitator_did_not_write_down_counts_for_none(version: LessonVersion) -> None:
    question = next(key for key, index in version.questions.items() if index["kind"] == "one_answer")
    counts = QuestionCount.objects.filter(question_id=question)

    def answers(*wrong: int, is_confirmed: bool = False) -> dict[str, Any]:
        for number in wrong:
            answer_all(Person.objects.create(), version, wrong=number)
        if is_confirmed:
            latest = list(Attempt.objects.order_by("-pk").values_list("pk", flat=True)[: 5 * len(wrong)])
            Attempt.objects.filter(pk__in=latest).update(evidence=EvidenceKind.FACILITATOR_CONFIRMED)
        roll_up(at=timezone.now() + SOON)
        return dict(counts.get().shown)

    shown = answers(*[0] * 10, *[5] * 10)
    assert (shown["people"], shown["choosers"], sorted(shown["chosen"].values())) == (20, 20, [50, 50])
    shown = answers(*[5] * 9, is_confirmed=True)
    assert shown["people"] == 20
    shown = answers(5)
    assert (shown["people"], shown["right"]) == (30, 33)
    assert (shown["choosers"], sorted(shown["chosen"].values())) == (20, [50, 50])  # one more would be told apart
    shown = answers(*[5] * 10)
    assert (shown["people"], shown["choosers"], sorted(shown["chosen"].values())) == (40, 31, [32, 68])


def test_question_figures_are_for_those_who_write(version: LessonVersion, facilitator: Member, learner: Member) -> None:
    for member in (facilitator, learner):
        assert member.client.get("/cms/questions/").status_code in {302, 403}


# --- invented learners ------------------------------------------------------------------------------------------------


def test_invented_learners_are_counted_like_others(version: LessonVersion) -> None:
    made = make_learners(60, answers=12, months=6)  # more than there are questions
    assert Attempt.objects.count() == made > 60 * 10
    assert roll_up(at=timezone.now() + SOON) == made
    assert ReportedStart.objects.count() == 60
    before = list(LessonProgress.objects.order_by("person").values())
    for person in Person.objects.filter(lesson_progress__isnull=False):
        rebuild_progress(person)
    assert list(LessonProgress.objects.order_by("person").values()) == before
    assert close_months() >= 1
