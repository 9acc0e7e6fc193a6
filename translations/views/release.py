"""Giving pairs of the memory away: a coordinator releases those of a course, or of one of its pages, as CC0."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from translations.errors import MemoryRefused
from translations.memory import releasable, release_cc0
from translations.models import MemoryUnit, TranslationState
from translations.models.state import PageKind
from translations.roles import can_coordinate
from translations.views.lists import name_of


@dataclass
class Lot:
    """Pairs that can be released together: of a page, or of a whole course."""

    title: str
    language: str
    pages: list[UUID] = field(default_factory=list)
    units: int = 0
    licences: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """“Tiny course → Swahili: 27 pairs, CC BY 4.0”."""
        text = ngettext(
            "%(title)s → %(language)s: %(count)s pair, %(licence)s",
            "%(title)s → %(language)s: %(count)s pairs, %(licence)s",
            self.units,
        )
        licence = ", ".join(sorted(self.licences))
        return text % {"title": self.title, "language": name_of(self.language), "count": self.units, "licence": licence}

    def add(self, page: UUID, units: int, licence: str) -> None:
        """Counts pairs of one page under one licence."""
        if page not in self.pages:
            self.pages.append(page)
        self.units += units
        self.licences.add(licence)


class ReleaseForm(forms.Form):
    """Which pairs are released, and that those whose words they are agree."""

    lot = forms.ChoiceField(label=gettext_lazy("Course or page"))
    has_consent = forms.BooleanField(
        label=gettext_lazy(
            "The institution that holds the course, and the people who translated it, have agreed that these sentences and their "
            "translations are free for everybody and every use (CC0 1.0). This cannot be taken back."
        ),
        required=False,
    )

    def __init__(self, *args: Any, lots: dict[str, Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"] = forms.ChoiceField(
            label=self.fields["lot"].label,
            choices=[(key, lot.label if key.startswith("course") else f"– {lot.label}") for key, lot in lots.items()],
        )


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest) -> HttpResponse:
    """The form, and the giving away."""
    if not can_coordinate(request.user):
        raise PermissionDenied
    lots = lots_to_release()
    form = ReleaseForm(request.POST or None, lots=lots)
    if request.method == "POST" and form.is_valid():
        lot = lots[form.cleaned_data["lot"]]
        try:
            count = release_cc0(
                page_keys=lot.pages, language=lot.language, by=request.user, has_consent=form.cleaned_data["has_consent"]
            )
        except MemoryRefused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        else:
            said = ngettext("%(count)s pair is free for everybody now.", "%(count)s pairs are free for everybody now.", count)
            messages.success(request, said % {"count": count})
            return redirect(f"{reverse('translations:memory')}?cc0=1")
    context = {"page_title": _("Release as CC0"), "form": form, "has_lots": bool(lots)}
    return render(request, "translations/memory_release.html", context)


def lots_to_release() -> dict[str, Lot]:
    """`course:<key>:sw` and `page:<key>:sw` -> what can be released, each course before its pages. Two queries."""
    rows = list(
        releasable(MemoryUnit.objects.all()).values_list("language", "page_key", "licence").annotate(Count("pk")).order_by()
    )
    states = TranslationState.objects.filter(page_key__in={row[1] for row in rows})
    places = {(state.language, state.page_key): state for state in states}
    keys = {state.course_key for state in places.values()}
    courses = TranslationState.objects.filter(kind=PageKind.COURSE, course_key__in=keys)
    titles = dict(courses.values_list("course_key", "title"))
    found: dict[str, dict[str, Lot]] = defaultdict(dict)
    for language, page_key, licence, units in rows:
        state = places.get((language, page_key))
        if state is None or page_key is None:
            continue  # the page is gone: nobody can say any more whose words they were
        course_key = state.course_key or page_key
        lots = found[f"{titles.get(course_key, state.title)} {language} {course_key}"]
        course = lots.setdefault(f"course:{course_key}:{language}", Lot(titles.get(course_key, state.title), language))
        page = lots.setdefault(f"page:{page_key}:{language}", Lot(state.title, language))
        for lot in (course, page):
            lot.add(page_key, units, licence)
    return {key: lot for name in sorted(found) for key, lot in found[name].items()}
