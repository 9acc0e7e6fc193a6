"""Libraries in the CMS: the list, one of them, and for administrators: what a package would change, installing, off and on."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import registry

from courses.cms_h5p import uploads
from courses.cms_h5p.rights import INSTALL, installs, views_libraries
from courses.cms_h5p.said import said
from courses.cms_h5p.sorting import Sorting
from courses.cms_h5p.wizard import PackageForm
from courses.models import H5PContent, H5PLibrary
from courses.playing.installing import (
    CHANGES,
    InstallRefused,
    InstallReport,
    LibraryInUse,
    install_package,
    plan_install_of,
    remove_library,
    set_enabled,
)
from courses.playing.packages import open_kept
from courses.playing.undecided import keep_undecided, take_away
from courses.playing.uses import LibraryUses, uses_of

SORTS: Final = {"name": "machine_name", "licence": "license", "size": "size", "newest": "-installed_at"}
SHOWN_FILES: Final = 200  # of one library's difference
HEADINGS: Final = {
    "conflict": gettext_lazy("In conflict: another set of files is installed under the same version"),
    "patched": gettext_lazy("Newer patches of what is installed: tick what to replace"),
    "new": gettext_lazy("New"),
    "older": gettext_lazy("Older than what is installed: passed over"),
    "unchanged": gettext_lazy("Installed already, unchanged"),
}


@views_libraries
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list, and contents that wait for libraries: `?sort=` one of SORTS."""
    sorting = Sorting(request, SORTS, first="name")
    uses = LibraryUses()
    rows = H5PLibrary.objects.defer("files").order_by(sorting.order, "machine_name", "major", "minor")
    waiting = H5PContent.objects.exclude(waits_for=[]).only("title", "waits_for", "package")
    names = {"name": _("Library"), "licence": _("Licence"), "size": _("Size"), "_uses": _("H5P contents"), "_state": _("State")}
    return render(
        request,
        "courses/cms_h5p/libraries.html",
        {
            "page_title": _("H5P libraries"),
            "tab": "libraries",
            "rows": [{"library": row, "contents": len(uses.contents[row.name.line])} for row in rows],
            "heads": sorting.columns(names),
            "waiting": waiting,
            "can_install": request.user.has_perm(INSTALL),
        },
    )


@views_libraries
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One library: its licence and hash, who needs it, what was done with it."""
    library = get_object_or_404(H5PLibrary, pk=pk)
    uses = LibraryUses()
    contents = uses.contents[library.name.line]
    lessons = uses_of(contents)
    needed_by = uses.needed_by(library)
    entries = registry.get_logs_for_instance(library).select_related("user").order_by("-timestamp")[:20]
    return render(
        request,
        "courses/cms_h5p/library.html",
        {
            "page_title": str(library),
            "tab": "libraries",
            "library": library,
            "contents": [{"content": content, "uses": lessons.get(content.pk, [])} for content in contents],
            "needed_by": needed_by,
            "entries": entries,
            "can_install": request.user.has_perm(INSTALL),
            "can_remove": not contents and not needed_by,
        },
    )


@installs
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """A package to install from. It is kept for an hour; nothing is installed yet."""
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        found = plan_install_of(uploads.stream_of(file), name=file.name or "")
        if found.report.ok:
            sha = keep_undecided(uploads.stream_of(file))
            uploads.remember(request, sha, file.name or "")
            return redirect("h5p_difference", sha)
        return choosing(request, form, said(found.report.errors))
    return choosing(request, form, [])


def choosing(request: HttpRequest, form: PackageForm, problems: list[dict[str, str]]) -> HttpResponse:
    """The page that asks for a package."""
    status = 422 if problems or form.errors else 200
    context = {"page_title": _("Install H5P libraries"), "tab": "libraries", "form": form, "problems": problems}
    return render(request, "courses/cms_h5p/install.html", context, status=status)


@installs
@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a package would change, and doing it: one that was sent in this session, or one that came with a content."""
    try:
        name = name_of_kept(request, sha256)
        with open_kept(sha256) as file:
            found = plan_install_of(file, name=name)
            problems = said(found.report.errors)
            if request.method == "POST":
                ticked = [one for one in found.plan.patched if f"patch-{one}" in request.POST]
                done = install_package(file, name=name, by=request.user, patch=ticked)
                take_away(sha256)
                return installed(request, len(done.new) + len(done.patched))
    except (uploads.NotKept, FileNotFoundError):
        messages.error(request, _("A package is kept for an hour, for whoever sent it. Send it again."))
        return redirect("h5p_install")
    except InstallRefused as error:
        problems = said(error.issues)
    context = {
        "page_title": _("What this package would change"),
        "tab": "libraries",
        "name": name,
        "sha256": sha256,
        "found": found,
        "groups": groups_of(found),
        "problems": problems,
        "warnings": said(found.report.warnings),
    }
    return render(request, "courses/cms_h5p/difference.html", context, status=422 if problems else 200)


def name_of_kept(request: HttpRequest, sha256: str) -> str:
    """The name of a package of this session, or of one that a content came in. Raises uploads.NotKept."""
    content = H5PContent.objects.filter(package=sha256).exclude(waits_for=[]).only("title").first()
    return f"{content.title}.h5p" if content else uploads.name_of(request, sha256)


def groups_of(found: InstallReport) -> list[dict[str, Any]]:
    """The libraries of a package by what would happen to them, what needs a decision first."""
    groups = [(kind, [row for row in found.libraries if row.change == kind]) for kind in CHANGES]
    return [{"kind": kind, "heading": HEADINGS[kind], "rows": rows} for kind, rows in groups if rows]


def installed(request: HttpRequest, count: int) -> HttpResponseRedirect:
    """Says how many libraries were installed, and goes to the list."""
    if not count:
        messages.warning(request, _("Nothing was installed: no newer patch was ticked."))
    else:
        sentence = ngettext("%(count)d library was installed.", "%(count)d libraries were installed.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("h5p_libraries")


@installs
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switches a library off or on: `to=on` or `to=off`."""
    library = get_object_or_404(H5PLibrary, pk=pk)
    to = request.POST.get("to")
    if to not in {"on", "off"}:
        raise Http404("A library is switched on or off.")
    set_enabled(library, enabled=to == "on", by=request.user)
    words = _("%(library)s may be played again.") if to == "on" else _("%(library)s is switched off.")
    messages.success(request, words % {"library": library})
    return redirect("h5p_library", pk)


@installs
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a library away that nothing needs."""
    library = get_object_or_404(H5PLibrary, pk=pk)
    try:
        remove_library(library, by=request.user)
    except LibraryInUse:
        messages.error(request, _("%(library)s is needed by contents or other libraries, so it stays.") % {"library": library})
        return redirect("h5p_library", pk)
    messages.success(request, _("%(library)s was removed.") % {"library": library})
    return redirect("h5p_libraries")
