"""A programme: several courses that together have a certificate of their own. Edited in the CMS."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable


class Programme(ClusterableModel):
    """A programme, whatever its language. Certificates name it by `key`, and keep its words of the day."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True, help_text=_("Short and plain, the same in every language."))
    institution = models.ForeignKey(
        "learning.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner institution"),
        help_text=_("Who offers it; nobody where it is this site’s own. It is named on the certificate."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Otherwise nobody sees it or gets its certificate. Certificates made before stand.")
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class ProgrammeText(models.Model):
    """What a programme is called and what it is for, in one language."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=2000, blank=True, help_text=_("Plain words."))

    class Meta:
        verbose_name = _("words of a programme")
        verbose_name_plural = _("words of programmes")
        constraints = [models.UniqueConstraint(fields=["programme", "language"], name="one_text_per_programme_language")]

    def __str__(self) -> str:
        return self.title


class ProgrammeCourse(Orderable):
    """A course of a programme, in its place."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="courses")
    course_key = models.UUIDField(_("course"))  # its translation key

    class Meta(Orderable.Meta):
        verbose_name = _("course of a programme")
        verbose_name_plural = _("courses of programmes")
        constraints = [models.UniqueConstraint(fields=["programme", "course_key"], name="one_course_once_per_programme")]

    def __str__(self) -> str:
        return str(self.course_key)
