"""Bundles follow their course: publishing, rendering and unpublishing ask for what is due, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from courses import jobs
from courses.models import CoursePage, Job
from courses.models.job import JobStatus
from courses.rendering.documents import render_course, render_due
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from learning.bundles.tasks import ask_for_bundles


@pytest.fixture
def work_done(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], Any]:
    """`with work_done():` does at once what its block sets in motion after commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def asked() -> list[str]:
    """The bundles waited for, without the course's key."""
    jobs_ = Job.objects.filter(kind="build_bundle", status=JobStatus.PENDING)
    return sorted(job.subject.partition("/")[2] for job in jobs_)


def test_every_language_and_tier_is_asked_for_once(course_key: UUID) -> None:
    ask_for_bundles(course_key)
    ask_for_bundles(course_key)
    assert asked() == ["ar/pictures/zip", "ar/text/zip", "en/pictures/zip", "en/text/zip"]


def test_rendering_asks_when_a_document_changed_and_not_again(course_key: UUID) -> None:
    render_course(course_key)
    assert asked()
    Job.objects.all().delete()
    assert render_due() == 0
    assert asked() == []


def test_publishing_builds_them_all(course_key: UUID, work_done: Callable[[], Any]) -> None:
    with work_done():
        page = CoursePage.objects.get(translation_key=course_key, locale__language_code="en")
        page.summary = "Light for everyone."
        page.save_revision().publish()
    assert Bundle.objects.filter(is_current=True).count() == 4
    assert not Job.objects.exclude(status=JobStatus.DONE).exclude(kind="prepare_media").exists()


def test_a_change_of_the_course_page_alone_makes_new_bundles(course_key: UUID, work_done: Callable[[], Any]) -> None:
    with work_done():
        ask_for_bundles(course_key)
    with work_done():
        page = CoursePage.objects.get(translation_key=course_key, locale__language_code="en")
        page.summary = "Light for everyone."
        page.save_revision().publish()
    # The Arabic bundles hold the English course too.
    assert {bundle.number for bundle in Bundle.objects.filter(is_current=True)} == {2}


def test_an_unpublished_language_is_no_longer_offered(course_key: UUID, work_done: Callable[[], Any]) -> None:
    with work_done():
        ask_for_bundles(course_key)
    with work_done():
        CoursePage.objects.get(translation_key=course_key, locale__language_code="ar").unpublish()
    assert {bundle.language for bundle in Bundle.objects.filter(is_current=True)} == {"en"}


def test_a_job_for_a_course_that_is_gone_ends_well(db: None, work_done: Callable[[], Any]) -> None:
    with work_done():
        job = jobs.ask("build_bundle", Wanted(uuid4(), "en").subject)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


def test_a_job_names_its_bundle(db: None) -> None:
    wanted = Wanted(uuid4(), "ar", "pictures")
    assert Wanted.of_subject(wanted.subject) == wanted
    assert wanted.subject == f"{wanted.course_key}/ar/pictures/zip"
