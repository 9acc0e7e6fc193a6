"""Results of H5P contents: kept once, for whoever played, with points worked out anew where we know the key; forged ones never."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import CourseVersion, H5PContent, LessonPage, LessonVersion
from learning.certificates.errors import NotCompleted
from learning.certificates.issuing import issue_certificate
from learning.certificates.participation import issue_participation
from learning.erasing import erase_person
from learning.h5p_results import MOST_IN_A_DAY
from learning.models import Attempt, CourseCompletion, Enrolment, H5PResult, LessonProgress, Person
from learning.visitor import seal_of
from tests.cast import Member
from tests.courses.playing.contents import install_own, own_content
from tests.kept_rows import kept
from tests.learning.h5p_of import TWO, VERBS, Playing, make_playing_lesson, post, send_result, statement

pytestmark = pytest.mark.django_db


@kept
def lesson() -> LessonPage:
    return make_playing_lesson()


@pytest.fixture
def playing(version: LessonVersion, learner: Member) -> Playing:
    """The card, in a course that the learner has begun."""
    playing = Playing(version)
    playing.begun_by(learner.person)
    return playing


def test_a_result_is_kept_with_points_that_are_worked_out_here(playing: Playing, learner: Member) -> None:
    answer = send_result(learner.client, playing.result(learner.person, response="0", score=1))
    assert answer.status_code == 200
    assert answer.json()["score"] == 0
    row = H5PResult.objects.get()
    assert (row.person, row.content, row.card_id) == (learner.person, playing.content, playing.card_id)
    assert (row.lesson_key, row.course_key) == (playing.version.lesson_key, playing.version.course_key)
    assert (row.verb, row.response, row.score, row.max_score, row.is_rescored) == ("answered", "0", 0, 1, True)
    assert row.seconds == 12.5


def test_the_same_again_is_the_same_result(playing: Playing, learner: Member) -> None:
    result = playing.result(learner.person)
    statuses = [send_result(learner.client, result).json()["status"] for _time in range(3)]
    assert statuses == ["accepted", "known", "known"]
    assert H5PResult.objects.count() == 1


def test_the_same_number_for_something_else_is_refused(playing: Playing, learner: Member, other_learner: Member) -> None:
    playing.begun_by(other_learner.person)
    result = playing.result(learner.person, response="1")
    assert send_result(learner.client, result).status_code == 200
    assert send_result(learner.client, {**result, "statement": statement(response="0")}).status_code == 409
    theirs = send_result(other_learner.client, {**result, "by": seal_of(other_learner.person)})
    assert theirs.status_code == 409
    assert "already used" in theirs.json()["error"]
    assert H5PResult.objects.get().response == "1"


def test_what_is_not_a_question_we_know_stays_as_reported(playing: Playing, learner: Member) -> None:
    send_result(learner.client, playing.result(learner.person, verb=f"{VERBS}completed", response=None, score=3, most=4))
    row = H5PResult.objects.get()
    assert (row.score, row.max_score, row.is_rescored) == (3, 4, False)
    again = playing.result(learner.person, verb=f"{VERBS}completed", response=None, score=4, most=4, uuid=str(row.uuid))
    assert send_result(learner.client, again).status_code == 409


def test_questions_inside_have_keys_of_their_own(learner: Member) -> None:
    install_own()
    make_playing_lesson(own_content("Two", *TWO))
    playing = Playing(LessonVersion.objects.current().get())
    playing.begun_by(learner.person)
    first, second = (block["subContentId"] for block in playing.content.filtered["blocks"])
    for sub_id, response, score in ((first, "1", 1), (second, "٣٠[,]five", 1), (second, "30[,]FOUR", 2)):
        answer = send_result(learner.client, playing.result(learner.person, sub_id=sub_id, response=response, score=0, most=9))
        assert answer.json()["score"] == score, response
    assert set(H5PResult.objects.values_list("sub_content_id", flat=True)) == {first, second}
    nobody_knows = playing.result(learner.person, sub_id=str(uuid4()), score=7, most=9)
    assert send_result(learner.client, nobody_knows).json()["rescored"] is False


def test_an_answer_to_what_it_was_before_stays_as_reported(playing: Playing, learner: Member) -> None:
    result = playing.result(learner.person, response="7", score=1)
    assert send_result(learner.client, result).status_code == 400
    H5PContent.objects.update(filtered={"blocks": []})
    assert send_result(learner.client, result).json()["rescored"] is False


def test_viewed_is_a_result_too(playing: Playing, learner: Member) -> None:
    viewed = playing.result(learner.person, statement={"verb": {"id": f"{VERBS}experienced"}, "object": {}})
    assert send_result(learner.client, viewed).status_code == 200
    assert H5PResult.objects.get().verb == "experienced"


# --- forged, or not theirs ------------------------------------------------------------------------------------------------

FORGED: dict[str, dict[str, Any]] = {
    "score above its most": {"score": 5, "most": 1},
    "score below nothing": {"score": -1, "most": 1},
    "not a number": {"score": float("nan")},
    "without end": {"score": float("inf")},
    "a list as response": {"response": ["1"]},
    "an answer that does not exist": {"response": "9"},
    "too long": {"response": "x" * 21_000},
    "no verb of ours": {"verb": "http://example.org/verbs/won"},
    "no statement": {"statement": None},
    "a list as statement": {"statement": [1]},
    "no uuid": {"uuid": "no-uuid"},
    "a number as uuid": {"uuid": 5},
    "another lesson": {"path": "en/tiny-course/first/other"},
    "another card": {"card": str(uuid4())},
    "a list as card": {"card": [1]},
    "signs that no address has": {"path": "en/\0"},
    "a day that will come": {"occurred_at": "2999-01-01T00:00:00Z"},
    "no time": {"occurred_at": "yesterday"},
    "a question that is none": {"sub_id": "not-a-uuid"},
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_refused_in_words_and_leaves_no_row(playing: Playing, learner: Member, name: str) -> None:
    answer = send_result(learner.client, playing.result(learner.person, **FORGED[name]))
    assert 400 <= answer.status_code < 500, answer.content
    assert answer.json()["error"].endswith(".")
    assert not H5PResult.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "5", "{", "[" * 5000, "\xff", '{"uuid": "a", "uuid": "b"}', "{" + '"a":1,' * 9 + '"b":NaN}']
)
def test_what_is_no_message_is_refused(playing: Playing, learner: Member, body: str) -> None:
    assert send_result(learner.client, body).status_code == 400
    assert not H5PResult.objects.exists()


def test_two_megabytes_are_not_read(playing: Playing, learner: Member) -> None:
    answer = send_result(learner.client, {**playing.result(learner.person), "more": "x" * 2_000_000})
    assert answer.status_code == 413
    assert not H5PResult.objects.exists()


def test_who_has_not_begun_is_refused(version: LessonVersion, learner: Member, visitor: Member, trainer: Member) -> None:
    playing = Playing(version)
    for member in (learner, visitor, trainer):
        answer = send_result(member.client, playing.result(member.person))
        assert answer.status_code == 403
        assert "tap Play" in answer.json()["error"]
    assert not H5PResult.objects.exists()
    assert Person.objects.count() == 2  # nobody is made by it


def test_a_result_is_theirs_who_were_at_the_page(playing: Playing, learner: Member, other_learner: Member) -> None:
    """The phone has been opened by somebody else since."""
    playing.begun_by(other_learner.person)
    assert send_result(other_learner.client, playing.result(learner.person)).status_code == 200
    assert H5PResult.objects.get().person == learner.person


def test_a_seal_that_is_none_is_whoever_has_the_phone(playing: Playing, learner: Member) -> None:
    assert send_result(learner.client, playing.result(by="AAAA:forged")).status_code == 200
    assert H5PResult.objects.get().person == learner.person
    assert send_result(Client(), playing.result(by=[1, 2])).status_code == 403


def test_who_is_erased_gets_no_row(playing: Playing, learner: Member, other_learner: Member) -> None:
    result = playing.result(learner.person)
    assert learner.person
    erase_person(person=learner.person)
    assert send_result(learner.client, result).status_code == 403
    assert send_result(other_learner.client, result).status_code == 403


def test_another_site_cannot_send(playing: Playing, learner: Member) -> None:
    body = playing.result(learner.person)
    assert post(learner.client, "/api/h5p/results", body, sec_fetch_site="cross-site").status_code == 403
    assert post(learner.client, "/api/h5p/results", body, origin="null").status_code == 403  # what the frame itself would say
    assert not H5PResult.objects.exists()


def test_a_lesson_that_is_taken_back_takes_no_results(playing: Playing, learner: Member, lesson: LessonPage) -> None:
    lesson.unpublish()
    assert send_result(learner.client, playing.result(learner.person)).status_code == 410


def test_a_content_that_cannot_be_played_takes_no_results(playing: Playing, learner: Member) -> None:
    H5PContent.objects.update(waits_for=["H5P.Chart 1.2"])
    assert send_result(learner.client, playing.result(learner.person)).status_code == 410


def test_a_flood_ends(playing: Playing, learner: Member) -> None:
    common = {
        "person": learner.person,
        "content": playing.content,
        "course_key": playing.version.course_key,
        "lesson_key": playing.version.lesson_key,
        "card_id": playing.card_id,
        "verb": "answered",
        "occurred_at": timezone.now(),
    }
    H5PResult.objects.bulk_create([H5PResult(uuid=uuid4(), **common) for _one in range(MOST_IN_A_DAY)])
    answer = send_result(learner.client, playing.result(learner.person))
    assert answer.status_code == 429
    assert str(MOST_IN_A_DAY) in answer.json()["error"]
    H5PResult.objects.update(recorded_at=timezone.now() - timedelta(days=2))
    assert send_result(learner.client, playing.result(learner.person)).status_code == 200


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([VERBS + "answered", "1", "PT5S"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "verb", "object", "result", "score"]), inner)
    ),
    max_leaves=12,
)
PARTS = st.fixed_dictionaries({}, optional=dict.fromkeys(("verb", "object", "context", "result"), JSON))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=PARTS, envelope=st.dictionaries(st.sampled_from(["uuid", "path", "card", "hash", "by", "occurred_at"]), JSON, max_size=2)
)
def test_no_statement_breaks_the_door(playing: Playing, learner: Member, part: dict[str, Any], envelope: dict[str, Any]) -> None:
    before = H5PResult.objects.count()
    body = {**playing.result(learner.person), "statement": {**statement(), **part}, **envelope}
    for address, sent in (("/api/h5p/results", body), ("/api/answers", {"answers": [body]})):
        answer = post(learner.client, address, json.dumps(sent))
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert H5PResult.objects.count() == before
    H5PResult.objects.all().delete()


# --- what had to wait -----------------------------------------------------------------------------------------------------


def test_what_waited_comes_with_answers_and_counts_for_who_played(playing: Playing, learner: Member, guest: Member) -> None:
    waiting = playing.result(learner.person, occurred_at="2026-01-05T10:00:00Z")
    reply = post(guest.client, "/api/answers", {"answers": [waiting, waiting, playing.result(guest.person)]}).json()
    assert [receipt["status"] for receipt in reply["receipts"]] == ["accepted", "known", "refused"]
    row = H5PResult.objects.get()
    assert row.person == learner.person
    assert row.occurred_at.year == 2026
    assert row.occurred_at.month == 1


def test_a_result_opens_no_phone(playing: Playing, learner: Member) -> None:
    reply = post(client := Client(), "/api/answers", {"answers": [playing.result(learner.person)]}).json()
    assert reply["receipts"][0]["status"] == "accepted"
    assert "learner" not in client.cookies


# --- what it never is -----------------------------------------------------------------------------------------------------


def test_however_much_is_played_no_lamp_is_lit_and_nothing_is_certified(playing: Playing, learner: Member) -> None:
    person = learner.person
    assert person
    for verb in ("answered", "completed", "passed", "mastered", "experienced"):
        assert send_result(learner.client, playing.result(person, verb=VERBS + verb)).status_code == 200
    assert H5PResult.objects.count() == 5
    assert not LessonProgress.objects.exists()
    assert not CourseCompletion.objects.exists()
    assert not Attempt.objects.exists()
    with pytest.raises(NotCompleted):
        issue_certificate(person=person, course_key=playing.version.course_key, name="Zawadi Nakupenda", language="en")
    with pytest.raises(NotCompleted):
        issue_participation(person=person, version=CourseVersion.objects.current().get(), name="Zawadi Nakupenda")
    assert Enrolment.objects.count() == 1
