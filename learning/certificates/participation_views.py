"""A name for a certificate of participation: the same steps as for one of achievement (`naming_views`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from courses.models import CourseVersion
from learning.certificates.issuing import made_before
from learning.certificates.models import CertificateKind
from learning.certificates.naming_views import course_named, issuing_steps, lessons_left, not_yet_page
from learning.certificates.page import certificate_page
from learning.certificates.participation import draft_participation, issue_participation, presence_in
from learning.completion import missing_for_participation
from learning.models import Person
from learning.visitor import learner_of


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def name(request: HttpRequest, course: str) -> HttpResponseBase:
    """Asks for the name, shows the certificate with it, and makes it. Who has lit every lamp is led to the better one."""
    version = course_named(course)
    if version.language != get_language():
        return HttpResponseRedirect(f"/{version.language}/me/certificate/{version.slug}/participation/")
    learner = learner_of(request)
    kind = CertificateKind.PARTICIPATION
    made = made_before(learner, version.course_key, kind=kind) if learner else None
    left = [] if made else lessons_not_seen(learner, version)
    if learner is None or left:
        return not_yet_page(request, version, left, kind=kind)
    if made is None and not lessons_left(learner, version):
        return HttpResponseRedirect(reverse("certificates:name", args=[version.slug]))
    return issuing_steps(
        request,
        learner,
        made=made,
        draft=lambda: draft_participation(person=learner, version=version, name=""),
        make=lambda typed: issue_participation(person=learner, version=version, name=typed),
    )


def lessons_not_seen(learner: Person | None, version: CourseVersion) -> list[dict[str, object]]:
    """What stands between a learner and the certificate of participation: all lessons for nobody. Two queries, or none."""
    return missing_for_participation(version.lessons, presence_in(learner, version.course_key) if learner else {})
