"""Answers to a course's checks: the first counts, nothing lights a lamp, and before the course nothing tells right from wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import CourseVersion, LessonVersion
from courses.models.purpose import CHECKS, Purpose
from courses.rendering.documents import render_course
from learning.answers import Address, record_answer
from learning.checks import Answer, counted, first_answers
from learning.models import Attempt, CheckResult, CourseCompletion, Enrolment, LessonProgress, Person
from learning.people import claim_guest
from learning.progress import rebuild_progress
from tests.cast import Member
from tests.factories import form_of, make_check, make_course, make_lesson, make_module, right_response, wrong_response
from tests.journeys.plain_browser import Page, body_of
from tests.kept_rows import kept

NOW = timezone.now()
pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


@kept
def versions() -> dict[str, LessonVersion]:
    """A course of one lesson with both checks, by the last part of their addresses."""
    module = make_module(make_course())
    make_lesson(module)
    for purpose in CHECKS:
        make_check(module, purpose)
    found = {version.path.rpartition("/")[2]: version for version in LessonVersion.objects.current()}
    render_course(found["lesson-1"].course_key)
    return found


def give(person: Person | None, version: LessonVersion, place: int, *, right: bool = True, **more: Any) -> Any:
    """Answers the question at a place."""
    question_id, index = list(version.questions.items())[place]
    response = right_response(index) if right else wrong_response(index)
    address = Address(question_id=question_id, path=version.path)
    return record_answer(uuid=uuid4(), person=person, address=address, response=response, **more)


def give_all(person: Person, version: LessonVersion, *, right: int = 4) -> None:
    """Answers every question, so many right."""
    for place in range(len(version.questions)):
        give(person, version, place, right=place < right)


def test_what_was_missed_in_a_check_never_comes_back(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    for purpose in CHECKS:
        give(learner.person, versions[purpose], 0, right=False, occurred_at=timezone.now() - timedelta(days=2))
        assert learner.client.get(f"/{versions[purpose].path}/mine.json").json()["log"] == []
    assert "No question waits for you now." in body_of(learner.client.get("/en/me/review/"))
    attempt = Attempt.objects.get(lesson_version=versions["start-check"])
    shown = body_of(learner.client.get(f"/en/me/review/?answered={attempt.uuid}"))
    assert "No question waits for you now." in shown  # and its page would tell whether it was right


def figures(person: Person) -> tuple[int, int, int, int]:
    result = CheckResult.objects.get(person=person)
    return result.start_answered, result.start_right, result.end_answered, result.end_right


# --- what counts ------------------------------------------------------------------------------------------------------


def test_the_first_answer_to_a_question_counts_and_no_other() -> None:
    first, second = uuid4(), uuid4()
    answers = [
        Answer("start-check", first, False, "en", NOW),
        Answer("start-check", first, True, "en", NOW),
        Answer("end-check", first, True, "en", NOW),
        Answer("start-check", second, True, "ar", NOW),
    ]
    assert counted(first_answers(answers, "start-check")) == (2, 1)
    assert counted(first_answers(answers, "end-check")) == (1, 1)


def test_no_more_than_four_questions_count_when_a_check_was_reworded() -> None:
    answers = [Answer("start-check", uuid4(), True, "en", NOW) for _question in range(6)]
    assert counted(first_answers(answers, "start-check")) == (4, 4)


def test_a_second_try_changes_no_figure(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give(learner.person, versions["start-check"], 0, right=False)
    give(learner.person, versions["start-check"], 0)
    assert figures(learner.person) == (1, 0, 0, 0)


def test_an_answer_that_waited_on_a_phone_counts_by_when_it_was_given(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give(learner.person, versions["end-check"], 0)
    give(learner.person, versions["end-check"], 0, right=False, occurred_at=timezone.now() - timedelta(hours=2))
    assert figures(learner.person) == (0, 0, 1, 0)


def test_the_same_answer_brought_twice_is_one(versions: dict[str, LessonVersion], learner: Member) -> None:
    version = versions["start-check"]
    question_id, index = next(iter(version.questions.items()))
    uuid = uuid4()
    for _time in range(2):
        record_answer(
            uuid=uuid,
            person=learner.person,
            address=Address(question_id=question_id, path=version.path),
            response=right_response(index),
        )
    assert Attempt.objects.count() == 1
    assert learner.person
    assert figures(learner.person) == (1, 1, 0, 0)


def test_the_language_is_that_of_the_last_answer_that_counts(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give_all(learner.person, versions["start-check"])
    LessonVersion.objects.filter(pk=versions["end-check"].pk).update(language="ar")
    question_id, index = next(iter(versions["end-check"].questions.items()))
    address = Address(question_id=question_id, path=versions["end-check"].path)
    CourseVersion.objects.filter(language="en").update(language="ar")
    record_answer(uuid=uuid4(), person=learner.person, address=address, response=right_response(index))
    assert CheckResult.objects.get().language == "ar"


# --- no lesson ----------------------------------------------------------------------------------------------------------


def test_a_check_lights_no_lamp_and_is_no_part_of_completion(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    for purpose in CHECKS:
        give_all(learner.person, versions[purpose])
    assert not LessonProgress.objects.exists()
    assert not CourseCompletion.objects.exists()
    give_all(learner.person, versions["lesson-1"], right=5)
    completion = CourseCompletion.objects.get()
    assert (completion.questions_right, completion.questions_total) == (4, 5)  # the lamp lights with the fourth
    assert LessonProgress.objects.get().lesson_key == versions["lesson-1"].lesson_key


def test_a_course_is_finished_without_its_checks(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give_all(learner.person, versions["lesson-1"], right=5)
    assert CourseCompletion.objects.exists()
    assert not CheckResult.objects.exists()


def test_the_first_answer_of_a_check_begins_the_course_once(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    for place in range(2):
        give(learner.person, versions["start-check"], place)
    give(learner.person, versions["lesson-1"], 0)
    assert Enrolment.objects.count() == 1


def test_an_answer_of_a_check_costs_six_queries_at_most(versions: dict[str, LessonVersion], learner: Member) -> None:
    for index in versions["start-check"].questions.values():
        fields = {**form_of(index, right_response(index)), "version": "1"}
        with CaptureQueriesContext(connection) as captured:
            learner.client.post(f"/{versions['start-check'].path}/answer/", fields)
        skipped = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        assert sum(not query["sql"].startswith(skipped) for query in captured.captured_queries) <= 6


def test_rebuilding_gives_the_same_result_and_no_lamp(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give_all(learner.person, versions["start-check"], right=1)
    give_all(learner.person, versions["end-check"], right=3)
    before = figures(learner.person)
    CheckResult.objects.all().delete()
    rebuild_progress(learner.person)
    assert figures(learner.person) == before == (4, 1, 4, 3)
    assert not LessonProgress.objects.exists()


def test_what_a_guest_answered_first_counts_for_the_learner(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    guest = Person.objects.create()
    give(guest, versions["start-check"], 0, right=False)
    give(learner.person, versions["start-check"], 0)
    claim_guest(guest=guest, person=learner.person)
    assert figures(learner.person) == (1, 0, 0, 0)
    assert CheckResult.objects.count() == 1


# --- what the pages say -----------------------------------------------------------------------------------------------


def test_before_the_course_a_script_gets_thanks_and_no_grade(versions: dict[str, LessonVersion]) -> None:
    version = versions["start-check"]
    for response_to in (right_response, wrong_response):
        for index in version.questions.values():
            reply = Client().post(f"/{version.path}/answer/", form_of(index, response_to(index)), headers=SCRIPT).json()
            uuid, who = reply.pop("uuid"), reply.pop("who")
            assert uuid
            assert who
            assert reply == {"correct": None, "score": None, "feedback": [], "summary": "", "saved": "sent"}


def test_before_the_course_a_page_without_scripts_only_thanks(versions: dict[str, LessonVersion], learner: Member) -> None:
    version = versions["start-check"]
    for index in version.questions.values():
        learner.client.post(f"/{version.path}/answer/", form_of(index, wrong_response(index)))
    page = body_of(learner.client.get(f"/{version.path}/answer/"))
    words = Page("", page).text
    assert words.count("Thank you. Your answer is saved.") == 4
    assert "4 of 4 answered" in words
    assert "Right." not in words
    assert "Try again" not in words
    assert 'class="feedback' not in page
    assert " lit" not in words
    assert "checked" in page


def test_after_the_course_each_answer_gets_its_feedback(versions: dict[str, LessonVersion], learner: Member) -> None:
    version = versions["end-check"]
    index = next(iter(version.questions.values()))
    reply = learner.client.post(f"/{version.path}/answer/", form_of(index, wrong_response(index)), headers=SCRIPT).json()
    assert reply["correct"] is False
    assert reply["feedback"]
    assert "lesson" not in reply
    words = Page("", body_of(learner.client.get(f"/{version.path}/answer/"))).text
    assert "It only puts words together." in words
    assert " lit" not in words


def test_a_receipt_for_the_start_check_says_only_that_it_arrived(versions: dict[str, LessonVersion]) -> None:
    sent = []
    for name in ("start-check", "end-check"):
        version = versions[name]
        question_id, index = next(iter(version.questions.items()))
        sent.append(
            {
                "uuid": str(uuid4()),
                "lesson": str(version.lesson_key),
                "language": "en",
                "version": 1,
                "question": question_id,
                "response": right_response(index),
            }
        )
    reply = Client().post("/api/answers", json.dumps({"answers": sent}), content_type="application/json").json()
    start, end = reply["receipts"]
    assert start == {"uuid": sent[0]["uuid"], "status": "accepted"}
    assert (end["status"], end["correct"]) == ("accepted", True)


def test_ticks_of_the_start_check_do_not_tell_right_from_wrong(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give(learner.person, versions["start-check"], 0)
    give(learner.person, versions["start-check"], 1, right=False)
    data = learner.client.get(f"/{versions['start-check'].path}/mine.json").json()
    assert (data["right"], len(data["tried"])) == ([], 2)
    assert data["lamps"] == ["off"]


def test_the_course_page_offers_each_check_at_its_time(versions: dict[str, LessonVersion], learner: Member) -> None:
    def page() -> str:
        return learner.client.get("/en/tiny-course/").content.decode()

    assert learner.person
    assert "Start with four questions" in page()
    give_all(learner.person, versions["start-check"])
    assert "Start with four questions" not in page()
    assert "Start the first lesson" in page()
    give_all(learner.person, versions["lesson-1"], right=5)
    assert "If you like: four questions at the end" in page()
    assert "Make my certificate" in page()
    give_all(learner.person, versions["end-check"])
    assert "If you like" not in page()
    assert "Make my certificate" in page()


def test_whoever_began_a_lesson_is_not_sent_back_to_the_start(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give(learner.person, versions["lesson-1"], 0)
    page = learner.client.get("/en/tiny-course/").content.decode()
    assert "start-check" not in page
    assert "end-check" not in page


def test_a_learner_of_another_course_is_offered_the_start_check(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    lesson = make_lesson(make_module(make_course("other-course")))
    give(learner.person, LessonVersion.objects.current().get(lesson_key=lesson.translation_key), 0)
    assert "Start with four questions" in learner.client.get("/en/tiny-course/").content.decode()


def test_another_learner_sees_nothing_of_what_was_answered(
    versions: dict[str, LessonVersion], learner: Member, other_learner: Member
) -> None:
    assert learner.person
    give_all(learner.person, versions["start-check"])
    assert "Start with four questions" in other_learner.client.get("/en/tiny-course/").content.decode()
    assert "Thank you. Your answer" not in body_of(other_learner.client.get(f"/{versions['start-check'].path}/answer/"))
    assert other_learner.client.get(f"/{versions['start-check'].path}/mine.json").json()["tried"] == []


def test_the_pages_cost_one_query_more_where_there_are_checks(versions: dict[str, LessonVersion], learner: Member) -> None:
    assert learner.person
    give_all(learner.person, versions["lesson-1"], right=1)
    costs = []
    asked = [(Client(), "/en/tiny-course/"), (learner.client, "/en/tiny-course/"), (Client(), f"/{versions['start-check'].path}/")]
    for client, path in asked:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        costs.append(len(captured.captured_queries))
    assert costs == [3, 7, 0]
    assert Purpose.START_CHECK in CourseVersion.objects.current().get().checks


# --- when both were done ----------------------------------------------------------------------------------------------


def test_the_month_in_which_both_were_done_stays_whatever_is_tried_later(
    versions: dict[str, LessonVersion], learner: Member
) -> None:
    assert learner.person
    for purpose in CHECKS:
        for place in range(4):
            give(learner.person, versions[purpose], place)
        result = CheckResult.objects.get()
        assert (result.done_in is None) is (purpose == CHECKS[0])
    Attempt.objects.update(recorded_at=datetime(2026, 3, 9, tzinfo=UTC))
    give(learner.person, versions[CHECKS[1]], 2, right=False)
    assert CheckResult.objects.get().done_in == date(2026, 3, 1)
