"""Rendered documents: which are due, rendering them, finding the one that stands at an address."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction

from courses import jobs
from courses.media.images import UnreadablePicture, make_variants
from courses.media.prepare import all_media, ask_for_missing
from courses.models import CourseVersion, Film, LessonVersion, Picture, Recording, RenderedDocument
from courses.publishing import RENDER_COURSE, courses_behind, refresh_course
from courses.rendering import objects
from courses.rendering.document import render_lesson
from courses.rendering.resources import Resources
from courses.rendering.variants import drawn_tiers
from courses.signals import course_rendered

log = logging.getLogger(__name__)


@jobs.does(RENDER_COURSE)
def render_course_job(subject: str) -> None:
    """Renders a course's lessons in every language; the subject is the course's key.

    Announced even when every document stayed the same: the outline or the course's own page may have changed.
    """
    course_key = UUID(subject)
    if not render_course(course_key):
        course_rendered.send(CourseVersion, course_key=course_key)


def render_due() -> int:
    """Renders every published lesson whose document is missing or would be drawn otherwise now. Returns how many changed.

    First takes away what a killed process left standing: lessons whose page is gone, documents of versions no longer served.
    Media that are not prepared are asked for, whether a lesson shows them or not.
    """
    for key in courses_behind():
        refresh_course(key, changed=set())
    RenderedDocument.objects.exclude(pk__in=RenderedDocument.objects.served().values("pk")).delete()
    keys = CourseVersion.objects.current().values_list("course_key", flat=True).distinct()
    changed = sum(render_course(key) for key in keys)
    ask_for_missing(all_media())
    return changed


def render_course(course_key: UUID) -> int:
    """Renders what is due in a course; returns how many documents changed. Rendering the same again writes nothing."""
    courses = {version.language: version for version in CourseVersion.objects.current().filter(course_key=course_key)}
    lessons = list(LessonVersion.objects.current().filter(course_key=course_key, language__in=courses))
    prepare_media(lessons)
    resources = Resources(lessons)
    kept = {(row.path, row.tier): row for row in RenderedDocument.objects.filter(lesson_version__course_key=course_key)}
    changed = 0
    for lesson in lessons:
        for tier in drawn_tiers(lesson.content["cards"]):
            html = render_lesson(lesson, courses[lesson.language], tier=tier, resources=resources)
            changed += keep(lesson, html, tier=tier, row=kept.get((lesson.path, tier)))
    if changed:
        course_rendered.send(CourseVersion, course_key=course_key)
    return changed


def keep(lesson: LessonVersion, html: str, *, tier: str, row: RenderedDocument | None) -> bool:
    """Stores a document unless it is the one already kept. Whether something changed."""
    name, sizes = objects.put_document(html)
    if row and (row.object_name, row.lesson_version_id) == (name, lesson.pk):
        return False
    with transaction.atomic():
        if not LessonVersion.objects.current().select_for_update().filter(pk=lesson.pk, path=lesson.path).exists():
            return False  # withdrawn, moved or replaced while it was drawn
        RenderedDocument.objects.update_or_create(
            path=lesson.path, tier=tier, defaults={"lesson_version": lesson, "object_name": name, "sizes": sizes}
        )
    return True


def prepare_media(lessons: list[LessonVersion]) -> None:
    """Makes the pictures the lessons show and lack, and asks for their sounds and videos, which would take too long here.

    A broken picture is logged; the lesson goes without it.
    """
    cards = [card for lesson in lessons for card in lesson.content["cards"]]
    used = {kind: {card[kind] for card in cards if card.get(kind)} for kind in ("picture", "recording", "film")}
    films = list(Film.objects.filter(pk__in=used["film"])) if used["film"] else []
    used["picture"] |= {film.poster_id for film in films if film.poster_id}
    for picture in Picture.objects.filter(pk__in=used["picture"]):
        try:
            make_variants(picture)
        except UnreadablePicture as error:
            log.warning("A picture could not be made lighter: %s", error, extra={"kind": "picture"})
    recordings = Recording.objects.filter(pk__in=used["recording"]) if used["recording"] else []
    ask_for_missing([*recordings, *films])
