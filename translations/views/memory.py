"""The translation memory: its list and counts, forgetting a pair, files in and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models.media import Licence
from translations.errors import ExchangeRefused, MemoryRefused
from translations.exchange.tmx import Claims, TakenIn, export_tmx, import_tmx
from translations.memory import delete_unit, units_of
from translations.models import MemoryUnit
from translations.roles import can_coordinate, languages_of
from translations.views.lists import as_file, chosen, direction_of, languages_open_to, name_of, named, part_of, say
from translations.words import plain


class MemoryFileForm(forms.Form):
    """A translation memory to take in."""

    file = forms.FileField(
        label=gettext_lazy("TMX file"),
        help_text=gettext_lazy("It is taken in whole or not at all."),
        widget=forms.FileInput(attrs={"accept": ".tmx,.xml"}),
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence of units that name none"),
        choices=[("", gettext_lazy("none: every unit names its own")), *Licence.choices],
        required=False,
        help_text=gettext_lazy("Ask whoever gave you the file. Units under CC0 1.0 may be handed on to everybody."),
    )
    keep_approvals = forms.BooleanField(
        label=gettext_lazy("Keep the file's approvals: I know who approved these translations"), required=False
    )


@require_GET
def memory(request: HttpRequest) -> HttpResponse:
    """The list of pairs: `?into=` a language, `?q=` words, `?cc0=1` only those released, `?p=` a part of it."""
    codes = languages_open_to(request.user)
    language = chosen(request.GET.get("into", ""), codes)
    words = request.GET.get("q", "").strip()[:200]
    only_cc0 = request.GET.get("cc0") == "1"
    page = part_of(request, units_of(languages=codes, language=language, words=words, only_cc0=only_cc0))
    coordinates, reviewed = can_coordinate(request.user), languages_of(request.user, "publish_page")
    for unit in page:
        unit.source_shown, unit.target_shown = plain(unit.source), plain(unit.target)
        unit.direction, unit.source_direction = direction_of(unit.language), direction_of(unit.source_language)
        unit.can_delete = coordinates or unit.language in reviewed
    return render(
        request,
        "translations/memory.html",
        {
            "page_title": _("Translation memory"),
            "units": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "languages": named(codes),
            "language": language,
            "words": words,
            "only_cc0": only_cc0,
            "query": request.GET.urlencode(),
            "counts": counts_of(codes),
            "can_coordinate": coordinates,
        },
    )


def counts_of(codes: list[str]) -> list[dict[str, Any]]:
    """Per language pair: pairs, those approved, those released. One query."""
    rows = (
        MemoryUnit.objects.filter(language__in=codes)
        .values("source_language", "language")
        .annotate(units=Count("pk"), approved=Count("pk", filter=Q(is_approved=True)), cc0=Count("pk", filter=Q(is_cc0=True)))
        .order_by("source_language", "language")
    )
    return [{**row, "source_name": name_of(row["source_language"]), "name": name_of(row["language"])} for row in rows]


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets a pair."""
    unit = get_object_or_404(MemoryUnit, pk=pk)
    if unit.language not in languages_open_to(request.user):
        raise Http404
    try:
        delete_unit(unit, by=request.user)
    except MemoryRefused as refused:
        say(request, refused)
    else:
        messages.success(request, _("The pair was taken out of the memory. Pages keep their words."))
    return redirect(f"{reverse('translations:memory')}?{request.GET.urlencode()}")


@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """A TMX file: of all languages somebody sees, of one (`?into=`), or only what is released (`?cc0=1`)."""
    codes = languages_open_to(request.user)
    language = chosen(request.GET.get("into", ""), codes)
    only_cc0 = request.GET.get("cc0") == "1"
    units = units_of(languages=codes, language=language, only_cc0=only_cc0).order_by()
    name = "-".join(["memory", *([language] if language else []), *(["cc0"] if only_cc0 else [])])
    return as_file(export_tmx(units), name=f"{name}.tmx", media_type="application/x-tmx+xml; charset=utf-8")


@require_http_methods(["GET", "POST"])
def import_units(request: HttpRequest) -> HttpResponse:
    """The form to send a TMX file, and why it was refused."""
    if not can_coordinate(request.user):
        raise PermissionDenied
    form = MemoryFileForm(request.POST or None, request.FILES or None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        claims = Claims(name=sent["file"].name, licence=sent["licence"], keep_approvals=sent["keep_approvals"])
        try:
            taken = import_tmx(sent["file"].read(), claims=claims, by=request.user)
        except ExchangeRefused as refused:
            reasons = refused.sentences
        else:
            for sentence in said_of(taken):
                messages.success(request, sentence)
            return redirect("translations:memory")
    context = {"page_title": _("Import a translation memory"), "form": form, "reasons": reasons}
    return render(request, "translations/memory_import.html", context, status=422 if reasons else 200)


def said_of(taken: TakenIn) -> list[str]:
    """What came of a file, in whole sentences."""
    said = [ngettext("%(count)s pair is new.", "%(count)s pairs are new.", taken.added) % {"count": taken.added}]
    if taken.known:
        said.append(ngettext("%(count)s was known already.", "%(count)s were known already.", taken.known) % {"count": taken.known})
    if taken.empty:
        text = ngettext("%(count)s unit has no translation.", "%(count)s units have no translation.", taken.empty)
        said.append(text % {"count": taken.empty})
    if taken.unknown_languages:
        listed = ", ".join(f"{tag} ({count})" for tag, count in sorted(taken.unknown_languages.items()))
        said.append(_("Left out, because Mwanga does not have the language: %(languages)s.") % {"languages": listed})
    return said
