"""Second factors of staff: who has one, who must have one, and what a change of them does to open sessions.

The factors are rows of django-allauth (`allauth.mfa`): an app with codes (TOTP), passkeys, and recovery codes for the day the
phone is lost. Recovery codes alone are no second factor.
"""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import F

from learning.cohorts import works_with_classes
from learning.models import Person
from learning.staff_log import note_action

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(person: Person) -> bool:
    """Whether a password alone does not open this account. One query."""
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def must_have_second_factor(person: Person) -> bool:
    """Whether this person's role asks for one: administrators and those who see learners' data. No query where nobody must."""
    return bool(settings.REQUIRE_SECOND_FACTOR) and works_with_classes(person)


@transaction.atomic
def end_sessions(person: Person) -> None:
    """Ends every session of this person. The one that asks is kept by `update_session_auth_hash`, if its edge wants that."""
    Person.objects.filter(pk=person.pk).update(sign_in_epoch=F("sign_in_epoch") + 1)
    person.refresh_from_db(fields=["sign_in_epoch"])


@transaction.atomic
def remove_second_factors(*, person: Person, by: Person | None) -> int:
    """For somebody who lost phone and recovery codes: afterwards the password alone opens the account. Returns how many went.

    `by` is the administrator, or None from a shell. Open sessions end, and the log of staff says who did it.
    """
    rows = Authenticator.objects.filter(user=person)
    removed = rows.filter(type__in=FACTORS).count()
    rows.delete()
    end_sessions(person)
    note_action("remove_second_factors", actor=by, person=person)
    return removed
