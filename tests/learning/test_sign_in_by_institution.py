"""Institutions' accounts (OpenID Connect): linked by who is signed in, believed with a good signature only, no rights taken."""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from config import env
from learning.models import Person
from tests.cast import PASSWORD, Member
from tests.learning.fake_institution import STRANGERS_KEY, FakeInstitution, serve
from tests.learning.signing_in import MINE, SECOND_STEP, code_of, set_up_app, show_again, signed_in

pytestmark = pytest.mark.django_db

GO, BACK = "/en/staff/with/library/", "/staff/with/library/back/"


@pytest.fixture
def library(settings: Any) -> Iterator[FakeInstitution]:
    cache.clear()
    institution = FakeInstitution()
    server = serve(institution)
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = institution.url
    settings.SOCIALACCOUNT_PROVIDERS = providers
    yield institution
    server.shutdown()
    server.server_close()


def led_to(client: Client, institution: FakeInstitution, *, query: str = "", onward: str = "") -> str:
    """The institution's address that the page leads to."""
    page = client.post(GO + query, {"next": onward} if onward else {}).content.decode()
    found = re.search(r'<a class="button go"[^>]* href="([^"]+)"', page)
    assert found, page
    address = unescape(found.group(1))
    assert address.startswith(institution.url)
    return address


def round_trip(client: Client, institution: FakeInstitution, *, query: str = "", onward: str = "") -> Any:
    """There and back; what our site answers then."""
    address = led_to(client, institution, query=query, onward=onward)
    state = parse_qs(urlsplit(address).query)["state"][0]
    return client.get(BACK, {"code": institution.authorized(address), "state": state})


@pytest.fixture
def linked(library: FakeInstitution, trainer: Member) -> FakeInstitution:
    """The library's account of the trainer, linked."""
    client = show_again(signed_in(trainer.person))  # type: ignore[arg-type]
    assert round_trip(client, library, query="?process=connect").headers["Location"] == MINE
    return library


def test_the_door_names_the_institution(visitor: Member) -> None:
    assert "Go on with an account of Library" in visitor.client.get("/en/staff/sign-in/").content.decode()


def test_a_linked_account_opens_ours(linked: FakeInstitution) -> None:
    client = Client()
    assert round_trip(client, linked, onward="/cms/pages/").headers["Location"] == "/cms/pages/"
    assert client.get("/cms/").status_code == 200


def test_only_an_identity_is_asked_for_and_only_by_the_code_with_its_proof(library: FakeInstitution) -> None:
    query = parse_qs(urlsplit(led_to(Client(), library)).query)
    assert query["scope"] == ["openid"]
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]


def test_an_unknown_account_opens_nothing_and_makes_none(library: FakeInstitution, trainer: Member) -> None:
    library.claims = {"email": "trainer@example.org", "email_verified": True, "preferred_username": "trainer", "roles": ["admin"]}
    Person.objects.filter(username="trainer").update(email="trainer@example.org")
    client = Client()
    answer = round_trip(client, library)
    assert answer.status_code == 403
    assert "opens nothing here yet" in answer.content.decode()
    assert client.get("/cms/").status_code == 302
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_what_the_institution_says_of_somebody_changes_nothing_here(linked: FakeInstitution) -> None:
    before = Person.objects.filter(username="trainer").values(*KEPT).get()
    linked.claims = {"email": "other@example.org", "given_name": "Other", "is_superuser": True, "groups": ["Administrators"]}
    round_trip(Client(), linked)
    assert Person.objects.filter(username="trainer").values(*KEPT).get() == before
    assert list(Person.objects.get(username="trainer").groups.values_list("name", flat=True)) == ["Trainers"]


KEPT = ("username", "email", "first_name", "last_name", "is_superuser", "password")

BENT: list[dict[str, Any]] = [
    {"signed_with": STRANGERS_KEY},
    {"signed_with": "a shared secret of thirty-two bytes", "algorithm": "HS256"},
    {"signed_with": None, "algorithm": "none"},
    {"claims": {"iss": "https://evil.example.org"}},
    {"claims": {"aud": "another-site"}},
    {"claims": {"exp": int(time.time()) - 3600}},
]


