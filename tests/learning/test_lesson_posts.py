"""Posting answers over HTTP: forms without scripts, scripts, batches, and everything that is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from courses.models import LessonPage, LessonVersion
from learning.models import Attempt, Person
from learning.visitor import COOKIE
from tests.cast import Member
from tests.factories import form_of, right_response, wrong_response
from tests.journeys.plain_browser import Page, body_of

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def address(version: LessonVersion) -> str:
    return f"/{version.path}/answer/"


def first(version: LessonVersion, kind: str = "one_answer") -> dict[str, Any]:
    return next(index for index in version.questions.values() if index["kind"] == kind)


def test_each_kind_can_be_answered_with_a_plain_form_and_shows_its_feedback(version: LessonVersion) -> None:
    client = Client()
    for index in version.questions.values():
        for response, expected in ((wrong_response(index), False), (right_response(index), True)):
            posted = client.post(address(version), form_of(index, response))
            assert posted.status_code == 303, index["kind"]
            shown = client.get(address(version))
            assert Attempt.objects.latest("pk").is_correct is expected
            assert shown.status_code == 200
    words = Page("", body_of(client.get(address(version)))).text
    assert "5 answers right of 5" in words
    assert "lamp is lit" in words
    assert "Right, only words." in words


def test_a_script_gets_json_with_feedback_and_counts(version: LessonVersion) -> None:
    index = first(version)
    uuid = str(uuid4())
    fields = {**form_of(index, wrong_response(index)), "uuid": uuid, "version": "1"}
    body = Client(headers=JSON).post(address(version), fields).json()
    assert body["uuid"] == uuid
    assert body["correct"] is False
    assert body["feedback"] == [{"id": "1", "correct": False, "text": "It only puts words together."}]
    assert body["lesson"] == {"right": 0, "total": 5, "complete": False}
    assert body["saved"] == "sent"


def test_the_lesson_itself_never_shows_who_asks(version: LessonVersion, learner: Member) -> None:
    index = first(version)
    learner.client.post(address(version), form_of(index, right_response(index)))
    anonymous, known = Client().get(f"/{version.path}/"), learner.client.get(f"/{version.path}/")
    assert body_of(anonymous) == body_of(known)
    assert not known.cookies


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"question": "x"}, 404),
        ({"question": str(uuid4()), "answer": "x"}, 404),
        ({}, 404),
        ({"answer": "no-such-option"}, 400),
        ({"answer": ""}, 400),
        ({"answer": "a\x00b"}, 400),
        ({"answer": "x", "uuid": "not-a-uuid"}, 400),
        ({"answer": "x", "version": "twelve"}, 400),
        ({"answer": "x", "version": "99"}, 400),
        ({"answer": "x", "version": "9" * 400}, 400),
    ],
)
def test_what_is_no_answer_is_refused_in_words_and_nothing_is_stored(
    version: LessonVersion, fields: dict[str, str], status: int
) -> None:
    data = {"question": first(version)["id"], **fields} if fields and "question" not in fields else fields
    for headers in ({}, JSON):
        reply = Client(headers=headers).post(address(version), data)
        assert reply.status_code == status
        words = reply.json()["error"] if headers else Page("", body_of(reply)).text
        assert words.rstrip().endswith(".") or "All courses" in words
    assert not Attempt.objects.exists()
    assert not Person.objects.exists()


def test_a_body_of_three_megabytes_is_refused(version: LessonVersion) -> None:
    data = {"question": first(version)["id"], "answer": "x" * 3_000_000}
    assert Client().post(address(version), data, content_type="application/x-www-form-urlencoded").status_code in {400, 404, 413}
    big = json.dumps({"answers": [{"response": "x" * 3_000_000}]})
    assert Client().post("/api/answers", big, content_type="application/json").status_code == 400
    assert not Attempt.objects.exists()


def test_a_lesson_that_is_not_published_takes_no_answer(version: LessonVersion, lesson: LessonPage) -> None:
    index = first(version)
    lesson.unpublish()
    assert Client().post(address(version), form_of(index, right_response(index))).status_code == 404
    assert Client().get(address(version)).status_code == 404


def test_a_replayed_uuid_with_other_content_is_a_conflict(version: LessonVersion) -> None:
    index, client = first(version), Client(headers=JSON)
    uuid = str(uuid4())
    for response, status in ((right_response(index), 200), (right_response(index), 200), (wrong_response(index), 409)):
        assert client.post(address(version), {**form_of(index, response), "uuid": uuid}).status_code == status
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),  # curl, a very old phone
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"referer": "http://testserver/en/"}, True),
        ({"referer": "http://evil.example/testserver/"}, False),
    ],
)
def test_posts_of_other_sites_are_refused(version: LessonVersion, headers: dict[str, str], is_taken: bool) -> None:
    index = first(version)
    reply = Client(headers=headers).post(address(version), form_of(index, right_response(index)))
    assert reply.status_code == (303 if is_taken else 403)
    batch = json.dumps({"answers": [{"uuid": "x"}]})
    assert Client(headers=headers).post("/api/answers", batch, content_type="application/json").status_code == (
        200 if is_taken else 403
    )
    assert Attempt.objects.exists() is is_taken


def batch_of(version: LessonVersion) -> list[dict[str, Any]]:
    return [
        {
            "uuid": str(uuid4()),
            "lesson": str(version.lesson_key),
            "language": version.language,
            "version": version.number,
            "question": index["id"],
            "response": right_response(index),
            "occurred_at": "2026-11-20T10:00:00Z",
        }
        for index in version.questions.values()
    ]


def send(client: Client, batch: object) -> Any:
    return client.post("/api/answers", json.dumps({"answers": batch}), content_type="application/json")


def test_a_batch_is_taken_once_with_a_receipt_for_each(version: LessonVersion) -> None:
    client, batch = Client(), batch_of(version)
    assert [receipt["status"] for receipt in send(client, batch).json()["receipts"]] == ["accepted"] * 5
    assert [receipt["status"] for receipt in send(client, batch).json()["receipts"]] == ["known"] * 5
    assert Person.objects.count() == 1
    assert Attempt.objects.count() == 5
    assert COOKIE in client.cookies


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "x"},
        {"uuid": None},
        {"lesson": []},
        {"language": 5},
        {"version": "1"},
        {"version": True},
        {"version": -1},
        {"version": 10**30},
        {"question": {}},
        {"response": {"deep": [[[[]]]]}},
        {"response": float("inf")},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-99-99T10:00:00Z"},
        {"occurred_at": "2999-01-01T00:00:00Z"},
        {"occurred_at": "2026-11-20T10:00:00"},
    ],
)
def test_a_bad_entry_is_refused_alone_and_the_others_are_taken(version: LessonVersion, change: dict[str, Any]) -> None:
    batch = batch_of(version)
    batch[2] |= change
    statuses = [receipt["status"] for receipt in send(Client(), batch).json()["receipts"]]
    assert statuses == ["accepted", "accepted", "refused", "accepted", "accepted"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "null", '{"answers": []}', '{"answers": {}}', "{" * 10_000, '{"answers": [' + "1," * 200 + "1]}"]
)
def test_a_message_that_is_no_batch_is_refused_in_words(db: None, body: str) -> None:
    reply = Client().post("/api/answers", body, content_type="application/json")
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(".")


def test_entries_that_are_no_objects_get_receipts_too(version: LessonVersion) -> None:
    receipts = send(Client(), [None, 7, "x", []]).json()["receipts"]
    assert [receipt["status"] for receipt in receipts] == ["refused"] * 4


# --- forms that waited on a phone -------------------------------------------------------------------------------------


def waiting(version: LessonVersion, index: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """An answer as a phone without a line keeps it: the fields of its form and when it was given."""
    fields = urlencode({**form_of(index, right_response(index)), "version": version.number}, doseq=True)
    return {"uuid": str(uuid4()), "path": version.path, "form": fields, "occurred_at": "2026-01-02T03:04:05Z", **changed}


def send_batch(client: Client, *batch: Any) -> list[dict[str, Any]]:
    """The receipts of a batch."""
    return client.post("/api/answers", json.dumps({"answers": batch}), content_type="application/json").json()["receipts"]


def test_forms_that_waited_become_one_guests_answers_at_the_time_they_were_given(version: LessonVersion) -> None:
    batch = [waiting(version, index) for index in version.questions.values()]
    client = Client()
    assert [receipt["status"] for receipt in send_batch(client, *batch)] == ["accepted"] * len(batch)
    assert [receipt["status"] for receipt in send_batch(client, *batch)] == ["known"] * len(batch)
    assert all(attempt.is_correct for attempt in Attempt.objects.all())
    assert set(Attempt.objects.values_list("occurred_at__year", flat=True)) == {2026}
    assert Attempt.objects.values("person").distinct().count() == 1
    assert COOKIE in client.cookies


@pytest.mark.parametrize(
    "changed",
    [
        {"form": 7},
        {"path": "en/tiny-course"},
        {"path": None},
        {"form": "a&" * 6000},
        {"form": ""},
        {"occurred_at": "soon"},
        {"uuid": "x"},
    ],
)
def test_a_waiting_form_that_makes_no_sense_is_refused_in_words(version: LessonVersion, changed: dict[str, Any]) -> None:
    receipt = send_batch(Client(), waiting(version, first(version), **changed))[0]
    assert receipt["status"] == "refused"
    assert receipt["reason"].endswith(".")
    assert not Attempt.objects.exists()
