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
from learning.bundles import archive
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from learning.bundles.tasks import ask_for_bundle, ask_for_bundles
from learning.keys import change_key
from learning.signals import bundle_parts_changed


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


def test_what_stands_in_every_bundle_is_another_and_all_are_asked_for(course_key: UUID, work_done: Callable[[], Any]) -> None:
    bundle_parts_changed.send(sender=Bundle)
    assert asked() == []  # none was built yet
    with work_done():
        ask_for_bundles(course_key)
    bundle_parts_changed.send(sender=Bundle)
    assert asked() == ["ar/pictures/zip", "ar/text/zip", "en/pictures/zip", "en/text/zip"]


def test_a_new_key_makes_new_bundles(course_key: UUID, work_done: Callable[[], Any]) -> None:
    with work_done():
        ask_for_bundles(course_key)
    with work_done():
        change_key()
    assert {bundle.number for bundle in Bundle.objects.filter(is_current=True)} == {2}


def test_an_unpublished_language_is_no_longer_offered(course_key: UUID, work_done: Callable[[], Any]) -> None:
    with work_done():
        ask_for_bundles(course_key)
    with work_done():
        CoursePage.objects.get(translation_key=course_key, locale__language_code="ar").unpublish()
    assert {bundle.language for bundle in Bundle.objects.filter(is_current=True)} == {"en"}


def test_what_somebody_asked_for_is_built_and_renewed_with_each_of_its_courses(
    two_course_keys: tuple[UUID, UUID], work_done: Callable[[], Any]
) -> None:
    wanted = Wanted(two_course_keys[0], "en", also=("ar",), courses=two_course_keys)
    with work_done():
        ask_for_bundle(wanted)
    assert Bundle.objects.get(selection__line=wanted.line, is_current=True).number == 1
    for key in two_course_keys:
        ask_for_bundles(key)
        assert wanted.subject in Job.objects.filter(status=JobStatus.PENDING).values_list("subject", flat=True)
        Job.objects.all().delete()


def test_what_can_no_longer_be_had_is_no_longer_offered(two_course_keys: tuple[UUID, UUID], work_done: Callable[[], Any]) -> None:
    wanted = Wanted(two_course_keys[0], "en", also=("ar",), courses=two_course_keys)
    with work_done():
        ask_for_bundle(wanted)
    with work_done():
        CoursePage.objects.get(translation_key=two_course_keys[1]).unpublish()
        ask_for_bundle(wanted)
    assert not Bundle.objects.filter(selection__line=wanted.line, is_current=True).exists()
    assert not Job.objects.filter(kind="build_bundle").exclude(status=JobStatus.DONE).exists()


def test_what_is_refused_for_good_says_why_and_is_not_tried_again(
    course_key: UUID, work_done: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    render_course(course_key)
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with work_done():
        job = ask_for_bundle(Wanted(course_key, "en"))
    job.refresh_from_db()
    assert (job.status, job.error[:40]) == (JobStatus.FAILED, "The bundle would be larger than a ZIP fi")


def test_a_job_tells_how_far_it_is(course_key: UUID, work_done: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    render_course(course_key)
    said: list[int] = []
    monkeypatch.setattr(jobs, "say_progress", said.append)
    with work_done():
        ask_for_bundle(Wanted(course_key, "en"))
    assert said == sorted(said)
    assert len(said) >= 4


def test_a_job_for_a_course_that_is_gone_ends_well(db: None, work_done: Callable[[], Any]) -> None:
    with work_done():
        job = jobs.ask("build_bundle", Wanted(uuid4(), "en").subject)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


def test_a_job_names_its_bundle(db: None) -> None:
    wanted = Wanted(uuid4(), "ar", "pictures")
    assert Wanted.of_subject(wanted.subject) == wanted
    assert wanted.subject == f"{wanted.course_key}/ar/pictures/zip"
