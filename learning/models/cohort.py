"""A class ("cohort" in the field's words): learners of an institution who take courses together, led by facilitators."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.institution import Institution


class Cohort(models.Model):
    """A class. It is known by a code that learners type, or scan, to come in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    join_code = models.CharField(_("class code"), max_length=6, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=12)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    shares_devices = models.BooleanField(
        _("learners share phones"),
        default=False,
        help_text=_("Phones that join close after ten minutes without a touch, and never fill anything in."),
    )
    facilitators = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("facilitators"), related_name="leads")
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="cohort_ends_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def has_ended(self, *, at: date) -> bool:
        """Whether the last day is over."""
        return self.ends_on is not None and self.ends_on < at


class CohortCourse(models.Model):
    """A course that a class takes, and when its turn comes."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="courses")
    course_key = models.UUIDField(help_text=_("The course's translation key: the same in every language."))
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("course of a class")
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "course_key"], name="one_course_once_in_a_class")]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.course_key}"


class Membership(models.Model):
    """A learner belongs to a class. No name: facilitators know their learners by the number on the card."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    seat = models.PositiveSmallIntegerField(_("number in the class"))
    wants_announcements = models.BooleanField(_("wants to see announcements"), default=False)
    joined_at = models.DateTimeField(default=timezone.now, db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membership of a class")
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_membership_per_class"),
            models.UniqueConstraint(fields=["cohort", "seat"], name="one_learner_per_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.seat}"


class Announcement(models.Model):
    """What a facilitator tells a class, shown at a learner's next visit if they want such words."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="announcements")
    text = models.CharField(_("words"), max_length=500)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, db_default=Now())
    shown_until = models.DateField(_("shown until"))

    class Meta:
        verbose_name = _("announcement")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return self.text
