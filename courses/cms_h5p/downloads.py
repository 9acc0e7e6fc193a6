"""A lesson, or one card or question of it, as an H5P package: what there is to choose from, and the file."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_denied

from courses.cms_h5p.said import said
from courses.models import LessonPage
from courses.playing.packages import export_card, export_lesson
from h5p.errors import H5PError

MODES: Final = {
    "own": gettext_lazy("Plays everywhere: brings our own small player along."),
    "content-only": gettext_lazy("Content only: small; imports where H5P has these types installed, as in Moodle or WordPress."),
    "full": gettext_lazy("With the standard types: plays everywhere, as far as their libraries are installed here."),
}
H5P_TYPE: Final = "application/zip"


@require_safe
def offered(request: HttpRequest, page_id: int) -> HttpResponse:
    """What can be downloaded of a lesson's newest draft, with each way in a sentence."""
    page = lesson_of(request, page_id)
    if page is None:
        return permission_denied(request)
    return drawn(request, page, [])


def lesson_of(request: HttpRequest, page_id: int) -> LessonPage | None:
    """A lesson's newest draft, for those who may edit it. Raises `Http404` when there is no such lesson."""
    page = LessonPage.objects.filter(pk=page_id).first()
    if page is None:
        raise Http404("There is no such lesson.")
    if not page.permissions_for_user(request.user).can_edit():
        return None
    draft: LessonPage = page.get_latest_revision_as_object()
    return draft


def drawn(request: HttpRequest, page: LessonPage, problems: list[dict[str, str]], *, status: int = 200) -> HttpResponse:
    """The page with its choices."""
    context = {
        "page_title": _("Download as H5P"),
        "tab": "",
        "lesson": page,
        "modes": MODES.items(),
        "cards": list(cards_of(page)),
        "problems": problems,
    }
    return render(request, "courses/cms_h5p/download.html", context, status=status)


def cards_of(page: LessonPage) -> list[dict[str, Any]]:
    """The lesson's cards and questions: id, kind and first words."""
    rows = []
    for card in page.body:
        value = card.value
        words = value.get("prompt") or value.get("title") or value.get("alt") or value.get("text") or value.get("summary") or ""
        text = getattr(words, "source", None) or str(words)
        rows.append({"id": card.id, "kind": card.block.label, "words": text})
    return rows


@require_safe
def file(request: HttpRequest, page_id: int) -> HttpResponse:
    """The package: `?mode=` one of MODES, `?card=` the id of one card, or none for the whole lesson."""
    page = lesson_of(request, page_id)
    if page is None:
        return permission_denied(request)
    mode, card = request.GET.get("mode", "own"), request.GET.get("card", "")
    if mode not in MODES or (card and card not in {block.id for block in page.body}):
        raise Http404("There is no such download.")
    try:
        made = export_card(page, card, mode=mode) if card else export_lesson(page, mode=mode)
    except H5PError as error:
        return drawn(request, page, said([error.issue]), status=422)
    name = slugify(page.slug) or "lesson"
    headers = {"Content-Disposition": f'attachment; filename="{name}.h5p"', "Cache-Control": "no-store"}
    return HttpResponse(made.data, content_type=H5P_TYPE, headers=headers)
