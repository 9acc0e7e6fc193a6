"""Rendered documents: which are due, rendering them, finding the one that stands at an address."""

from __future__ import annotations

import logging
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from courses import jobs
from courses.media.images import UnreadablePicture, make_variants
from courses.media.prepare import all_media, ask_for_missing
from courses.models import CourseVersion, Film, LessonVersion, Picture, Recording, RenderedDocument
from courses.publishing import RENDER_COURSE, courses_behind, refresh_course
from courses.rendering import objects, published
from courses.rendering.document import drawn, lesson_context
from courses.rendering.fingerprint import fingerprint
from courses.rendering.resources import Resources, keep_captions
from courses.rendering.variants import TIERS, drawn_tier, drawn_tiers
from courses.rendering.weight import weight_of
from courses.search.index import index_due
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

    First takes away what a killed process left standing: lessons whose page is gone, documents of versions no longer served,
    links that no document stands behind; and makes search find what is there. Media that are not prepared are asked for, whether
    a lesson shows them or not.
    """
    for key in courses_behind():
        refresh_course(key, changed=set())
    index_due()
    RenderedDocument.objects.exclude(pk__in=RenderedDocument.objects.served().values("pk")).delete()
    published.sweep(set(RenderedDocument.objects.values_list("path", flat=True)))
    keys = CourseVersion.objects.current().values_list("course_key", flat=True).distinct()
    changed = sum(render_course(key) for key in keys)
    ask_for_missing(all_media())
    return changed


def render_course(course_key: UUID) -> int:
    """Renders what is due in a course; returns how many documents changed. What would come out the same is not drawn again."""
    courses = {version.language: version for version in CourseVersion.objects.current().filter(course_key=course_key)}
    lessons = list(LessonVersion.objects.current().filter(course_key=course_key, language__in=courses))
    prepare_media(lessons)
    resources = Resources(lessons)
    kept = {(row.path, row.tier): row for row in RenderedDocument.objects.filter(lesson_version__course_key=course_key)}
    changed = 0
    for lesson in lessons:
        documents, is_changed = {}, False
        for tier in drawn_tiers(lesson.content["cards"]):
            row = kept.get((lesson.path, tier))
            document = drawn_document(lesson, courses[lesson.language], tier=tier, resources=resources, row=row)
            documents[tier] = document
            changed += document is not row
            is_changed |= document is not row
        keep(lesson, courses[lesson.language], documents, is_changed=is_changed)
    for course in courses.values():
        prepare_dictionaries(course)
    if changed:
        course_rendered.send(CourseVersion, course_key=course_key)
    return changed


def drawn_document(
    lesson: LessonVersion, course: CourseVersion, *, tier: str, resources: Resources, row: RenderedDocument | None
) -> RenderedDocument:
    """The row kept already when drawing again would give the same; otherwise a new one, its document stored and itself not yet."""
    with override(lesson.language):
        context = lesson_context(lesson, course, tier=tier, resources=resources)
        inputs = fingerprint(context, lesson.language)
        if row and row.inputs_hash == inputs and row.lesson_version_id == lesson.pk and objects.has_document(row.object_name):
            return row
        name, sizes = objects.put_document(drawn(context))
    parts = weight_of(context)
    return RenderedDocument(
        lesson_version=lesson, path=lesson.path, tier=tier, object_name=name, sizes={**sizes, **parts}, inputs_hash=inputs
    )


def keep(lesson: LessonVersion, course: CourseVersion, documents: dict[str, RenderedDocument], *, is_changed: bool) -> None:
    """Stores the rows of a lesson's documents that are new, and links its address to them, unless it was withdrawn meanwhile.

    The version is locked while that happens: whoever withdraws it waits, and takes the links away after us.
    """
    names = {tier: document.object_name for tier, document in documents.items()}
    is_linked = all(published.document_at(lesson.path, tier) == names[drawn_tier(tier, names)] for tier in TIERS)
    if is_linked and not is_changed:
        return
    with transaction.atomic():
        if not LessonVersion.objects.current().select_for_update().filter(pk=lesson.pk, path=lesson.path).exists():
            return  # withdrawn, moved or replaced while it was drawn
        if not CourseVersion.objects.current().filter(pk=course.pk).exists():
            return  # its surroundings changed; the job that this asked for draws it again
        RenderedDocument.objects.filter(path=lesson.path).exclude(tier__in=documents).delete()
        RenderedDocument.objects.bulk_create(
            [document for document in documents.values() if document.pk is None],
            update_conflicts=True,
            unique_fields=["path", "tier"],
            update_fields=["lesson_version", "object_name", "sizes", "inputs_hash", "rendered_at"],
        )
        published.publish(lesson.path, names)


def prepare_dictionaries(course: CourseVersion) -> None:
    """Keeps each lesson's document ready in the form for a browser that has just read the one before it, in the same tier."""
    paths = [lesson["path"] for lesson in course.lessons if lesson["language"] == course.language]
    for before, path in pairwise(paths):
        for tier in TIERS:
            dictionary, document = published.document_at(before, tier), published.document_at(path, tier)
            if dictionary and document:
                objects.put_dictionary_form(document, dictionary)


def prepare_media(lessons: list[LessonVersion]) -> None:
    """Makes the pictures and captions the lessons show and lack; asks for their sounds and videos, which would take too long here.

    A broken picture is logged; the lesson goes without it.
    """
    cards = [card for lesson in lessons for card in lesson.content["cards"]]
    keep_captions(cards)
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
