"""What a learner may tell of themselves, all of it optional, and a guardian's consent as an institution attests it.

No birth date, no place but the country, no name (audience.md P3, P4): it serves reports by group, in which small groups are
hidden.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.institution import Institution


class AgeBand(models.TextChoices):
    """Bands instead of a birth date."""

    UNDER_13 = "under-13", _("under 13")
    TEENS = "13-17", _("13 to 17")
    YOUNG = "18-24", _("18 to 24")
    ADULT = "25-34", _("25 to 34")
    OLDER = "35-plus", _("35 or older")


class Gender(models.TextChoices):
    """As people say of themselves."""

    WOMAN = "woman", _("woman or girl")
    MAN = "man", _("man or boy")
    OTHER = "other", _("other")
    UNSAID = "unsaid", _("I prefer not to say")


class LearnerFacts(models.Model):
    """What somebody told of themselves; empty is as good as anything."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facts")
    age_band = models.CharField(_("age"), max_length=8, choices=AgeBand.choices, blank=True)
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    told_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("facts about a learner")
        verbose_name_plural = _("facts about learners")

    def __str__(self) -> str:
        return f"{self.person_id}"


class GuardianConsent(models.Model):
    """An institution says that a guardian has agreed. The guardian's name or papers are never kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    attested_at = models.DateTimeField(default=timezone.now, db_default=Now())
    below_age = models.PositiveSmallIntegerField(_("the age limit that held"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(withdrawn_at=None), name="one_consent_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.attested_at:%Y-%m-%d}"
