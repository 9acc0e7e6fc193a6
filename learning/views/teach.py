"""A facilitator's pages of a lesson: the script, the print pack. Open to everybody; no account is needed to lead a circle."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.addresses import file_of, static_file, up_from
from courses.models import CourseVersion, LessonVersion
from courses.ranged_file import matches, serve_file
from courses.rendering.document import place_context, shell_context
from courses.rendering.script import script_path
from courses.served_lessons import DOCUMENT_CACHE
from learning.class_lessons import check_taken
from learning.cohorts import cohort_for, works_with_classes
from learning.errors import LearningError, NoSuchClass
from learning.models import Cohort
from learning.print_pack import BOOKLET, PACK, lesson_facts, pack_context, pack_file, pack_of
from learning.teaching import questions_asked, script_for
from learning.views.classes import class_href
from learning.views.personal import personal, refusal
from learning.views.staff import staff_context

TEACH_CSS = "css/staff-teach.css"
PAGES_OF_LESSON = {"teach": "teach", "show": "show", "print": "pack", "pack": "pack_pdf", "booklet": "booklet_pdf"}


def lesson_at(course: str, module: str, lesson: str) -> tuple[LessonVersion, CourseVersion]:
    """The lesson published at an address in the active language, and its course. One query. Raises `Http404`."""
    path = f"{get_language()}/{course}/{module}/{lesson}"
    version = LessonVersion.objects.current().with_course().filter(path=path).first()
    if version is None or version.course is None:
        raise Http404(f"No lesson is published at {path}.")
    return version, version.course


def class_asked(request: HttpRequest, version: LessonVersion) -> Cohort | None:
    """The class that a lesson is opened for: `?class=<uuid>`, for those who lead it; for everybody else the page is as without.

    Raises `NoSuchClass` when somebody who works with classes names one that is not theirs, and `LessonNotPublished` for a lesson
    that the class does not take.
    """
    named = request.GET.get("class", "")
    if not named or not request.user.is_authenticated or not works_with_classes(request.user):
        return None
    try:
        cohort = cohort_for(request.user, UUID(named))
    except ValueError as error:
        raise NoSuchClass(_("There is no such class among yours. Open the list of your classes and choose one.")) from error
    check_taken(cohort, version)
    return cohort


def addresses(version: LessonVersion, cohort: Cohort | None) -> dict[str, str]:
    """Where the pages around a lesson's facilitator are, in the lesson's language; those of a class keep it."""
    language, *parts = version.path.split("/")
    query = f"?{urlencode({'class': cohort.uuid})}" if cohort else ""
    with override(language):
        links = {f"{name}_href": reverse(f"learning:{view}", args=parts) for name, view in PAGES_OF_LESSON.items()}
    return {
        **links,
        "teach_href": links["teach_href"] + query,
        "show_href": links["show_href"] + query,
        "lesson_href": file_of("/", version.path),
        "register_href": register_address(cohort, version) if cohort else "",
    }


def register_address(cohort: Cohort, version: LessonVersion) -> str:
    """Where a class's register of a lesson is written."""
    return f"{reverse('learning:register', args=[cohort.uuid])}?{urlencode({'lesson': version.lesson_key})}"


def teach_shell(language: str, up: str = "/") -> dict[str, Any]:
    """The shell of a facilitator's page."""
    return {**shell_context(language, up), "js_href": "", "teach_css_href": static_file(up, TEACH_CSS)}


@require_safe
@personal
def teach(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """The facilitator's page of a lesson. One query; a few more for those who open it for a class."""
    version, course_version = lesson_at(course, module, lesson)
    cohort = class_asked(request, version)
    place = place_context(version, course_version, "/")
    context = {
        **(class_shell(request, cohort) if cohort else {}),
        **teach_shell(version.language),
        **addresses(version, cohort),
        "page_title": _("For the facilitator: %(lesson)s") % {"lesson": version.title},
        "lesson": {"title": version.title, **lesson_facts(version)},
        "course": {"title": course_version.title, **{name: course_version.content[name] for name in ("band", "band_colours")}},
        "script": script_for(version),
        "asked": questions_asked(version),
        "position": place["position"],
        "total": place["total"],
        "lessons": lesson_links(course_version, version, cohort),
        "class_name": cohort.name if cohort else "",
    }
    return render(request, "learning/teach.html", context)


def class_shell(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    """What a page that is opened for a class shares with all pages of classes: the way between them, and one page up."""
    context = staff_context(request, crumb={"href": class_href(cohort), "text": cohort.name})
    classes = reverse("learning:classes")
    return {**context, "staff_pages": [{**page, "is_current": page["href"] == classes} for page in context["staff_pages"]]}


def lesson_links(course: CourseVersion, version: LessonVersion, cohort: Cohort | None) -> list[dict[str, Any]]:
    """The facilitator's pages of the course's lessons that are there in this language."""
    query = f"?{urlencode({'class': cohort.uuid})}" if cohort else ""
    return [
        {
            "title": lesson["title"],
            "href": reverse("learning:teach", args=lesson["path"].split("/")[1:]) + query,
            "is_here": lesson["key"] == str(version.lesson_key),
        }
        for lesson in course.lessons
        if lesson["language"] == version.language
    ]


# --- paper --------------------------------------------------------------------------------------------------------------------


@require_safe
@personal
def pack(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """The print pack as a page, to print from a browser."""
    version, course_version = lesson_at(course, module, lesson)
    up = up_from(version.path) + "../../"
    context = {
        **pack_context(version, course_version, up=up),
        **teach_shell(version.language, up),
        **addresses(version, None),
        "page_title": _("Print pack: %(lesson)s") % {"lesson": version.title},
        "js_href": up + script_path(version.language),
    }
    return render(request, "learning/pack.html", context)


def paper(form: str) -> Callable[..., HttpResponseBase]:
    """The view of a pack's PDF in one of its forms."""

    @require_safe
    @wraps(pack_file)
    def view(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponseBase:
        version, course_version = lesson_at(course, module, lesson)
        found = pack_of(version, course_version, form=form)
        name = f"{course}-{lesson}-{version.language}-{form}.pdf"
        headers = {"Cache-Control": DOCUMENT_CACHE, "Content-Disposition": f'attachment; filename="{name}"'}
        quoted = f'"{found.inputs}"'
        if matches(request.headers.get("If-None-Match", ""), quoted):
            return HttpResponse(status=304, headers={**headers, "ETag": quoted})
        try:
            path = pack_file(found)
        except LearningError as error:
            return refusal(request, error)
        return serve_file(request, path, content_type="application/pdf", etag=found.inputs, headers=headers)

    return view


pack_pdf = paper(PACK)
booklet_pdf = paper(BOOKLET)
