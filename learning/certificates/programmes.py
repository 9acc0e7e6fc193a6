"""Programmes: which there are, how far somebody is in one, and the certificate for all of its courses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learning.certificates.errors import NotCompleted
from learning.certificates.issuing import completed, evidence_for, issue_once, version_in
from learning.certificates.models import Certificate, CertificateKind, Programme, ProgrammeCourse, ProgrammeText
from learning.certificates.snapshot import day_of, institution_told
from learning.certificates.statement import programme_statement
from learning.collections import Collection
from learning.models import CourseCompletion, Person


def in_programme() -> Exists:
    """Whether a row with a `course_key` is of a course in a programme: spares those of others a query."""
    return Exists(ProgrammeCourse.objects.filter(programme__is_active=True, course_key=OuterRef("course_key")))


def texts_about(course_keys: Iterable[UUID], order: Sequence[str]) -> list[ProgrammeText]:
    """What the programmes with any of some courses are called, each once, with its programme. One query; none for no course.

    `order` are languages, the best first.
    """
    keys = list(course_keys)
    rows = ProgrammeText.objects.filter(programme__is_active=True, programme__courses__course_key__in=keys).distinct()
    by_programme: dict[int, list[ProgrammeText]] = {}
    for text in rows.select_related("programme").order_by("programme__slug") if keys else []:
        by_programme.setdefault(text.programme_id, []).append(text)
    return [best_text(texts, order) for texts in by_programme.values()]


def best_text(texts: Iterable[ProgrammeText], order: Sequence[str]) -> ProgrammeText:
    """The words in the first language of `order` they are in, or else those written first."""
    by_language = {text.language: text for text in sorted(texts, key=lambda text: text.pk)}
    return next((by_language[code] for code in order if code in by_language), next(iter(by_language.values())))


def programme_named(slug: str, *, is_active_only: bool = True) -> Programme | None:
    """A programme with its words, courses and institution. Three queries."""
    rows = Programme.objects.filter(is_active=True) if is_active_only else Programme.objects.all()
    return rows.filter(slug=slug).select_related("institution").prefetch_related("texts", "courses").first()


def programmes_as_collections() -> list[Collection]:
    """Every active programme as what it is to others: courses that belong together. Three queries."""
    rows = Programme.objects.filter(is_active=True).prefetch_related("texts", "courses")
    order = [get_language() or settings.LANGUAGE_CODE]
    return [
        Collection(
            row.key, row.slug, best_text(row.texts.all(), order).title if row.texts.all() else row.slug, tuple(course_keys_of(row))
        )
        for row in rows
    ]


def course_keys_of(programme: Programme) -> list[UUID]:
    """The courses of a programme, in order. One query, or none when they were fetched with it."""
    return [row.course_key for row in programme.courses.all()]


def completions_in(person: Person | None, course_keys: Iterable[UUID]) -> dict[UUID, CourseCompletion]:
    """Course key -> completion, of those courses that somebody completed. One query; none for nobody."""
    rows = CourseCompletion.objects.filter(person=person, course_key__in=course_keys).select_related("course_version")
    return {row.course_key: row for row in rows} if person else {}


def draft_programme_certificate(*, person: Person, programme: Programme, name: str, language: str) -> Certificate:
    """A programme's certificate as it would be issued now, stored nowhere. Raises `NotCompleted` while a course is left.

    Four queries, and one for each course that was completed in another language than the certificate's.
    """
    keys = course_keys_of(programme)
    if not keys or not programme.is_active:
        raise NotCompleted(_("This programme gives no certificate now."))
    known = completions_in(person, keys)
    done = {key: known.get(key) or completed(person, key) for key in keys}
    text = best_text(programme.texts.all(), [language])
    versions = [version_in(text.language, done[key]) for key in keys]
    told = programme_statement(slug=programme.slug, title=text.title, language=text.language, versions=versions)
    days = [day_of(done[key].completed_at) for key in keys]
    lessons = [{**course, "completed": day} for course, day in zip(told["lessons"], days, strict=True)]
    return Certificate(
        person=person,
        kind=CertificateKind.PROGRAMME,
        course_key=programme.key,
        programme=programme,
        institution=programme.institution,
        language=text.language,
        name=name,
        statement={**told, "lessons": lessons, "institution": institution_told(programme.institution)},
        evidence=evidence_for(person, keys),
        completed_at=max(completion.completed_at for completion in done.values()),
    )


def issue_programme_certificate(*, person: Person, programme: Programme, name: str, language: str) -> Certificate:
    """Issues the certificate for a programme of which every course is completed, or returns the one issued before to the same name.

    Raises as `issuing.issue_certificate`.
    """

    def draft(printed: str) -> Certificate:
        return draft_programme_certificate(person=person, programme=programme, name=printed, language=language)

    return issue_once(person=person, course_key=programme.key, kind=CertificateKind.PROGRAMME, name=name, draft=draft)
