"""A certificate: what somebody has learned, in the words and the version of the day it was issued."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.certificates.numbers import shown_number
from learning.models import EvidenceKind


class CertificateStatus(models.TextChoices):
    """What a certificate is worth now."""

    VALID = "valid", _("valid")
    REPLACED = "replaced", _("replaced by a corrected one")
    REVOKED = "revoked", _("revoked")
    ERASED = "erased", _("erased by the holder")


class StatusReason(models.TextChoices):
    """Why a certificate is no longer valid, where the product itself knows."""

    CORRECTED = "corrected", _("the learner corrected the name")
    ERASED = "erased", _("the holder erased what is kept about them")
    MERGED = "merged", _("the learner had another certificate for this course under a learner code")


class Certificate(models.Model):
    """One issued certificate. It never changes but for its status; a correction is a new one that replaces it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=16, unique=True, help_text=_("Unguessable, with a check sign; people see it in groups."))
    # Nobody's once its holder is erased, or so long silent that nothing but the paper knows whose it is.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="certificates")
    course_key = models.UUIDField()
    course_version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=120, blank=True, help_text=_("As the learner confirmed it; empty once erased."))
    name_hash = models.CharField(max_length=64, blank=True, help_text=_("All that is kept of an erased name: a keyed hash."))
    # A snapshot (`statement.statement_of`): what the certificate says stays true whatever happens to the course.
    statement = models.JSONField(help_text=_("Course title, level, minutes, lessons, competencies, pass rule, licence."))
    evidence = models.CharField(max_length=24, choices=EvidenceKind.choices)
    completed_at = models.DateTimeField()
    issued_at = models.DateTimeField(default=timezone.now, db_default=Now())
    edition = models.PositiveSmallIntegerField(default=1, help_text=_("1 for the first, one more for each correction."))
    status = models.CharField(max_length=8, choices=CertificateStatus.choices, default=CertificateStatus.VALID)
    status_reason = models.CharField(max_length=200, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    # Several may be replaced by one: an earlier edition, and what the learner had been issued as a guest.
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_key"], condition=models.Q(status="valid"), name="one_valid_certificate_per_course"
            ),
            models.UniqueConstraint(fields=["person", "course_key", "edition"], name="one_certificate_per_edition"),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """The number in groups, as it is printed."""
        return shown_number(self.number)

    @property
    def is_valid(self) -> bool:
        """Whether it stands."""
        return self.status == CertificateStatus.VALID

    @property
    def is_correctable(self) -> bool:
        """Whether the learner's one free correction is still there: the first edition, and valid."""
        return self.is_valid and self.edition == 1
