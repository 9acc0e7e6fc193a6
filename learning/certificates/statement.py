"""What a certificate says about the course: a snapshot in plain data, and the words for it. Pure but for the active language.

The snapshot keeps the words of the day of issue in the course's language. The same facts can be put into the words of another
language for somebody who checks a certificate abroad.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from courses.models import CourseVersion
from courses.models.course import Level
from learning.certificates.models import CertificateKind
from learning.completion import MASTERY
from learning.models import EvidenceKind

# From the strongest to the weakest; a certificate is as strong as the weakest answer behind it.
EVIDENCE_ORDER: Final = [EvidenceKind.ONLINE, EvidenceKind.FACILITATOR_CONFIRMED, EvidenceKind.SELF_REPORTED]
PERCENT: Final = ceil(MASTERY * 100)


def statement_of(version: CourseVersion, *, kind: CertificateKind = CertificateKind.ACHIEVEMENT) -> dict[str, Any]:
    """The snapshot of a course version, in its language.

    {"kind", "course", "slug", "version", "level", "minutes", "licence", "band", "band_colours", "issuer", "lessons": [{"title",
    "language"}], "competencies": [{"tag", "framework", "code", "name"}], "mastery" (percent), "pass_rule", "not_a_degree"}

    Who only took part was asked for nothing to be right, so such a statement names no competencies and its "mastery" is 0.
    """
    content = version.content
    is_tested = kind != CertificateKind.PARTICIPATION
    told = {
        "kind": str(kind),
        "course": version.title,
        "version": version.number,
        **{name: content[name] for name in ("slug", "level", "minutes", "licence", "band", "band_colours")},
        "issuer": settings.WAGTAIL_SITE_NAME,
        "lessons": [{"title": lesson["title"], "language": lesson["language"]} for lesson in version.lessons],
        "competencies": content["competencies"] if is_tested else [],
        "mastery": PERCENT if is_tested else 0,
    }
    return with_sentences(told, version.language)


def programme_statement(*, slug: str, title: str, language: str, versions: list[CourseVersion]) -> dict[str, Any]:
    """The snapshot of a programme: as a course's, and "courses": [{"title", "language", "version", "slug", "minutes", "lessons"}].

    Its "lessons" are the courses, with "minutes", so that each is a lamp; minutes are summed, the level is the highest, there is no
    "version".
    """
    courses = [
        {
            "title": version.title,
            "language": version.language,
            "version": version.number,
            "slug": version.slug,
            "minutes": version.content["minutes"],
            "lessons": [{"title": lesson["title"], "language": lesson["language"]} for lesson in version.lessons],
        }
        for version in versions
    ]
    contents = [version.content for version in versions]
    competencies = {each["tag"]: each for content in contents for each in content["competencies"]}
    told = {
        "kind": str(CertificateKind.PROGRAMME),
        "course": title,
        "slug": slug,
        "version": None,
        "level": max((content["level"] for content in contents), key=height_of),
        "minutes": sum(content["minutes"] for content in contents),
        "licence": ", ".join(dict.fromkeys(content["licence"] for content in contents)),
        **{name: contents[0][name] for name in ("band", "band_colours")},
        "issuer": settings.WAGTAIL_SITE_NAME,
        "courses": courses,
        "lessons": [{name: course[name] for name in ("title", "language", "minutes")} for course in courses],
        "competencies": list(competencies.values()),
        "mastery": PERCENT,
    }
    return with_sentences(told, language)


def with_sentences(told: dict[str, Any], language: str) -> dict[str, Any]:
    """A snapshot with its sentences in a language."""
    with override(language):
        return {**told, "pass_rule": rule_words(told), "not_a_degree": not_a_degree_words()}


def rule_words(told: Mapping[str, Any]) -> str:
    """What had to be done for a certificate, in the active language, from its statement."""
    count, percent = len(told["lessons"]), told["mastery"]
    if told["kind"] == CertificateKind.PARTICIPATION:
        return participation_words(count)
    if told["kind"] == CertificateKind.PROGRAMME:
        return programme_words(courses=count, percent=percent)
    return pass_rule_words(lessons=count, percent=percent)


def pass_rule_words(*, lessons: int, percent: int) -> str:
    """What had to be done for a course, in the active language."""
    sentence = ngettext(
        "At least %(percent)s %% of the questions answered right, with as many tries as needed.",
        "In each of %(lessons)s lessons, at least %(percent)s %% of the questions answered right, with as many tries as needed.",
        lessons,
    )
    return sentence % {"lessons": lessons, "percent": percent}


def participation_words(lessons: int) -> str:
    """What taking part means, and what it does not, in the active language."""
    sentence = ngettext(
        "Took part: at least one question of the lesson answered, or present when a class met about it. "
        "What was learned was not tested.",
        "Took part: in each of %(lessons)s lessons, at least one question answered, or present when a class met about it. "
        "What was learned was not tested.",
        lessons,
    )
    return sentence % {"lessons": lessons}


def programme_words(*, courses: int, percent: int) -> str:
    """What had to be done for a programme, in the active language."""
    sentence = ngettext(
        "%(courses)s course finished: in each of its lessons, at least %(percent)s %% of the questions answered right, "
        "with as many tries as needed.",
        "%(courses)s courses finished: in each of their lessons, at least %(percent)s %% of the questions answered right, "
        "with as many tries as needed.",
        courses,
    )
    return sentence % {"courses": courses, "percent": percent}


def course_words(course: Mapping[str, Any]) -> str:
    """A course of a programme with its version, in the active language."""
    return _("%(course)s, version %(version)s") % {"course": course["title"], "version": course["version"]}


def not_a_degree_words() -> str:
    """What a certificate is not, in the active language."""
    return _("This is not a degree.")


def evidence_words(kind: str) -> str:
    """How the answers were given, in the active language."""
    words = {
        EvidenceKind.ONLINE: _("online, each answer checked by this site"),
        EvidenceKind.FACILITATOR_CONFIRMED: _("confirmed by a facilitator who was there"),
        EvidenceKind.SELF_REPORTED: _("reported by the learner, answered without a connection"),
    }
    return words[EvidenceKind(kind)]


def level_words(level: str) -> str:
    """The course's level, in the active language."""
    return str(Level(level).label) if level in Level.values else level


def height_of(level: str) -> int:
    """How high a level stands among ours; one we do not know stands below all."""
    return Level.values.index(level) if level in Level.values else -1


def weakest(kinds: set[str]) -> EvidenceKind:
    """The kind of evidence a certificate rests on. Nothing known counts as reported by the learner."""
    return max((EvidenceKind(kind) for kind in kinds), key=EVIDENCE_ORDER.index, default=EvidenceKind.SELF_REPORTED)


def strongest(kinds: set[str]) -> EvidenceKind:
    """The best of several kinds of evidence for the same thing; one at least."""
    return min((EvidenceKind(kind) for kind in kinds), key=EVIDENCE_ORDER.index)
