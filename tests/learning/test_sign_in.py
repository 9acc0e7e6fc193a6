"""The door: the same page at each of its addresses, the same words for everybody who is not let in, limits, sessions that end."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from learning.models import Person
from learning.staff_session import SEEN
from tests.cast import PASSWORD, Member
from tests.learning.signing_in import DOOR, MINE, sign_in, signed_in

pytestmark = pytest.mark.django_db

DOORS = [DOOR, "/en/staff/sign-in/", "/ar/staff/sign-in/", "/en/_util/login/"]


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.mark.parametrize("door", DOORS)
def test_every_door_shows_the_same_form_under_the_strict_policy(visitor: Member, door: str) -> None:
    answer = visitor.client.get(door)
    page = answer.content.decode()
    assert 'name="username"' in page
    assert 'name="password"' in page
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert ('dir="rtl"' in page) == door.startswith("/ar/")


@pytest.mark.parametrize("door", DOORS)
def test_every_door_signs_in(trainer: Member, door: str) -> None:
    client = Client()
    assert sign_in(client, "trainer", door=door).headers["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_one_goes_where_one_wanted_but_never_to_another_site(trainer: Member) -> None:
    assert sign_in(Client(), "trainer", onward="/cms/pages/").headers["Location"] == "/cms/pages/"
    for elsewhere in ("https://evil.example.org/", "//evil.example.org/", "javascript:alert(1)"):
        assert sign_in(Client(), "trainer", onward=elsewhere).headers["Location"] == "/cms/"


def test_who_is_signed_in_is_not_sent_in_circles(facilitator: Member, trainer: Member) -> None:
    assert facilitator.client.get(f"{DOOR}?next=/cms/").headers["Location"] == "/en/classes/"
    assert trainer.client.get(f"{DOOR}?next=/cms/").headers["Location"] == "/cms/"


@pytest.mark.parametrize(("name", "password"), [("nobody", PASSWORD), ("trainer", "wrong"), ("closed", PASSWORD), ("", PASSWORD)])
def test_the_words_tell_nothing_about_who_has_an_account(trainer: Member, name: str, password: str) -> None:
    Person.objects.create_user(username="closed", password=PASSWORD, is_active=False)
    answer = sign_in(Client(), name, password)
    assert answer.status_code == 200
    if name:
        assert "Name and password do not fit together" in answer.content.decode()


def test_no_more_work_is_done_for_a_name_that_exists(trainer: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *words: hashed.append("once") or encode(*words))  # type: ignore[func-returns-value]
    work = []
    for name in ("trainer", "nobody"):
        hashed.clear()
        sign_in(Client(), name, "wrong")
        work.append(len(hashed))
    assert work[0] == work[1] > 0


def test_a_learner_cannot_sign_in_here(learner: Member) -> None:
    assert learner.person is not None
    for name in ("", "None", str(learner.person.code)):
        sign_in(learner.client, name, "")
        assert learner.client.get(MINE).status_code == 302


# --- guessing ---------------------------------------------------------------------------------------------------------


def test_five_wrong_passwords_close_a_name_for_a_while_and_no_other(trainer: Member, administrator: Member) -> None:
    for _try in range(5):
        sign_in(Client(), "trainer", "wrong")
    client = Client()
    assert "too many wrong tries" in sign_in(client, "trainer").content.decode()
    assert client.get("/cms/").status_code == 302
    assert sign_in(Client(), "admin").status_code == 302


def test_a_name_that_nobody_has_is_closed_just_so(visitor: Member) -> None:
    for _try in range(5):
        sign_in(Client(), "nobody", "wrong")
    assert "too many wrong tries" in sign_in(Client(), "nobody", "wrong").content.decode()


def test_a_network_that_guesses_many_names_is_stopped_in_words(visitor: Member) -> None:
    answers = [sign_in(Client(), f"name-{number}", "wrong") for number in range(61)]
    assert answers[-1].status_code == 429
    assert "too many wrong tries" in answers[-1].content.decode()


def test_the_cache_knows_neither_names_nor_networks(trainer: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    backend = type(caches["default"])
    put = backend.set

    def noted(self: Any, key: str, value: Any, *rest: Any, **more: Any) -> Any:
        written.append(f"{key} {value}")
        return put(self, key, value, *rest, **more)

    monkeypatch.setattr(backend, "set", noted)
    Client(REMOTE_ADDR="203.0.113.9").post(DOOR, {"username": "trainer", "password": "wrong"})
    assert [line for line in written if "allauth:rl:" in line]
    assert [line for line in written if "203.0.113.9" in line or "trainer" in line] == []


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_ends_twelve_hours_after_the_last_request(trainer: Member) -> None:
    client = signed_in(trainer.person)  # type: ignore[arg-type]
    key = client.session.session_key
    left = Session.objects.get(pk=key).expire_date - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/cms/").status_code == 302


def test_using_it_moves_the_end_but_not_with_every_request(trainer: Member) -> None:
    client = signed_in(trainer.person)  # type: ignore[arg-type]
    session = client.session
    session[SEEN] = int(time.time()) - 3600
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    client.get("/cms/")
    moved = Session.objects.get(pk=session.session_key).expire_date
    assert moved - timezone.now() > timedelta(hours=11)
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    client.get("/cms/")
    assert Session.objects.get(pk=session.session_key).expire_date - timezone.now() < timedelta(hours=2)


def test_a_new_password_ends_every_other_session(trainer: Member) -> None:
    here, there = signed_in(trainer.person), signed_in(trainer.person)  # type: ignore[arg-type]
    fields = {"oldpassword": PASSWORD, "password1": "taa-samaki-ngoma", "password2": "taa-samaki-ngoma"}
    assert here.post("/en/staff/password/", fields).status_code == 302
    assert here.get(MINE).status_code == 200
    assert there.get(MINE).status_code == 302
    assert sign_in(Client(), "trainer").status_code == 200
    assert sign_in(Client(), "trainer", "taa-samaki-ngoma").status_code == 302


def test_a_password_that_an_administrator_gives_ends_the_sessions(trainer: Member, administrator: Member) -> None:
    client = signed_in(trainer.person)  # type: ignore[arg-type]
    person = Person.objects.get(username="trainer")
    person.set_password("first-password-anew")
    person.save()
    assert client.get("/cms/").status_code == 302


def test_signing_out_asks_first_and_ends_the_session(trainer: Member) -> None:
    client = signed_in(trainer.person)  # type: ignore[arg-type]
    assert client.get("/en/staff/sign-out/").status_code == 200
    assert client.get("/cms/").status_code == 200
    client.post("/en/staff/sign-out/")
    assert client.get("/cms/").status_code == 302


# --- what there is not ------------------------------------------------------------------------------------------------


def test_nobody_signs_up_and_nobody_resets_a_password_by_mail(visitor: Member) -> None:
    from django.urls import reverse

    assert visitor.client.get(reverse("account_signup")).status_code == 403
    assert visitor.client.get("/cms/password_reset/", follow=True).status_code == 404
    assert Person.objects.count() == 0


@pytest.mark.parametrize("path", ["/en/", "/en/me/", "/en/join/", "/en/verify/", "/bundles/"])
def test_learners_pages_never_meet_allauth(visitor: Member, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def met(*_arguments: Any) -> None:
        raise AssertionError("allauth was asked")

    monkeypatch.setattr("allauth.account.middleware.context.request_context", met)
    answer = visitor.client.get(path)
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    with pytest.raises(AssertionError, match="allauth was asked"):
        visitor.client.get(DOOR)


@pytest.mark.parametrize("who", ["visitor", "guest", "learner", "other_learner"])
def test_who_is_not_staff_sees_the_door_and_nothing_behind_it(who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who).client
    for path in ("", "app/", "app/remove/", "codes/", "codes/new/", "passkeys/add/", "password/", "lost-phone/", "again/"):
        answer = client.get(f"/en/staff/{path}")
        assert answer.status_code == 302, path
        assert re.match(r"/cms/login/|/en/staff/sign-in/", answer.headers["Location"]), path


@pytest.mark.parametrize("who", ["facilitator", "other_facilitator", "partner", "trainer", "hausa_translator", "administrator"])
def test_each_of_the_staff_sees_how_they_sign_in(who: str, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    page = member.client.get(MINE).content.decode()
    assert str(member.person) in page
    assert ("lost-phone" in page) == (who == "administrator")
