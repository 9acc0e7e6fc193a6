"""An enrolment: a person has begun a course. It is made by the first answer and by joining a class."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Enrolment(models.Model):
    """A person and a course, whatever its language."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField(help_text=_("The course's translation key: the same in every language."))
    enrolled_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("enrolment")
        constraints = [models.UniqueConstraint(fields=["person", "course_key"], name="one_enrolment_per_course")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_key}"
