"""API tokens of institutions: made, taken back, recognised. A machine sends one as `Authorization: Bearer <token>` (RFC 6750).

A token says whose mirror asks, so that its downloads are counted for its institution. It opens nothing that is closed to others.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.bundles.errors import TokenRefused, TokenUnknown
from learning.bundles.takers import ApiToken
from learning.models import Institution, Person
from learning.staff_log import note_action

BEGIN: Final = "mwanga_"  # so that people, and programs that look for leaked secrets, see what it is
RANDOM_BYTES: Final = 32
MOST_TOKENS: Final = 20  # of an institution at once
BEARER: Final = re.compile(r"Bearer +(\S{1,200})", re.IGNORECASE)


@transaction.atomic
def make_token(*, institution: Institution, by: Person, note: str) -> str:
    """A new token, which is told here and never again. Raises `TokenRefused`. Four queries."""
    note = " ".join(note.split())
    if not note or len(note) > 100:
        raise TokenRefused(_("Say in 1 to 100 signs which machine the token is for, such as “hub in the library”."))
    Institution.objects.select_for_update().get(pk=institution.pk)
    if ApiToken.objects.filter(institution=institution, revoked_at=None).count() >= MOST_TOKENS:
        raise TokenRefused(_("There are %(most)s tokens already. Take one back that is no longer used.") % {"most": MOST_TOKENS})
    token = BEGIN + secrets.token_urlsafe(RANDOM_BYTES)
    ApiToken.objects.create(institution=institution, digest=digest_of(token), hint=token[-4:], note=note, made_by=by)
    note_action("make_token", actor=by, institution=institution, detail=note)
    return token


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Person) -> None:
    """From now on nobody is recognised by it. Taken back twice, it stays as it was."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        note_action("revoke_token", actor=by, institution=token.institution, detail=token.note)


def note_use(*, token: ApiToken, on: date) -> None:
    """Keeps the last day of use: one query a day."""
    rows = ApiToken.objects.filter(pk=token.pk)
    rows.filter(Q(last_used_on=None) | Q(last_used_on__lt=on)).update(last_used_on=on)


def token_of(request: HttpRequest) -> ApiToken | None:
    """The token that a request shows; None for a stranger, and for one that was taken back. No query where none is shown."""
    if not (shown := shown_by(request)):
        return None
    rows = ApiToken.objects.filter(digest=digest_of(shown), revoked_at=None, institution__is_active=True)
    return rows.select_related("institution").first()


def accepted_token(request: HttpRequest) -> ApiToken | None:
    """The token a request shows, its use noted; None where it shows none. Raises `TokenUnknown` for one that opens nothing."""
    token = token_of(request)
    if token:
        note_use(token=token, on=timezone.localdate())
    elif shown_by(request):
        raise TokenUnknown(_("This token is not known, or was taken back. Ask your institution’s partner for a new one."))
    return token


def institution_of(request: HttpRequest) -> Institution | None:
    """Whose machine asks, by its token; None for everybody else. At most one query."""
    token = token_of(request)
    return token.institution if token else None


def shown_by(request: HttpRequest) -> str:
    """What stands in the header; empty when there is none, or one of another kind."""
    found = BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    return found[1] if found else ""


def digest_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash tells nobody anything."""
    return hashlib.sha256(token.encode()).hexdigest()
