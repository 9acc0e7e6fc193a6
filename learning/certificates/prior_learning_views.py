"""What a learner learned elsewhere: a credential is sent, looked at, and counts for a course or is refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.addresses import file_of
from courses.editions import best_editions
from courses.models import CourseVersion
from courses.rendering.pages import language_link
from learning.certificates.errors import CountsForAnother, CredentialRefused
from learning.certificates.models import PriorLearning
from learning.certificates.page import certificate_page
from learning.certificates.prior_learning import LARGEST, count_prior_learning, prior_learning_of
from learning.models import Person
from learning.unkept import active_language, page_context
from learning.visitor import learner_of


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def prior_learning(request: HttpRequest) -> HttpResponseBase:
    """What counts already, and the form. The file is read here and not kept; the answer never repeats what it says."""
    learner = learner_of(request)
    if request.method != "POST" or learner is None:
        return prior_learning_page(request, learner)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise CredentialRefused(_("There is no file yet. Choose the credential’s file first."))
        count_prior_learning(person=learner, data=file.read(LARGEST + 1))
    except (CredentialRefused, CountsForAnother) as refusal:
        return prior_learning_page(request, learner, refusal=refusal)
    messages.success(request, _("It counts. You see below for which course."))
    return HttpResponseRedirect(reverse("certificates:prior_learning"), status=303)


def prior_learning_page(
    request: HttpRequest, learner: Person | None, *, refusal: CredentialRefused | CountsForAnother | None = None
) -> HttpResponse:
    """The list and the form, with what was wrong."""
    context = page_context(
        page_title=_("What I learned elsewhere"),
        is_learner=learner is not None,
        prior_learning=prior_learning_rows(prior_learning_of(learner)) if learner else [],
        form_error=str(refusal) if refusal else "",
        most_megabytes=LARGEST // 1_000_000,
        me_href=file_of("/", f"{active_language()}/me"),
    )
    return render(request, "certificates/prior_learning.html", context, status=refusal.status if refusal else 200)


def prior_learning_rows(rows: Iterable[PriorLearning]) -> list[dict[str, Any]]:
    """Rows as `learning/prior_learning_list.html` draws them. One query beside theirs, and none where there are none."""
    found = list(rows)
    editions = editions_of({row.course_key for row in found}) if found else {}
    return [prior_learning_row(row, editions.get(row.course_key)) for row in found]


def editions_of(course_keys: set[UUID]) -> dict[UUID, CourseVersion]:
    """Courses in the page's language or the next best, those no longer published too. One query."""
    versions = CourseVersion.objects.filter(course_key__in=course_keys).order_by("is_current", "number", "pk")
    return best_editions(versions, [active_language()])


def prior_learning_row(row: PriorLearning, course: CourseVersion | None) -> dict[str, Any]:
    """One row; every word in it is ours or an administrator's."""
    foreign = course is not None and course.language != get_language()
    return {
        "course": course.title if course else _("a course that is no longer here"),
        "language": language_link(course.language, "") if course and foreign else None,
        "issuer": row.issuer_name,
        "date": date_format(row.awarded_on, "DATE_FORMAT"),
        "status": status_words(row),
    }


def status_words(row: PriorLearning) -> str:
    """What is known of whether the issuer took it back."""
    if row.status_as_of is None:
        return _("We cannot tell whether it was taken back since.")
    return _("Not taken back as of %(day)s.") % {"day": date_format(row.status_as_of, "DATE_FORMAT")}


def counts_for_somebody() -> Exists:
    """Whether anybody's prior learning counts for the course of a row with a `course_key`: spares the pages of others a query."""
    return Exists(PriorLearning.objects.filter(course_key=OuterRef("course_key")))


def prior_learning_part(learner: Person | None, version: CourseVersion) -> SafeString:
    """What a course page says to a learner whose prior learning counts for it. One query; none for a visitor."""
    rows = list(prior_learning_of(learner, course_keys=[version.course_key])) if learner else []
    if not rows:
        return SafeString()
    context = {"prior_learning": [prior_learning_row(row, version) for row in rows]}
    return render_to_string("learning/prior_learning_list.html", context)
