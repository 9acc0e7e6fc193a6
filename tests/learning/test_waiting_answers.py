"""Answers that waited on a phone which others use too: each counts for who gave it, whoever has the phone when the line is back."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client

from courses.models import LessonVersion
from learning.erasing import erase_person
from learning.models import Attempt, Person
from learning.people import close_phones
from learning.visitor import COOKIE, SEAL, seal_of, sealed
from tests.cast import Member
from tests.factories import form_of, right_response
from tests.journeys.plain_browser import body_of

pytestmark = pytest.mark.django_db


def waiting(version: LessonVersion, by: Any = None) -> dict[str, Any]:
    """An answer as a phone without a line keeps it."""
    index = next(iter(version.questions.values()))
    fields = urlencode({**form_of(index, right_response(index)), "version": version.number}, doseq=True)
    return {"uuid": str(uuid4()), "path": version.path, "form": fields, **({} if by is None else {"by": by})}


def send(client: Client, *batch: dict[str, Any], here: Any = None) -> dict[str, Any]:
    """The reply to a batch."""
    body = {"answers": batch, **({} if here is None else {"here": here})}
    reply: dict[str, Any] = client.post("/api/answers", json.dumps(body), content_type="application/json").json()
    return reply


def giver_of(answer: dict[str, Any]) -> Person:
    """Whose an answer is now."""
    return Attempt.objects.select_related("person").get(uuid=answer["uuid"]).person


def test_a_sealed_answer_counts_for_who_gave_it_and_not_for_who_has_the_phone_now(
    version: LessonVersion, learner: Member, guest: Member
) -> None:
    left = waiting(version, by=seal_of(guest.person))
    reply = send(learner.client, left, waiting(version))
    assert [receipt["status"] for receipt in reply["receipts"]] == ["accepted", "accepted"]
    assert giver_of(left) == guest.person
    assert Attempt.objects.filter(person=learner.person).count() == 1
    assert reply["who"] == seal_of(learner.person)


def test_what_somebody_else_left_opens_the_phone_on_nobody(version: LessonVersion, guest: Member) -> None:
    client = Client()
    for by in (seal_of(guest.person), 17):
        left = waiting(version, by=by)
        reply = send(client, left)
        assert [receipt["status"] for receipt in reply["receipts"]] == ["accepted"]
        assert "who" not in reply
        assert COOKIE not in client.cookies
    assert giver_of(left) not in {guest.person, None}


def test_what_a_nameless_guest_left_never_becomes_the_next_persons(version: LessonVersion, learner: Member) -> None:
    left, other, own = waiting(version, by=17), waiting(version, by=18), waiting(version, by=19)
    send(learner.client, left, waiting(version, by=17), other, own, here=19)
    assert giver_of(own) == learner.person
    assert giver_of(left).is_guest
    assert giver_of(left) != giver_of(other)
    assert Attempt.objects.filter(person=giver_of(left)).count() == 2


def test_a_guest_who_is_still_there_gets_the_phone_with_the_first_batch(version: LessonVersion) -> None:
    client, answer = Client(), waiting(version, by=17)
    reply = send(client, answer, waiting(version, by=17), here=17)
    assert COOKIE in client.cookies
    assert reply["who"] == seal_of(giver_of(answer))
    assert Person.objects.count() == 1


def test_a_seal_still_fits_when_all_phones_were_closed_and_opens_none(version: LessonVersion, learner: Member) -> None:
    assert learner.person
    close_phones(person=learner.person)
    answer = waiting(version, by=seal_of(learner.person))
    reply = send(learner.client, answer)
    assert giver_of(answer) == learner.person
    assert "who" not in reply


def test_the_answers_of_who_erased_everything_are_refused_and_kept_by_nobody(version: LessonVersion, learner: Member) -> None:
    assert learner.person
    seal = seal_of(learner.person)
    erase_person(person=learner.person)
    reply = send(Client(), waiting(version, by=seal))
    assert [receipt["status"] for receipt in reply["receipts"]] == ["refused"]
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("by", [[], {}, 1.5])
def test_a_giver_that_is_neither_seal_nor_number_is_refused(version: LessonVersion, by: Any) -> None:
    assert [receipt["status"] for receipt in send(Client(), waiting(version, by=by))["receipts"]] == ["refused"]
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda seal: seal[:-1],
        lambda seal: ("B" if seal[0] == "A" else "A") + seal[1:],  # a seal may begin with any sign
        lambda seal: seal.split(":")[0],
        lambda seal: "",
    ],
)
def test_a_forged_seal_is_a_guests(version: LessonVersion, learner: Member, change: Any) -> None:
    answer = waiting(version, by=change(seal_of(learner.person)))
    send(Client(), answer)
    assert giver_of(answer) != learner.person


def test_a_seal_is_no_cookie_and_a_cookie_no_seal(learner: Member) -> None:
    assert learner.person
    seal = seal_of(learner.person)
    assert sealed(seal) == learner.person.uuid
    client = Client()
    client.cookies[COOKIE] = seal
    assert 'data-me=""' in body_of(client.get("/en/me/"))
    assert sealed(learner.client.cookies[COOKIE].value) is None
    assert sealed(signing.Signer(salt=SEAL).sign("!")) is None


def test_a_phone_learns_whose_it_is_with_each_answer_and_from_mine_json(version: LessonVersion, learner: Member) -> None:
    index = next(iter(version.questions.values()))
    reply = learner.client.post(
        f"/{version.path}/answer/", form_of(index, right_response(index)), headers={"accept": "application/json"}
    ).json()
    assert reply["who"] == seal_of(learner.person)
    assert learner.client.get(f"/{version.path}/mine.json").json()["who"] == seal_of(learner.person)
    assert f'data-me="{seal_of(learner.person)}"' in body_of(learner.client.get("/en/me/"))
