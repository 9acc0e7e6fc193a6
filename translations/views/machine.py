"""Machine drafts over HTTP: asking for a page or a course, and a small page that says how far they are."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models.job import JobStatus
from translations.desk_only import desk_path
from translations.errors import DeskError
from translations.machine.configured import is_on, off_sentence
from translations.machine.runs import Standing, ask_for_drafts, empty_in, standing_of, subject_of_course, subject_of_page
from translations.models import TranslationState
from translations.models.state import PageKind
from translations.roles import can_coordinate, can_translate
from translations.views.addresses import address_of

MOST_SHOWN: Final = 100


@require_http_methods(["GET", "HEAD", "POST"])
def machine_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A page's drafts; a POST asks for them."""
    state = state_of_page(request, uuid)
    return run_page(request, state, subject_of_page(uuid))


@require_safe
def machine_page_state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a page's drafts are, as a piece of the page."""
    state = state_of_page(request, uuid)
    return render(request, "translations/machine_state.html", state_context(state, subject_of_page(uuid)))


@require_http_methods(["GET", "HEAD", "POST"])
def machine_course(request: HttpRequest, course_key: UUID, language: str) -> HttpResponse:
    """A course's drafts; a POST asks for them."""
    state = state_of_course(request, course_key, language)
    return run_page(request, state, subject_of_course(course_key, language))


@require_safe
def machine_course_state(request: HttpRequest, course_key: UUID, language: str) -> HttpResponse:
    """How far a course's drafts are, as a piece of the page."""
    state = state_of_course(request, course_key, language)
    return render(request, "translations/machine_state.html", state_context(state, subject_of_course(course_key, language)))


def state_of_page(request: HttpRequest, uuid: UUID) -> TranslationState:
    """The translation of an address, for those who translate its language. Raises `Http404`, `PermissionDenied`."""
    state = TranslationState.objects.at_work().filter(translation__uuid=uuid).first()
    if state is None:
        raise Http404("There is no such translation.")
    if not can_translate(request.user, state.language):
        raise PermissionDenied(_("You may not translate into this language."))
    return state


def state_of_course(request: HttpRequest, course_key: UUID, language: str) -> TranslationState:
    """The course of an address, for those who coordinate and translate its language. Raises `Http404`, `PermissionDenied`."""
    states = TranslationState.objects.at_work().of_course(course_key).into(language)
    state: TranslationState | None = states.filter(kind=PageKind.COURSE).first() or states.first()
    if state is None:
        raise Http404("There is no such course on the desk of this language.")
    if not (can_coordinate(request.user) and can_translate(request.user, language)):
        raise PermissionDenied(_("Only a coordinator has a whole course drafted by machine."))
    return state


def run_page(request: HttpRequest, state: TranslationState, subject: str) -> HttpResponse:
    """The small page, or after a POST the way to it."""
    problem = ""
    if request.method == "POST":
        try:
            ask_for_drafts(subject=subject, person=request.user)
            return HttpResponseRedirect(request.path, status=303)
        except DeskError as error:
            problem = str(error) if is_on() else ""
    context = {
        **state_context(state, subject),
        "page_title": _("Machine drafts"),
        "page_subtitle": f"{state.title} → {get_language_info(state.language)['name_local']}",
        "off": "" if is_on() else off_sentence(),
        "problem": problem,
        "back_href": desk_path(),
    }
    return render(request, "translations/machine.html", context, status=409 if request.method == "POST" else 200)


def explain(empty: int) -> str:
    """What the button does, said before it is pressed; nothing where nothing is empty."""
    if not empty:
        return ""
    sentence = ngettext(
        "One sentence is empty. Its words and the glossary go to the machine that this server names, and nothing about people. "
        "A draft is marked as one until a person has confirmed it.",
        "%(count)s sentences are empty. Their words and the glossary go to the machine that this server names, and nothing about "
        "people. A draft is marked as one until a person has confirmed it.",
        empty,
    )
    return sentence % {"count": number_format(empty)}


def state_context(state: TranslationState, subject: str) -> dict[str, Any]:
    """What `machine_state.html` draws. Four queries."""
    standing = standing_of(subject)
    left = standing.run.left if standing.run else []
    return {
        "state_href": href_of(subject, "_state"),
        "ask_href": href_of(subject),
        "is_over": standing.is_over,
        "percent": standing.run.percent if standing.run else 0,
        "words": words_of(standing),
        "error": standing.error,
        "was_asked": standing.run is not None,
        "explain": explain(empty_in(subject)),
        "pages": pages_of(left[:MOST_SHOWN]),
        "more_left": max(0, len(left) - MOST_SHOWN),
        "source_language": state.source_language,
        "source_dir": "rtl" if get_language_info(state.source_language)["bidi"] else "ltr",
    }


def pages_of(left: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What stays empty, under its pages. One query."""
    states = TranslationState.objects.filter(translation__uuid__in={one["translation"] for one in left})
    titles = {str(uuid): title for uuid, title in states.values_list("translation__uuid", "title")}
    return [
        {"title": title, "href": address_of("desk", uuid), "left": [one for one in left if one["translation"] == uuid]}
        for uuid, title in titles.items()
    ]


def href_of(subject: str, ending: str = "") -> str:
    """The address of a subject's page, or of how far it is."""
    first, slash, language = subject.partition("/")
    if slash:
        return reverse(f"translations:machine_course{ending}", args=[first, language])
    return reverse(f"translations:machine_page{ending}", args=[first])


def words_of(standing: Standing) -> str:
    """How far it is, in a sentence or two."""
    run, job = standing.run, standing.job
    if run is None or job is None:
        return _("The machine was not asked yet.")
    if job.status == JobStatus.PENDING and not run.drafted:
        return _("Waiting for its turn.")
    drafted = ngettext(
        "%(count)s of %(wanted)s sentence is drafted.", "%(count)s of %(wanted)s sentences are drafted.", run.wanted
    ) % {"count": number_format(run.drafted), "wanted": number_format(run.wanted)}
    if not run.left:
        return drafted
    empty = ngettext("%(count)s stays empty.", "%(count)s stay empty.", len(run.left)) % {"count": number_format(len(run.left))}
    return f"{drafted} {empty}"
