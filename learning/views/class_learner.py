"""One learner of a class, by number: new pictures, a guardian's consent, taking them out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.certificates.prior_learning import prior_learning_of
from learning.certificates.prior_learning_views import prior_learning_rows
from learning.certificates.revoking import allow_correction, certificate_under
from learning.cohorts import cohort_for
from learning.consents import age_limit_for, attest_consent, consent_of, withdraw_consent
from learning.models import Membership
from learning.rosters import member_on, reset_pin, take_out
from learning.unkept import active_language
from learning.views.certificate_desk import class_rows
from learning.views.class_cards import cards_answer
from learning.views.classes import class_href
from learning.views.played import played_context
from learning.views.staff import for_class_staff, staff_context


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def class_learner(request: HttpRequest, cohort: UUID, seat: int) -> HttpResponse:
    """A learner's page; posts name what to do in `action`."""
    person: Any = request.user
    found = cohort_for(person, cohort)
    member = member_on(found, seat)
    member.cohort = found
    if request.method == "POST":
        return done(request, member)
    facts = getattr(member.person, "facts", None)
    consent = consent_of(member.person)
    course_keys = list(found.courses.values_list("course_key", flat=True))
    context = {
        "page_title": _("Learner %(seat)s") % {"seat": seat},
        "seat": seat,
        "joined_at": member.joined_at,
        "has_code": member.person.code is not None,
        "epoch": member.person.phone_epoch,
        "age": facts.get_age_band_display() if facts and facts.age_band else "",
        "consent": consent,
        "is_own_consent": bool(consent and consent.institution_id == found.institution_id),
        "limit": age_limit_for(member),
        "certificates": class_rows(member),
        "institution": found.institution.name,
        "prior_learning": prior_learning_rows(prior_learning_of(member.person, course_keys=course_keys)),
        "played": played_context(member.person, languages=[active_language(), found.language], course_keys=course_keys),
        "crumb": {"href": class_href(found), "text": found.name},
    }
    return render(request, "learning/classes/learner.html", staff_context(request, **context))


def done(request: HttpRequest, member: Membership) -> HttpResponse:
    """Does what a form of the page asks for."""
    actor: Any = request.user
    action = request.POST.get("action", "")
    here = reverse("learning:class_learner", args=[member.cohort.uuid, member.seat])
    if action == "pin":
        epoch = request.POST.get("epoch", "")
        card = reset_pin(actor=actor, member=member, seen_epoch=int(epoch[:9]) if epoch.isdecimal() else -1)
        return cards_answer(request, member.cohort, [card])
    if action == "out":
        take_out(actor=actor, member=member)
        messages.success(request, _("Number %(seat)s is no longer in this class.") % {"seat": member.seat})
        return HttpResponseRedirect(class_href(member.cohort), status=303)
    if action == "attest":
        attest_consent(actor=actor, member=member)
    elif action == "withdraw":
        withdraw_consent(actor=actor, member=member)
    elif action == "allow":
        allow_correction(actor=actor, certificate=certificate_under(actor, request.POST.get("number", "")))
        messages.success(request, _("The holder can correct the name once more, on the page of the certificate."))
    return HttpResponseRedirect(here, status=303)
