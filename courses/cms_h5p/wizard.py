"""The import wizard: a package and where it goes; then what is in it, to be decided on; then the lesson's editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from courses.cms_h5p import uploads
from courses.cms_h5p.places import Choices, Places
from courses.cms_h5p.rights import INSTALL, imports
from courses.cms_h5p.said import said
from courses.playing.importing import Imported, ImportRefused, Item, Plan, import_package, plan_import
from courses.playing.packages import open_kept
from courses.playing.undecided import keep_undecided, take_away
from courses.rendering.weight import in_words
from h5p.errors import H5PError, Issue
from h5p.names import LibraryName

NATIVE, EMBEDDED = "native", "embedded"
BY_SCRIPT = "XMLHttpRequest"


class PackageForm(forms.Form):
    """A package; what is wrong inside it says `plan_import`."""

    file = forms.FileField(
        label=gettext_lazy("H5P package"),
        help_text=gettext_lazy("A file whose name ends in .h5p, 200 MB at most."),
        error_messages={
            "required": gettext_lazy("Choose a file whose name ends in .h5p."),
            "empty": gettext_lazy("This file is empty. Download the package again and choose the new file."),
        },
        widget=forms.FileInput(attrs={"accept": ".h5p", "class": "h5p-file"}),
    )


class ImportForm(PackageForm):
    """A package and the place it goes to."""

    into = forms.ChoiceField(
        label=gettext_lazy("Where it goes"),
        error_messages={
            "required": gettext_lazy("Choose a module or a lesson."),
            "invalid_choice": gettext_lazy("Choose one of the modules and lessons of the list."),
        },
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Choose …")), *choices]  # type: ignore[attr-defined]


@imports
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The first step. A package that is refused is not kept, and everything that is wrong is said at once."""
    choices = Places(request.user).choices()
    if request.method != "POST":
        form = ImportForm(choices=choices, initial={"into": request.GET.get("into", "")})
        return drawn(request, form, [])
    form = ImportForm(request.POST, request.FILES, choices=choices)
    if not form.is_valid():
        return refused(request, form, [])
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    name = file.name or ""
    plan = plan_import(uploads.stream_of(file), name=name)
    if not plan.report.ok:
        return refused(request, form, said(plan.report.errors))
    sha = keep_undecided(uploads.stream_of(file))
    uploads.remember(request, sha, name)
    address = f"{reverse('h5p_decide', args=[sha])}?{urlencode({'into': form.cleaned_data['into']})}"
    return JsonResponse({"go": address}) if is_by_script(request) else redirect(address)


def is_by_script(request: HttpRequest) -> bool:
    """Whether our script sent the form and can show what it is told."""
    return request.headers.get("X-Requested-With") == BY_SCRIPT


def drawn(request: HttpRequest, form: forms.Form, problems: list[dict[str, str]], *, status: int = 200) -> HttpResponse:
    """The first step's page."""
    return render(
        request,
        "courses/cms_h5p/import.html",
        {"page_title": _("Import an H5P package"), "tab": "import", "form": form, "problems": problems},
        status=status,
    )


def refused(request: HttpRequest, form: forms.Form, problems: list[dict[str, str]]) -> HttpResponse:
    """The first step again with what is wrong, or that part alone for the script."""
    if is_by_script(request):
        context = {"form": form, "problems": problems}
        return JsonResponse({"problems": render_to_string("courses/cms_h5p/problems.html", context, request)}, status=422)
    return drawn(request, form, problems, status=422)


@dataclass(frozen=True)
class Row:
    """One item of a package as the second step shows it."""

    item: Item
    chosen: str
    losses: list[dict[str, str]]
    lacks_library: bool = False

    @property
    def native_size(self) -> str:
        """What its cards add to the lesson's document."""
        return size_in_words(self.item.native_bytes)

    @property
    def embedded_size(self) -> str:
        """What a first play costs; not known before its library is here."""
        return _("its library is missing") if self.lacks_library else size_in_words(self.item.embedded_bytes)

    @property
    def has_choice(self) -> bool:
        """Whether it can come in both ways."""
        return self.item.way != "unsupported" and bool(self.item.native_bytes and self.item.embedded_bytes)


