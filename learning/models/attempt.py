"""An attempt: one answer to one question. Attempts are facts: they are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.TextChoices):
    """How we know that a person gave the answer. Printed on the certificate."""

    ONLINE = "online", _("online")
    FACILITATOR_CONFIRMED = "facilitator-confirmed", _("confirmed by a facilitator")
    SELF_REPORTED = "self-reported", _("reported by the learner")


class Attempt(models.Model):
    """What a person answered, to which version of a lesson, and what it was worth."""

    # Made by the client: the same uuid again is the same answer.
    uuid = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    # A question is the same question in every language: (lesson's translation key, block id).
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    lesson_version = models.ForeignKey("courses.LessonVersion", on_delete=models.PROTECT, related_name="+")
    response = models.JSONField()
    score = models.FloatField(help_text=_("From 0 to 1."))
    is_correct = models.BooleanField()
    evidence = models.CharField(max_length=24, choices=EvidenceKind.choices, default=EvidenceKind.ONLINE)
    occurred_at = models.DateTimeField(help_text=_("When the person answered, by the clock of their device."))
    recorded_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("attempt")
        constraints = [models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=1), name="attempt_score_0_to_1")]
        indexes = [models.Index(fields=["person", "course_key", "lesson_key", "question_id"], name="attempt_progress")]

    def __str__(self) -> str:
        return f"{self.uuid}"
