"""The glossary: its list, the form of a term, approving and taking out, files in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from translations.errors import ExchangeRefused, TermRefused
from translations.exchange.csv_terms import export_csv, import_csv
from translations.exchange.tbx import export_tbx, import_tbx
from translations.exchange.term_rows import TermsTakenIn
from translations.glossary import approve_term, delete_term, save_term
from translations.languages import SOURCE_LANGUAGE
from translations.models import GlossaryTerm
from translations.roles import can_review, can_translate, languages_of
from translations.views.lists import as_file, chosen, direction_of, languages_open_to, name_of, named, part_of, say

MEDIA_TYPES: Final = {"csv": "text/csv; charset=utf-8", "tbx": "application/x-tbx+xml; charset=utf-8"}


class TermForm(forms.ModelForm[GlossaryTerm]):
    """The fields of a term; what is wrong with them says `save_term`."""

    class Meta:
        model = GlossaryTerm
        fields = ["source_language", "language", "term", "translation", "is_kept", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "term": gettext_lazy("As the source writes it, in the singular."),
            "is_kept": gettext_lazy("The term stays as it is: a name, a brand."),
            "note": gettext_lazy("For translators: what it means, what not to say."),
        }

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = sorted(languages_of(person))
        self.fields["source_language"] = forms.ChoiceField(
            label=self.fields["source_language"].label, choices=named({SOURCE_LANGUAGE, *into}), initial=SOURCE_LANGUAGE
        )
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=named(into))
        for name in ("term", "translation", "note"):
            self.fields[name].widget.attrs["dir"] = "auto"
        if self.instance.pk:
            del self.fields["source_language"], self.fields["language"]

    def _post_clean(self) -> None:
        """The row is not touched here: `save_term` is the only action that writes it."""


class TermsFileForm(forms.Form):
    """A glossary to take in."""

    file = forms.FileField(
        label=gettext_lazy("Glossary file"),
        help_text=gettext_lazy("CSV in UTF-8, or TBX. Terms known already get the file's words."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tbx,.xml"}),
    )


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """The list of terms: `?into=` a language, `?q=` words, `?p=` a part of it."""
    codes = languages_open_to(request.user)
    language = chosen(request.GET.get("into", ""), codes)
    words = request.GET.get("q", "").strip()[:120]
    rows = terms_shown(codes, language, words)
    page = part_of(request, rows)
    mine, reviewed = languages_of(request.user), languages_of(request.user, "publish_page")
    for term in page:
        term.direction, term.source_direction = direction_of(term.language), direction_of(term.source_language)
        term.language_name = name_of(term.language)
        term.can_change = term.language in mine
        term.can_approve = term.language in reviewed and term.approved_at is None
    return render(
        request,
        "translations/glossary.html",
        {
            "page_title": _("Glossary"),
            "terms": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "languages": named(codes),
            "language": language,
            "words": words,
            "query": request.GET.urlencode(),
            "can_add": bool(mine),
        },
    )


def terms_shown(codes: list[str], language: str, words: str) -> QuerySet[GlossaryTerm]:
    """Terms into some languages, filtered."""
    rows = GlossaryTerm.objects.filter(language__in=[language] if language else codes).select_related("approved_by")
    if words:
        rows = rows.filter(Q(term__icontains=words) | Q(translation__icontains=words) | Q(note__icontains=words))
    return rows.order_by("language", "term", "pk")


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The form of a new term, or of one that is there."""
    row = term_of(request, pk) if pk else None
    if not languages_of(request.user):
        raise PermissionDenied
    known = GlossaryTerm.objects.get(pk=row.pk) if row else None
    initial = {"language": request.GET.get("into", "")}
    form = TermForm(request.POST or None, instance=known, initial=None if row else initial, person=request.user)
    if request.method == "POST" and form.is_valid():
        fields = {"source_language": row.source_language, "language": row.language} if row else {}
        try:
            saved = save_term(by=request.user, row=row, **{**form.cleaned_data, **fields})
        except TermRefused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        else:
            messages.success(request, _("“%(term)s” was saved.") % {"term": saved.term})
            return redirect(f"{reverse('translations:glossary')}?into={saved.language}")
    direction = direction_of(row.language) if row else ""
    title = _("Change a term") if row else _("Add a term")
    context = {"page_title": title, "form": form, "term": row, "direction": direction}
    if row:
        context |= {
            "pair": f"{name_of(row.source_language)} → {name_of(row.language)}",
            "can_delete": can_delete(request.user, row),
        }
    return render(request, "translations/term.html", context)


def term_of(request: HttpRequest, pk: int) -> GlossaryTerm:
    """A term of a language somebody translates. Raises `Http404`: what is not theirs is not there."""
    row = get_object_or_404(GlossaryTerm, pk=pk)
    if not can_translate(request.user, row.language):
        raise Http404
    return row


def can_delete(person: Any, row: GlossaryTerm) -> bool:
    """Whether the page offers it; `delete_term` decides."""
    return row.approved_at is None or can_review(person, row.language)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """A reviewer answers for a term."""
    return settle(request, pk, approve_term, done=_("“%(term)s” is approved."))


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a term out."""
    return settle(request, pk, delete_term, done=_("“%(term)s” was taken out."))


def settle(request: HttpRequest, pk: int, action: Callable[..., Any], *, done: str) -> HttpResponse:
    """Does an action on a term, says what came of it, and goes back to the list."""
    row = term_of(request, pk)
    try:
        action(row, by=request.user)
    except TermRefused as refused:
        say(request, refused)
    else:
        messages.success(request, done % {"term": row.term})
    return redirect(f"{reverse('translations:glossary')}?into={row.language}")


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The terms of a language, or of all that somebody sees, as CSV or TBX."""
    codes = languages_open_to(request.user)
    language = chosen(request.GET.get("into", ""), codes)
    rows = terms_shown(codes, language, "")
    content = export_csv(rows) if kind == "csv" else export_tbx(rows)
    name = "-".join(["glossary", *([language] if language else [])])
    return as_file(content, name=f"{name}.{kind}", media_type=MEDIA_TYPES[kind])


@require_http_methods(["GET", "POST"])
def import_terms(request: HttpRequest) -> HttpResponse:
    """The form to send a glossary, and why it was refused."""
    if not languages_of(request.user):
        raise PermissionDenied
    form = TermsFileForm(request.POST or None, request.FILES or None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        read = import_tbx if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else import_csv
        try:
            taken = read(data, by=request.user)
        except ExchangeRefused as refused:
            reasons = refused.sentences
        else:
            messages.success(request, said_of(taken))
            return redirect("translations:glossary")
    context = {"page_title": _("Import a glossary"), "form": form, "reasons": reasons}
    return render(request, "translations/glossary_import.html", context, status=422 if reasons else 200)


def said_of(taken: TermsTakenIn) -> str:
    """What came of a file, in one sentence."""
    new = ngettext("%(count)s term is new", "%(count)s terms are new", taken.added) % {"count": taken.added}
    changed = ngettext("%(count)s changed", "%(count)s changed", taken.changed) % {"count": taken.changed}
    same = ngettext("%(count)s was there already", "%(count)s were there already", taken.same) % {"count": taken.same}
    return _("%(new)s, %(changed)s, %(same)s.") % {"new": new, "changed": changed, "same": same}
