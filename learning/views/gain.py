"""What people gain in each course, for trainers in the CMS: means of the start and the end check, drawn and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.editions import best_editions
from courses.models import CourseVersion
from courses.models.purpose import CHECKS, QUESTIONS_IN_CHECK
from courses.rendering.document import own_name, writing_direction
from learning.gain import OTHERS, CourseGain, Gain, gains_of
from learning.models import FEWEST
from learning.unkept import active_language
from learning.views.cms_rights import PUBLISHERS, for_holders_of

UNIT: Final = 60  # of the drawing, for one question
BAR: Final = 8


@dataclass(frozen=True)
class Line:
    """A group of people as the table shows it. `bars` are the two lengths of its drawing."""

    name: str
    language: str
    direction: str
    people: str
    start: str
    end: str
    difference: str
    bars: tuple[str, str]

    @property
    def in_words(self) -> str:
        """The drawing for whoever does not see it."""
        return _("%(start)s of %(most)s right at the start, %(end)s at the end") % {
            "start": self.start,
            "end": self.end,
            "most": number_format(QUESTIONS_IN_CHECK),
        }


@require_safe
@for_holders_of(PUBLISHERS)
def gain(request: HttpRequest) -> HttpResponse:
    """Every course that has both checks. Three queries besides those of the CMS."""
    courses = courses_with_checks()
    gains = gains_of((course.course_key for course in courses), day=timezone.localdate())
    return TemplateResponse(
        request,
        "learning/gain.html",
        {
            "page_title": _("What people gain"),
            "courses": [course_context(course, gains[course.course_key]) for course in courses],
            "fewest": FEWEST,
            "questions": QUESTIONS_IN_CHECK,
            "width": UNIT * QUESTIONS_IN_CHECK,
            "height": 2 * BAR + 4,
            "marks": [UNIT * mark for mark in range(QUESTIONS_IN_CHECK + 1)],
        },
    )


def courses_with_checks() -> list[CourseVersion]:
    """Courses with both checks by title, in the page's language or else in their source. One query."""
    rows = [version for version in CourseVersion.objects.current().order_by("pk") if len(version.checks) == len(CHECKS)]
    best = best_editions(rows, [active_language()])
    return sorted(best.values(), key=lambda version: version.title)


def course_context(course: CourseVersion, found: CourseGain) -> dict[str, Any]:
    """A course and its lines: all, then each language, unless all are one language."""
    shown = found.by_language if len(found.by_language) > 1 else {}
    return {
        "title": course.title,
        "language": course.language,
        "direction": writing_direction(course.language),
        "is_shown": found.all.is_shown,
        "lines": [line_of(_("Everybody"), "", found.all)] + [language_line(code, part) for code, part in shown.items()]
        if found.all.is_shown
        else [],
    }


def language_line(code: str, part: Gain) -> Line:
    """A language, or all that have too few people, as a line."""
    return line_of(_("Other languages"), "", part) if code == OTHERS else line_of(own_name(code), code, part)


def line_of(name: str, language: str, part: Gain) -> Line:
    """A group as the table shows it. Pure."""
    sign = "+" if part.difference > 0 else ""
    return Line(
        name=name,
        language=language,
        direction=writing_direction(language) if language else "",
        people=number_format(part.shown_people),
        start=decimal(part.start),
        end=decimal(part.end),
        difference=f"{sign}{decimal(part.difference)}",
        bars=(f"{part.start * UNIT:.0f}", f"{part.end * UNIT:.0f}"),
    )


def decimal(value: float) -> str:
    """With one decimal, as the page's language writes it; nothing is never below nothing."""
    return number_format(round(value, 1) + 0.0, 1)
