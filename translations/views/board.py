"""The board: where every course stands in every language, the pages of one course in one language, what changed in a source."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import Page
from wagtail_localize.models import Translation

from courses.csv_table import csv_table
from courses.models import CoursePage
from translations.board import Board, Language, board, languages_in_sight
from translations.board_pages import Line, lines, source_of
from translations.catalogues import interface_statuses
from translations.desk_only import sees_only_desk
from translations.freshness import rewordings
from translations.languages import SOURCE_LANGUAGE
from translations.models import BulkRun
from translations.roles import can_coordinate
from translations.states import source_page_of
from translations.views.addresses import address_of
from translations.views.board_filter import BoardFilter
from translations.views.bulk_choices import choices_for
from translations.views.drawing import HEIGHT, HEIGHTS, drawn
from translations.views.waiting import waiting_for


def languages_for(request: HttpRequest) -> list[Language]:
    """The languages somebody sees; who has none does not see the desk."""
    languages = languages_in_sight(request.user)
    if not languages:
        raise PermissionDenied
    return languages


def language_for(request: HttpRequest, code: str) -> Language:
    """One language that somebody sees."""
    found = [language for language in languages_for(request) if language.code == code]
    if not found:
        raise PermissionDenied
    return found[0]


@require_GET
def show_board(request: HttpRequest) -> HttpResponse:
    """The table of courses and languages."""
    asked = BoardFilter(request, languages_for(request))
    table = board(asked.shown_languages, asked.wanted)
    statuses = interface_statuses()
    return TemplateResponse(
        request,
        "translations/board.html",
        {
            "page_title": _("Translations"),
            "page_subtitle": _("Where everything stands"),
            "form": asked,
            "columns": [{"language": one, "interface": statuses.get(one.code, "")} for one in table.languages],
            "rows": drawn_rows(table, asked, request),
            "is_filtered": not asked.wanted.is_everything,
            "actions": choices_for(request.user),
            "legend": legend(),
            "runs": BulkRun.objects.filter(finished_at=None)[:5] if can_coordinate(request.user) else [],
            "source": Language(SOURCE_LANGUAGE),
            "waiting": waiting_for(request.user) if sees_only_desk(request) else {},
            "csv_href": f"{reverse('translations:board_csv')}?{request.GET.urlencode()}",
        },
    )


def drawn_rows(table: Board, asked: BoardFilter, request: HttpRequest) -> list[dict[str, Any]]:
    """Rows with their cells drawn; a cell leads to the same pages that were looked for."""
    is_filtered = not asked.wanted.is_everything
    query = request.GET.copy()
    for name in ("language", "course"):
        query.pop(name, None)
    more = f"?{query.urlencode()}" if query else ""
    pattern = reverse("translations:course", args=[UUID(int=0), "-"])
    return [
        {
            "key": row.key,
            "title": row.title,
            "is_home": row.is_home,
            "pages": row.live_pages,
            "cells": [
                drawn(
                    cell,
                    href=pattern.replace(str(UUID(int=0)), str(row.key)).replace("/-/", f"/{cell.language.code}/") + more,
                    is_filtered=is_filtered,
                )
                for cell in row.cells
            ],
        }
        for row in table.rows
    ]


def legend() -> list[dict[str, Any]]:
    """What the steps of a bar mean."""
    return [{"standing": one.value, "label": one.label, "y": HEIGHT - tall, "height": tall} for one, tall in HEIGHTS.items()]


@require_GET
def board_csv(request: HttpRequest) -> HttpResponse:
    """The table as a file: one line for each course and language."""
    asked = BoardFilter(request, languages_for(request))
    table = board(asked.shown_languages, asked.wanted)
    heads = [_("Course"), _("Language"), _("Name"), _("Pages"), *(one.label for one in HEIGHTS)]
    heads += [_("Live"), _("Behind its source"), _("Words left"), _("All words counted"), _("People")]
    cells = [(row, cell) for row in table.rows for cell in row.cells if asked.wanted.is_everything or cell.matching]
    body = [
        [
            *(row.title, cell.language.code, cell.language.name, cell.pages),
            *(cell.standings[one] for one in HEIGHTS),
            *(cell.live, cell.behind, cell.words_left, _("yes") if cell.is_counted else _("no"), "; ".join(cell.people)),
        ]
        for row, cell in cells
    ]
    return as_file(csv_table(heads, body), "translations.csv")


def as_file(content: bytes, name: str) -> HttpResponse:
    """A table to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
