"""Contents in the CMS: the list, one of them with its facts, a try of it and its uses, replacing it, deleting it."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page as PartOfList
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from courses.cms_h5p.previews import frame_of
from courses.cms_h5p.rights import DELETE, IMPORT, INSTALL, REPLACE, deletes, replaces, views_contents
from courses.cms_h5p.said import said
from courses.cms_h5p.sorting import Sorting
from courses.cms_h5p.uploads import stream_of
from courses.cms_h5p.wizard import PackageForm
from courses.models import H5PContent
from courses.playing.frame import can_play, host_policy
from courses.playing.replacing import ReplaceRefused, replace_content
from courses.playing.uses import Use, uses_of

ON_A_PAGE: Final = 50
SORTS: Final = {"title": "title", "kind": "library", "weight": "weight", "newest": "-created_at"}


@views_contents
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list: `?q=` words, `?sort=` one of SORTS, `?p=` a part of it."""
    sorting = Sorting(request, SORTS, first="title")
    words = request.GET.get("q", "").strip()[:120]
    rows = part_of(request, found(words).order_by(sorting.order, "pk"))
    uses = uses_of(rows.object_list)
    return render(
        request,
        "courses/cms_h5p/contents.html",
        {
            "page_title": _("H5P contents"),
            "tab": "contents",
            "rows": rows,
            "heads": sorting.columns(
                {"title": _("Title"), "kind": _("Kind"), "_licence": _("Licence"), "weight": _("Weight"), "_uses": _("Lessons")}
            ),
            "contents": [{"content": content, "uses": uses.get(content.pk, [])} for content in rows],
            "words": words,
            "can_import": request.user.has_perm(IMPORT),
        },
    )


def found(words: str) -> QuerySet[H5PContent]:
    """Contents that have these words in their title or kind, without what they are made of."""
    rows = H5PContent.objects.defer("params", "filtered", "files")
    return rows.filter(Q(title__icontains=words) | Q(library__icontains=words)) if words else rows


def part_of(request: HttpRequest, rows: Any) -> PartOfList[Any]:
    """The part of a list that `?p=` asks for."""
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))


@views_contents
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One content; with `?play=1`, and when it can be played, in its frame."""
    content = get_object_or_404(H5PContent, pk=pk)
    return drawn(request, content, problems=[])


def drawn(request: HttpRequest, content: H5PContent, *, problems: list[dict[str, str]], status: int = 200) -> HttpResponse:
    """The page of one content."""
    uses = uses_of([content]).get(content.pk, [])
    plays = can_play(content)
    context = {
        "page_title": content.title,
        "tab": "contents",
        "content": content,
        "files": len(content.files),
        "uses": [{"use": use, "href": editor_of(request, use)} for use in uses],
        "problems": problems,
        "form": PackageForm(),
        "can_replace": request.user.has_perm(REPLACE),
        "can_delete": request.user.has_perm(DELETE) and not uses,
        "can_install": request.user.has_perm(INSTALL) and bool(content.waits_for and content.package),
        "can_play": plays,
        "frame": frame_of(content) if request.GET.get("play") == "1" and plays else None,
    }
    response = render(request, "courses/cms_h5p/content.html", context, status=status)
    if context["frame"]:
        response.headers["Content-Security-Policy"] = host_policy(request, settings.SECURE_CSP_ADMIN)
    return response


def editor_of(request: HttpRequest, use: Use) -> str:
    """Where a lesson is edited, for those who may edit it."""
    may = use.page.permissions_for_user(request.user).can_edit()
    return reverse("wagtailadmin_pages:edit", args=[use.page.pk]) if may else ""


@replaces
@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer package in place of the content's: lessons that show it show the new one."""
    content = get_object_or_404(H5PContent, pk=pk)
    form = PackageForm(request.POST, request.FILES)
    if not form.is_valid():
        words = [str(error) for errors in form.errors.values() for error in errors]
        return drawn(request, content, problems=[{"words": one, "place": ""} for one in words], status=422)
    file = form.cleaned_data["file"]
    try:
        replace_content(content, file=stream_of(file), name=file.name or "", by=request.user)
    except ReplaceRefused as error:
        return drawn(request, content, problems=said(error.issues), status=422)
    messages.success(request, _("“%(title)s” was replaced.") % {"title": content.title})
    return redirect("h5p_content", content.pk)


@deletes
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, and deletes a content that no lesson shows and no learner has played."""
    content = get_object_or_404(H5PContent, pk=pk)
    if uses_of([content]):
        messages.error(request, _("“%(title)s” stands in lessons. Take it out of them first.") % {"title": content.title})
        return redirect("h5p_content", content.pk)
    if request.method != "POST":
        context = {"page_title": _("Delete an H5P content"), "tab": "contents", "content": content}
        return render(request, "courses/cms_h5p/delete.html", context)
    try:
        with transaction.atomic():
            log(instance=content, action="wagtail.delete", user=request.user, title=content.title)
            content.delete()
    except ProtectedError:
        messages.error(request, _("Learners have played “%(title)s”, so it stays.") % {"title": content.title})
        return redirect("h5p_content", content.pk)
    messages.success(request, _("“%(title)s” was deleted.") % {"title": content.title})
    return redirect("h5p_contents")
