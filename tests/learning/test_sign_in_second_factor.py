"""The second step: what it opens, what stays shut without it, who must have one, and what a change of factors does to sessions."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client

from learning.models import Person, StaffAction
from learning.second_factor import has_second_factor, remove_second_factors
from learning.staff_session import FACTOR
from tests.cast import PASSWORD, Member
from tests.learning.signing_in import DOOR, MINE, SECOND_STEP, code_of, secret_on, set_up_app, show_again, sign_in, signed_in

pytestmark = pytest.mark.django_db

AHEAD = 30  # seconds: the code of the next step is accepted too


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def app(trainer: Member) -> tuple[str, list[str]]:
    """The trainer's secret and recovery codes."""
    return set_up_app(signed_in(trainer.person))  # type: ignore[arg-type]


# --- setting up -------------------------------------------------------------------------------------------------------


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, its last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code_of(secret, at=at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_the_picture_is_drawn_into_the_page_and_does_not_read_the_secret_out(trainer: Member) -> None:
    page = show_again(signed_in(trainer.person)).get("/en/staff/app/").content.decode()  # type: ignore[arg-type]
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert "otpauth" not in drawing
    assert secret_on(page) not in drawing
    assert "Picture code for your app" in drawing
    assert "style=" not in drawing


def test_a_wrong_code_switches_nothing_on(trainer: Member) -> None:
    client = show_again(signed_in(trainer.person))  # type: ignore[arg-type]
    client.get("/en/staff/app/")
    page = client.post("/en/staff/app/", {"code": "000000"}).content.decode()
    assert "This code does not fit" in page
    assert not Authenticator.objects.exists()


def test_ten_codes_are_shown_once_and_never_again(app: tuple[str, list[str]], trainer: Member) -> None:
    _secret, codes = app
    assert len(codes) == len(set(codes)) == 10
    client = show_again(passed(app))
    page = client.get("/en/staff/codes/").content.decode()
    assert "cannot be shown again" in page
    assert [code for code in codes if code in page] == []


def test_what_is_kept_cannot_be_read_from_the_database(app: tuple[str, list[str]]) -> None:
    secret, codes = app
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert [code for code in codes if code in kept] == []


# --- the second step --------------------------------------------------------------------------------------------------


def passed(app: tuple[str, list[str]], *, name: str = "trainer", code: str = "") -> Client:
    """A browser that went through both steps."""
    client = Client()
    sign_in(client, name)
    assert client.post(SECOND_STEP, {"code": code or code_of(app[0], at=time.time() + AHEAD)}).status_code == 302
    return client


@pytest.mark.parametrize("door", [DOOR, "/en/staff/sign-in/", "/en/_util/login/"])
def test_the_password_alone_opens_nothing(app: tuple[str, list[str]], door: str) -> None:
    client = Client()
    assert sign_in(client, "trainer", door=door).headers["Location"].startswith("/en/staff/second-step/")
    for path in ("/cms/", "/cms/account/", "/cms/pages/", MINE, "/en/staff/password/", "/en/staff/app/remove/"):
        assert client.get(path).status_code == 302, path


def test_a_code_opens_the_cms_once(app: tuple[str, list[str]]) -> None:
    code = code_of(app[0], at=time.time() + AHEAD)  # asked for once: half a minute later it would be another
    assert passed(app, code=code).get("/cms/").status_code == 200
    client = Client()
    sign_in(client, "trainer")
    answer = client.post(SECOND_STEP, {"code": code})
    assert "This code does not fit" in answer.content.decode()
    assert client.get("/cms/").status_code == 302


def test_a_recovery_code_opens_it_once(app: tuple[str, list[str]]) -> None:
    for expected in (302, 200):
        client = Client()
        sign_in(client, "trainer")
        assert client.post(SECOND_STEP, {"code": app[1][0]}).status_code == expected
    page = passed(app).get(MINE).content.decode()
    assert "9 codes are left" in page


def test_codes_cannot_be_guessed(app: tuple[str, list[str]]) -> None:
    client = Client()
    sign_in(client, "trainer")
    for _try in range(5):
        client.post(SECOND_STEP, {"code": "000000"})
    answer = client.post(SECOND_STEP, {"code": code_of(app[0], at=time.time() + AHEAD)})
    assert answer.status_code == 200
    assert "too many wrong tries" in answer.content.decode()
    assert client.get("/cms/").status_code == 302


def test_one_goes_on_to_where_one_wanted(app: tuple[str, list[str]]) -> None:
    client = Client()
    sign_in(client, "trainer", onward="/cms/pages/")
    answer = client.post(SECOND_STEP, {"code": code_of(app[0], at=time.time() + AHEAD)})
    assert answer.headers["Location"] == "/cms/pages/"


def test_who_has_the_wrong_name_starts_again(app: tuple[str, list[str]], administrator: Member) -> None:
    client = Client()
    sign_in(client, "trainer")
    assert client.get(DOOR).headers["Location"].startswith(SECOND_STEP)
    client.post("/en/staff/sign-out/")
    assert client.get(DOOR).status_code == 200
    assert sign_in(client, "admin").headers["Location"] == "/cms/"


def test_another_door_opens_nothing_either(app: tuple[str, list[str]], trainer: Member) -> None:
    """Whoever calls Django's `login` without the second step makes a session that is nobody's."""
    client = Client()
    client.force_login(trainer.person)  # type: ignore[arg-type]
    for path in ("/cms/", MINE, "/en/staff/password/"):
        assert client.get(path).status_code == 302, path
    session = client.session
    assert FACTOR not in session


def test_a_factor_shown_by_somebody_else_does_not_count(app: tuple[str, list[str]], trainer: Member) -> None:
    other = Person.objects.create_user(username="other", password=PASSWORD)
    others = set_up_app(signed_in(other))
    client = passed(others, name="other")
    request = HttpRequest()
    request.session = client.session
    login(request, trainer.person, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    assert FACTOR not in request.session


# --- changing factors -------------------------------------------------------------------------------------------------


def test_a_new_factor_ends_every_other_session(trainer: Member) -> None:
    here, there = signed_in(trainer.person), signed_in(trainer.person)  # type: ignore[arg-type]
    set_up_app(here)
    assert here.get(MINE).status_code == 200
    assert there.get(MINE).status_code == 302


@pytest.mark.parametrize("path", ["app/", "app/remove/", "codes/new/", "passkeys/add/", "lost-phone/"])
def test_changes_ask_once_more_who_it_is(administrator: Member, path: str) -> None:
    if path in {"app/remove/", "codes/new/"}:
        client = signed_in(administrator.person)  # type: ignore[arg-type]
        set_up_app(client)
    else:
        client = administrator.client
    session = client.session
    session["account_authentication_methods"] = [
        {**method, "at": method["at"] - 301} for method in session.get("account_authentication_methods", [])
    ]
    session.save()
    answer = client.get(f"/en/staff/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/staff/again/")
    asked = client.post("/en/staff/again/", {"password": "wrong"})
    assert "This is not your password" in asked.content.decode()
    assert client.get(f"/en/staff/{path}").status_code == 302
    assert client.post(answer.headers["Location"], {"password": PASSWORD}).headers["Location"] == f"/en/staff/{path}"
    assert client.get(f"/en/staff/{path}").status_code == 200


def test_taking_the_app_away_takes_its_codes_away(app: tuple[str, list[str]]) -> None:
    client = show_again(passed(app))
    client.post("/en/staff/app/remove/")
    assert not Authenticator.objects.exists()
    assert client.get("/cms/").status_code == 200
    assert sign_in(Client(), "trainer").headers["Location"] == "/cms/"


def test_new_codes_make_the_old_ones_worth_nothing(app: tuple[str, list[str]]) -> None:
    client = show_again(passed(app))
    client.post("/en/staff/codes/new/", follow=True)
    again = Client()
    sign_in(again, "trainer")
    assert again.post(SECOND_STEP, {"code": app[1][0]}).status_code == 200


# --- who must have one ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "must"),
    [("administrator", True), ("facilitator", True), ("partner", True), ("trainer", False), ("hausa_translator", False)],
)
def test_who_sees_learners_or_everything_must_have_one(who: str, must: bool, request: pytest.FixtureRequest, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    member: Member = request.getfixturevalue(who)
    client = Client()
    answer = sign_in(client, str(member.person.username))  # type: ignore[union-attr]
    assert answer.headers["Location"].startswith(MINE) == must
    page = client.get(MINE).content.decode()
    assert ("It needs a second step" in page) == must


def test_nothing_else_opens_before_it_is_set_up(administrator: Member, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    assert sign_in(client, "admin", onward="/cms/users/").headers["Location"] == "/en/staff/?next=%2Fcms%2Fusers%2F"
    for path in ("/cms/", "/cms/users/", "/cms/api/main/pages/", "/cms/reports/site-history/"):
        answer = client.get(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith(MINE), path
    set_up_app(client)
    assert client.get("/cms/").status_code == 200
    assert client.get("/cms/users/").status_code == 200


def test_who_may_do_without_works_on(trainer: Member, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    assert signed_in(trainer.person).get("/cms/").status_code == 200  # type: ignore[arg-type]


# --- a lost phone -----------------------------------------------------------------------------------------------------


def test_an_administrator_opens_the_account_of_a_lost_phone(app: tuple[str, list[str]], administrator: Member) -> None:
    theirs, client = passed(app), show_again(signed_in(administrator.person))  # type: ignore[arg-type]
    page = client.post("/en/staff/lost-phone/", {"username": "trainer"}).content.decode()
    assert "are taken away" in page
    assert not has_second_factor(Person.objects.get(username="trainer"))
    assert theirs.get("/cms/").status_code == 302
    assert sign_in(Client(), "trainer").headers["Location"] == "/cms/"
    row = StaffAction.objects.get(action="remove_second_factors")
    assert (row.actor, row.person, row.detail) == (administrator.person, Person.objects.get(username="trainer"), "")


def test_a_name_that_nobody_has_is_a_sentence(administrator: Member) -> None:
    client = show_again(signed_in(administrator.person))  # type: ignore[arg-type]
    page = client.post("/en/staff/lost-phone/", {"username": "nobody"}).content.decode()
    assert "Nobody signs in with this name" in page
    assert not StaffAction.objects.exists()


@pytest.mark.parametrize("who", ["trainer", "facilitator", "partner", "hausa_translator"])
def test_nobody_else_opens_accounts(who: str, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    for ask in (member.client.get, member.client.post):
        assert ask("/en/staff/lost-phone/").status_code == 403


def test_from_a_shell_it_is_logged_without_an_actor(app: tuple[str, list[str]]) -> None:
    assert remove_second_factors(person=Person.objects.get(username="trainer"), by=None) == 1
    assert StaffAction.objects.get().actor is None
