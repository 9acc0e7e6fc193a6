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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.addresses import file_of
from courses.editions import best_edition
from courses.models import CourseVersion
from courses.models.purpose import Purpose
from courses.reading import reading_here, reading_order
from courses.rendering.learning_resource import course_block
from courses.rendering.pages import course_context, editions_of, for_reader, lesson_row
from learning.certificates.issuing import certificates_of
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.participation import attended_lessons
from learning.certificates.prior_learning_views import counts_for_somebody, prior_learning_part
from learning.certificates.programmes import in_programme
from learning.certificates.recognition import in_register, recognised_course
from learning.checks import is_done
from learning.completion import missing_for_participation
from learning.deck import deck_of
from learning.models import CheckResult, LessonProgress, Person
from learning.unkept import active_language
from learning.views.lamps import course_progress_context, foreign, progress_of
from learning.views.my_classes import course_keys_of, memberships_of, my_classes_context
from learning.views.personal import personal, personal_context
from learning.views.played import played_context
from learning.views.programme import begun_in, is_standing, my_programmes, programme_links
from learning.visitor import is_shared_phone, learner_of, seal_of


def course_named(language: str, slug: str) -> CourseVersion:
    """The current version of a course, which says what there is to ask about it: `in_programme`, `in_register`, `is_counted`.

    Raises `Http404`.
    """
    known = {"in_programme": in_programme(), "in_register": in_register(), "is_counted": counts_for_somebody()}
    rows = CourseVersion.objects.current().annotate(**known)
    version: CourseVersion | None = rows.filter(language=language, slug=slug).first()
    if version is None:
        raise Http404(f"No course is published at {language}/{slug}.")
    return version


@require_safe
@personal
def course(request: HttpRequest, course: str) -> HttpResponse:
    """A course: for everybody, with the lamps of whoever asks. Three queries for a visitor, six for a learner; one more where the
    course has checks, is part of a programme or in the register, where somebody's prior learning counts, or a certificate is due.

    Lessons not translated yet are offered in the best language that whoever asks reads. `?kept` asks for the page a phone keeps,
    the same for everybody.
    """
    version: Any = course_named(active_language(), course)
    editions = editions_of(version)
    if "kept" in request.GET:
        return render(request, "courses/course_page.html", course_context(version, editions=editions, is_kept=True))
    version = for_reader(version, editions, reading_order(request))
    context = course_context(version, editions=editions)
    context["programmes"] = programme_links([version.course_key], reading_here(request)) if version.in_programme else []
    context["data_block"] = course_block(version, editions)
    learner = learner_of(request)
    context["parts"] = [
        *([recognised_course(version)] if version.in_register else []),
        *([prior_learning_part(learner, version)] if version.is_counted else []),
    ]
    progress = progress_of(learner)
    checked = check_result_of(learner, version)
    if is_done(checked, Purpose.START_CHECK) or any(lesson["key"] in progress for lesson in version.lessons):
        context["start_check"] = None
    attended = attended_in(learner, version, progress)
    if learner is None or not (progress or attended):
        return render(request, "courses/course_page.html", context)
    mine = course_progress_context(version, progress, context["up"])
    end_check = Purpose.END_CHECK in version.checks and mine["complete"] and not is_done(checked, Purpose.END_CHECK)
    lamps = {key: row.lamp for key, row in progress.items()}
    for module in context["modules"]:
        for lesson in module["lessons"]:
            lesson["lamp"] = lamps.get(lesson["key"], "off")
    held = certificates_of(learner)
    certificate = (
        certificate_context(held, version) if mine["complete"] else took_part_context(held, version, progress, attended=attended)
    )
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


def certificate_context(held: Iterable[Certificate], version: CourseVersion) -> dict[str, str]:
    """Where the certificate of a completed course is, or is made. `held` are those a person has."""
    for certificate in held:
        if is_standing(certificate, version.course_key, CertificateKind.ACHIEVEMENT):
            return {"certificate_href": reverse("certificates:holder", args=[certificate.number])}
    return {"certificate_name_href": reverse("certificates:name", args=[version.slug])}


def attended_in(learner: Person | None, version: CourseVersion, progress: dict[str, LessonProgress]) -> dict[str, UUID]:
    """The lessons somebody was there for, where they matter: not all were answered in. One query, or none."""
    return attended_lessons(learner) if missing_for_participation(version.lessons, answered_in(progress)) else {}


def answered_in(progress: dict[str, LessonProgress]) -> set[str]:
    """The lessons with an answer."""
    return {key for key, row in progress.items() if row.questions_tried}


def took_part_context(
    held: Iterable[Certificate], version: CourseVersion, progress: dict[str, LessonProgress], *, attended: dict[str, UUID]
) -> dict[str, Any]:
    """Where the certificate of participation is, or is made, once it is due. No query but that of `held`, asked only then."""
    if not version.lessons or missing_for_participation(version.lessons, answered_in(progress) | attended.keys()):
        return {}
    for certificate in held:
        if is_standing(certificate, version.course_key, CertificateKind.PARTICIPATION):
            return {"took_part_href": reverse("certificates:holder", args=[certificate.number]), "took_part_made": True}
    return {"took_part_href": reverse("certificates:participation_name", args=[version.slug]), "took_part_made": False}


@require_safe
@personal
def me(request: HttpRequest) -> HttpResponse:
    """My learning: every course begun or taken by a class, what is left, certificates, classes, the code, this phone."""
    learner = learner_of(request)
    progress = progress_of(learner)
    held = list(certificates_of(learner)) if learner else []
    members = memberships_of(learner)
    attended = attended_lessons(learner)
    has_played = getattr(learner, "has_played", False)  # said by `find_learner`: most have not, and need no query for it
    played = played_context(learner, languages=reading_here(request), leads_there=True) if has_played else []
    keys = begun_in(progress) | course_keys_of(members) | set(attended.values()) | {one["course_key"] for one in played}
    return render(
        request,
        "learning/me.html",
        personal_context(
            page_title=_("My learning"),
            seal=seal_of(learner),
            review_count=len(deck_of(learner, reading=reading_here(request), at=timezone.now())),
            review_href=reverse("learning:review"),
            courses=[my_course(version, progress, held, attended=attended) for version in my_courses(keys, reading_order(request))],
            programmes=my_programmes(learner, progress, held, order=reading_here(request)),
            certificates=[my_certificate(certificate) for certificate in held],
            played=played,
            prior_learning_href=reverse("certificates:prior_learning") if learner else "",
            wallet_href=reverse("certificates:wallet"),
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


def my_course(
    version: CourseVersion, progress: dict[str, LessonProgress], held: list[Certificate], *, attended: dict[str, UUID]
) -> dict[str, Any]:
    """A course as my learning lists it."""
    mine = course_progress_context(version, progress, "/")
    due = certificate_context(held, version) if mine["complete"] else took_part_context(held, version, progress, attended=attended)
    return {
        "title": version.title,
        "language": foreign(version.language),
        "href": file_of("/", f"{version.language}/{version.slug}"),
        "band": version.content["band"],
        "band_colours": version.content["band_colours"],
        **due,
        **mine,
    }


def my_certificate(certificate: Certificate) -> dict[str, Any]:
    """A certificate as my learning lists it."""
    return {
        "course": certificate.statement["course"],
        "language": foreign(certificate.language),
        "href": reverse("certificates:holder", args=[certificate.number]),
        "kind": certificate.kind,
        "number": certificate.shown_number,
        "date": date_format(certificate.issued_at, "DATE_FORMAT"),
        "status": "genuine" if certificate.status == "valid" else certificate.status,
    }
