"""What somebody's first answers to a course's two checks add up to. Every row can be rebuilt from attempts (`rebuild_progress`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.purpose import QUESTIONS_IN_CHECK, Purpose


class CheckResultQuerySet(models.QuerySet["CheckResult"]):
    """Questions about results."""

    def of_both_checks(self) -> CheckResultQuerySet:
        """Those of people who answered every question of both: only they show a gain."""
        return self.filter(start_answered=QUESTIONS_IN_CHECK, end_answered=QUESTIONS_IN_CHECK)


class CheckResult(models.Model):
    """One person and the checks of one course, in whatever languages they were answered."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_results")
    course_key = models.UUIDField(help_text=_("The course's translation key: the same in every language."))
    start_answered = models.PositiveSmallIntegerField(default=0)
    start_right = models.PositiveSmallIntegerField(default=0, help_text=_("Right at the first try."))
    end_answered = models.PositiveSmallIntegerField(default=0)
    end_right = models.PositiveSmallIntegerField(default=0, help_text=_("Right at the first try."))
    language = models.CharField(max_length=12, help_text=_("Of the last answer that counts."))
    # The first day of the month in which the last answer to both reached us.
    done_in = models.DateField(null=True)

    objects = CheckResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of the checks")
        constraints = [models.UniqueConstraint(fields=["person", "course_key"], name="one_check_result_per_course")]
        # Holds all that a gain is worked out from, so that the rows themselves need not be read.
        indexes = [
            models.Index(
                fields=["course_key", "start_answered", "end_answered", "done_in", "language", "start_right", "end_right"],
                name="gain_by_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_key}: {self.start_right} → {self.end_right}"

    def is_done(self, purpose: str) -> bool:
        """Whether every question of a check is answered."""
        answered = self.start_answered if purpose == Purpose.START_CHECK else self.end_answered
        return answered == QUESTIONS_IN_CHECK
