"""Former addresses of lessons and courses, so that old links and phones that keep a course still find them."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerAddressManager(models.Manager["FormerAddress"]):
    """The one action on former addresses."""

    def remember(self, *, path: str, key: UUID) -> None:
        """Notes that a lesson or course is no longer at an address. Whoever left it last is who is looked for there."""
        self.update_or_create(path=path, defaults={"key": key})


class FormerAddress(models.Model):
    """Where a lesson or a course stood before it was renamed, moved or withdrawn: "fr/course/module/lesson" or "fr/course".

    Consulted only where nothing is published now.
    """

    path = models.CharField(max_length=500, unique=True)
    key = models.UUIDField(help_text=_("The lesson's or course's translation key."))

    objects = FormerAddressManager()

    class Meta:
        indexes = [models.Index(fields=["key"], name="former_addresses_of")]

    def __str__(self) -> str:
        return self.path
