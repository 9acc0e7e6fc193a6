"""A person: staff with a name and a password, a learner with a code and picture PIN, or a guest with neither.

One table for all three, since attempts, certificates and classes refer to people and a guest becomes a learner without
moving a row. How codes and PINs are made and checked stands in `learning/codes.py`.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about people."""

    def staff(self) -> PersonQuerySet:
        """Those who sign in with a name and a password."""
        return self.exclude(username=None)

    def learners(self) -> PersonQuerySet:
        """Those who hold a learner code."""
        return self.exclude(code=None)

    def guests(self) -> PersonQuerySet:
        """Those with neither name nor code."""
        return self.filter(username=None, code=None)


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Makes staff; guests and learners are made by `learning.people`."""

    use_in_migrations = False

    def create_user(
        self, username: str, email: str = "", password: str | None = None, *, is_given: bool = False, **fields: Any
    ) -> Person:
        """A staff member; `is_given` when somebody else knows the password too. Raises `ValueError` when the name is empty."""
        if not username:
            raise ValueError("A staff member needs a name to sign in with.")
        person = self.model(username=username, email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.has_given_password = is_given
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> Person:
        """An administrator."""
        return self.create_user(username, email, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # Wagtail's picture_set
    """Somebody who teaches, learns or keeps the site."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Staff only. Learners have no name, address or number here, and none is asked.
    username = models.CharField(_("name to sign in with"), max_length=150, unique=True, null=True, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    # Learners only.
    code = models.CharField(_("learner code"), max_length=8, unique=True, null=True, blank=True, editable=False)
    pin_digest = models.CharField(max_length=64, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    pin_locked_until = models.DateTimeField(null=True, blank=True, editable=False)
    # The day the code last opened a phone: codes that nobody uses any more are anonymised (`learning.retention`).
    opened_on = models.DateField(null=True, blank=True, editable=False)
    # Raised to close every phone that is open on this person.
    phone_epoch = models.PositiveIntegerField(default=0, editable=False)
    # Staff only: raised to end every session of this person, as a new password does.
    sign_in_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Staff only: somebody else made the password. Pages ask for one of their own until there is one.
    has_given_password = models.BooleanField(default=False, db_default=False, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, db_default=Now(), editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username=None) | models.Q(code=None), name="person_is_staff_or_learner_not_both"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username or self.code or str(self.uuid)

    def set_password(self, raw_password: str | None) -> None:
        """A new password is its owner's own, unless whoever gave it says otherwise afterwards."""
        super().set_password(raw_password)
        self.has_given_password = False

    @property
    def is_staff(self) -> bool:
        """Whether this person signs in with a name and a password."""
        return self.username is not None

    @property
    def is_guest(self) -> bool:
        """Whether this person has neither a name nor a code yet."""
        return self.username is None and self.code is None

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must carry to be this person's: it changes with the password, and with the second factors."""
        return salted_hmac(
            "learning.person", f"{self.sign_in_epoch}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        """First and last name, for staff."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """First name, for staff."""
        return self.first_name
