"""The page of a class: its code, its learners by number with their lamps, and what was done in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from learning.certificates.qr import qr_svg
from learning.class_progress import ClassBoard, Learner, LessonBoard, board_of
from learning.cohorts import cohort_for
from learning.models import Cohort
from learning.staff_log import ACTIONS, log_of
from learning.unkept import active_language
from learning.views.classes import class_context, class_href
from learning.views.lamps import foreign, lamps_context
from learning.views.staff import for_class_staff, staff_context

LOG_PAGE = 100


def join_address(cohort: Cohort) -> str:
    """The whole address by which learners come into a class, in the class's language."""
    return f"{settings.SITE_URL}/{cohort.language}/join/class/{cohort.join_code}/"


def typed_address(cohort: Cohort) -> str:
    """Where the class's code is typed, without what browsers add by themselves."""
    return f"{settings.SITE_URL.partition('://')[2]}/{cohort.language}/join/class/"


@require_safe
@for_class_staff
def class_page(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """A class. The number of queries does not grow with its learners (`tests/learning/test_classes_progress.py`)."""
    person: Any = request.user
    found = cohort_for(person, cohort)
    now = timezone.now()
    languages = [active_language(), found.language, settings.LANGUAGE_CODE]
    board = board_of(found, languages=languages, at=now)
    address = join_address(found)
    context = {
        "page_title": found.name,
        "cohort": class_context(found, today=timezone.localdate()),
        "facilitators": [str(one) for one in found.facilitators.all()],
        "qr_svg": qr_svg(address),
        "join_address": typed_address(found),
        "courses": [{"title": course.title, "language": foreign(course.language)} for course in board.courses],
        "figures": figures(board),
        "learners": [learner_context(learner, board, found) for learner in board.learners],
        "lessons": [lesson_context(lesson, len(board.learners)) for lesson in board.lessons],
        "hrefs": {name: reverse(f"learning:{name}", args=[found.uuid]) for name in ROOMS},
        "crumb": {"href": reverse("learning:classes"), "text": _("Classes")},
    }
    return render(request, "learning/classes/class.html", staff_context(request, **context))


ROOMS = ("make_learners", "register", "class_results", "change_class", "end_class", "class_log", "class_announcements")


def figures(board: ClassBoard) -> list[dict[str, Any]]:
    """The few numbers that matter, each with its words."""
    learners, done = len(board.learners), board.finished
    return [
        {"number": learners, "text": ngettext("learner", "learners", learners)},
        {"number": done, "text": _("finished")},
        {"number": board.stuck, "text": _("stuck at a lesson")},
        {"number": board.quiet, "text": _("without an answer for 14 days")},
    ]


def learner_context(learner: Learner, board: ClassBoard, cohort: Cohort) -> dict[str, Any]:
    """A learner as the class's page lists them: a number and lamps. No query."""
    rows = []
    for course in board.courses:
        keys = [lesson["key"] for lesson in course.lessons]
        rows.append({"title": course.title, **lamps_context([learner.lamps.get(key, "off") for key in keys])})
    return {
        "seat": learner.seat,
        "href": reverse("learning:class_learner", args=[cohort.uuid, learner.seat]),
        "is_guest": learner.member.person.is_guest,
        "courses": rows,
        "finished": learner.has_finished,
        "stuck": [lesson_words(one) for one in board.lessons if one.lesson["key"] in learner.stuck],
        "quiet_since": learner.quiet_since if learner.last_answer_at else None,
        "never_began": learner.quiet_since is not None and learner.last_answer_at is None,
    }


def lesson_words(one: LessonBoard) -> str:
    """A lesson by its number and title."""
    return _("Lesson %(number)s: %(title)s") % {"number": one.place, "title": one.lesson["title"]}


def lesson_context(one: LessonBoard, learners: int) -> dict[str, Any]:
    """A lesson as the class's page lists it."""
    return {
        "words": lesson_words(one),
        "course": one.course.title,
        "lit": one.lit,
        "of": learners,
        "stuck": one.stuck,
    }


@require_safe
@for_class_staff
def class_log(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """What staff did in a class, the newest first."""
    person: Any = request.user
    found = cohort_for(person, cohort)
    page = Paginator(log_of(found), LOG_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Log of the class"),
        "lines": [
            {
                "at": row.at,
                "who": str(row.actor or _("somebody")),
                "what": ACTIONS.get(row.action, row.action),
                "detail": row.detail,
            }
            for row in page
        ],
        "page": page,
        "crumb": {"href": class_href(found), "text": found.name},
    }
    return render(request, "learning/classes/log.html", staff_context(request, **context))
