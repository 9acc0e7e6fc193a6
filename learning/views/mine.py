"""`mine.json`: what one person has done in a lesson, for the page that is the same for everybody. Small, and kept by no cache.

`static/js/lesson.js` asks for it only where this browser knows that answers were given.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.models import CourseVersion, LessonVersion
from courses.questions.page_names import question_names
from courses.views import published_lesson
from learning.models import Attempt, Person
from learning.progress import lamps_of
from learning.reviews import Answered, waiting_questions
from learning.views.lamps import lamps_context
from learning.views.personal import personal
from learning.visitor import learner_of, seal_of


@require_safe
@personal
def mine(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """Whose phone it is, lamps of the course, ticks of the lesson. Four queries; none for a stranger, who gets {}."""
    learner = learner_of(request)
    if learner is None:
        return JsonResponse({})
    version, course_version = published_lesson(f"{get_language()}/{course}/{module}/{lesson}")
    return JsonResponse({"who": seal_of(learner), **lamps_json(learner, course_version), **ticks_json(learner, version)})


def lamps_json(learner: Person, course: CourseVersion) -> dict[str, Any]:
    """The row of lamps, and the words beside it: as they are now, and as they will be with one more lit."""
    lamps = lamps_of(learner, course.course_key)
    row = [lamps.get(lesson["key"], "off") for lesson in course.lessons]
    brighter = list(row)
    if unlit := [place for place, lamp in enumerate(row) if lamp != "lit"]:
        brighter[unlit[0]] = "lit"
    return {"lamps": row, "words": [lamps_context(lamps)["lamps_text"] for lamps in (row, brighter)]}


def ticks_json(learner: Person, version: LessonVersion) -> dict[str, Any]:
    """Questions of this version that were ever answered right, and those that were only tried, as the page names them.

    Of a check before the course all are only tried: nothing tells right from wrong there.
    `log` holds all answers to those that come back, [question, seconds, right]: a kept course makes its review deck of them. Those
    of checks never do.
    """
    results: dict[str, bool] = {}
    rows = Attempt.objects.filter(person=learner, lesson_key=version.lesson_key).order_by("occurred_at", "pk")
    answers = [
        Answered(str(question), occurred_at.timestamp(), is_correct)
        for question, occurred_at, is_correct in rows.values_list("question_id", "occurred_at", "is_correct")
    ]
    for answered in answers:
        results[answered.question] = results.get(answered.question, False) or answered.is_right
    names = question_names(version.questions)
    known = [question for question in version.questions if question in results]
    waiting = {} if version.is_check else waiting_questions(answers)
    return {
        "version": version.number,
        "right": [names[question] for question in known if results[question] and not version.is_quiet],
        "tried": [names[question] for question in known if not results[question] or version.is_quiet],
        "log": [
            [names[one.question], int(one.at), int(one.is_right)]
            for one in answers
            if one.question in names and one.question in waiting
        ],
    }
