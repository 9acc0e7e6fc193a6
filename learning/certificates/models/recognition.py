"""What an institution said of one of our courses: that it recognises it, as what, from when to when. We grant nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.certificates.plain_text import is_formula
from learning.models import Institution
from learning.plain_text import plain_text

LONGEST_ADDRESS: Final = 500
TEXTS: Final = ("name", "statement", "framework", "document_title")  # as people wrote them


class RecognitionKind(models.TextChoices):
    """As what a course is recognised."""

    HOURS = "hours", _("hours of learning")
    CREDIT = "credit", _("study credit")
    PRIOR_LEARNING = "prior_learning", _("evidence for prior learning")
    ENTRY = "entry", _("entry or exemption")


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    """Questions about recognitions."""

    def on(self, day: date) -> RecognitionQuerySet:
        """Those that hold on a day."""
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)

    def of_version(self, course_key: uuid.UUID | str, *, language: str, number: int) -> RecognitionQuerySet:
        """Those that hold for one version of a course."""
        return self.filter(
            models.Q(last_version=None) | models.Q(last_version__gte=number),
            course_key=course_key,
            course_language__in=["", language],
            first_version__lte=number,
        )


class Recognition(models.Model):
    """One institution recognises some versions of one course as something."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("partner institution"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when it is no partner: then write its name and country."),
    )
    name = models.CharField(_("name of another institution"), max_length=200, blank=True)
    country = models.CharField(
        _("its country"), max_length=2, blank=True, help_text=_("Two capital letters (ISO 3166). A partner’s own is known.")
    )
    course_key = models.UUIDField(_("course"))
    course_language = models.CharField(
        _("only the course in this language"),
        max_length=12,
        blank=True,
        help_text=_("Empty: in every language. Versions are counted in each language by itself."),
    )
    first_version = models.PositiveIntegerField(_("from version"), default=1, validators=[MinValueValidator(1)])
    last_version = models.PositiveIntegerField(
        _("to version"), null=True, blank=True, help_text=_("Empty: this one and all that follow.")
    )
    kind = models.CharField(_("as what"), max_length=16, choices=RecognitionKind.choices)
    statement = models.CharField(_("in the institution’s words"), max_length=500)
    language = models.CharField(_("language of these words"), max_length=12)
    hours = models.DecimalField(
        _("hours"), max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal("0.01"))]
    )
    credit = models.DecimalField(
        _("study credit"), max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal("0.01"))]
    )
    framework = models.CharField(_("framework of the study credit"), max_length=80, blank=True, help_text=_("Such as ECTS."))
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds to"), null=True, blank=True, help_text=_("The last day. Empty: until further notice."))
    is_reciprocal = models.BooleanField(
        _("the other way round too"), default=False, help_text=_("We recognise courses of theirs in turn.")
    )
    document_url = models.URLField(
        _("document"),
        max_length=LONGEST_ADDRESS,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Where the institution says so itself. It begins with https://"),
    )
    document_title = models.CharField(_("title of the document"), max_length=200, blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True, help_text=_("The day a person read the document."))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition of a course")
        verbose_name_plural = _("recognitions of courses")
        ordering = ["course_key", "valid_from", "uuid"]
        indexes = [models.Index(fields=["course_key"], name="recognitions_of_a_course")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(institution=None, name__gt="") | models.Q(institution__isnull=False, name=""),
                name="recognised_by_one_institution",
            ),
            models.CheckConstraint(
                condition=models.Q(last_version=None) | models.Q(last_version__gte=models.F("first_version")),
                name="recognised_versions_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="recognised_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.get_kind_display()} · {self.valid_from.isoformat()}"

    @property
    def by(self) -> str:
        """The institution's name."""
        return self.institution.name if self.institution else self.name

    @property
    def from_country(self) -> str:
        """The institution's country in two letters; empty when nobody knows."""
        return self.institution.country if self.institution else self.country

    def clean(self) -> None:
        """Rules that a person may break; raises `ValidationError`. One query: is the same not said already?

        Two people who enter the same within a second are both believed; the list shows both.
        """
        problems = {name: [sentence] for name, sentence in self.gaps()}
        if problems:
            raise ValidationError(problems)
        if self.valid_from is None or self.first_version is None or self.course_key is None:
            return  # said of the field already
        others = Recognition.objects.filter(course_key=self.course_key, kind=self.kind).exclude(pk=self.pk)
        same = next((other for other in others.select_related("institution") if self.overlaps(other)), None)
        if same:
            raise ValidationError(self.said_already(same))

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Leaves of each text what can be read, on one line; then each field by itself. No query for texts and numbers."""
        for name in TEXTS:
            setattr(self, name, plain_text(getattr(self, name)))
        super().clean_fields(exclude)

    def gaps(self) -> list[tuple[str, Any]]:
        """Field and sentence of what is missing or does not go together. No query."""
        strange = _("This language is not known here. Write its code, such as sw.")
        is_some = self.first_version != 1 or self.last_version is not None
        one_of_two = _("Choose a partner institution, or write the name of another one: one of the two.")
        found = [
            ((self.institution_id is None) != bool(self.name), "name", one_of_two),
            (
                is_backwards(self.first_version, self.last_version),
                "last_version",
                _("The last version comes before the first. Exchange the two."),
            ),
            (is_backwards(self.valid_from, self.valid_to), "valid_to", _("It ends before it begins. Exchange the two days.")),
            (is_some and not self.course_language, "course_language", _("Say in which language these versions are counted.")),
            (bool(self.course_language) and self.course_language not in dict(settings.LANGUAGES), "course_language", strange),
            (bool(self.language) and "bidi" not in LANG_INFO.get(self.language, {}), "language", strange),
            (self.kind == RecognitionKind.HOURS and self.hours is None, "hours", _("Say how many hours.")),
            (self.kind == RecognitionKind.CREDIT and self.credit is None, "credit", _("Say how much credit.")),
            (bool(self.document_url) and not self.document_title, "document_title", _("Say what the document is called.")),
            (self.credit is not None and not self.framework, "framework", _("Say in which framework the credit counts.")),
            (self.institution_id is not None and bool(self.country), "country", _("A partner’s country is known already.")),
        ]
        formula = _("This begins as a formula of a spreadsheet does. Begin it with a letter or a digit.")
        found += [(is_formula(getattr(self, name)), name, formula) for name in TEXTS]
        return [(name, sentence) for is_wrong, name, sentence in found if is_wrong]

    def said_already(self, other: Recognition) -> Any:
        """The refusal of a second row that says the same."""
        sentence = _("“%(name)s” recognises this course as the same already from %(day)s on. Change that entry instead.")
        return sentence % {"name": other.by, "day": other.valid_from.isoformat()}

    def overlaps(self, other: Recognition) -> bool:
        """Whether two rows say the same of a course for a version and a day that both cover. No query."""
        return (
            (self.course_key, self.kind, self.institution_id, self.name.casefold())
            == (other.course_key, other.kind, other.institution_id, other.name.casefold())
            and (not self.course_language or not other.course_language or self.course_language == other.course_language)
            and meet((self.first_version, self.last_version), (other.first_version, other.last_version))
            and meet((self.valid_from, self.valid_to), (other.valid_from, other.valid_to))
        )


def is_backwards(first: Any, last: Any) -> bool:
    """Whether a range, open when an end is None, ends before it begins."""
    return first is not None and last is not None and bool(last < first)


def meet(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Whether two ranges, both ends inside and the second open when it is None, have something in common."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])
