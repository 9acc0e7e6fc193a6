"""What learners say of lessons and courses: three faces, counted. No person, no phone, no day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Face(models.TextChoices):
    """Three answers, from good to bad."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("So-so")
    POOR = "poor", _("Not good")


class OpinionAbout(models.TextChoices):
    """What was asked: how a lesson was, or whether a course changes something."""

    LESSON = "lesson", _("lesson")
    COURSE = "course", _("course")


class OpinionCount(models.Model):
    """How often a face was given in a month. The month is as fine as it gets, so that no answer can be told from its time."""

    about = models.CharField(max_length=6, choices=OpinionAbout.choices)
    key = models.UUIDField(help_text=_("The lesson's or course's translation key."))
    language = models.CharField(max_length=12)
    month = models.DateField(help_text=_("The first day of the month."))
    face = models.CharField(max_length=4, choices=Face.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of opinions")
        verbose_name_plural = _("counts of opinions")
        constraints = [models.UniqueConstraint(fields=["about", "key", "language", "month", "face"], name="one_count_of_a_face")]

    def __str__(self) -> str:
        return f"{self.about} {self.key} {self.language} {self.month:%Y-%m} {self.face}: {self.count}"