@pytest.mark.parametrize("bent", BENT, ids=["key", "algorithm", "unsigned", "issuer", "audience", "expired"])
def test_a_token_that_cannot_be_believed_opens_nothing(linked: FakeInstitution, bent: dict[str, Any]) -> None:
    for name, value in bent.items():
        setattr(linked, name, value)
    client = Client()
    answer = round_trip(client, linked)
    assert answer.status_code == 403
    assert client.get("/cms/").status_code == 302


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(linked: FakeInstitution) -> None:
    address = led_to(Client(), linked)
    state = parse_qs(urlsplit(address).query)["state"][0]
    victim = Client()
    answer = victim.get(BACK, {"code": linked.authorized(address), "state": state})
    assert answer.status_code == 403
    assert victim.get("/cms/").status_code == 302


def test_the_second_step_is_asked_for_all_the_same(linked: FakeInstitution, trainer: Member) -> None:
    secret, _codes = set_up_app(signed_in(trainer.person))  # type: ignore[arg-type]
    client = Client()
    assert round_trip(client, linked).headers["Location"].startswith(SECOND_STEP)
    assert client.get("/cms/").status_code == 302
    client.post(SECOND_STEP, {"code": code_of(secret, at=time.time() + 30)})
    assert client.get("/cms/").status_code == 200


def test_a_visitor_cannot_link_and_staff_show_once_more_who_they_are(library: FakeInstitution, trainer: Member) -> None:
    assert Client().post(f"{GO}?process=connect").headers["Location"].startswith(("/cms/login/", "/en/staff/sign-in/"))
    assert trainer.client.post(f"{GO}?process=connect").headers["Location"].startswith("/en/staff/again/")
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_linked_to_somebody_is_not_linked_to_another(linked: FakeInstitution, administrator: Member) -> None:
    answer = round_trip(show_again(signed_in(administrator.person)), linked, query="?process=connect")  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert SocialAccount.objects.get().user.username == "trainer"


def test_a_link_can_be_taken_away(linked: FakeInstitution, trainer: Member) -> None:
    client = show_again(signed_in(trainer.person))  # type: ignore[arg-type]
    assert "/en/staff/with/library/remove/" in client.get(MINE).content.decode()
    client.post("/en/staff/with/library/remove/")
    assert not SocialAccount.objects.exists()
    assert round_trip(Client(), linked).status_code == 403


def test_no_token_and_no_mail_address_is_kept(linked: FakeInstitution) -> None:
    from allauth.account.models import EmailAddress
    from allauth.socialaccount.models import SocialToken

    linked.claims = {"email": "amina@example.org", "email_verified": True, "given_name": "Amina"}
    round_trip(Client(), linked)
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()
    assert "amina@example.org" not in str(SocialAccount.objects.values().get())


def test_an_institution_that_does_not_answer_is_a_sentence(visitor: Member) -> None:
    cache.clear()
    answer = visitor.client.post(GO)
    assert answer.status_code == 403
    assert "does not answer now" in answer.content.decode()


def test_a_link_alone_leads_nowhere(visitor: Member) -> None:
    assert visitor.client.get(GO).status_code == 405


# --- the environment --------------------------------------------------------------------------------------------------


def test_providers_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.providers([]) == []
    for name, value in (("URL", "https://login.example.org/realms/library/"), ("CLIENT", "mwanga"), ("SECRET", "s")):
        monkeypatch.setenv(f"MWANGA_OIDC_LIBRARY_{name}", value)
    (row,) = env.providers(["library"])
    assert (row["provider_id"], row["name"]) == ("library", "Library")
    assert row["settings"]["server_url"] == "https://login.example.org/realms/library"


@pytest.mark.parametrize(
    ("keys", "url", "sentence"),
    [
        (["Library"], "https://a.example.org", "names 'Library'.*small letters"),
        (["library", "library"], "https://a.example.org", "names one twice"),
        (["library"], "http://a.example.org", "MWANGA_OIDC_LIBRARY_URL is 'http://a.example.org'"),
        (["library"], "https://me:word@a.example.org", "MWANGA_OIDC_LIBRARY_URL"),
        (["library"], "", "MWANGA_OIDC_LIBRARY_URL is not set"),
    ],
)
def test_a_wrong_provider_stops_the_start_with_a_sentence(
    keys: list[str], url: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MWANGA_OIDC_LIBRARY_CLIENT", "mwanga")
    monkeypatch.setenv("MWANGA_OIDC_LIBRARY_SECRET", PASSWORD)
    monkeypatch.setenv("MWANGA_OIDC_LIBRARY_URL", url)
    with pytest.raises(env.BadEnvironment, match=sentence):
        env.providers(keys)
