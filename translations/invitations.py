"""Invitations: a link makes one account for one language and one role, once, within fourteen days.

The link's secret is shown when the invitation is made and kept nowhere; the row has its SHA-256. No address is asked: whoever
invites hands the link over as they like.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from wagtail.models import Locale

from translations.errors import InvitationRefused
from translations.models import Invitation
from translations.models.invitation import DeskRole
from translations.roles import can_coordinate, can_review, can_translate, group_name, set_up_language

LASTS: Final = timedelta(days=14)
LONGEST_NOTE: Final = 120  # as the column
LONGEST_NAME: Final = 40
LONGEST_PASSWORD: Final = 200


@dataclass(frozen=True)
class Made:
    """A new invitation and its link's secret, which nobody can read again."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite(*, language: str, role: str, by: Any, note: str = "") -> Made:
    """Makes an invitation. Raises `InvitationRefused`.

    Nobody hands out more than they may themselves: otherwise a coordinator could invite a second self to approve their words.
    """
    if not can_coordinate(by):
        raise InvitationRefused(_("You may not invite people. Ask a coordinator."))
    if role not in DeskRole.values:
        raise InvitationRefused(_("“%(role)s” is no role of the desk. Choose translator or reviewer.") % {"role": role})
    if not (can_review(by, language) if role == DeskRole.REVIEWER else can_translate(by, language)):
        raise InvitationRefused(_("You cannot hand out a right that you do not have yourself: choose another language or role."))
    if len(note) > LONGEST_NOTE:
        raise InvitationRefused(_("The note is too long. Write at most %(most)s signs.") % {"most": LONGEST_NOTE})
    set_up_language(Locale.objects.get(language_code=language))
    secret = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        secret_hash=hash_of(secret), language=language, role=role, note=note, invited_by=by, expires_at=timezone.now() + LASTS
    )
    return Made(row, secret)


def open_invitation(secret: str) -> Invitation:
    """The invitation of a link. Raises `InvitationRefused` when it was used, withdrawn, has expired or never was. One query."""
    wanted = hash_of(secret)
    row = Invitation.objects.filter(secret_hash=wanted).first()
    if row is None or not constant_time_compare(row.secret_hash, wanted):
        raise InvitationRefused(_("This link is not an invitation, or it was withdrawn. Ask for a new one."))
    if row.used_at:
        raise InvitationRefused(_("This invitation was used already. Sign in with the name you chose, or ask for a new one."))
    if row.expires_at <= timezone.now():
        raise InvitationRefused(_("This invitation has expired. Ask for a new one."))
    return row


def accept(*, secret: str, username: str, password: str) -> Any:
    """Makes the account and puts it into the language's group. Raises `InvitationRefused`, and then nothing is stored.

    Two who use a link in the same moment: one UPDATE decides, the other's account is rolled back. The slow hashing of the password
    comes before the transaction, which locks a SQLite database.
    """
    open_invitation(secret)
    name = get_user_model().normalize_username(username.strip())
    by_field = {"username": name_problems(name), "password": password_problems(password, name)}
    if any(by_field.values()):
        raise InvitationRefused(by_field=by_field)
    person = get_user_model()(username=name, password=make_password(password))
    try:
        with transaction.atomic():
            person.save()
            used = Invitation.objects.filter(secret_hash=hash_of(secret), used_at=None, expires_at__gt=timezone.now())
            if not used.update(used_at=timezone.now(), person=person):
                open_invitation(secret)  # says why
                raise InvitationRefused(_("This invitation was used already. Ask for a new one."))
            invitation = Invitation.objects.get(secret_hash=hash_of(secret))
            person.groups.add(Group.objects.get(name=group_name(invitation.role, invitation.language)))
    except IntegrityError as error:
        raise InvitationRefused(by_field={"username": [name_taken(name)]}) from error
    return person


def withdraw(invitation: Invitation, *, by: Any) -> None:
    """Takes an invitation back; its link is worth nothing from now on. Raises `InvitationRefused`."""
    if not can_coordinate(by):
        raise InvitationRefused(_("You may not withdraw invitations. Ask a coordinator."))
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).delete()[0]:
        raise InvitationRefused(
            _("This invitation was used already, so it cannot be withdrawn. An administrator can close the account under Settings.")
        )


def hash_of(secret: str) -> str:
    """What is kept of a link's secret: it has 256 bits, so a plain SHA-256 cannot be turned round."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def name_problems(name: str) -> list[str]:
    """Why somebody cannot be called so. One query."""
    if not name:
        return [_("Write the name you want to sign in with.")]
    if len(name) > LONGEST_NAME:
        return [_("A name has at most %(most)s signs.") % {"most": LONGEST_NAME}]
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        return [str(message) for message in error.messages]
    # Amina and amina would be taken for one another.
    return [name_taken(name)] if get_user_model()._default_manager.filter(username__iexact=name).exists() else []


def name_taken(name: str) -> str:
    """For a name that somebody else signs in with."""
    return _("Somebody is called “%(name)s” already. Choose another name.") % {"name": name}


def password_problems(password: str, name: str) -> list[str]:
    """Why a password will not do, in the sentences of the site's rules."""
    if len(password) > LONGEST_PASSWORD:
        return [_("A password has at most %(most)s signs.") % {"most": LONGEST_PASSWORD}]
    try:
        validate_password(password, get_user_model()(username=name))
    except ValidationError as error:
        return [str(message) for message in error.messages]
    return []
