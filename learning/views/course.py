"""A course with one person's lamps, and the page of everything a person learns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.addresses import file_of
from courses.editions import best_edition
from courses.models import CourseVersion
from courses.models.purpose import Purpose
from courses.reading import reading_here, reading_order
from courses.rendering.pages import course_context, editions_of, for_reader, language_link, lesson_row
from learning.certificates.issuing import certificates_of
from learning.checks import is_done
from learning.deck import deck_of
from learning.models import CheckResult, LessonProgress, Person
from learning.unkept import active_language
from learning.views.lamps import course_progress_context, progress_of
from learning.views.my_classes import course_keys_of, memberships_of, my_classes_context
from learning.views.personal import personal, personal_context
from learning.visitor import is_shared_phone, learner_of, seal_of


def course_named(language: str, slug: str) -> CourseVersion:
    """The current version of a course. Raises `Http404`."""
    version: CourseVersion | None = CourseVersion.objects.current().filter(language=language, slug=slug).first()
    if version is None:
        raise Http404(f"No course is published at {language}/{slug}.")
    return version


@require_safe
@personal
def course(request: HttpRequest, course: str) -> HttpResponse:
    """A course: for everybody, with the lamps of whoever asks. Five queries for a learner, three for a visitor; one more
    for a learner where the course has checks.

    Lessons not translated yet are offered in the best language that whoever asks reads. `?kept` asks for the page a phone keeps,
    the same for everybody.
    """
    version = course_named(active_language(), course)
    editions = editions_of(version)
    if "kept" in request.GET:
        return render(request, "courses/course_page.html", course_context(version, editions=editions, is_kept=True))
    version = for_reader(version, editions, reading_order(request))
    context = course_context(version, editions=editions)
    learner = learner_of(request)
    progress = progress_of(learner)
    checked = check_result_of(learner, version)
    if is_done(checked, Purpose.START_CHECK) or any(lesson["key"] in progress for lesson in version.lessons):
        context["start_check"] = None
    if learner is None or not progress:
        return render(request, "courses/course_page.html", context)
    mine = course_progress_context(version, progress, context["up"])
    end_check = Purpose.END_CHECK in version.checks and mine["complete"] and not is_done(checked, Purpose.END_CHECK)
    lamps = {key: row.lamp for key, row in progress.items()}
    for module in context["modules"]:
        for lesson in module["lessons"]:
            lesson["lamp"] = lamps.get(lesson["key"], "off")
    certificate = certificate_context(certificates_of(learner), version) if mine["complete"] else {}
    last = {"last_check": check_row(version, Purpose.END_CHECK, context["up"])} if end_check else {}
    return render(request, "learning/course.html", {**context, **mine, **certificate, **last})


def check_result_of(learner: Person | None, version: CourseVersion) -> CheckResult | None:
    """What a person answered to the course's checks. One query; none for nobody, or where there are no checks."""
    if learner is None or not version.checks:
        return None
    found: CheckResult | None = CheckResult.objects.filter(person=learner, course_key=version.course_key).first()
    return found


def check_row(version: CourseVersion, purpose: Purpose, up: str) -> dict[str, Any]:
    """A check as the course page offers it."""
    return lesson_row(version.checks[purpose], up, {}, language=version.language)


def certificate_context(held: Iterable[Any], version: CourseVersion) -> dict[str, str]:
    """Where the certificate of a completed course is, or is made. `held` are those a person has."""
    for certificate in held:
        if certificate.course_key == version.course_key and certificate.status == "valid":
            return {"certificate_href": reverse("certificates:holder", args=[certificate.number])}
    return {"certificate_name_href": reverse("certificates:name", args=[version.slug])}


@require_safe
@personal
def me(request: HttpRequest) -> HttpResponse:
    """My learning: every course begun or taken by a class, what is left, certificates, classes, the code, this phone."""
    learner = learner_of(request)
    progress = progress_of(learner)
    held = list(certificates_of(learner)) if learner else []
    members = memberships_of(learner)
    keys = {row.course_key for row in progress.values()} | course_keys_of(members)
    return render(
        request,
        "learning/me.html",
        personal_context(
            page_title=_("My learning"),
            seal=seal_of(learner),
            review_count=len(deck_of(learner, reading=reading_here(request), at=timezone.now())),
            review_href=reverse("learning:review"),
            courses=[my_course(version, progress, held) for version in my_courses(keys, reading_order(request))],
            certificates=[my_certificate(certificate) for certificate in held],
            has_code=bool(learner and learner.code),
            keep_href=reverse("learning:keep"),
            code_card_href=reverse("learning:code_card"),
            join_href=reverse("learning:join"),
            clear_href=reverse("learning:clear"),
            phone_href=reverse("learning:phone"),
            is_shared=is_shared_phone(request),
            about_href=reverse("learning:about"),
            export_href=reverse("learning:data") if learner else "",
            erase_href=reverse("learning:erase"),
            data_href=reverse("courses:data_saver"),
            **my_classes_context(members),
        ),
    )


def my_courses(keys: set[UUID], reading: list[str]) -> list[CourseVersion]:
    """Courses a person has begun or a class of theirs takes, by title, in the page's language or the next best. One query."""
    editions: dict[Any, list[CourseVersion]] = {}
    for version in CourseVersion.objects.current().filter(course_key__in=keys).order_by("pk") if keys else []:
        editions.setdefault(version.course_key, []).append(version)
    order = [active_language(), *reading]
    mine = [for_reader(best_edition(rows, order), rows, reading) for rows in editions.values()]
    return sorted(mine, key=lambda version: version.title)


def my_course(version: CourseVersion, progress: dict[str, LessonProgress], held: list[Any]) -> dict[str, Any]:
    """A course as my learning lists it."""
    mine = course_progress_context(version, progress, "/")
    return {
        "title": version.title,
        "language": foreign(version.language),
        "href": file_of("/", f"{version.language}/{version.slug}"),
        "band": version.content["band"],
        "band_colours": version.content["band_colours"],
        **(certificate_context(held, version) if mine["complete"] else {}),
        **mine,
    }


def foreign(language: str) -> dict[str, Any] | None:
    """A language that is not the page's, as `components/lesson_title.html` marks it."""
    return None if language == get_language() else language_link(language, "")


def my_certificate(certificate: Any) -> dict[str, Any]:
    """A certificate as my learning lists it."""
    return {
        "course": certificate.statement["course"],
        "language": foreign(certificate.language),
        "href": reverse("certificates:holder", args=[certificate.number]),
        "number": certificate.shown_number,
        "date": date_format(certificate.issued_at, "DATE_FORMAT"),
        "status": "genuine" if certificate.status == "valid" else certificate.status,
    }
