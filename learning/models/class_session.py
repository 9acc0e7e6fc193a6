"""A meeting of a class about one lesson: who was there, and how many hands went up for what.

Answers that a facilitator confirms are attempts like all others (`learning.answers.record_answer`); here stands the register.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.cohort import Cohort


class ClassSession(models.Model):
    """One meeting. The uuid is made by whoever writes the register: bringing the same register twice changes nothing."""

    uuid = models.UUIDField(unique=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    lesson_version = models.ForeignKey("courses.LessonVersion", on_delete=models.PROTECT, related_name="+")
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("meeting of a class")
        verbose_name_plural = _("meetings of classes")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.held_on}"


class Attendance(models.Model):
    """A learner was there."""

    session = models.ForeignKey(ClassSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")

    class Meta:
        verbose_name = _("attendance")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_attendance_per_meeting")]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.person_id}"


class HandsUp(models.Model):
    """How many hands went up for one option of a question. A count, of nobody in particular."""

    session = models.ForeignKey(ClassSession, on_delete=models.CASCADE, related_name="hands")
    question_id = models.UUIDField()
    choice = models.CharField(max_length=64)  # an option's id, "true" or "false"
    count = models.PositiveSmallIntegerField(_("hands"))

    class Meta:
        verbose_name = _("hands up")
        verbose_name_plural = _("hands up")
        constraints = [models.UniqueConstraint(fields=["session", "question_id", "choice"], name="one_count_per_option")]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.question_id}: {self.count}"
