"""The words by which an institution's machines say whose they are: making one, shown once; the list; taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.bundles.errors import TokenRefused
from learning.bundles.models import ApiToken
from learning.bundles.tokens import make_token, revoke_token
from learning.cohorts import institution_for
from learning.models import Institution
from learning.views.room.shell import bundle_room_context
from learning.views.staff import for_class_staff


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def tokens(request: HttpRequest, institution: UUID) -> HttpResponse:
    """A post says in `action`: `make` with a note, answered by the token; `revoke` with its number. One query to read."""
    actor: Any = request.user
    house = institution_for(actor, institution)
    note, made, refused = request.POST.get("note", "")[:200], "", ""
    if request.method == "POST":
        try:
            made = acted(request, house, note)
        except TokenRefused as refusal:
            refused = str(refusal)
        else:
            if not made:
                return HttpResponseRedirect(reverse("learning:room_tokens", args=[house.uuid]), status=303)
    context = {
        "page_title": _("Machines"),
        "made": made,
        "made_for": note,
        "form_error": refused,
        "note": note if refused else "",
        "tokens": list(ApiToken.objects.filter(institution=house, revoked_at=None).select_related("made_by")),
        "example": f'curl -H "Authorization: Bearer {made}" {request.build_absolute_uri(reverse("bundles:catalogue"))}',
    }
    page = bundle_room_context(request, house, **context)
    return render(request, "learning/room/tokens.html", page, status=400 if refused else 200)


def acted(request: HttpRequest, house: Institution, note: str) -> str:
    """Does what a form of the page asks for; the new token if one was made. Raises `TokenRefused`."""
    actor: Any = request.user
    if request.POST.get("action") == "make":
        return make_token(institution=house, by=actor, note=note)
    number = request.POST.get("token", "")
    token = ApiToken.objects.filter(institution=house, pk=int(number[:18]) if number.isdecimal() else 0).first()
    if request.POST.get("action") == "revoke" and token:
        revoke_token(token=token, by=actor)
        messages.success(request, _("The token is taken back. The machine that has it is a stranger from now on."))
    return ""
