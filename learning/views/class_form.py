"""The form of a class: what is said of it, its courses with their places, and who leads it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.editions import best_editions
from courses.models import CourseVersion
from courses.rendering.document import own_name
from learning.classes import ClassFacts
from learning.models import Cohort, Institution, InstitutionStaff, Person
from learning.unkept import active_language

ISO = ["%Y-%m-%d"]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, as the browser's own chooser sends it in every language."""
    widget = forms.DateInput(format=ISO[0], attrs={"type": "date", "class": "field", "dir": "ltr"})
    return forms.DateField(label=label, input_formats=ISO, localize=False, widget=widget, **more)


def choice() -> forms.Select:
    """A list to choose from, as wide as what is typed."""
    return forms.Select(attrs={"class": "field"})


class ClassForm(forms.Form):
    """A class. Courses are asked one by one: which place each has, or none."""

    name = forms.CharField(
        label=_("Name of the class"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off", "dir": "auto"}),
        help_text=_("Learners see it. No names of people."),
    )
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), empty_label=None, widget=choice())
    language = forms.ChoiceField(label=_("Language"), widget=choice())
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), required=False, help_text=_("Leave it empty when you do not know it yet."))
    shares_devices = forms.BooleanField(
        label=_("Learners share phones"),
        required=False,
        help_text=_("Phones that join close after ten minutes without a touch, and never fill anything in."),
    )

    def __init__(
        self, data: Any = None, *, institutions: list[Institution], cohort: Cohort | None, staff: Any, today: date
    ) -> None:
        super().__init__(data, initial=initial_of(cohort, today=today), label_suffix="")
        self.fields["language"].choices = [(code, own_name(code)) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]
        houses: Any = self.fields["institution"]
        houses.queryset = Institution.objects.filter(pk__in=[house.pk for house in institutions])
        if cohort or len(institutions) < 2:
            del self.fields["institution"]
        self.only = cohort.institution if cohort else institutions[0] if institutions else None
        self.courses = editions(active_language())
        places = {row.course_key: row.place for row in cohort.courses.all()} if cohort else {}
        for course in self.courses:
            choices = [("", "–"), *((str(place), str(place)) for place in range(1, len(self.courses) + 1))]
            first = str(places.get(course.course_key, "")) if places else "1" if len(self.courses) == 1 and not cohort else ""
            self.fields[f"place-{course.course_key}"] = forms.ChoiceField(
                label=course.title, choices=choices, initial=first, required=False
            )
        if staff is not None:
            self.fields["facilitators"] = forms.ModelMultipleChoiceField(
                staff,
                label=_("Facilitators"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=list(cohort.facilitators.values_list("pk", flat=True)) if cohort else [],
            )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What is asked in words and days, one below the other."""
        names = ("name", "institution", "language", "starts_on", "ends_on")
        return [self[name] for name in names if name in self.fields]

    @property
    def course_fields(self) -> list[forms.BoundField]:
        """The places of the courses."""
        return [self[f"place-{course.course_key}"] for course in self.courses]

    def facts(self) -> ClassFacts:
        """What was filled in, for the action. Courses with the same place stand in the order of the form."""
        data = self.cleaned_data
        chosen = [(int(data[f"place-{one.course_key}"]), one.course_key) for one in self.courses if data[f"place-{one.course_key}"]]
        keys: list[UUID] = [key for _place, key in sorted(chosen, key=lambda pair: pair[0])]
        plain = {name: data[name] for name in ("name", "language", "starts_on", "ends_on", "shares_devices")}
        return ClassFacts(**plain, courses=keys)

    def institution_chosen(self) -> Institution | None:
        """The one that was chosen, or the only one there is."""
        return self.cleaned_data.get("institution") or self.only

    def facilitators_chosen(self) -> list[Person] | None:
        """Who was ticked; None where nobody was asked."""
        return list(self.cleaned_data["facilitators"]) if "facilitators" in self.fields else None


def initial_of(cohort: Cohort | None, *, today: date) -> dict[str, Any]:
    """What a form begins with."""
    if cohort is None:
        return {"language": get_language(), "starts_on": today}
    names = ("name", "language", "starts_on", "ends_on", "shares_devices")
    return {name: getattr(cohort, name) for name in names}


def editions(language: str) -> list[CourseVersion]:
    """Every published course once, in this language or the next best, by title. One query."""
    best = best_editions(CourseVersion.objects.current().order_by("pk"), [language, settings.LANGUAGE_CODE])
    return sorted(best.values(), key=lambda version: version.title)


def staff_of(institution: Institution) -> Any:
    """Those who may lead a class of an institution."""
    return Person.objects.filter(pk__in=InstitutionStaff.objects.filter(institution=institution).values("person")).order_by(
        "username"
    )
