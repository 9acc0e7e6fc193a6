"""After a lesson: one question of an earlier one, and how this one was.

A page of its own: the lesson stays the same for everybody, and costs nobody a byte more (docs/decisions/0019).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.models import CourseVersion, LessonVersion
from courses.reading import reading_here
from courses.rendering.document import place_context
from courses.views import published_lesson
from learning.cross_site import refuse_cross_site
from learning.deck import earlier_question
from learning.errors import OpinionNotUnderstood
from learning.models import Face, OpinionAbout, Person
from learning.opinions import count_opinion, has_learned
from learning.views.asking import answered_card, question_context
from learning.views.personal import personal, personal_context
from learning.visitor import has_told, learner_of, note_told


@csrf_exempt  # `refuse_cross_site` stands in for the token, as for answers
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def after(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponseBase:
    """Shows the page, or counts a face. Five queries at most, besides those of counting."""
    version, course_version = published_lesson(f"{get_language()}/{course}/{module}/{lesson}")
    learner = learner_of(request)
    if request.method == "POST":
        return tell(request, learner, version)
    here = f"/{version.path}/after/"
    place = place_context(version, course_version, "/")
    context = personal_context(
        page_title=_("Look back"),
        here=here,
        lesson_title=version.title,
        course_href=f"/{version.language}/{course_version.slug}/",
        next=place["next"],
        exit_href="/leave.html",
        sensitive=version.content["sensitive"],
        band=course_version.content["band"],
        band_colours=course_version.content["band_colours"],
        **faces_context(request, learner, version, is_last=place["next"] is None),
    )
    context |= back_question(request, learner, version=version, course=course_version, here=here)
    return render(request, "learning/after.html", context)


def back_question(
    request: HttpRequest, learner: Person | None, *, version: LessonVersion, course: CourseVersion, here: str
) -> dict[str, Any]:
    """The question of an earlier lesson, or the feedback to the answer just given to it; nothing in a first lesson."""
    if answered := answered_card(learner, request.GET.get("answered", "")):
        return {**question_context(answered[0], back=here, response=answered[1]), "is_answered": True}
    card = earlier_question(learner, version=version, lessons=course.lessons, reading=reading_here(request))
    return question_context(card, back=here) if card else {}


def faces_context(request: HttpRequest, learner: Person | None, version: LessonVersion, *, is_last: bool) -> dict[str, Any]:
    """What this phone may still be asked: about the lesson, and after the last one about the course. One query."""
    if not has_learned(learner, version.lesson_key):
        return {"asks": [], "thanks": False}
    wanted = [OpinionAbout.LESSON, OpinionAbout.COURSE] if is_last else [OpinionAbout.LESSON]
    open_asks = [about for about in wanted if not has_told(request, key_of(version, about))]
    return {"asks": open_asks, "thanks": len(open_asks) < len(wanted)}


def key_of(version: LessonVersion, about: OpinionAbout) -> Any:
    """What an opinion is about."""
    return version.lesson_key if about == OpinionAbout.LESSON else version.course_key


def tell(request: HttpRequest, learner: Person | None, version: LessonVersion) -> HttpResponse:
    """Counts one face, once for each phone and thing asked about. Raises `OpinionNotUnderstood`."""
    refuse_cross_site(request)
    try:
        about, face = OpinionAbout(request.POST.get("about", "")), Face(request.POST.get("face", ""))
    except ValueError as error:
        raise OpinionNotUnderstood(_("Choose one of the three faces, or go on without.")) from error
    response = HttpResponseRedirect(f"/{version.path}/after/", status=303)
    key = key_of(version, about)
    if has_learned(learner, version.lesson_key) and not has_told(request, key):
        count_opinion(about=about, key=key, language=version.language, face=face, day=timezone.localdate())
        note_told(request, response, key)
    return response
