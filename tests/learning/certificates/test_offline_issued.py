"""What the site really issues is genuine to the offline verifier, in each language, and what it takes back is not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from courses.models import CourseVersion
from learning.certificates.credential import credential_of
from learning.certificates.issuing import correct_certificate
from learning.certificates.models import Certificate
from learning.certificates.seals import jwt_of, token_text
from learning.certificates.signing import quads_of
from learning.certificates.trust import trust_document
from learning.keys import change_key, signing_key
from learning.models import CohortCourse, Person
from tests.factories import make_cohort, seat_learner
from tests.learning.certificates.conftest import NAME, Draft, certify
from tests.learning.certificates.offline_core import OfflineCore

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def answers(core: OfflineCore, certificate: Certificate) -> list[dict[str, Any]]:
    """The verdicts on the certificate as JSON, as a code and as a signed text, by what the site lets others trust now."""
    trust, now = trust_document(), timezone.now().isoformat()
    shown = [json.dumps(certificate.credential), token_text(certificate), jwt_of(certificate)]
    return [core.ask("check", one, trust, now) for one in shown]


def words(core: OfflineCore, certificate: Certificate) -> set[str]:
    return {found["word"] for found in answers(core, certificate)}


def test_what_is_issued_is_genuine(core: OfflineCore, learning_person: Person, course: CourseVersion) -> None:
    certificate = certify(learning_person, course)
    for found in answers(core, certificate):
        assert (found["word"], found["why"]) == ("genuine", "")
        assert (found["facts"]["name"], found["facts"]["uuid"]) == (NAME, str(certificate.uuid))
        assert found["since"]


def test_an_institution_that_confirms_is_named(core: OfflineCore, learning_person: Person, course: CourseVersion) -> None:
    cohort = make_cohort()
    CohortCourse.objects.create(cohort=cohort, course_key=course.course_key)
    seat_learner(cohort, learning_person)
    signing_key(cohort.institution)
    found = answers(core, certify(learning_person, course))[0]
    assert (found["word"], found["facts"]["also"]) == ("genuine", [cohort.institution.name])


def test_a_corrected_one_is_replaced(core: OfflineCore, learning_person: Person, course: CourseVersion) -> None:
    old = certify(learning_person, course)
    new = correct_certificate(certificate=old, name="Zawadi Nakupenda Juma")
    assert words(core, old) == {"replaced"}
    assert words(core, new) == {"genuine"}


@pytest.mark.parametrize(("days", "word"), [(None, "genuine"), (-1, "genuine"), (1, "key_leaked")])
def test_a_key_is_changed(core: OfflineCore, learning_person: Person, course: CourseVersion, days: int | None, word: str) -> None:
    certificate = certify(learning_person, course)
    change_key(leaked_at=timezone.now() - timedelta(days=days) if days else None)
    assert words(core, certificate) == {word}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("name", ["आमना “Ü” O'Neill", 'آمنة "x" \\ 𐀀'])
def test_each_language_is_the_same_in_quads(core: OfflineCore, draft: Draft, language: str, name: str) -> None:
    certificate = draft(language=language, name=name)
    certificate.status_place = 7
    document = credential_of(certificate)
    assert core.ask("quadsOf", document, document["@context"], ["@context"]) == quads_of(document)
