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


class CertificateKind(models.TextChoices):
    """What a certificate says somebody did."""

    ACHIEVEMENT = "achievement", _("achievement")  # showed it: every lesson's questions, graded by us
    PARTICIPATION = "participation", _("participation")  # was there: every lesson seen or attended
    PROGRAMME = "programme", _("programme")  # showed it in each of several courses


class CertificateStatus(models.TextChoices):
    """What a certificate is worth now."""

    VALID = "valid", _("valid")
    REPLACED = "replaced", _("replaced by a corrected one")
    REVOKED = "revoked", _("revoked")
    ERASED = "erased", _("erased by the holder")


class StatusReason(models.TextChoices):
    """Why a certificate is no longer valid: what the product itself knows, and what staff choose (`revoking`)."""

    MISTAKE = "mistake", _("it was issued by mistake")
    ANSWERS = "answers", _("the answers were not the learner’s own")
    FACTS = "facts", _("something on it is wrong")
    ASKED = "asked", _("the holder asked for it")
    LOST = "lost", _("the paper was lost, or is in wrong hands")
    UNDONE = "undone", _("it was revoked by mistake")
    CORRECTED = "corrected", _("the learner corrected the name")
    ERASED = "erased", _("the holder erased what is kept about them")
    MERGED = "merged", _("the learner had another certificate for this course under a learner code")


class Certificate(models.Model):
    """One issued certificate. It never changes but for its status; a correction is a new one that replaces it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=16, unique=True, help_text=_("Unguessable, with a check sign; people see it in groups."))
    # Nobody's once its holder is erased, or so long silent that nothing but the paper knows whose it is.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="certificates")
    kind = models.CharField(max_length=16, choices=CertificateKind.choices, default=CertificateKind.ACHIEVEMENT)
    course_key = models.UUIDField()  # of the course, or of the programme
    # A programme's certificate names several versions, in its statement, and stands when its programme is deleted.
    course_version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    programme = models.ForeignKey("certificates.Programme", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=120, blank=True, help_text=_("As the learner confirmed it; empty once erased."))
    name_hash = models.CharField(max_length=64, blank=True, help_text=_("All that is kept of an erased name: a keyed hash."))
    # A snapshot (`statement.statement_of`): what the certificate says stays true whatever happens to the course.
    statement = models.JSONField(help_text=_("Course title, level, minutes, lessons, competencies, pass rule, licence."))
    evidence = models.CharField(max_length=24, choices=EvidenceKind.choices)
    completed_at = models.DateTimeField()
    issued_at = models.DateTimeField(default=timezone.now, db_default=Now())
    edition = models.PositiveSmallIntegerField(default=1, help_text=_("1 for the first, one more for each that replaces it."))
    corrections_left = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text=_("How often the holder may still correct the name.")
    )
    status = models.CharField(max_length=8, choices=CertificateStatus.choices, default=CertificateStatus.VALID)
    status_reason = models.CharField(max_length=200, blank=True)
    status_note = models.CharField(max_length=300, blank=True, help_text=_("What staff wrote about it, for the holder to read."))
    status_changed_at = models.DateTimeField(null=True, blank=True)
    # Whose class the learner was in: named on it, its logo beside ours.
    institution = models.ForeignKey("learning.Institution", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The holder's choices: a page that anybody finds with the whole name, and a link that shows it to whom it was sent.
    is_public = models.BooleanField(default=False)
    share_key = models.CharField(max_length=24, blank=True, help_text=_("Unguessable; empty while no link is shared."))
    # Its place in the status lists, counted through all of them; random, so that neighbours in a list are strangers.
    status_place = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    # The signed document (`credential`), made once; None until a key was there, empty once erased.
    credential = models.JSONField(null=True, blank=True, editable=False)
    signing_key = models.ForeignKey("learning.SigningKey", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    # Several may be replaced by one: an earlier edition, and what the learner had been issued as a guest.
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_key", "kind"], condition=models.Q(status="valid"), name="one_valid_certificate_per_kind"
            ),
            models.UniqueConstraint(fields=["person", "course_key", "kind", "edition"], name="one_certificate_per_kind_edition"),
            models.CheckConstraint(
                condition=models.Q(kind="programme", course_version=None)
                | (~models.Q(kind="programme") & models.Q(programme=None, course_version__isnull=False)),
                name="certificate_of_a_course_or_a_programme",
            ),
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
        """Whether the holder may correct the name: once for free, and once more whenever staff allow it."""
        return self.is_valid and self.corrections_left > 0
