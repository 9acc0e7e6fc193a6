"""A bundle: one file that holds a course in a language, a tier and a format."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Bundle(models.Model):
    """A built file. The newest of its course, language, tier and format is the one offered; older ones stay for who has begun."""

    course_key = models.UUIDField()
    course_version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    tier = models.CharField(max_length=8)
    format = models.CharField(max_length=8)
    number = models.PositiveIntegerField(help_text=_("The bundle's version: 1, 2, 3 …"))
    file_name = models.CharField(max_length=200, unique=True, help_text=_("Course, language, tier and the start of the hash."))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    languages = models.JSONField(help_text=_("Languages of the lessons inside."))
    licence = models.CharField(max_length=60)
    is_current = models.BooleanField(default=True)
    built_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("bundle")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "language", "tier", "format"], condition=models.Q(is_current=True), name="one_current_bundle"
            ),
            models.UniqueConstraint(fields=["course_key", "language", "tier", "format", "number"], name="one_bundle_number"),
        ]

    def __str__(self) -> str:
        return self.file_name
