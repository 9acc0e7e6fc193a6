"""Invitations in the CMS: who is invited, making a link, which is shown once, and taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from translations import invitations
from translations.errors import InvitationRefused
from translations.models import Invitation
from translations.models.invitation import DeskRole
from translations.roles import can_coordinate, languages_of


class InvitationForm(forms.Form):
    """Language, role, and whom it is for in the inviter's own words."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=DeskRole.choices)
    note = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For your own list; it is not shown to them. A word that tells you who it is will do."),
    )

    def __init__(self, *arguments: Any, languages: set[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["language"].choices = [(code, name_of(code)) for code in sorted(languages)]  # type: ignore[attr-defined]


def name_of(language: str) -> str:
    """A language in the reader's language and in its own."""
    info = get_language_info(language)
    ours, own = str(info["name_translated"]), str(info["name_local"])
    return ours if ours.casefold() == own.casefold() else f"{ours} · {own}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def list_invitations(request: HttpRequest) -> HttpResponse:
    """The list and the form; a POST makes an invitation and shows its link on the spot, this once."""
    refuse_others(request)
    languages = languages_of(request.user)
    form = InvitationForm(request.POST if request.method == "POST" else None, languages=languages)
    link = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(by=request.user, **form.cleaned_data)
            link = request.build_absolute_uri(reverse("invitation:accept", args=[made.secret]))
            form = InvitationForm(languages=languages)
        except InvitationRefused as error:
            form.add_error(None, error.sentences)
    context = {
        "page_title": _("Invitations to the desk"),
        "form": form,
        "link": link,
        "days": invitations.LASTS.days,
        "rows": [row_of(invitation) for invitation in Invitation.objects.select_related("invited_by", "person")],
        "has_languages": bool(languages),
    }
    return render(request, "translations/invitations.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw_invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes an invitation back."""
    refuse_others(request)
    try:
        invitations.withdraw(get_object_or_404(Invitation, uuid=uuid), by=request.user)
        messages.success(request, _("The invitation is withdrawn; its link leads nowhere any more."))
    except InvitationRefused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("translations:invitations"), status=303)


def refuse_others(request: HttpRequest) -> None:
    """Raises `PermissionDenied` for those who don't coordinate."""
    if not can_coordinate(request.user):
        raise PermissionDenied(_("You may not invite people. Ask a coordinator."))


def row_of(invitation: Invitation) -> dict[str, Any]:
    """An invitation as the list shows it."""
    is_expired = not invitation.used_at and invitation.expires_at <= timezone.now()
    standing = _("used") if invitation.used_at else _("expired") if is_expired else _("open")
    return {
        "invitation": invitation,
        "language": name_of(invitation.language),
        "standing": standing,
        "is_open": not invitation.used_at and not is_expired,
        "withdraw_href": "" if invitation.used_at else reverse("translations:withdraw_invitation", args=[invitation.uuid]),
    }
