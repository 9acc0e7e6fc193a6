"""Progress: what attempts add up to. Every row here can be rebuilt from them (`manage.py rebuild_progress`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonProgress(models.Model):
    """How far a person is in a lesson, whatever its language."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_progress")
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    questions_total = models.PositiveSmallIntegerField()
    questions_tried = models.PositiveSmallIntegerField()
    questions_right = models.PositiveSmallIntegerField(help_text=_("Answered right at least once."))
    completed_at = models.DateTimeField(null=True, blank=True)
    last_answer_at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress in a lesson")
        constraints = [models.UniqueConstraint(fields=["person", "lesson_key"], name="one_progress_per_lesson")]
        indexes = [models.Index(fields=["person", "course_key"], name="progress_of_course")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.lesson_key}: {self.questions_right}/{self.questions_total}"

    @property
    def lamp(self) -> str:
        """`lit`, `half` or `off`: the lamp that stands for this lesson."""
        return "lit" if self.completed_at else "half" if self.questions_tried else "off"


class CourseCompletion(models.Model):
    """A person has completed a course, in the version the course had then."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions")
    course_key = models.UUIDField()
    course_version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    questions_total = models.PositiveSmallIntegerField()
    questions_right = models.PositiveSmallIntegerField()
    completed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("completed course")
        constraints = [models.UniqueConstraint(fields=["person", "course_key"], name="one_completion_per_course")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_key}"
