"""What reports are made of: a working row for each start of a course, counts for each question, figures once they are published.

The working rows are kept up by the roll-up (`learning/reports/rollup.py`) and go with the person. Figures are counts of at least
ten people that never change after their month is closed (`learning/reports/closing.py`, decision 0022).
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.attempt import EvidenceKind
from learning.models.cohort import Cohort
from learning.models.facts import AgeBand, Gender
from learning.models.institution import Institution

FEWEST: Final = 10  # people behind any figure that is shown (audience.md P10)


class RollupMark(models.Model):
    """How far the attempts have been counted. Its lock lets one roll-up work at a time."""

    name = models.CharField(max_length=20, unique=True)
    last_attempt = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("mark of the roll-up")

    def __str__(self) -> str:
        return f"{self.name}: {self.last_attempt}"


class Measures(models.Model):
    """What is counted beside people."""

    answers = models.PositiveIntegerField(default=0)
    right_answers = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0, help_text=_("Questions answered at least once."))
    first_right = models.PositiveIntegerField(default=0, help_text=_("Right at the first try."))
    ever_right = models.PositiveIntegerField(default=0, help_text=_("Right at least once."))
    minutes = models.PositiveIntegerField(default=0, help_text=_("Between the first and the last answer of a lesson, 60 at most."))
    gain_people = models.PositiveIntegerField(default=0, help_text=_("Who took the check before and after the course."))
    gain_points = models.IntegerField(default=0, help_text=_("Sum of their gains in percentage points."))

    class Meta:
        abstract = True


MEASURES: Final = tuple(field.name for field in Measures._meta.local_fields)


class ReportedStart(Measures):
    """A person has begun a course: what they had told of themselves then, and what they did since. Goes when the person goes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reported_starts")
    course_key = models.UUIDField()
    month = models.DateField(help_text=_("The first day of the month in which the first answer reached us."))
    gender = models.CharField(max_length=8, choices=Gender.choices, blank=True)
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12)
    mode = models.CharField(max_length=24, choices=EvidenceKind.choices)
    institution = models.ForeignKey(Institution, on_delete=models.SET_NULL, null=True, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, related_name="+")
    is_completed = models.BooleanField(default=False)
    is_released = models.BooleanField(default=False, help_text=_("Counted in published figures; never counted there again."))

    class Meta:
        verbose_name = _("start of a course, for reports")
        constraints = [models.UniqueConstraint(fields=["person", "course_key"], name="one_start_per_course")]
        indexes = [
            models.Index(
                fields=["course_key", "institution", "month"], condition=models.Q(is_released=False), name="starts_to_release"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_key}"


class QuestionCount(models.Model):
    """First answers to a question in one language: how many were right, what was chosen, and sums for its discrimination."""

    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    language = models.CharField(max_length=12)
    people = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    chosen = models.JSONField(default=dict, help_text=_("Option -> how many chose it in their first answer."))
    # Of those who answered all questions of the lesson: x is 1 when this one was right at first, y how many others were.
    pairs = models.PositiveIntegerField(default=0)
    sum_x = models.PositiveIntegerField(default=0)
    sum_y = models.PositiveIntegerField(default=0)
    sum_yy = models.PositiveIntegerField(default=0)
    sum_xy = models.PositiveIntegerField(default=0)
    shown = models.JSONField(default=dict, help_text=_("The figures trainers see; they move when ten more people have answered."))

    class Meta:
        verbose_name = _("count of a question")
        constraints = [models.UniqueConstraint(fields=["question_id", "lesson_key", "language"], name="one_count_per_question")]
        indexes = [models.Index(fields=["course_key"], name="question_counts_of_course")]

    def __str__(self) -> str:
        return f"{self.question_id} ({self.language})"


class Facet(models.TextChoices):
    """By what a table tells people apart."""

    EVERYONE = "everyone", _("Everyone")
    GENDER = "gender", _("Gender")
    AGE = "age", _("Age")
    LANGUAGE = "language", _("Language")
    MODE = "mode", _("How answers came")
    COUNTRY = "country", _("Country")
    LESSON = "lesson", _("Lessons")


class Outcome(models.TextChoices):
    """What is known of how many completed the course."""

    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("hidden")
    # xgettext:no-python-format
    FEW = "few", _("5 % or fewer")
    # xgettext:no-python-format
    MOST = "most", _("95 % or more")


class ReportFigure(Measures):
    """One published row: at least ten people who began a course, told apart in one way. Never changed after it was published.

    Whose: an institution's, a class's, those of nobody's institution (`is_site` false, both empty), or the sum of all (`is_site`).
    """

    is_site = models.BooleanField(default=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, related_name="+")
    course_key = models.UUIDField()
    month = models.DateField(help_text=_("Who began until the end of this month and stands in no earlier figure."))
    face = models.CharField(max_length=8, choices=Facet.choices)
    gender = models.CharField(max_length=40, help_text=_("One gender, several joined by “+”, or “all”."))
    part = models.CharField(max_length=40, help_text=_("A category of the face, “others”, or “all”."))
    lesson_key = models.UUIDField(null=True)
    people = models.PositiveIntegerField()
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    completed = models.PositiveIntegerField(default=0, help_text=_("Where the outcome is shown; of lessons, who is in `part`."))
    published_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("published figure")
        constraints = [models.CheckConstraint(condition=models.Q(people__gte=FEWEST), name="figure_of_ten_people_or_more")]
        indexes = [
            models.Index(fields=["cohort", "course_key", "month"], condition=~models.Q(cohort=None), name="figures_of_class"),
            models.Index(fields=["institution", "course_key", "month"], condition=models.Q(cohort=None), name="figures_of_house"),
            models.Index(fields=["course_key", "month"], condition=models.Q(is_site=True), name="figures_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.face} {self.gender} {self.part}: {self.people}"
