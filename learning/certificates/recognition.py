"""Who recognises a version of a course on a day, as pages draw it. The register is edited in the CMS; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.countries import country_name
from courses.models import CourseVersion
from courses.rendering.document import writing_direction
from learning.certificates.models import Certificate, Recognition, RecognitionKind


def recognitions_of(course_key: UUID | str, *, language: str, number: int, on: date) -> list[Recognition]:
    """Those of one version of a course that hold on a day, by the institutions' names. One query."""
    rows = Recognition.objects.on(on).of_version(course_key, language=language, number=number).select_related("institution")
    return sorted(rows, key=lambda row: (row.by.casefold(), row.kind, row.valid_from))


def in_register() -> Exists:
    """Whether a row with a `course_key` is of a course in the register: spares the pages of others a query."""
    return Exists(Recognition.objects.filter(course_key=OuterRef("course_key")))


def recognised_course(version: CourseVersion) -> SafeString:
    """The fold of a course page: nothing where nobody recognises it. One query."""
    rows = recognitions_of(version.course_key, language=version.language, number=version.number, on=timezone.localdate())
    return render_to_string("learning/recognised.html", recognised_context(rows)) if rows else SafeString()


def recognised_certificate(certificate: Certificate) -> dict[str, Any]:
    """What `learning/recognised.html` draws below a valid certificate, for the version it is for. One query."""
    number = certificate.statement.get("version")
    if not certificate.is_valid or not isinstance(number, int):
        return {}
    rows = recognitions_of(certificate.course_key, language=certificate.language, number=number, on=timezone.localdate())
    return recognised_context(rows)


def recognised_context(rows: Iterable[Recognition]) -> dict[str, Any]:
    """The variables of `learning/recognised.html`, in the active language."""
    here = get_language() or ""
    return {
        "recognitions": [
            {
                "by": row.by,
                "country": country_name(row.from_country, here) if row.from_country else "",
                "statement": row.statement,
                "language": "" if row.language == here else row.language,
                "dir": writing_direction(row.language),
                "facts": facts_of(row),
                "is_reciprocal": row.is_reciprocal,
                "document_url": row.document_url,
                "document_title": row.document_title,
            }
            for row in rows
        ]
    }


def facts_of(row: Recognition) -> list[str]:
    """As what, how much, from when to when, when that was looked at."""
    facts = [] if row.kind == RecognitionKind.HOURS else [str(row.get_kind_display())]
    if row.hours is not None:
        facts.append(hours_words(row.hours))
    if row.credit is not None:
        facts.append(f"{in_words(row.credit)} {row.framework}")
    facts.append(days_words(row))
    if row.checked_on:
        facts.append(_("checked on %(day)s") % {"day": date_format(row.checked_on, "DATE_FORMAT")})
    return facts


def hours_words(hours: Decimal) -> str:
    """ "12.5 hours" """
    count = int(hours) if hours == int(hours) else 2
    return ngettext("%(hours)s hour", "%(hours)s hours", count) % {"hours": in_words(hours)}


def days_words(row: Recognition) -> str:
    """From when to when it holds."""
    start = date_format(row.valid_from, "DATE_FORMAT")
    if row.valid_to is None:
        return _("since %(day)s") % {"day": start}
    return _("from %(start)s to %(end)s") % {"start": start, "end": date_format(row.valid_to, "DATE_FORMAT")}


def in_words(value: Decimal) -> str:
    """A decimal without zeros at its end, as the active language writes it."""
    return number_format(plain_decimal(value))


def plain_decimal(value: Decimal) -> str:
    """A decimal without zeros at its end: "2", "12.5"."""
    return f"{value.normalize():f}"
