"""The review deck: missed questions, one at a time, when their day has come; and the page on which a kept course makes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.reading import reading_here
from courses.rendering.review import review_context
from learning.deck import deck_of
from learning.unkept import active_language
from learning.views.asking import answered_card, question_context
from learning.views.course import course_named
from learning.views.personal import personal, personal_context
from learning.visitor import learner_of


@require_safe
@personal
def review(request: HttpRequest) -> HttpResponse:
    """The question that has waited longest; with `?answered=` the one just answered, with its feedback. Five queries at most."""
    learner = learner_of(request)
    here = reverse("learning:review")
    deck = deck_of(learner, reading=reading_here(request), at=timezone.now())
    answered = answered_card(learner, request.GET.get("answered", ""))
    context = personal_context(page_title=_("Review"), count=len(deck), review_href=here, me_href=reverse("learning:me"))
    if answered:
        context |= {**question_context(answered[0], back=here, response=answered[1]), "is_answered": True}
    elif deck:
        context |= question_context(deck[0], back=here)
    return render(request, "learning/review.html", context)


@require_safe
def course_review(request: HttpRequest, course: str) -> HttpResponse:
    """`?kept` is the page that makes the deck without a line, the same for everybody; otherwise the deck itself. One query."""
    version = course_named(active_language(), course)
    if "kept" not in request.GET:
        return HttpResponseRedirect(reverse("learning:review"))
    return render(request, "courses/review_page.html", review_context(version))
