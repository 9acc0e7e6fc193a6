"""Accounts of institutions that open accounts here: only by a link that somebody made while signed in, never by an address.

The rows are django-allauth's (`allauth.socialaccount`), which is there only where the environment names an institution.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from learning.errors import NotForYou
from learning.models import Person


def links_of(person: Person) -> list[dict[str, Any]]:
    """Somebody's links with the name of the institution. One query; none where there are no institutions."""
    if not settings.OIDC_PROVIDERS:
        return []
    names = {row["provider_id"]: row["name"] for row in settings.OIDC_PROVIDERS}
    rows = apps.get_model("socialaccount", "SocialAccount").objects.filter(user=person, provider__in=names)
    return [{"name": names[row.provider], "remove_href": reverse("staff_unlink", args=[row.provider])} for row in rows]


@transaction.atomic
def unlink(*, person: Person, provider: str) -> None:
    """Takes the link away. Raises `NotForYou` when there is none."""
    rows = apps.get_model("socialaccount", "SocialAccount").objects.filter(user=person, provider=provider)
    if not rows.delete()[0]:
        raise NotForYou(_("Your account is not linked to this institution."))
