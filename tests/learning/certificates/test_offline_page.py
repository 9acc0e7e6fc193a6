"""The page that checks certificates without a network: the same for everybody, in the browser's language, never personal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.test import Client, override_settings

from courses.rendering import objects
from courses.rendering.script import SCANNING, joined_path, static_source
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.offline_page import CHECKING, page_html
from learning.certificates.trusted import Trust
from learning.certificates.verifying import Word
from learning.keys import change_key, signing_key
from learning.models import Person
from tests.cast import Member
from tests.conventions.sources import ROOT
from tests.learning.certificates.conftest import certify

START = "self.mwangaTrust="
MOST_SCRIPT = 19_000  # bytes with Brotli: what checks; what reads picture codes comes when it is wanted
MOST_TRUST = 2_000  # with one key and one nearly empty list
WORDS = {word.value for word in Word} - {"unknown"}


def trust_of(client: Client) -> dict[str, Any]:
    """What the site lets pages trust."""
    text = client.get("/v/trust.js").content.decode()
    return dict(json.loads(text.removeprefix(START).removesuffix(";\n")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "administrator"]
)
def test_everybody_gets_the_same_page(who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    client.cookies["lang"] = "fr"
    answers = [client.get(path, headers={"accept-language": "ar;q=0.9"}) for path in ("/v", "/v/trust.js", "/v/worker.js")]
    stranger = [Client().get(path, headers={"accept-language": "ar;q=0.9"}) for path in ("/v", "/v/trust.js", "/v/worker.js")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.content for answer in answers] == [answer.content for answer in stranger]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
        assert "Cookie" not in answer.headers["Vary"]
        assert "private" not in answer.headers["Cache-Control"]
    assert '<html lang="ar" dir="rtl"' in answers[0].content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/v", "sw,en;q=0.5", "sw"),
        ("/v", "fr-CA", "fr"),
        ("/v", "tlh", "en"),
        ("/v", "", "en"),
        ("/v?l=ar", "sw", "ar"),
        ("/v?l=no", "sw", "sw"),
    ],
)
def test_the_language_is_that_of_the_address_or_the_browser(visitor: Member, address: str, accepted: str, language: str) -> None:
    answer = visitor.client.get(address, headers={"accept-language": accepted})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer.headers["Content-Language"] == language


@pytest.mark.django_db
def test_only_this_page_may_ask_for_the_camera(visitor: Member) -> None:
    assert visitor.client.get("/v").headers["Permissions-Policy"].startswith("camera=(self),")
    assert visitor.client.get("/en/verify/").headers["Permissions-Policy"].startswith("camera=(),")


@pytest.mark.django_db
def test_who_has_the_page_is_told_so(visitor: Member) -> None:
    tag = visitor.client.get("/v").headers["ETag"]
    assert visitor.client.get("/v", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.django_db
def test_the_worker_rules_this_page_and_no_language(visitor: Member) -> None:
    answer = visitor.client.get("/v/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/v"
    assert [code for code, _name in settings.LANGUAGES if code.startswith("v")] == []  # its pages would stand below /v…


@pytest.mark.django_db
def test_the_page_has_words_for_every_answer(visitor: Member) -> None:
    page = visitor.client.get("/v").content.decode()
    assert set(re.findall(r'data-word="(\w+)"', page)) >= WORDS
    assert set(re.findall(r'data-problem="(\w+)"', page)) >= {"no_camera", "refused", "insecure", "nothing_found"}


@pytest.mark.django_db
def test_the_form_for_numbers_leads_here(visitor: Member) -> None:
    assert 'href="/v?l=ar"' in visitor.client.get("/ar/verify/").content.decode()
    assert 'action="/ar/verify/"' in visitor.client.get("/v?l=ar").content.decode()


@pytest.mark.django_db
def test_the_page_names_courses_by_their_titles(course: Any, visitor: Member) -> None:
    page = visitor.client.get("/v").content.decode()
    assert f"&quot;{course.slug}&quot;: &quot;{course.title}&quot;" in page


# --- whom it trusts -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_trust_can_be_read_as_a_verifier_reads_it(visitor: Member) -> None:
    document = trust_of(visitor.client)
    trust = Trust.from_document(document)
    assert list(trust.keys) == [f"did:web:testserver#{signing_key().name}"]
    assert sorted(trust.lists) == ["http://testserver/status/1", "http://testserver/status/1/replaced"]


@pytest.mark.django_db
def test_old_and_leaked_keys_stay_known(visitor: Member) -> None:
    old = signing_key()
    new = change_key(leaked_at=old.created_at)
    keys = {key["name"]: key for key in trust_of(visitor.client)["issuers"][0]["keys"]}
    assert set(keys) == {old.name, new.name}
    assert keys[old.name]["leaked_at"]
    assert keys[new.name]["leaked_at"] is None


@pytest.mark.django_db
def test_without_the_secret_half_of_the_key_nothing_is_said_of_status(visitor: Member, tmp_path: Path) -> None:
    signing_key()
    with override_settings(KEYS_ROOT=tmp_path / "nowhere"):
        document = trust_of(visitor.client)
    assert document["lists"] == []
    assert document["issuers"][0]["keys"]


@pytest.mark.django_db
def test_nobody_is_named_in_what_is_trusted(course: Any, learning_person: Person, visitor: Member) -> None:
    certificate = certify(learning_person, course)
    Certificate.objects.update(status=CertificateStatus.REVOKED)
    text = visitor.client.get("/v/trust.js").content.decode()
    for known in (certificate.name, certificate.number, certificate.shown_number, str(certificate.uuid)):
        assert known not in text


# --- what it weighs -------------------------------------------------------------------------------------------------------


def weight(data: bytes) -> int:
    """Bytes with Brotli."""
    return len(brotli.compress(data, quality=11))


@pytest.mark.django_db
def test_what_is_loaded_stays_small(visitor: Member) -> None:
    scripts = [objects.read(joined_path(names).rpartition("/")[2]) for names in (CHECKING, SCANNING)]
    assert weight(scripts[0]) <= MOST_SCRIPT
    assert weight(scripts[1]) <= 10_000
    assert weight(visitor.client.get("/v/trust.js").content) <= MOST_TRUST
    assert weight(page_html("en").encode()) <= 4_500


def test_every_script_of_the_verifier_is_loaded_once() -> None:
    folder = ROOT / "static" / "offline" / "verify"
    assert sorted(path.stem for path in folder.glob("*.js")) == sorted(name.rpartition("/")[2] for name in CHECKING)
    assert CHECKING[-1].endswith("/page")
    assert static_source(CHECKING[0]).startswith("(function")
