"""Files of a page or a course, down and up: `translations.exchange` does the work, this is HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail_localize.models import Translation

from courses.models import CoursePage
from translations.errors import DeskError
from translations.exchange.page_file import MOST_BYTES, RELATED, PageOut, pages_out, through, translations_of_course
from translations.exchange.po import write_po
from translations.exchange.taking_in import TakenIn, take_in
from translations.exchange.xliff import write_xliff
from translations.exchange.xliff2 import write_xliff2
from translations.models import TranslationState
from translations.roles import can_translate
from translations.views.addresses import address_of


@dataclass(frozen=True)
class Format:
    """A kind of file: who writes it, its name's ending, its media type."""

    write: Callable[[Sequence[PageOut]], bytes]
    ending: str
    media_type: str
    label: str


# Media types: gettext has none that is registered; XLIFF's is that of OASIS.
FORMATS: Final = {
    "po": Format(write_po, ".po", "text/x-gettext-translation; charset=utf-8", "PO"),
    "xliff": Format(write_xliff, ".xlf", "application/xliff+xml", "XLIFF 1.2"),
    "xliff2": Format(write_xliff2, "-2.1.xlf", "application/xliff+xml", "XLIFF 2.1"),
}


class UploadForm(forms.Form):
    """A translated file."""

    file = forms.FileField(
        label=gettext_lazy("Translated file"),
        allow_empty_file=True,  # refused with all other files that are none
        widget=forms.FileInput(attrs={"accept": ".po,.xlf,.xliff"}),
    )


@require_GET
def export(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """One page as a file."""
    return file_of(request, [translation_of(request, uuid)], kind)


@require_GET
def export_course(request: HttpRequest, *, course_key: UUID, language: str, kind: str) -> HttpResponse:
    """All pages of a course in one file."""
    return file_of(request, course_translations(request, course_key, language), kind)


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form to send one page's file, and what came of it."""
    translation = translation_of(request, uuid)
    links = {key: reverse("translations:export", args=[uuid, key]) for key in FORMATS}
    shown = what_came(request, [translation], title=translation.source.object_repr, links=links)
    return render_page(request, shown, back=address_of("desk", uuid))


@require_http_methods(["GET", "POST"])
def import_course(request: HttpRequest, course_key: UUID, language: str) -> HttpResponse:
    """The form to send a course's file, or one of some of its pages, and what came of it."""
    translations = course_translations(request, course_key, language)
    course = CoursePage.objects.filter(translation_key=course_key, locale_id=translations[0].source.locale_id).first()
    links = {key: reverse("translations:export_course", args=[course_key, language, key]) for key in FORMATS}
    shown = what_came(request, translations, title=course.title if course else language, links=links)
    return render_page(request, shown, back=address_of("course", course_key, language))


def translation_of(request: HttpRequest, uuid: UUID) -> Translation:
    """A page that is on the desk. Raises `Http404`, or `PermissionDenied` for those who do not translate its language."""
    states = TranslationState.objects.at_work().select_related(*through("translation__", RELATED))
    state = get_object_or_404(states, translation__uuid=uuid)
    require_translator(request, state.language)
    return state.translation


def course_translations(request: HttpRequest, course_key: UUID, language: str) -> list[Translation]:
    """A course's pages that are on the desk of a language. Raises `Http404` and `PermissionDenied`."""
    require_translator(request, language)
    found = translations_of_course(course_key, language)
    if not found:
        raise Http404
    return found


def require_translator(request: HttpRequest, language: str) -> None:
    """Raises `PermissionDenied`."""
    if not can_translate(request.user, language):
        raise PermissionDenied


def file_of(request: HttpRequest, translations: list[Translation], kind: str) -> HttpResponse:
    """Pages as a download."""
    if kind not in FORMATS:
        raise Http404
    chosen = FORMATS[kind]
    pages = pages_out(translations)
    data = chosen.write(pages)
    name = slugify(pages[0].address.rpartition("/")[2]) or "mwanga"
    response = HttpResponse(data, content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}-{pages[0].language}{chosen.ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def what_came(request: HttpRequest, translations: list[Translation], *, title: str, links: dict[str, str]) -> dict[str, Any]:
    """What the page shows: downloads, the form and what came of a file that was sent."""
    taken: TakenIn | None = None
    reasons: list[str] = []
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    form.fields["file"].help_text = _("PO, XLIFF 1.2 or 2.1, %(size)s at most.") % {"size": filesizeformat(MOST_BYTES)}
    if request.method == "POST" and form.is_valid():
        taken, reasons = take_upload(form.cleaned_data["file"], translations, person=request.user)
    language = get_language_info(translations[0].target_locale.language_code)
    return {
        # Isolated (U+2068 to U+2069): an English title would turn the quotation marks of an Arabic sentence around.
        "page_title": _("Files for “%(title)s”") % {"title": f"\u2068{title}\u2069"},
        "page_subtitle": language["name_translated"],
        "form": form,
        "links": [(FORMATS[key].label, address) for key, address in links.items()],
        "taken": taken,
        "reasons": reasons,
        "is_course": len(translations) > 1,
    }


def render_page(request: HttpRequest, shown: dict[str, Any], *, back: str) -> HttpResponse:
    """The page; 400 when a file was refused."""
    status = 400 if shown["reasons"] else 200
    return render(request, "translations/exchange.html", {**shown, "back": back}, status=status)


def take_upload(upload: Any, translations: list[Translation], *, person: Any) -> tuple[TakenIn | None, list[str]]:
    """What a file changed, or why it changed nothing. A file that is too large is not read."""
    try:
        return take_in(upload.read(MOST_BYTES + 1), translations=translations, person=person), []
    except DeskError as error:
        return None, error.sentences
