"""Celery tasks of the courses app: thin doors to actions that also have a command."""

from __future__ import annotations

import time

from celery import shared_task
from celery.signals import worker_ready

from courses import h5p_storage, jobs, schedule
from courses.playing import undecided
from courses.rendering import documents


@shared_task(name="courses.tasks.run_job")
def run_job(pk: int) -> None:
    """Does one job row."""
    jobs.run(pk)


@shared_task(name="courses.tasks.resume_jobs")
def resume_jobs() -> None:
    """Takes up jobs that nobody works on."""
    jobs.resume()


@shared_task(name="courses.tasks.publish_scheduled_pages")
def publish_scheduled_pages() -> None:
    """Publishes and expires pages whose time has come."""
    schedule.publish_scheduled()


@shared_task(name="courses.tasks.render_due_lessons")
def render_due_lessons() -> None:
    """Renders what is missing or no longer as it would be drawn now."""
    documents.render_due()


@shared_task(name="courses.tasks.forget_undecided_packages")
def forget_undecided_packages() -> None:
    """Takes away H5P packages that somebody sent an hour ago and did not decide about."""
    undecided.sweep(at=time.time())


@shared_task(name="courses.tasks.drop_unnamed_h5p_files")
def drop_unnamed_h5p_files() -> None:
    """Deletes files of H5P libraries and contents that are gone."""
    h5p_storage.drop_unnamed(at=time.time())


@worker_ready.connect
def resume_at_start(**_: object) -> None:
    """A worker that starts first looks for what the last one left behind."""
    resume_jobs.delay()
