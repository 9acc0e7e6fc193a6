"""What came home: each file by its hash, counts and receipt; whose a learner of a device is; which answers came with it; flags.

The file itself is kept only while it is being received.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models import Cohort, Institution


class ReturnState(models.TextChoices):
    """How far a file is."""

    WAITING = "waiting", _("being received")
    DONE = "done", _("received")
    FAILED = "failed", _("not received")


class Return(models.Model):
    """One file, or the codes shown on one screen, that an institution brought home."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="returns")
    # In which class learners without a code are made.
    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, related_name="returns")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now, db_default=Now())
    sha256 = models.CharField(max_length=64)
    device = models.CharField(max_length=32)
    bundle = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=ReturnState.choices, default=ReturnState.WAITING)
    waiting = models.BinaryField(null=True)
    learners = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    receipt = models.TextField(blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("results brought home")
        verbose_name_plural = _("results brought home")
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["institution", "sha256"], name="one_return_of_a_file")]

    def __str__(self) -> str:
        return f"{self.institution_id} · {self.sha256[:12]}"

    @property
    def receipt_name(self) -> str:
        """Under which name its receipt is a file."""
        return f"receipt-{self.device[:8]}-{self.sha256[:8]}.json"


class DeviceLearner(models.Model):
    """Somebody who learned on a device without a code: made a learner once, however often the device's results come."""

    device = models.CharField(max_length=32)
    learner = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("learner of a device")
        verbose_name_plural = _("learners of devices")
        constraints = [models.UniqueConstraint(fields=["device", "learner"], name="one_learner_of_a_device")]

    def __str__(self) -> str:
        return f"{self.device} · {self.learner}"


class ReturnedAnswer(models.Model):
    """An answer came with this file first."""

    attempt = models.OneToOneField("learning.Attempt", on_delete=models.CASCADE, related_name="+")
    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="brought")

    class Meta:
        verbose_name = _("answer brought home")
        verbose_name_plural = _("answers brought home")

    def __str__(self) -> str:
        return f"{self.returned_id} · {self.attempt_id}"


class FlagKind(models.TextChoices):
    """What looks unlikely. It is shown to people, who decide; nothing is dropped for it."""

    EARLY = "early", _("Answered before the lesson was published: perhaps the clock of the device was wrong.")
    AT_ONCE = "at-once", _("Many answers in one second.")
    COPIED = "copied", _("The same answers came from another learner before.")
    TWO_DEVICES = "two-devices", _("The same answers came from another device before.")
    ALIKE = "alike", _("The same answers, wrong ones too, as another learner of this device.")


class Flag(models.Model):
    """Something about a learner's answers in a file is unlikely."""

    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="flags")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=FlagKind.choices)
    count = models.PositiveIntegerField(help_text=_("How many answers."))

    class Meta:
        verbose_name = _("unlikely results")
        verbose_name_plural = _("unlikely results")
        constraints = [models.UniqueConstraint(fields=["returned", "person", "kind"], name="one_flag_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.returned_id} · {self.kind}"
