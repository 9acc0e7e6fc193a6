"""Partner institutions, those who work for them, and what the law of a country asks before a child's certificate.

An institution sees its own classes and nothing of another's: `learning/cohorts.py` says who may see what.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Where a country has no row of its own, everybody below this age is a child: the strictest of the laws in audience.md.
AGE_WHERE_UNKNOWN: Final = 18


class Institution(models.Model):
    """A school, library, ministry, association or hub that teaches with our courses."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two capital letters (ISO 3166)."))
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    # `learning/logos.py` keeps the picture under this name and alone writes these three.
    logo = models.CharField(max_length=64, blank=True, editable=False, help_text=_("SHA-256 of the picture; empty: no logo."))
    logo_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    logo_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("partner institution")
        verbose_name_plural = _("partner institutions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffRole(models.TextChoices):
    """What somebody does for an institution."""

    FACILITATOR = "facilitator", _("facilitator")
    PARTNER = "partner", _("partner")  # sees all classes of the institution and names its facilitators


class InstitutionStaff(models.Model):
    """Somebody works for an institution in a role."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="works_for")
    role = models.CharField(_("role"), max_length=16, choices=StaffRole.choices)

    class Meta:
        verbose_name = _("member of an institution's staff")
        verbose_name_plural = _("institutions' staff")
        constraints = [models.UniqueConstraint(fields=["institution", "person", "role"], name="one_role_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.institution}: {self.get_role_display()}"


class ConsentAge(models.Model):
    """Below which age a country's law asks for a guardian's consent. A lawyer's answer, entered by staff."""

    country = models.CharField(_("country"), max_length=2, unique=True, help_text=_("Two capital letters (ISO 3166)."))
    age = models.PositiveSmallIntegerField(_("consent is asked below the age of"), default=AGE_WHERE_UNKNOWN)
    source = models.CharField(_("where this is written"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("age of consent to data processing")
        verbose_name_plural = _("ages of consent to data processing")
        ordering = ["country"]
        constraints = [models.CheckConstraint(condition=models.Q(age__gte=10, age__lte=21), name="consent_age_10_to_21")]

    def __str__(self) -> str:
        return f"{self.country}: {self.age}"
