"""What a credential tells: every fact of the certificate, in words that the vocabulary has, in the certificate's language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils.translation import override

from courses.models import Framework
from learning.certificates.credential import credential_of
from learning.certificates.models import Certificate
from learning.certificates.signing import quads_of
from tests.learning.certificates.conftest import Draft
from tests.learning.certificates.signed import token

pytestmark = pytest.mark.django_db


def credential(draft: Draft, **told: Any) -> dict[str, Any]:
    certificate: Certificate = draft(**told)
    certificate.status_place = 131_072 + 5
    return credential_of(certificate)


def test_it_tells_everything_that_a_certificate_tells(draft: Draft) -> None:
    Framework.objects.create(key="f", name="F", url="https://example.org/framework")
    found = credential(draft)
    achievement = found["credentialSubject"]["achievement"]
    assert achievement["name"] == "Safe and Strong with AI"
    assert achievement["version"] == "3"
    assert achievement["inLanguage"] == "en"
    for fact in ("6 lessons", "60 minutes", "CC BY 4.0", "level"):
        assert fact in achievement["description"]
    for fact in ("80 %", "This is not a degree."):
        assert fact in achievement["criteria"]["narrative"]
    assert found["evidence"][0]["narrative"] == "online, each answer checked by this site"
    assert len(achievement["alignment"]) == 6
    assert achievement["alignment"][0]["targetUrl"] == "https://example.org/framework"
    assert found["awardedDate"] == "2026-11-21T12:00:00Z"
    assert found["validFrom"] == "2026-11-23T12:00:00Z"


def test_its_place_is_in_the_list_that_holds_it(draft: Draft) -> None:
    assert credential(draft)["credentialStatus"] == {
        "id": "http://testserver/status/2#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "http://testserver/status/2",
    }


@pytest.mark.parametrize("language", ["en", "ar", "hi", "bn", "am", "sw", "ha", "fr", "es", "pt"])
def test_each_language_is_signed_whole(draft: Draft, language: str) -> None:
    with override("fr"):  # of whoever happens to ask
        found = credential(draft, language=language)
    assert quads_of(found)
    assert found["credentialSubject"]["achievement"]["inLanguage"] == language


def test_nothing_in_it_tells_who_answered_what(draft: Draft) -> None:
    text = json.dumps(credential(draft))
    for word in ("attempt", "score", "learner", "@"):
        assert word not in text.replace("@context", "")


LONG_ARABIC = "آمنة بنت عبد الرحمن الحسن الزبيدي"


def test_a_code_with_an_arabic_name_is_small(draft: Draft) -> None:
    assert len(token()) <= 180
    assert len(token(name=LONG_ARABIC, host="learn.mwanga.example.org", place=4_000_000)) <= 250
