"""A programme's page: its courses with one's lamps, and its certificate. And what my learning and a course say of programmes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.addresses import file_of
from courses.editions import best_editions
from courses.models import CourseVersion
from courses.reading import reading_here
from learning.certificates.issuing import certificates_of
from learning.certificates.models import Certificate, CertificateKind, CertificateStatus, Programme
from learning.certificates.programmes import best_text, completions_in, course_keys_of, programme_named, texts_about
from learning.models import LessonProgress, Person
from learning.views.lamps import course_progress_context, foreign, lamps_context, progress_of
from learning.views.personal import personal, personal_context
from learning.visitor import learner_of


@require_safe
@personal
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """A programme for everybody, with the lamps of whoever asks. Four queries for a visitor, eight for a learner at most."""
    found = programme_named(programme)
    if found is None:
        raise Http404(f"There is no programme at {programme}.")
    order, learner, keys = reading_here(request), learner_of(request), course_keys_of(found)
    text = best_text(found.texts.all(), order)
    editions = best_editions(CourseVersion.objects.current().filter(course_key__in=keys), order)
    versions = [editions[key] for key in keys if key in editions]
    progress = progress_of(learner)
    done = completions_in(learner, keys)
    context = personal_context(
        page_title=text.title,
        learner=learner,
        programme={
            "title": text.title,
            "language": foreign(text.language),
            "description": text.description,
            "institution": found.institution.name if found.institution else "",
            "minutes": sum(version.content["minutes"] for version in versions),
            "count": len(keys),
            **state_context(found, done, begun_in(progress), held=certificates_of(learner) if learner else []),
        },
        courses=[course_row(version, progress, is_done=version.course_key in done) for version in versions],
    )
    return render(request, "learning/programme.html", context)


def course_row(version: CourseVersion, progress: Mapping[str, LessonProgress], *, is_done: bool) -> dict[str, Any]:
    """A course as a programme lists it."""
    return {
        "title": version.title,
        "language": foreign(version.language),
        "summary": version.content["summary"],
        "href": file_of("/", f"{version.language}/{version.slug}"),
        "band": version.content["band"],
        "band_colours": version.content["band_colours"],
        "minutes": version.content["minutes"],
        "is_done": is_done,
        **course_progress_context(version, progress, "/"),
    }


def begun_in(progress: Mapping[str, LessonProgress]) -> set[UUID]:
    """The courses somebody has answered in."""
    return {row.course_key for row in progress.values()}


def state_context(
    programme: Programme, done: Container[UUID], begun: Container[UUID], *, held: Iterable[Certificate]
) -> dict[str, Any]:
    """How far somebody is: a lamp for each course, and once all are lit where the certificate is, or is made.

    No query but that of `held`, which is asked only then.
    """
    keys = course_keys_of(programme)
    row = ["lit" if key in done else "half" if key in begun else "off" for key in keys]
    context = lamps_context(row)
    if not row or set(row) != {"lit"}:
        return context
    for certificate in held:
        if is_standing(certificate, programme.key, CertificateKind.PROGRAMME):
            return {**context, "certificate_href": reverse("certificates:holder", args=[certificate.number])}
    return {**context, "certificate_name_href": reverse("certificates:programme_name", args=[programme.slug])}


def is_standing(certificate: Certificate, key: UUID, kind: CertificateKind) -> bool:
    """Whether a certificate is the valid one of a kind for a course or programme."""
    return (certificate.course_key, certificate.kind, certificate.status) == (key, kind, CertificateStatus.VALID)


def programme_links(course_keys: Iterable[UUID], order: Sequence[str]) -> list[dict[str, Any]]:
    """The programmes that courses are a part of, as links. One query."""
    return [link_of(text.programme, text.title, text.language) for text in texts_about(course_keys, order)]


def my_programmes(
    person: Person | None, progress: Mapping[str, LessonProgress], held: list[Certificate], *, order: Sequence[str]
) -> list[dict[str, Any]]:
    """The programmes somebody has begun, as my learning lists them. One query, three where there is any."""
    begun = begun_in(progress)
    texts = texts_about(begun, order)
    if not texts:
        return []
    programmes = [text.programme for text in texts]
    prefetch_related_objects(programmes, "courses")
    done = completions_in(person, {key for programme in programmes for key in course_keys_of(programme)})
    return [
        {**link_of(text.programme, text.title, text.language), **state_context(text.programme, done, begun, held=held)}
        for text in texts
    ]


def link_of(programme: Programme, title: str, language: str) -> dict[str, Any]:
    """A programme as a link."""
    return {"title": title, "language": foreign(language), "href": reverse("learning:programme", args=[programme.slug])}
