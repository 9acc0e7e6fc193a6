"""The words on a printed certificate and its transcript, in the active language; and two languages side by side."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CourseVersion
from learning.certificates.models import Certificate
from learning.certificates.sheet import facts_context


class Fact(NamedTuple):
    """A label and what stands under it."""

    label: str
    lines: list[str]


def words_of(certificate: Certificate) -> dict[str, Any]:
    """All words of both pages but for the name, the titles and the lessons."""
    facts = facts_context(certificate)
    return {
        "kind": words_in("certificate_kind", facts["kind"]),
        "did": words_in("certificate_did", facts["kind"]),
        "columns": columns_of(facts),
        "not_a_degree": facts["not_a_degree"],
        "check": _("Anyone can check it:"),
        "transcript": _("Transcript"),
        "belongs": _("This page belongs to the certificate %(number)s.") % {"number": certificate.shown_number},
        "lesson": _("Course") if facts["courses"] else _("Lesson"),
        "minutes": _("Minutes"),
        "finished": _("Finished"),
        "framework": _("Framework"),
        "code": _("Code"),
        "competency": _("What was learned"),
        "summary": [
            Fact(_("Length"), [length_words(facts["minutes"])]),
            Fact(_("How it was checked"), [facts["evidence"]]),
            Fact(_("Number"), [certificate.shown_number]),
        ],
    }


def columns_of(facts: dict[str, Any]) -> list[list[Fact]]:
    """The facts at the foot of the certificate."""
    minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", facts["minutes"]) % {"minutes": facts["minutes"]}
    first = [
        Fact(_("Finished"), [facts["finished"]]),
        Fact(_("Length and level"), [f"{minutes}, {facts['level']}"]),
        Fact(_("Issued by"), [facts["issuer"], facts["date"]]),
        *([Fact(_("In the class of"), [facts["institution"]])] if facts["institution"] else []),
    ]
    second = [
        Fact(_("Rule"), [facts["pass_rule"]]),
        Fact(_("How it was checked"), [facts["evidence"]]),
        source_of(facts),
    ]
    third = [Fact(_("What was learned"), facts["competencies"])] if facts["competencies"] else []
    return [column for column in (first, second, third) if column]


def source_of(facts: dict[str, Any]) -> Fact:
    """Which text it is about: the course's version, or the courses of a programme, each with its own."""
    if facts["courses"]:
        return Fact(_("Courses"), facts["courses"])
    text = _("version %(version)s, %(licence)s") % {"version": facts["version"], "licence": facts["licence"]}
    return Fact(_("Course text"), [text])


def words_in(template: str, kind: str) -> str:
    """Which kind of certificate it is, or what its holder did, in the words of the pages."""
    return render_to_string(f"learning/{template}.html", {"kind": kind}).strip()


def length_words(minutes: int) -> str:
    """Minutes, and from an hour on hours too, to the next half."""
    words = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    if minutes < 60:
        return words
    hours = round(minutes / 30) / 2
    shown = number_format(hours, decimal_pos=0 if hours.is_integer() else 1)
    about = ngettext("about %(hours)s hour", "about %(hours)s hours", ceiled(hours)) % {"hours": shown}
    return f"{words} ({about})"


def ceiled(hours: float) -> int:
    """For the grammar: one and a half is more than one."""
    return int(hours) if hours.is_integer() else int(hours) + 1


def day_words(iso: str) -> str:
    """A kept day in the active language; none stays none."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""


def titles_in(language: str, certificate: Certificate) -> dict[str, str]:
    """The titles of course ("") and lessons (by key) in another language, as on the day of issue. None: empty. One query."""
    rows = CourseVersion.objects.filter(course_key=certificate.course_key, language=language)
    version = rows.filter(published_at__lte=certificate.issued_at).order_by("number").last()
    if version is None:
        return {}
    return {"": version.title, **{lesson["key"]: lesson["title"] for lesson in version.lessons if lesson["language"] == language}}
