"""An address where nothing is published: leads to where the lesson or course is now, or offers it in languages that are read.

A lesson stood there before its address changed, or it stands there in other languages only. Asked when a page was not found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.addresses import INDEX, file_of
from courses.models import CourseVersion, FormerAddress, LessonVersion
from courses.models.version import CurrentQuerySet
from courses.reading import reading_order
from courses.rendering.document import own_name, shell_context, writing_direction
from courses.rendering.pages import NOTES

PLACE: Final = re.compile(r"/(?P<language>[\w-]+)/(?P<rest>[-\w]+(?:/[-\w]+/[-\w]+)?)/(?P<below>(?:languages/|answer/)?)", re.ASCII)
REDIRECT_CACHE: Final = "public, max-age=300"  # an address may be used anew for another lesson


@dataclass(frozen=True)
class Edition:
    """A lesson or course in one language. `former` is the address asked for by which it is known, where that is not its own."""

    key: UUID
    language: str
    path: str
    title: str
    status: str
    former: str | None


def elsewhere(request: HttpRequest) -> HttpResponse | None:
    """A redirect or a page for an address of a lesson or a course; None where we know nothing of it. One query."""
    place = PLACE.fullmatch(request.path_info)
    if request.method not in {"GET", "HEAD"} or not place or place["language"] not in dict(settings.LANGUAGES):
        return None
    language, rest = place["language"], place["rest"]
    editions = editions_at(language, rest)
    here = next((edition for edition in editions if edition.language == language), None)
    if here and here.path != f"{language}/{rest}":
        moved = HttpResponsePermanentRedirect(f"/{here.path}/{place['below']}")
        moved.headers["Cache-Control"] = REDIRECT_CACHE
        return moved
    if here or not editions:
        return None
    return not_yet(request, editions, language=language, is_lesson="/" in rest)


def editions_at(language: str, rest: str) -> list[Edition]:
    """The lesson or course that stands or stood at an address, in all its languages. One query.

    Where an address belonged to several, one that had it in this very language comes before those that have it in others.
    """
    paths = [f"{code}/{rest}" for code, _name in settings.LANGUAGES]
    rows = lessons_at(paths) if "/" in rest else courses_at(paths, rest)
    status = F("content__translation_status")
    found = [Edition(*row) for row in rows.values_list("key", "language", "at", "title", status, "former")]
    for wanted in (f"{language}/{rest}", *paths):
        for edition in found:
            if wanted in {edition.former, edition.path}:
                return [one for one in found if one.key == edition.key]
    return []


def lessons_at(paths: list[str]) -> CurrentQuerySet:
    """Current versions of the lessons that have or had one of these addresses."""
    here = LessonVersion.objects.current().filter(path__in=paths).values("lesson_key")
    rows = LessonVersion.objects.current().annotate(key=F("lesson_key"), at=F("path"))
    return with_former(rows, here, paths)


def courses_at(paths: list[str], slug: str) -> CurrentQuerySet:
    """Current versions of the courses that have or had one of these addresses."""
    languages = [path.partition("/")[0] for path in paths]
    here = CourseVersion.objects.current().filter(language__in=languages, slug=slug).values("course_key")
    address = Concat(F("language"), Value("/"), F("slug"), output_field=CharField())
    return with_former(CourseVersion.objects.current().annotate(key=F("course_key"), at=address), here, paths)


def with_former(rows: CurrentQuerySet, here: Any, paths: list[str]) -> CurrentQuerySet:
    """Those of `rows` that are named by `here` or by an address of before, which comes along as `former`."""
    known = FormerAddress.objects.filter(path__in=paths)
    former = Subquery(known.filter(key=OuterRef("key")).order_by("path").values("path")[:1])
    wanted = Q(key__in=here) | Q(key__in=known.values("key"))
    return rows.annotate(former=former).filter(wanted).order_by("pk")


def not_yet(request: HttpRequest, editions: list[Edition], *, language: str, is_lesson: bool) -> HttpResponse:
    """“Not in Hausa yet”, in Hausa, with the languages it can be read in, those first that whoever asks reads.

    404: nothing is published here, and neither a search engine nor a phone shall keep this page.
    """
    reading = [*reading_order(request), *(code for code, _name in settings.LANGUAGES)]
    ordered = sorted((one for one in editions if one.language in reading), key=lambda one: reading.index(one.language))
    with override(language):
        context = {
            **shell_context(language, "/"),
            "js_href": "",
            "page_title": _("Not in this language yet"),
            "own_language": own_name(language),
            "is_lesson": is_lesson,
            "editions": [edition_context(edition) for edition in ordered],
        }
        response = render(request, "courses/not_yet.html", context, status=404)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def edition_context(edition: Edition) -> dict[str, str]:
    """A language as the page offers it."""
    return {
        "code": edition.language,
        "dir": writing_direction(edition.language),
        "name": own_name(edition.language),
        "title": edition.title,
        "href": file_of("/", edition.path).removesuffix(INDEX),
        "note": str(NOTES.get(edition.status, "")),
    }
