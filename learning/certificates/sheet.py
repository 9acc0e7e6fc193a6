"""A certificate as the templates draw it: on the holder's page, in the preview, on the public page and in the PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.rendering.pages import lessons_text
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.names import masked
from learning.certificates.qr import qr_svg
from learning.certificates.seals import token_text
from learning.certificates.statement import course_words, evidence_words, level_words, not_a_degree_words, rule_words
from learning.keys import KeyUnavailable


def sheet_context(certificate: Certificate) -> dict[str, Any]:
    """What `learning/certificate_sheet.html` draws, in the active language. A certificate without a number is a preview."""
    statement = certificate.statement
    return {
        "course": course_context(certificate),
        **lamps_context(statement),
        "certificate": {
            **facts_context(certificate),
            "name": certificate.name,
            "number": certificate.shown_number if certificate.number else _("preview"),
            "language": certificate.language,
            "verify_address": verify_address(certificate),
            "qr_svg": code_svg(certificate),
        },
    }


def lamps_context(statement: dict[str, Any]) -> dict[str, Any]:
    """A lamp for each lesson, or each course of a programme. All are lit; who only took part began each, and it says no more."""
    count = len(statement["lessons"])
    if statement["kind"] == CertificateKind.PARTICIPATION:
        return {"lamps": ["half"] * count, "lamps_text": lessons_text(count)}
    text = ngettext("%(lit)s of %(total)s lit", "%(lit)s of %(total)s lit", count) % {"lit": count, "total": count}
    return {"lamps": ["lit"] * count, "lamps_text": text}


def public_context(certificate: Certificate, *, is_whole: bool = False) -> dict[str, Any]:
    """What strangers see of a certificate: the facts in the active language; the name masked unless its holder shows it."""
    name = certificate.name if is_whole else masked(certificate.name)
    return {
        "course": course_context(certificate),
        "certificate": {**facts_context(certificate), "name": name, "is_whole": is_whole},
    }


def course_context(certificate: Certificate) -> dict[str, Any]:
    """The course, as its certificate names it."""
    statement = certificate.statement
    return {"title": statement["course"], "band": statement["band"], "band_colours": statement["band_colours"]}


def facts_context(certificate: Certificate) -> dict[str, Any]:
    """The plain facts, none of them personal. In the certificate's own language the words are those of the day of issue."""
    statement = certificate.statement
    own_words = get_language() == certificate.language
    return {
        "kind": statement["kind"],
        "issuer": statement["issuer"],
        "institution": (statement.get("institution") or {}).get("name", ""),
        "date": day(certificate.issued_at),
        "finished": day(certificate.completed_at),
        "minutes": statement["minutes"],
        "level": level_words(statement["level"]),
        "lessons": statement["lessons"],
        "courses": [course_words(course) for course in statement.get("courses", [])],
        "competencies": [competency["name"] for competency in statement["competencies"]],
        "pass_rule": statement["pass_rule"] if own_words else rule_words(statement),
        "evidence": evidence_words(certificate.evidence),
        "not_a_degree": statement["not_a_degree"] if own_words else not_a_degree_words(),
        "version": statement["version"],
        "licence": statement["licence"],
    }


def day(time: datetime) -> str:
    """A day in the active language, by the server's clock."""
    return date_format(time, "DATE_FORMAT")


def verify_address(certificate: Certificate) -> str:
    """The same address as people read and type it; none for a preview."""
    return public_address(certificate).partition("://")[2] if certificate.number else ""


def code_svg(certificate: Certificate) -> str:
    """The picture code; none for a preview."""
    if not certificate.number:
        return ""
    title = _("Picture code that checks this certificate, as the address %(address)s does") % {
        "address": public_address(certificate)
    }
    return qr_svg(code_text(certificate), title=title)


def code_text(certificate: Certificate) -> str:
    """What the picture code holds: the signed token. The address of the public page while no key is there to sign one."""
    try:
        return token_text(certificate)
    except KeyUnavailable:
        return public_address(certificate)


def public_address(certificate: Certificate) -> str:
    """The whole address of the page where anyone checks a certificate by its number."""
    return f"{settings.SITE_URL}/c/{certificate.shown_number}"
