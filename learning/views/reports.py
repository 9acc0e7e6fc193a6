"""Reports for those who work with classes: a page, and the same numbers as files and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from courses.addresses import static_file
from courses.rendering.document import writing_direction
from learning.cohorts import works_with_classes
from learning.errors import NoSuchClass
from learning.models import Facet, Person
from learning.reports.charts import chart_of
from learning.reports.dhis2 import as_data_value_set
from learning.reports.exports import as_csv, as_json, as_xlsx, dictionary_csv
from learning.reports.labels import COLUMNS, TABLES, bounded, course_titles, lesson_titles, row_label
from learning.reports.scopes import scope_for, scopes_beside
from learning.reports.tables import Report, Row, report_of
from learning.staff_log import note_action
from learning.unkept import active_language
from learning.views.personal import personal
from learning.views.staff import for_class_staff, staff_context

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALWAYS: Final = {"people", "completed", "completed_percent"}  # columns that are there even when nothing of them is shown
LESSON_COLUMNS: Final = {"completed": _lazy("People"), "completed_percent": _lazy("People, %")}
PERCENTS: Final = ("completed_percent", "mastery_percent", "first_try_percent")


@require_safe
@for_class_staff
def reports(request: HttpRequest) -> HttpResponse:
    """The page. Eight queries or so, however many learners there are."""
    person = staff_member(request)
    courses = course_titles(get_language() or "en")
    scope = scope_for(person, request.GET.get("of", ""))
    scopes = scopes_beside(person, scope)
    course_key = chosen_course(request.GET.get("course", ""), courses)
    report = report_of(scope, course_key) if scope and course_key else None
    context = staff_context(
        request,
        page_title=_("Reports"),
        reports_css_href=static_file("/", "css/staff-reports.css"),
        scopes=[{"key": one.key, "name": one.name, "is_chosen": scope is not None and one.key == scope.key} for one in scopes],
        courses=[{"key": str(key), "title": title, "is_chosen": key == course_key} for key, title in courses.items()],
        **(drawn(report, courses) if report else {}),
    )
    return render(request, "learning/reports.html", context)


def drawn(report: Report, courses: dict[UUID, str]) -> dict[str, Any]:
    """A report for the template."""
    titles = lesson_titles(report.course_key, get_language() or "en")
    asked = urlencode({"of": report.scope.key, "course": str(report.course_key)})
    files = [("figures.csv", "CSV"), ("figures.xlsx", "XLSX"), ("figures.json", "JSON")]
    files += [(DICTIONARY, _("What the columns mean"))]
    files += [("dhis2.json", "DHIS2")] if settings.DHIS2_MAPPING else []
    tables = [table_of(face, report, titles) for face in TABLES if report.table(face)]
    return {
        "scope_name": report.scope.name,
        "course_title": courses[report.course_key],
        "until": report.until,
        "tables": tables,
        "files": [{"href": f"{reverse('learning:report_file', args=[name])}?{asked}", "text": text} for name, text in files],
    }


def table_of(face: str, report: Report, titles: dict[UUID, str]) -> dict[str, Any]:
    """One table and its chart."""
    rows = report.table(face)
    columns = [name for name in COLUMNS if name in ALWAYS or any(getattr(row, name) is not None for row in rows)]
    if face == Facet.LESSON:
        columns = ["completed", "completed_percent"]
        order: dict[UUID | None, int] = {lesson: place for place, lesson in enumerate(titles)}
        rows = sorted(rows, key=lambda row: order.get(row.lesson_key, len(order)))
    return {
        "face": face,
        "title": TABLES[face],
        "columns": [LESSON_COLUMNS[name] if face == Facet.LESSON else COLUMNS[name] for name in columns],
        "rows": [{"label": row_label(row, titles), "cells": [cell_of(row, name) for name in columns]} for row in rows],
        "chart": chart_of(rows, titles, is_rtl=writing_direction(active_language()) == "rtl"),
    }


def cell_of(row: Row, name: str) -> dict[str, Any]:
    """A number as people read it; `is_hidden` where it is not shown."""
    value = getattr(row, name)
    if value is None:
        return {"text": "", "is_hidden": True}
    return {"text": bounded(value) if name in PERCENTS else str(value), "is_hidden": False}


# --- files ------------------------------------------------------------------------------------------------------------

Made = Callable[[Report], tuple[bytes, str]]
FILES: Final[dict[str, Made]] = {
    "figures.csv": lambda report: (as_csv(report), "text/csv; charset=utf-8"),
    "figures.xlsx": lambda report: (as_xlsx(report), XLSX),
    "figures.json": lambda report: (json.dumps(as_json(report), ensure_ascii=False).encode(), "application/json"),
    "dhis2.json": lambda report: (json.dumps(as_data_value_set(report)).encode(), "application/json"),
}
DICTIONARY: Final = "dictionary.csv"  # the same for every report


@require_safe
@for_class_staff
def report_file(request: HttpRequest, file_name: str) -> HttpResponseBase:
    """A report as a file. Each is written down in the log of what staff did; the dictionary is no report and costs no query."""
    if file_name == DICTIONARY:
        body, kind = dictionary_csv(), "text/csv; charset=utf-8"
    elif file_name in FILES:
        report = asked_report(request)
        body, kind = FILES[file_name](report)
        note_export(request, report, file_name)
    else:
        raise NoSuchClass(_("There is no such file. Open the reports and choose one."))
    headers = {"Content-Disposition": f'attachment; filename="mwanga-{file_name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=kind, headers=headers)


@require_safe
@personal
def reports_api(request: HttpRequest) -> HttpResponseBase:
    """The same rows for machines that hold a staff member's session. Refusals are JSON; 403 for what is not there, too."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Sign in first.")}, status=401)
    if not works_with_classes(request.user):
        return JsonResponse({"error": _("Reports are for facilitators and partner institutions.")}, status=403)
    try:
        report = asked_report(request)
    except NoSuchClass as refusal:
        # Not 404: Django would look for the same address below a language.
        return JsonResponse({"error": str(refusal)}, status=403)
    note_export(request, report, "api")
    return JsonResponse(as_json(report), json_dumps_params={"ensure_ascii": False})


