"""Item analysis in the CMS: how each question of a course does, for those who write lessons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CourseVersion, LessonVersion
from courses.rendering.document import own_name
from learning.models import QuestionCount
from learning.reports.apart import OTHERS
from learning.reports.labels import course_titles
from learning.views.cms_rights import WRITERS, for_holders_of

# Choices that have no text of their own.
WORDS = {"true": gettext_lazy("True"), "false": gettext_lazy("False"), OTHERS: gettext_lazy("all others together")}
HARD, EASY, WEAK = 30, 90, 0.15  # percent right at first; a correlation below which a question tells nothing apart


@require_safe
@for_holders_of(WRITERS)
def question_figures(request: HttpRequest) -> HttpResponse:
    """The questions of a course in a language. Four queries."""
    titles = course_titles(get_language() or "en")
    course_key = chosen(request.GET.get("course", ""), titles)
    rows = CourseVersion.objects.current().filter(course_key=course_key).order_by("language") if course_key else []
    editions = {edition.language: edition for edition in rows}
    language = request.GET.get("language") or ("en" if "en" in editions else next(iter(editions), "en"))
    if editions and language not in editions:
        raise Http404
    context = {
        "courses": [{"key": str(key), "title": title, "is_chosen": key == course_key} for key, title in titles.items()],
        "languages": [{"code": code, "name": own_name(code), "is_chosen": code == language} for code in editions],
        "lessons": lessons_of(editions[language]) if editions else [],
    }
    return render(request, "learning/question_figures.html", context)


def chosen(key: str, titles: dict[UUID, str]) -> UUID | None:
    """The course an address names, or the first."""
    found = next((course for course in titles if str(course) == key or not key), None)
    if key and found is None:
        raise Http404
    return found


def lessons_of(course: CourseVersion) -> list[dict[str, Any]]:
    """Lessons in the course's language with their questions, in order."""
    same = {"course_key": course.course_key, "language": course.language}
    counts = {(row.lesson_key, str(row.question_id)): row for row in QuestionCount.objects.filter(**same)}
    versions = {str(version.lesson_key): version for version in LessonVersion.objects.current().of_lessons().filter(**same)}
    return [
        {
            "title": version.title,
            "questions": [question_of(index, counts.get((version.lesson_key, key))) for key, index in version.questions.items()],
        }
        for version in (versions[lesson["key"]] for lesson in course.lessons if lesson["key"] in versions)
    ]


def question_of(index: dict[str, Any], count: QuestionCount | None) -> dict[str, Any]:
    """One question with what is shown of it."""
    shown = count.shown if count else {}
    texts = {str(option["id"]): option for option in index.get("options", [])}
    options = []
    for choice, percent in shown.get("chosen", {}).items():
        option = texts.get(choice, {})
        text = strip_tags(str(option.get("text") or WORDS.get(choice, choice)))
        options.append({"text": text, "percent": percent, "is_right": option.get("correct", False)})
    right, discrimination = shown.get("right"), shown.get("discrimination")
    return {
        "prompt": strip_tags(str(index.get("prompt", ""))),
        "people": shown.get("people"),
        "right": right,
        "discrimination": discrimination,
        "options": options,
        "remarks": remarks(right, discrimination),
    }


def remarks(right: int | None, discrimination: float | None) -> list[str]:
    """What a trainer might do about it, in whole sentences."""
    found = []
    if right is not None and right <= HARD:
        found.append(_("Few are right at first: is the question clear, and is the answer in the lesson?"))
    if right is not None and right >= EASY:
        found.append(_("Nearly all are right at first: it may need no teaching."))
    if discrimination is not None and discrimination < WEAK:
        found.append(_("Those who know the rest answer it no better: the wording may mislead."))
    return found