def show_course(request: HttpRequest, course_key: UUID, language: str) -> HttpResponse:
    """The pages of a course in a language."""
    spoken = language_for(request, language)
    course = course_or_404(course_key)
    asked = BoardFilter(request, [spoken], fixed=True)
    found = lines(course, language, asked.wanted)
    return TemplateResponse(
        request,
        "translations/course.html",
        {
            "page_title": course.draft_title,
            "page_subtitle": spoken.name,
            "form": asked,
            "course": course,
            "language": spoken,
            "source": Language(SOURCE_LANGUAGE),
            "lines": [drawn_line(line) for line in found],
            "is_filtered": not asked.wanted.is_everything,
            "actions": choices_for(request.user),
            "is_on_desk": course.specific_class is CoursePage and any(line.state for line in found),
            "csv_href": f"{reverse('translations:course_csv', args=[course_key, language])}?{request.GET.urlencode()}",
        },
    )


def course_or_404(course_key: UUID) -> Page:
    """The course in its source language."""
    course = source_of(course_key)
    if course is None:
        raise Http404
    return course


def drawn_line(line: Line) -> dict[str, Any]:
    """A page with its links."""
    translation = line.state.translation if line.state else None
    tall = HEIGHTS[line.standing]
    return {
        "line": line,
        "state": line.state,
        "key": line.key,
        "standing": line.standing,
        "step": {"y": HEIGHT - tall, "height": tall},
        "desk_href": address_of("desk", translation.uuid) if translation and translation.enabled else "",
        "changes_href": reverse("translations:changes", args=[translation.uuid]) if line.state and line.state.is_behind else "",  # type: ignore[union-attr]
    }


@require_GET
def course_csv(request: HttpRequest, course_key: UUID, language: str) -> HttpResponse:
    """The pages of a course in a language as a file."""
    spoken = language_for(request, language)
    course = course_or_404(course_key)
    heads = [_("Page"), _("Kind"), _("Standing"), _("Sentences"), _("Translated"), _("Words"), _("Words left")]
    heads += [_("Translator"), _("Reviewer"), _("Live"), _("Behind since"), _("Words changed")]
    body = [csv_line(line) for line in lines(course, language, BoardFilter(request, [spoken], fixed=True).wanted)]
    return as_file(csv_table(heads, body), f"{course.slug}-{language}.csv")


def csv_line(line: Line) -> list[object]:
    """A page's cells; those of a page that was never sent are empty."""
    kind = str(line.page.specific_class._meta.verbose_name)
    state = line.state
    if state is None:
        return [line.title, kind, line.standing.label, *[""] * 9]
    since = state.behind_since.date().isoformat() if state.behind_since else ""
    return [
        *(line.title, kind, line.standing.label, state.sentences, state.translated, state.words, state.words_left),
        *(state.translator or "", state.reviewer or "", _("yes") if state.is_live else _("no"), since, state.words_changed),
    ]


@require_GET
def show_changes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a source says now that the desk does not know yet, word by word. With `?part` only the list, for a script."""
    translation = get_object_or_404(Translation.objects.select_related("source", "target_locale"), uuid=uuid)
    language_for(request, translation.target_locale.language_code)
    page = source_page_of(translation)
    if page is None:
        raise Http404
    return TemplateResponse(
        request,
        "translations/changes_list.html" if "part" in request.GET else "translations/changes.html",
        {
            "page_title": _("What changed"),
            "page_subtitle": strip_tags(page.title),
            "rewordings": rewordings(translation.source, page),
            "source": Language(SOURCE_LANGUAGE),
        },
    )
