"""What a certificate says about the course: a snapshot in plain data, and the words for it. Pure but for the active language.

The snapshot keeps the words of the day of issue in the course's language. The same facts can be put into the words of another
language for somebody who checks a certificate abroad.
"""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from courses.models import CourseVersion
from courses.models.course import Level
from learning.completion import MASTERY
from learning.models import EvidenceKind

ACHIEVEMENT: Final = "achievement"
# From the strongest to the weakest; a certificate is as strong as the weakest answer behind it.
EVIDENCE_ORDER: Final = [EvidenceKind.ONLINE, EvidenceKind.FACILITATOR_CONFIRMED, EvidenceKind.SELF_REPORTED]


def statement_of(version: CourseVersion) -> dict[str, Any]:
    """The snapshot of a course version, in its language.

    {"kind", "course", "slug", "version", "level", "minutes", "licence", "band", "band_colours", "issuer", "lessons": [{"title",
    "language"}], "competencies": [{"tag", "framework", "code", "name"}], "mastery" (percent), "pass_rule", "not_a_degree"}
    """
    content = version.content
    percent = ceil(MASTERY * 100)
    with override(version.language):
        return {
            "kind": ACHIEVEMENT,
            "course": version.title,
            "version": version.number,
            **{name: content[name] for name in ("slug", "level", "minutes", "licence", "band", "band_colours", "competencies")},
            "issuer": settings.WAGTAIL_SITE_NAME,
            "lessons": [{"title": lesson["title"], "language": lesson["language"]} for lesson in version.lessons],
            "mastery": percent,
            "pass_rule": pass_rule_words(lessons=len(version.lessons), percent=percent),
            "not_a_degree": not_a_degree_words(),
        }


def pass_rule_words(*, lessons: int, percent: int) -> str:
    """What had to be done, in the active language."""
    sentence = ngettext(
        "At least %(percent)s %% of the questions answered right, with as many tries as needed.",
        "In each of %(lessons)s lessons, at least %(percent)s %% of the questions answered right, with as many tries as needed.",
        lessons,
    )
    return sentence % {"lessons": lessons, "percent": percent}


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


def weakest(kinds: set[str]) -> EvidenceKind:
    """The kind of evidence a certificate rests on. Nothing known counts as reported by the learner."""
    return max((EvidenceKind(kind) for kind in kinds), key=EVIDENCE_ORDER.index, default=EvidenceKind.SELF_REPORTED)
