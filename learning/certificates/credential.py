"""A certificate as an Open Badges 3.0 credential (1EdTech), which is a Verifiable Credential 2.0 (W3C), in one language.

Hours, level and pass rule stand in sentences: the vocabulary has no words for them, and what it has no words for is not signed.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from courses.models import Framework
from learning.certificates.issuer import did_of
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.signing import in_utc
from learning.certificates.statement import course_words, evidence_words, level_words
from learning.certificates.status_list import BITS
from learning.certificates.vocabulary import CREDENTIALS, OPEN_BADGES

# Words of the enumeration AchievementType of Open Badges 3.0.
ACHIEVEMENT_TYPES: Final = {
    CertificateKind.ACHIEVEMENT: "Certificate",
    CertificateKind.PARTICIPATION: "CertificateOfCompletion",
    CertificateKind.PROGRAMME: "Certificate",
}


def credential_of(certificate: Certificate) -> dict[str, Any]:
    """The credential of a certificate with a place in the status list, unsigned. One query."""
    site, told = settings.SITE_URL, certificate.statement
    with override(certificate.language):
        return {
            "@context": [CREDENTIALS, OPEN_BADGES],
            "id": f"urn:uuid:{certificate.uuid}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": did_of(), "type": ["Profile"], "name": told["issuer"], "url": site},
            "validFrom": in_utc(certificate.issued_at),
            "awardedDate": in_utc(certificate.completed_at),
            "name": title_words(told),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {"type": "IdentityObject", "identityHash": certificate.name, "identityType": "name", "hashed": False}
                ],
                "achievement": achievement_of(certificate),
            },
            "evidence": [
                {"type": ["Evidence"], "name": _("How it was learned"), "narrative": evidence_words(certificate.evidence)},
            ],
            "credentialStatus": status_entry(certificate),
        }


def achievement_of(certificate: Certificate) -> dict[str, Any]:
    """What was achieved: the course or programme in the words of the day, in the active language."""
    told = certificate.statement
    return {
        "id": achievement_address(certificate),
        "type": ["Achievement"],
        "achievementType": ACHIEVEMENT_TYPES[CertificateKind(certificate.kind)],
        "name": title_words(told),
        **({"version": str(told["version"])} if told["version"] else {}),
        "inLanguage": certificate.language,
        "description": description_of(told),
        "criteria": {"narrative": f"{told['pass_rule']} {told['not_a_degree']}"},
        **({"alignment": alignments_of(told)} if told["competencies"] else {}),
    }


def alignments_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Which competencies of which published frameworks; each leads to where its framework is published. One query."""
    tags = {competency["tag"]: competency["tag"].partition("/")[0] for competency in told["competencies"]}
    addresses = dict(Framework.objects.filter(key__in=set(tags.values())).values_list("key", "url"))
    return [
        {
            "type": ["Alignment"],
            "targetName": competency["name"],
            "targetFramework": competency["framework"],
            "targetCode": competency["code"],
            "targetUrl": addresses.get(tags[competency["tag"]]) or settings.SITE_URL,
        }
        for competency in told["competencies"]
    ]


def achievement_address(certificate: Certificate) -> str:
    """What an achievement is known by: two kinds for a course are two, and so is a programme with other versions of courses."""
    told, base = certificate.statement, f"{settings.SITE_URL}/{certificate.language}"
    if certificate.kind == CertificateKind.PROGRAMME:
        return f"{base}/programmes/{told['slug']}/#versions-" + "-".join(str(course["version"]) for course in told["courses"])
    mark = "participation-version" if certificate.kind == CertificateKind.PARTICIPATION else "version"
    return f"{base}/{told['slug']}/#{mark}-{told['version']}"


def title_words(told: dict[str, Any]) -> str:
    """What a wallet shows of it, in the active language: taking part says so in its first word."""
    if told["kind"] == CertificateKind.PARTICIPATION:
        return _("Participation: %(course)s") % {"course": told["course"]}
    return str(told["course"])


def description_of(told: dict[str, Any]) -> str:
    """Lessons or courses, minutes, level and licence as sentences, in the active language."""
    count = len(told["lessons"])
    facts = {"count": count, "minutes": told["minutes"], "level": level_words(told["level"]), "licence": told["licence"]}
    if told["kind"] == CertificateKind.PROGRAMME:
        words = ngettext(
            "%(count)s course of about %(minutes)s minutes in all, level: %(level)s. Licence: %(licence)s.",
            "%(count)s courses of about %(minutes)s minutes in all, level: %(level)s. Licence: %(licence)s.",
            count,
        )
        return " ".join([words % facts, *(f"{course_words(course)}." for course in told["courses"])])
    words = ngettext(
        "%(count)s lesson of about %(minutes)s minutes in all, level: %(level)s. The course’s licence: %(licence)s.",
        "%(count)s lessons of about %(minutes)s minutes in all, level: %(level)s. The course’s licence: %(licence)s.",
        count,
    )
    return words % facts


def status_entry(certificate: Certificate) -> dict[str, Any]:
    """Where to look whether it still stands. Raises `ValueError` before a certificate has its place."""
    if certificate.status_place is None:
        raise ValueError("A certificate gets its place in the status list before it is signed.")
    number, place = divmod(certificate.status_place, BITS)
    address = f"{settings.SITE_URL}/status/{number + 1}"
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }
