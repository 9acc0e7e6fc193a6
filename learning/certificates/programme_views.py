"""A name for a programme's certificate, and its one free correction: the same steps as for a course (`naming_views`)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from learning.certificates.issuing import certificates_of, made_before
from learning.certificates.models import CertificateKind, CertificateStatus, Programme
from learning.certificates.naming_views import correction_steps, issuing_steps
from learning.certificates.page import certificate_page
from learning.certificates.programmes import (
    best_text,
    completions_in,
    course_keys_of,
    draft_programme_certificate,
    issue_programme_certificate,
    programme_named,
)
from learning.unkept import active_language
from learning.visitor import learner_of


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def name(request: HttpRequest, programme: str) -> HttpResponseBase:
    """Asks for the name, shows the certificate with it, and makes it. While a course is left, the programme's page says which."""
    found = named(programme)
    language = best_text(found.texts.all(), [active_language()]).language
    if language != get_language():
        return HttpResponseRedirect(f"/{language}/me/certificate/programmes/{found.slug}/")
    learner = learner_of(request)
    keys = course_keys_of(found)
    if learner is None or set(keys) - completions_in(learner, keys).keys():
        return HttpResponseRedirect(reverse("learning:programme", args=[found.slug]))
    return issuing_steps(
        request,
        learner,
        made=made_before(learner, found.key, kind=CertificateKind.PROGRAMME),
        draft=lambda: draft_programme_certificate(person=learner, programme=found, name="", language=language),
        make=lambda typed: issue_programme_certificate(person=learner, programme=found, name=typed, language=language),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@certificate_page
def correct(request: HttpRequest, programme: str) -> HttpResponseBase:
    """The same two steps for the one free correction, also of a certificate whose programme is deleted."""
    learner = learner_of(request)
    held = certificates_of(learner).filter(kind=CertificateKind.PROGRAMME, statement__slug=programme) if learner else None
    return correction_steps(request, held.filter(status=CertificateStatus.VALID).first() if held is not None else None)


def named(slug: str) -> Programme:
    """The programme at a slug, one that is given no more included: its certificates stand. Raises `Http404`."""
    found = programme_named(slug, is_active_only=False)
    if found is None:
        raise Http404(f"There is no programme at {slug}.")
    return found
