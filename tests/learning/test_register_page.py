"""The register's page: one screen, one tap for “all right”, a file instead; for the class's own facilitators only."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.models import LessonVersion
from learning.models import Attempt, Attendance, ClassSession, Cohort, HandsUp, LessonProgress
from learning.registers import keep_hands
from learning.teaching import questions_asked
from tests.cast import Member
from tests.factories import make_cohort, make_course, make_lesson, make_module
from tests.learning.class_of import make_class

pytestmark = pytest.mark.django_db


def address(cohort: Cohort, more: str = "") -> str:
    return f"/en/classes/{cohort.uuid}/register/{more}"


def fields_of(member: Member, cohort: Cohort) -> dict[str, str]:
    """The hidden and filled-in fields of the form as a browser would send them."""
    page = member.client.get(address(cohort)).content.decode()
    form = page[page.index('<form class="fields"') :]
    form = form[: form.index("</form>")]
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    return {name: value for name, value in found if value and name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 302),
        ("guest", 302),
        ("learner", 302),
        ("other_learner", 302),
        ("trainer", 403),
        ("other_facilitator", 404),
        ("facilitator", 200),
        ("partner", 200),
        ("administrator", 200),
    ],
)
def test_a_register_is_for_those_who_see_the_class(cohort: Cohort, who: str, status: int, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    for path in (address(cohort), address(cohort, "empty.csv")):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert answer["Cache-Control"] == "private, no-store"
        if status != 200:
            assert cohort.name not in answer.content.decode()
    if status != 200:
        for path in (address(cohort), address(cohort, "file/")):
            client.post(path, {"held_on": "2026-03-03", "minutes": "27", "there-1": "on"})
        assert not ClassSession.objects.exists()


def test_one_tap_for_everybody_lights_the_lamps_of_those_who_were_there(
    cohort: Cohort, version: LessonVersion, facilitator: Member
) -> None:
    fields = fields_of(facilitator, cohort) | {"there-1": "on", "there-2": "on", "everybody": "on"}
    answer = facilitator.client.post(address(cohort), fields, follow=True)
    assert "The register is saved: 2 learners were there." in answer.content.decode()
    log = facilitator.client.get(f"/en/classes/{cohort.uuid}/log/").content.decode()
    assert f"saved the register · <bdi>{version.path}</bdi>" in log
    assert Attendance.objects.count() == 2
    assert [progress.lamp for progress in LessonProgress.objects.all()] == ["lit", "lit"]
    again = facilitator.client.post(address(cohort), fields, follow=True)
    assert "Nothing changed." in again.content.decode()
    assert Attempt.objects.count() == 2 * len(version.questions)


def test_single_marks_and_hands_are_taken(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    fields = fields_of(facilitator, cohort)
    fields |= {
        "there-1": "on",
        "all-1": "on",
        "result-1-2": "0",
        "there-3": "on",
        "result-3-1": "1",
        "hands-1-1": "4",
        "hands-1-2": "0",
    }
    facilitator.client.post(address(cohort), fields)
    seats = {member.person_id: member.seat for member in cohort.memberships.all()}
    marks = [(seats[one.person_id], one.is_correct) for one in Attempt.objects.all()]
    assert marks.count((1, True)) == len(version.questions) - 1
    assert marks.count((1, False)) == marks.count((3, True)) == 1
    assert sorted(HandsUp.objects.values_list("count", flat=True)) == [0, 4]


def test_what_is_wrong_is_said_and_what_was_typed_stays(cohort: Cohort, facilitator: Member) -> None:
    fields = fields_of(facilitator, cohort) | {"held_on": "2020-01-01", "minutes": "x", "hands-1-1": "-1", "there-2": "on"}
    answer = facilitator.client.post(address(cohort), fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Nothing was saved." in page
    assert "minutes as a whole number" in page
    assert "Hands must be whole numbers" in page
    assert re.search(r'name="there-2" checked', page)
    assert 'value="2020-01-01"' in page
    fields |= {"minutes": "27", "hands-1-1": "1"}
    assert "before the first day" in facilitator.client.post(address(cohort), fields).content.decode()
    assert not ClassSession.objects.exists()


def test_what_the_screen_counted_today_stands_in_the_register(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    asked = questions_asked(version)[0]
    counts = {(asked.id, choice.id): 3 + choice.number for choice in asked.choices}
    session = keep_hands(cohort=cohort, version=version, counts=counts, by=facilitator.person)  # type: ignore[arg-type]
    assert session is not None
    fields = fields_of(facilitator, cohort)
    assert (fields["uuid"], fields["hands-1-1"], fields["hands-1-2"]) == (str(session.uuid), "4", "5")
    assert fields["held_on"] == timezone.localdate().isoformat()
    facilitator.client.post(address(cohort), fields | {"there-1": "on"})
    session.refresh_from_db()
    assert (session.minutes, session.attendances.count(), session.hands.count()) == (27, 1, 2)


def test_a_question_is_in_the_language_of_its_lesson_whatever_the_page_speaks(cohort: Cohort, facilitator: Member) -> None:
    page = facilitator.client.get(address(cohort).replace("/en/", "/ar/")).content.decode()
    assert "</b> True</label>" in page
    assert ">Save the register<" not in page


def test_the_register_of_a_class_without_a_course_says_what_to_do(facilitator: Member) -> None:
    cohort = make_cohort(facilitator.person)
    assert "Give it a course first" in facilitator.client.get(address(cohort)).content.decode()
    assert facilitator.client.get(address(cohort, "empty.csv")).status_code == 404
    assert facilitator.client.post(address(cohort), {"lesson": "x"}).status_code == 200


def test_a_lesson_of_another_course_is_none_of_the_class(cohort: Cohort, facilitator: Member) -> None:
    other = make_lesson(make_module(make_course("other-course")))
    answer = facilitator.client.get(address(cohort, f"?lesson={other.translation_key}"))
    assert answer.status_code == 404
    assert facilitator.client.get(address(cohort, "?lesson=nonsense")).status_code == 200


def csv_of(member: Member, cohort: Cohort, change: dict[str, list[str]]) -> bytes:
    """The empty register from the page, filled in: kind of line -> its cells, for learners from the third on."""
    text = member.client.get(address(cohort, "empty.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    for row in rows:
        if row[0] in change:
            row[2 if row[0] == "learner" else 1 :] = change[row[0]]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def send(member: Member, cohort: Cohort, data: bytes) -> Any:
    return member.client.post(address(cohort, "file/"), {"file": SimpleUploadedFile("register.csv", data)}, follow=True)


def test_a_file_filled_in_without_a_line_comes_back_once(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    marks = ["1"] * (1 + len(version.questions))
    data = csv_of(facilitator, cohort, {"day": ["2026", "3", "3"], "minutes": ["27"], "learner": marks})
    assert "The register is saved: 3 learners were there." in send(facilitator, cohort, data).content.decode()
    assert "Nothing changed." in send(facilitator, cohort, data).content.decode()
    assert [progress.lamp for progress in LessonProgress.objects.all()] == ["lit"] * 3


def test_a_file_with_wrong_lines_stores_nothing_and_names_them(
    cohort: Cohort, facilitator: Member, other_facilitator: Member
) -> None:
    data = csv_of(facilitator, cohort, {"day": ["2026", "3", "3"], "minutes": ["long"], "learner": ["1", "perhaps"]})
    answer = send(facilitator, cohort, data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert len(re.findall(r"Line \d+:", page)) == 4
    assert "&quot;" not in page or "perhaps" in page
    assert not ClassSession.objects.exists()
    assert send(other_facilitator, cohort, data).status_code == 404
    assert "No file was chosen" in facilitator.client.post(address(cohort, "file/")).content.decode()


def test_a_file_of_another_class_is_refused(cohort: Cohort, version: LessonVersion, facilitator: Member) -> None:
    other = make_class(version, facilitator.person, learners=1, name="Other")
    data = csv_of(facilitator, cohort, {"day": ["2026", "3", "3"], "minutes": ["27"], "learner": ["1"]})
    assert "nobody with the number 2" in send(facilitator, other, data).content.decode()
    assert not ClassSession.objects.exists()