def asked_report(request: HttpRequest) -> Report:
    """The report an address asks for. Raises `NoSuchClass` when it is not there or not for them."""
    course_key = chosen_course(request.GET.get("course", ""), course_titles(get_language() or "en"))
    if course_key is None:
        raise NoSuchClass(_("No course is published yet, so there is no report."))
    scope = scope_for(staff_member(request), request.GET.get("of", ""))
    if scope is None:
        raise NoSuchClass(_("You lead no class yet, so there is nothing to report."))
    return report_of(scope, course_key)


def note_export(request: HttpRequest, report: Report, what: str) -> None:
    """One line of the log: what left the house, and who took it (P12). Who asks for the headers alone takes nothing out."""
    if request.method == "HEAD":
        return
    cohort = report.scope.cohort
    institution = None if cohort else report.scope.institution
    detail = f"{what} · {report.course_key}"
    note_action("export_report", actor=staff_member(request), cohort=cohort, institution=institution, detail=detail)


def chosen_course(key: str, courses: dict[UUID, str]) -> UUID | None:
    """The course an address names, the first for none; `NoSuchClass` for one that is not there."""
    if not key:
        return next(iter(courses), None)
    found = next((course for course in courses if str(course) == key), None)
    if found is None:
        raise NoSuchClass(_("There is no such course. Open the reports and choose one."))
    return found


def staff_member(request: HttpRequest) -> Person:
    """Who asks; `for_class_staff` has made sure that somebody does."""
    person = request.user
    if not isinstance(person, Person):
        raise NoSuchClass(_("There is no such report among yours. Open the reports and choose one."))
    return person
