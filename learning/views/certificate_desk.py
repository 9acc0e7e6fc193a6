"""Certificates as staff find them, by number: what each is worth, taking it back, issuing it anew, one more correction."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning.certificates.errors import NoSuchCertificate, ReasonMissing
from learning.certificates.models import Certificate, StatusReason
from learning.certificates.page import newest, state_context, why_context
from learning.certificates.revoking import (
    LONGEST_NOTE,
    REISSUE,
    REVOKE,
    acts_on,
    allow_correction,
    certificate_under,
    checked_note,
    reissue_certificate,
    revoke_certificate,
)
from learning.certificates.sheet import day, public_context
from learning.staff_log import ACTIONS
from learning.views.staff import for_class_staff, staff_context

REASONS: Final = {"revoke": REVOKE, "reissue": REISSUE}


@require_safe
@for_class_staff
def certificates(request: HttpRequest) -> HttpResponse:
    """Asks for a number; leads to its certificate, or says that none of theirs has it."""
    person: Any = request.user
    typed, error = request.GET.get("number"), ""
    if typed is not None:
        try:
            return HttpResponseRedirect(desk_address(certificate_under(person, typed)))
        except NoSuchCertificate as refusal:
            error = str(refusal)
    context = {"page_title": _("Certificates"), "number_value": (typed or "")[:60], "number_error": error}
    page = "learning/certificates/find.html"
    return render(request, page, staff_context(request, **context), status=404 if error else 200)


def desk_address(certificate: Certificate) -> str:
    """Where staff find a certificate."""
    return reverse("learning:certificate", args=[certificate.shown_number])


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate. A post says in `action` what to do: `revoke` and `reissue` are asked once more before they are done."""
    person: Any = request.user
    found = certificate_under(person, number)
    if request.method != "POST":
        return desk_page(request, found)
    try:
        return acted(request, found)
    except ReasonMissing as refusal:
        return desk_page(request, found, refusal=refusal)


def acted(request: HttpRequest, found: Certificate) -> HttpResponse:
    """Does what a form of the page asks for, or asks once more."""
    actor: Any = request.user
    action, reason, note = (request.POST.get(name, "") for name in ("action", "reason", "note"))
    if action in REASONS and request.POST.get("confirm") != "yes":
        return confirm_page(request, found, action=action, reason=reason)
    if action == "revoke":
        revoke_certificate(actor=actor, certificate=found, reason=reason, note=note)
        messages.success(request, _("The certificate is revoked. Its holder reads why."))
    elif action == "reissue":
        found = reissue_certificate(actor=actor, certificate=found, reason=reason, note=note)
        messages.success(request, _("This is the new certificate. Its holder finds it under My learning."))
    elif action == "allow":
        allow_correction(actor=actor, certificate=found)
        messages.success(request, _("The holder can correct the name once more, on the page of the certificate."))
    return HttpResponseRedirect(desk_address(found), status=303)


def confirm_page(request: HttpRequest, found: Certificate, *, action: str, reason: str) -> HttpResponse:
    """One sentence what will happen, the words for the holder, and a button. Raises `ReasonMissing`."""
    note = checked_note(reason, request.POST.get("note", ""), among=REASONS[action])
    context = {
        "page_title": _("Revoke this certificate?") if action == "revoke" else _("Issue this certificate anew?"),
        "action": action,
        "reason": reason,
        "reason_words": StatusReason(reason).label,
        "note": note,
        "number": found.shown_number,
        "course": found.statement["course"],
        "crumb": crumb(found),
    }
    return render(request, "learning/certificates/confirm.html", staff_context(request, **context))


def desk_page(request: HttpRequest, found: Certificate, *, refusal: ReasonMissing | None = None) -> HttpResponse:
    """What a certificate is worth, what was done with it, and what can be done."""
    newer = newest(found)
    context = {
        "page_title": found.shown_number,
        "number": found.shown_number,
        **public_context(found),
        **state_context(found),
        **why_context(found),
        "public_href": f"/c/{found.shown_number}",
        "newer_href": desk_address(newer) if newer else "",
        "can_revoke": found.is_valid,
        "can_reissue": found.person is not None and newer is None,
        "can_allow": found.is_valid and found.person is not None and not found.is_correctable,
        "is_correctable": found.is_correctable,
        "reasons": {name: [(one.value, one.label) for one in among] for name, among in REASONS.items()},
        "most": LONGEST_NOTE,
        "lines": [line_context(row) for row in acts_on(found)],
        "form_error": str(refusal) if refusal else "",
        "wrong": request.POST.get("action", "") if refusal else "",
        "reason_value": request.POST.get("reason", ""),
        "note_value": request.POST.get("note", "")[: LONGEST_NOTE * 2],
        "crumb": {"href": reverse("learning:certificates"), "text": _("Certificates")},
    }
    page = "learning/certificates/certificate.html"
    return render(request, page, staff_context(request, **context), status=refusal.status if refusal else 200)


def line_context(row: Any) -> dict[str, Any]:
    """A line of the log about a certificate."""
    return {"at": row.at, "who": str(row.actor or _("somebody")), "what": ACTIONS.get(row.action, row.action)}


def crumb(found: Certificate) -> dict[str, str]:
    """The way back to a certificate."""
    return {"href": desk_address(found), "text": found.shown_number}


def class_rows(found: Any) -> list[dict[str, Any]]:
    """Certificates of a member that the class's institution issued, for the learner's page of the class. One query."""
    rows = Certificate.objects.filter(person=found.person_id, institution=found.cohort.institution_id).order_by("-issued_at")
    return [
        {
            "course": row.statement["course"],
            "date": day(row.issued_at),
            "href": desk_address(row),
            "number": row.shown_number,
            "can_allow": row.is_valid and not row.is_correctable,
            **state_context(row),
        }
        for row in rows
    ]
