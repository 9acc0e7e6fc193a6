"""Rows of the partner's room: what an institution chose, what its machines have, the board of needs and offers."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 1000
LONGEST_LINE: Final = 120  # a contact line, a region
LONGEST_REASON: Final = 300


class Subscription(models.Model):
    """An institution's choice: courses, languages and a tier, in one form or several; renewed with its courses until stopped."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey("learning.Institution", on_delete=models.CASCADE, related_name="subscriptions")
    selection = models.ForeignKey("bundles.Selection", on_delete=models.PROTECT, related_name="subscriptions")
    formats = models.JSONField(help_text=_("Keys of formats, in the order in which they are offered."))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("choice of courses")
        verbose_name_plural = _("choices of courses")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "selection"], condition=models.Q(stopped_at=None), name="one_running_choice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.selection}"


class UpdateCheck(models.Model):
    """Which version an institution's machine said it has when it last asked for an update, by its token. One row for each line."""

    institution = models.ForeignKey("learning.Institution", on_delete=models.CASCADE, related_name="+")
    selection = models.ForeignKey("bundles.Selection", on_delete=models.CASCADE, related_name="+")
    manifest = models.ForeignKey("bundles.Manifest", on_delete=models.CASCADE, related_name="+")
    checked_on = models.DateField()

    class Meta:
        verbose_name = _("check for an update")
        verbose_name_plural = _("checks for updates")
        constraints = [models.UniqueConstraint(fields=["institution", "selection"], name="one_check_per_line")]

    def __str__(self) -> str:
        return f"{self.institution} · {self.selection}"


class Kind(models.TextChoices):
    """Whether something is asked for or given."""

    NEED = "need", _("Need")
    OFFER = "offer", _("Offer")


class Topic(models.TextChoices):
    """What a listing is about (audience.md, section 9)."""

    TRAINING = "training", _("Training")
    MENTORS = "mentors", _("Mentors")
    TRANSLATION = "translation", _("Translation")
    DEVICES = "devices", _("Devices")
    DATA = "data", _("Data sets")
    GRANTS = "grants", _("Grants")
    OTHER = "other", _("Something else")


class ListingStatus(models.TextChoices):
    """Where a listing stands. Whether its last day is over is asked apart."""

    WAITING = "waiting", _("waits for an administrator")
    SHOWN = "shown", _("on the board")
    REFUSED = "refused", _("not accepted")
    TAKEN_DOWN = "taken_down", _("taken down")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Listing(models.Model):
    """A need or an offer of an institution, in plain words. Seen by partners once an administrator has accepted it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey("learning.Institution", on_delete=models.CASCADE, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField(max_length=LONGEST_TEXT)
    languages = models.JSONField(default=list, help_text=_("Codes of languages it is about; empty: any."))
    country = models.CharField(max_length=2, blank=True, help_text=_("Two capital letters (ISO 3166)."))
    region = models.CharField(max_length=LONGEST_LINE, blank=True)
    contact = models.CharField(max_length=LONGEST_LINE, help_text=_("The institution’s public line, chosen for this listing."))
    shown_until = models.DateField()
    written_at = models.DateTimeField(default=timezone.now, db_default=Now())
    status = models.CharField(max_length=12, choices=ListingStatus.choices, default=ListingStatus.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, help_text=_("Why it was refused or taken down."))

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["status", "shown_until"], name="listings_on_the_board")]

    def __str__(self) -> str:
        return self.title

    def is_on_the_board(self, *, at: date) -> bool:
        """Whether other institutions see it."""
        return self.status == ListingStatus.SHOWN and self.shown_until >= at

    def is_open(self, *, at: date) -> bool:
        """Whether it waits or is shown, and its last day is not over."""
        return self.status in {ListingStatus.WAITING, ListingStatus.SHOWN} and self.shown_until >= at


class ListingReport(models.Model):
    """An institution says that something is wrong with a listing; open until an administrator has looked."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="reports")
    institution = models.ForeignKey("learning.Institution", on_delete=models.CASCADE, null=True, related_name="+")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON)
    reported_at = models.DateTimeField(default=timezone.now, db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report about a listing")
        verbose_name_plural = _("reports about listings")
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "institution"], condition=models.Q(settled_at=None), name="one_open_report_per_institution"
            )
        ]

    def __str__(self) -> str:
        return self.reason