@imports
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, sha256: str) -> HttpResponse:
    """The second step: each item with what it weighs and loses. Only for the session that sent the package."""
    try:
        name = uploads.name_of(request, sha256)
        with open_kept(sha256) as file:
            plan = plan_import(file, name=name)
    except (uploads.NotKept, FileNotFoundError):
        messages.error(request, _("A package is kept for an hour, for whoever sent it. Send it again."))
        return redirect("h5p_import")
    places = Places(request.user)
    into = (request.POST if request.method == "POST" else request.GET).get("into", "")
    ways = dict(chosen_ways(plan, request.POST))
    problems: list[dict[str, str]] = []
    place = places[into]
    if request.method == "POST":
        if place is None:
            problems = [{"words": _("Choose where it goes."), "place": ""}]
        else:
            try:
                with open_kept(sha256) as file:
                    imported = import_package(file, name=name, into=place, ways=ways, by=request.user)
            except ImportRefused as error:
                problems = said(error.report.errors) or [{"words": str(error), "place": ""}]
            else:
                uploads.forget(request, sha256)
                take_away(sha256)
                tell(request, imported)
                return redirect("wagtailadmin_pages:edit", imported.lesson.pk)
    context = context_of(plan, ways) | {"choices": places.choices(), "into": into, "problems": problems, "name": name}
    context["can_install"] = request.user.has_perm(INSTALL)
    return render(request, "courses/cms_h5p/decide.html", context | {"sha256": sha256}, status=422 if problems else 200)


def chosen_ways(plan: Plan, sent: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """For each item that can come in: the way that was ticked where both are possible, the proposed one otherwise."""
    for item in plan.items:
        row = Row(item, item.way, [])
        ticked = sent.get(f"way-{item.place}", "")
        if item.way != "unsupported":
            yield item.place, ticked if row.has_choice and ticked in (NATIVE, EMBEDDED) else item.way


def context_of(plan: Plan, ways: Mapping[int, str]) -> dict[str, Any]:
    """What the second step draws of a package."""
    missing = {name.spec for name in plan.missing}
    rows = [
        Row(item, ways.get(item.place, ""), said(lost_by(item)), lacks_library=_spec(item.library) in missing)
        for item in plan.items
    ]
    return {
        "page_title": plan.credits.title or _("H5P package"),
        "tab": "import",
        "plan": plan,
        "rows": rows,
        "comes": len(ways),
        "warnings": said(worth_saying(plan)),
    }


def _spec(library: str) -> str:
    try:
        return LibraryName.parse(library).spec
    except H5PError:
        return library


def lost_by(item: Item) -> tuple[Issue, ...]:
    """What an item loses on its way in; nothing where it is played as it is."""
    return item.losses if item.native_bytes or item.way == "unsupported" else ()


def size_in_words(size: int) -> str:
    """A weight that may be less than 1 KB: "0.4 KB"."""
    if size >= 10_000:
        return in_words(size)
    return _("%(kilobytes)s KB") % {"kilobytes": number_format(max(0.1, size / 1000), decimal_pos=1)}


def worth_saying(plan: Plan) -> Iterator[Issue]:
    """Warnings of the check without those that the page says in its own words."""
    own = {"external-url", "missing-licence", "missing-required-library"}
    return (issue for issue in plan.report.warnings if issue.code not in own)


def tell(request: HttpRequest, imported: Imported) -> None:
    """Says in the lesson's editor what came in and what did not."""
    count = len(imported.contents)
    messages.success(request, _("The package is in the draft of “%(title)s”.") % {"title": imported.lesson.title})
    waiting = [content for content in imported.contents if not content.is_playable]
    if waiting:
        sentence = ngettext(
            "%(count)d activity waits until an administrator has installed its libraries.",
            "%(count)d activities wait until an administrator has installed their libraries.",
            len(waiting),
        )
        messages.warning(request, sentence % {"count": len(waiting)})
    if count:
        messages.info(request, _("Write into each H5P card what one does and learns there, for those who cannot play it."))
