"""What the glossary's and the memory's pages share: who may open them, languages to choose from, parts of a long list, files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language_info

from courses.models import CataloguePage
from translations.errors import DeskError
from translations.languages import SOURCE_LANGUAGE
from translations.roles import can_coordinate, languages_of

ON_A_PAGE: Final = 50


def languages_open_to(person: Any) -> list[str]:
    """The languages whose lists somebody may see: those they translate, all for a coordinator. `PermissionDenied` for none."""
    found = languages_of(person)
    if can_coordinate(person):
        found |= languages_of_the_desk()
    if not found:
        raise PermissionDenied
    return sorted(found)


def languages_of_the_desk() -> set[str]:
    """All languages that have a catalogue, but the source's."""
    codes = CataloguePage.objects.values_list("locale__language_code", flat=True)
    return {code for code in codes if code != SOURCE_LANGUAGE}


def chosen(asked: str, among: list[str]) -> str:
    """The language asked for, if it is one of them."""
    return asked if asked in among else ""


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name in the reader's language), in the order of the names."""
    return sorted(((code, name_of(code)) for code in codes), key=lambda pair: pair[1])


def name_of(code: str) -> str:
    """A language's name in the reader's language; the code of one that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def direction_of(code: str) -> str:
    """`rtl` or `ltr`, for the words of a language."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def part_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a long list that `?p=` asks for."""
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))


def say(request: HttpRequest, refused: DeskError) -> None:
    """The reasons of a refusal as messages."""
    for sentence in refused.sentences:
        messages.error(request, sentence)


def as_file(content: Any, *, name: str, media_type: str) -> HttpResponse | StreamingHttpResponse:
    """A download; a text at once, an iterator piece by piece."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    if isinstance(content, str):
        return HttpResponse(content, content_type=media_type, headers=headers)
    return StreamingHttpResponse(content, content_type=media_type, headers=headers)
