"""After a lesson: a question of an earlier one, three faces, and counts that know nobody."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.models import Face, OpinionAbout, OpinionCount
from learning.opinions import count_opinion
from learning.visitor import TOLD
from tests.cast import Member
from tests.factories import as_on_the_page, form_of, make_course, make_lesson, make_module, right_response, wrong_response
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db
REPORT = "/cms/reports/opinions/"


@kept
def versions() -> list[LessonVersion]:
    module = make_module(make_course())
    for place in range(1, 4):
        make_lesson(module, f"lesson-{place}", title=f"Lesson {place}")
    return list(LessonVersion.objects.current().order_by("path"))


def after(version: LessonVersion) -> str:
    return f"/{version.path}/after/"


def give(member: Member, version: LessonVersion, place: int = 0, *, right: bool = True, days: float = 0) -> None:
    """Answers one question of a lesson."""
    question_id, index = list(version.questions.items())[place]
    record_answer(
        uuid=uuid4(),
        person=member.person,
        address=Address(question_id=question_id, path=version.path),
        response=(right_response if right else wrong_response)(index),
        occurred_at=timezone.now() - timedelta(days=days),
    )


def page_of(member: Member, path: str) -> str:
    answer = member.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- a question met again -------------------------------------------------------------------------------------------------


def test_the_first_lesson_has_no_earlier_question(versions: list[LessonVersion], visitor: Member) -> None:
    assert "A question you have met before" not in page_of(visitor, after(versions[0]))


def test_whoever_is_not_known_gets_the_same_question_each_time(versions: list[LessonVersion], visitor: Member) -> None:
    first, second = (page_of(visitor, after(version)) for version in versions[1:])
    assert first == page_of(visitor, after(versions[1]))
    prompts = [index["prompt"] for index in versions[0].questions.values()]
    assert prompts[1] in first
    assert prompts[2] in second


def test_a_learner_meets_what_she_missed(versions: list[LessonVersion], learner: Member, other_learner: Member) -> None:
    give(learner, versions[0], 3, right=False)
    prompts = [index["prompt"] for index in versions[0].questions.values()]
    for version in versions[1:]:
        assert prompts[3] in page_of(learner, after(version))
        assert prompts[3] not in page_of(other_learner, after(version))


def test_what_was_missed_in_a_later_lesson_is_not_asked(versions: list[LessonVersion], learner: Member) -> None:
    give(learner, versions[2], 3, right=False)
    prompts = [index["prompt"] for index in versions[0].questions.values()]
    assert prompts[1] in page_of(learner, after(versions[1]))


def test_an_answer_comes_back_with_its_feedback_and_counts_for_its_own_lesson(versions: list[LessonVersion], guest: Member) -> None:
    named = list(as_on_the_page(versions[0].content["cards"]).values())[1]
    fields = {**form_of(named, right_response(named)), "version": "1", "back": after(versions[1])}
    posted = guest.client.post(f"/{versions[0].path}/answer/", fields)
    where = posted.headers["Location"]
    assert where.startswith(after(versions[1]) + "?answered=")
    page = page_of(guest, where.partition("#")[0])
    assert "Your answer is saved." in page
    assert "Next lesson" in page
    assert guest.person.lesson_progress.get().lesson_key == versions[0].lesson_key  # type: ignore[union-attr]


def test_without_scripts_the_way_to_it_comes_with_the_last_answer(versions: list[LessonVersion], guest: Member) -> None:
    questions = as_on_the_page(versions[0].content["cards"]).values()
    for place, named in enumerate(questions, start=1):
        guest.client.post(f"/{versions[0].path}/answer/", {**form_of(named, wrong_response(named)), "version": "1"})
        page = page_of(guest, f"/{versions[0].path}/answer/")
        assert ('href="../after/index.html"' in page) is (place == len(questions))


def test_it_costs_few_queries(versions: list[LessonVersion], learner: Member, visitor: Member) -> None:
    give(learner, versions[0], right=False)
    give(learner, versions[2])
    costs = []
    for member in (visitor, learner):
        page_of(member, after(versions[2]))
        with CaptureQueriesContext(connection) as captured:
            page_of(member, after(versions[2]))
        costs.append(len(captured.captured_queries))
    assert costs == [2, 5]


def test_a_lesson_that_is_not_there_is_not_there(versions: list[LessonVersion], visitor: Member) -> None:
    assert visitor.client.get("/en/tiny-course/first/nothing/after/").status_code == 404
    assert visitor.client.post("/en/tiny-course/first/nothing/after/", {"face": "good"}).status_code == 404


# --- faces ----------------------------------------------------------------------------------------------------------------


def say(member: Member, version: LessonVersion, face: str = "good", about: str = "lesson", **headers: str) -> int:
    return member.client.post(after(version), {"about": about, "face": face}, **headers).status_code  # type: ignore[arg-type]


def counts() -> dict[tuple[str, str], int]:
    return {(row.about, row.face): row.count for row in OpinionCount.objects.all()}


def test_a_face_is_counted_once_for_each_phone_and_lesson(versions: list[LessonVersion], guest: Member) -> None:
    for version in versions[:2]:
        give(guest, version)
        assert "How was this lesson?" in page_of(guest, after(version))
        assert say(guest, version) == 303
        assert say(guest, version, "poor") == 303
        page = page_of(guest, after(version))
        assert "How was this lesson?" not in page
        assert "Thank you." in page
    assert sorted(OpinionCount.objects.values_list("key", "face", "count")) == sorted(
        (version.lesson_key, "good", 1) for version in versions[:2]
    )


def test_the_course_is_asked_about_after_its_last_lesson_only(versions: list[LessonVersion], guest: Member) -> None:
    question = "Will you do something differently after this course?"
    give(guest, versions[0])
    give(guest, versions[2])
    assert question not in page_of(guest, after(versions[0]))
    assert question in page_of(guest, after(versions[2]))
    say(guest, versions[2], "fair", "course")
    page = page_of(guest, after(versions[2]))
    assert question not in page
    assert "How was this lesson?" in page
    row = OpinionCount.objects.get()
    assert (row.about, row.key, row.language, row.face) == ("course", versions[0].course_key, "en", "fair")


def test_nothing_says_who_or_when(versions: list[LessonVersion], guest: Member) -> None:
    names = {field.name for field in OpinionCount._meta.get_fields()}
    assert names == {"id", "about", "key", "language", "month", "face", "count"}
    give(guest, versions[0])
    say(guest, versions[0])
    assert OpinionCount.objects.get().month == timezone.localdate().replace(day=1)
    cookie = guest.client.cookies[TOLD]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert str(versions[0].lesson_key)[:8] not in cookie.value


def test_only_who_has_answered_something_there_is_asked_and_counted(
    versions: list[LessonVersion], visitor: Member, learner: Member
) -> None:
    for member in (visitor, learner):
        assert "How was this lesson?" not in page_of(member, after(versions[0]))
        assert say(member, versions[0]) == 303
    assert counts() == {}


@pytest.mark.parametrize(("face", "about"), [("great", "lesson"), ("", "lesson"), ("good", "person"), ("good", "")])
def test_anything_else_is_refused_in_words(versions: list[LessonVersion], guest: Member, face: str, about: str) -> None:
    give(guest, versions[0])
    answer = guest.client.post(after(versions[0]), {"about": about, "face": face})
    assert answer.status_code == 400
    assert "Choose one of the three faces" in answer.content.decode()
    assert counts() == {}


def test_another_site_cannot_speak_for_a_phone(versions: list[LessonVersion], guest: Member) -> None:
    give(guest, versions[0])
    assert (
        guest.client.post(
            after(versions[0]), {"about": "lesson", "face": "poor"}, headers={"Origin": "https://evil.example"}
        ).status_code
        == 403
    )
    assert counts() == {}


def test_a_cleared_phone_knows_nothing_of_it(versions: list[LessonVersion], guest: Member) -> None:
    give(guest, versions[0])
    say(guest, versions[0])
    guest.client.post("/en/me/clear/")
    assert guest.client.cookies[TOLD].value == ""


# --- what trainers see ----------------------------------------------------------------------------------------------------


def test_trainers_read_counts_by_lesson_and_language(versions: list[LessonVersion], trainer: Member) -> None:
    first, today = versions[0], timezone.localdate()
    for face, times in ((Face.GOOD, 36), (Face.POOR, 14)):
        for place in range(times):
            day = date(2025, 1 + place % 3, 7)
            count_opinion(about=OpinionAbout.LESSON, key=first.lesson_key, language="en", face=face, day=day)
    for _place in range(60):
        count_opinion(about=OpinionAbout.LESSON, key=versions[1].lesson_key, language="en", face=Face.GOOD, day=today)
    page = trainer.client.get(REPORT).content.decode()
    assert "Lesson 1" in page
    assert "Lesson 2" in page
    assert "Lesson 3" not in page
    assert "<td>36 of 50</td>" in page
    assert page.count("<td>not shown</td>") == 5  # who chose the middle one stands with who chose the last
    assert REPORT in trainer.client.get("/cms/").content.decode()


@pytest.mark.parametrize(
    "who", ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "hausa_translator"]
)
def test_nobody_else_reads_them(versions: list[LessonVersion], who: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(who).client.get(REPORT).status_code in {302, 403}


def test_administrators_read_them_too(versions: list[LessonVersion], administrator: Member) -> None:
    assert "Nobody has said anything yet." in administrator.client.get(REPORT).content.decode()
    assert Client().get(REPORT).status_code == 302
