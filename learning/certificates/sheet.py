"""A certificate as the templates draw it: on the holder's page, in the preview, on the public page and in the PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from learning.certificates.models import Certificate
from learning.certificates.names import masked
from learning.certificates.qr import qr_svg
from learning.certificates.statement import evidence_words, level_words, not_a_degree_words, pass_rule_words


def sheet_context(certificate: Certificate) -> dict[str, Any]:
    """What `learning/certificate_sheet.html` draws, in the active language. A certificate without a number is a preview."""
    statement = certificate.statement
    address = public_address(certificate) if certificate.number else ""
    lit = len(statement["lessons"])
    return {
        "course": course_context(certificate),
        "lamps": ["lit"] * lit,
        "lamps_text": ngettext("%(lit)s of %(total)s lit", "%(lit)s of %(total)s lit", lit) % {"lit": lit, "total": lit},
        "certificate": {
            **facts_context(certificate),
            "name": certificate.name,
            "number": certificate.shown_number if certificate.number else _("preview"),
            "language": certificate.language,
            "verify_address": address.partition("://")[2],
            "qr_svg": qr_svg(address) if address else "",
        },
    }


def public_context(certificate: Certificate) -> dict[str, Any]:
    """What strangers see of a certificate: the facts in the active language, the name masked."""
    return {"course": course_context(certificate), "certificate": {**facts_context(certificate), "name": masked(certificate.name)}}


def course_context(certificate: Certificate) -> dict[str, Any]:
    """The course, as its certificate names it."""
    statement = certificate.statement
    return {"title": statement["course"], "band": statement["band"], "band_colours": statement["band_colours"]}


def facts_context(certificate: Certificate) -> dict[str, Any]:
    """The plain facts, none of them personal. In the certificate's own language the words are those of the day of issue."""
    statement = certificate.statement
    own_words = get_language() == certificate.language
    lessons, percent = len(statement["lessons"]), statement["mastery"]
    return {
        "kind": statement["kind"],
        "issuer": statement["issuer"],
        "date": day(certificate.issued_at),
        "finished": day(certificate.completed_at),
        "minutes": statement["minutes"],
        "level": level_words(statement["level"]),
        "lessons": statement["lessons"],
        "competencies": [competency["name"] for competency in statement["competencies"]],
        "pass_rule": statement["pass_rule"] if own_words else pass_rule_words(lessons=lessons, percent=percent),
        "evidence": evidence_words(certificate.evidence),
        "not_a_degree": statement["not_a_degree"] if own_words else not_a_degree_words(),
        "version": statement["version"],
        "licence": statement["licence"],
    }


def day(time: datetime) -> str:
    """A day in the active language, by the server's clock."""
    return date_format(time, "DATE_FORMAT")


def public_address(certificate: Certificate) -> str:
    """The whole address of the page where anyone checks a certificate; the picture code holds it."""
    return f"{settings.SITE_URL}/c/{certificate.shown_number}"
