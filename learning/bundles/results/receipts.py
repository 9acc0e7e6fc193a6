"""Receipts: what became of each answer, signed by the house, for the device to clear what it still kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CourseVersion
from learning.bundles.results.format import DeviceResults
from learning.bundles.results.models import Return
from learning.bundles.results.people import Whose
from learning.completion import missing_for_completion
from learning.keys import sign, signing_key
from learning.models import CourseCompletion, Person
from learning.multibase import from_base64url, to_base64url
from learning.parts import certificate_number
from learning.progress import lamps_of

SIGNED_FOR: Final = b"mwanga-receipt-1\n"


class Counts(NamedTuple):
    """What became of some answers, or of results of what was played."""

    accepted: int
    known: int
    refused: int


@dataclass(frozen=True)
class Receipt:
    """A receipt as data, and the signed document that the device reads. `answers` is uuid -> "accepted", "known" or a refusal."""

    returned: Return
    answers: dict[str, Any]
    codes: dict[UUID, str]
    claims: list[list[str]]
    document: str
    plays: dict[str, Any] = field(default_factory=dict)  # as `answers`, of what was played

    @property
    def counts(self) -> Counts:
        """Of the answers."""
        return counted(self.answers)

    @property
    def played(self) -> Counts:
        """Of what was played."""
        return counted(self.plays)


def counted(said: dict[str, Any]) -> Counts:
    """How often each word stands in a part of a receipt."""
    words = ["refused" if isinstance(word, list) else word for word in said.values()]
    return Counts(*(words.count(name) for name in Counts._fields))


def played_in(document: str) -> Counts:
    """Of what was played, from a receipt of ours as it is kept."""
    payload = json.loads(from_base64url(json.loads(document)["payload"]))
    return counted(payload.get("plays", {}))


def receipt_of(
    returned: Return, *, answers: dict[str, Any], plays: dict[str, Any], codes: dict[UUID, str], claims: list[list[str]]
) -> Receipt:
    """A signed receipt. Raises `KeyUnavailable`."""
    payload = {
        "device": returned.device,
        "given_at": timezone.now().isoformat(timespec="seconds"),
        "answers": answers,
        "learners": {str(learner): {"code": code} for learner, code in codes.items()},
        "claims": claims,
        **({"plays": plays} if plays else {}),
    }
    return Receipt(returned, answers, codes, claims, signed(payload), plays)


def signed(payload: dict[str, Any]) -> str:
    """The document."""
    data = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    key = signing_key()
    document = {
        "mwanga": "receipt",
        "schema": 1,
        "payload": to_base64url(data),
        "kid": key.name,
        "signature": to_base64url(sign(key, SIGNED_FOR + data)),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def claim_lines(results: DeviceResults, whose: Whose) -> list[list[str]]:
    """[learner, course, number of the certificate or nothing, a sentence] for each course that a learner says is finished."""
    return [
        [
            str(results.learner),
            str(claim.course),
            *(said_of_claim(whose.person, claim.course) if whose.person else ["", whose.refusal]),
        ]
        for claim in results.claims
    ]


def said_of_claim(person: Person, course_key: UUID) -> list[str]:
    """The certificate's number, if there is one, and what to do. Up to four queries."""
    if number := certificate_number(person, course_key):
        return [number, _("The certificate is made. Its number is %(number)s.") % {"number": number}]
    if CourseCompletion.objects.filter(person=person, course_key=course_key).exists():
        return [
            "",
            _(
                "The course is finished. The person who leads the class confirms the answers; then the certificate is made online, "
                "with the learner code and the name."
            ),
        ]
    course = CourseVersion.objects.current().filter(course_key=course_key).order_by("pk").first()
    left = len(missing_for_completion(course.lessons, lamps_of(person, course_key))) if course else 0
    if not left:
        return ["", _("This course is not published here.")]
    sentence = ngettext("%(count)s lesson is still missing here.", "%(count)s lessons are still missing here.", left)
    return ["", sentence % {"count": left}]
