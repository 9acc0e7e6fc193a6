"""Jobs: asked for, claimed once, done, tried again, and taken up after a crash; the queue may lose every call."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.celery_app import app
from courses import jobs
from courses.models import Job, LessonPage, ModulePage, RenderedDocument
from courses.models.job import JobStatus
from courses.tasks import resume_jobs, run_job
from tests.factories import make_lesson

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(minutes=10)


class Workshop:
    """A kind of work that counts what it did and can be told to fail."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails = False
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, subject: str) -> None:
        self.done.append(subject)
        self.meanwhile()
        if self.fails:
            raise ValueError(f"{subject} cannot be done.")


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    shop = Workshop()
    monkeypatch.setitem(jobs.DOERS, "test", shop)
    return shop


def row(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_is_done_after_commit(workshop: Workshop, work_done: Callable) -> None:
    with work_done():
        job = jobs.ask("test", "apples")
        assert workshop.done == []
    assert workshop.done == ["apples"]
    assert (row(job).status, row(job).attempt, row(job).error) == (JobStatus.DONE, 1, "")
    assert row(job).finished_at is not None


def test_asking_while_it_waits_is_the_same_job(workshop: Workshop) -> None:
    assert jobs.ask("test", "apples") == jobs.ask("test", "apples")
    assert jobs.ask("test", "pears") != jobs.ask("test", "apples")
    assert Job.objects.count() == 2


def test_a_second_wake_up_call_does_nothing(workshop: Workshop) -> None:
    job = jobs.ask("test", "apples")
    assert jobs.run(job.pk)
    assert not jobs.run(job.pk)
    assert workshop.done == ["apples"]


def test_a_job_that_runs_is_not_claimed_by_another_worker(workshop: Workshop) -> None:
    job = jobs.ask("test", "apples")
    claims = []
    workshop.meanwhile = lambda: claims.append(jobs.run(job.pk))
    assert jobs.run(job.pk)
    assert claims == [False]
    assert workshop.done == ["apples"]


def test_asking_while_it_runs_does_it_once_more_after(workshop: Workshop, work_done: Callable) -> None:
    job = jobs.ask("test", "apples")

    def ask_twice() -> None:
        workshop.meanwhile = lambda: None
        assert jobs.ask("test", "apples") == jobs.ask("test", "apples") == job

    workshop.meanwhile = ask_twice
    with work_done():
        jobs.run(job.pk)
    assert workshop.done == ["apples", "apples"]
    assert Job.objects.get().status == JobStatus.DONE


def test_asking_after_it_is_done_is_a_new_job(workshop: Workshop, work_done: Callable) -> None:
    for _time in range(2):
        with work_done():
            jobs.ask("test", "apples")
    assert workshop.done == ["apples", "apples"]
    assert Job.objects.filter(status=JobStatus.DONE).count() == 2


def test_a_failure_is_kept_in_words_and_tried_again(workshop: Workshop) -> None:
    workshop.fails = True
    job = jobs.ask("test", "apples")
    assert jobs.run(job.pk)
    assert (row(job).status, row(job).error) == (JobStatus.PENDING, "ValueError: apples cannot be done.")
    workshop.fails = False
    jobs.run(job.pk)
    assert (row(job).status, row(job).attempt, row(job).error) == (JobStatus.DONE, 2, "")


def test_after_the_last_try_it_has_failed_and_can_be_asked_for_anew(workshop: Workshop) -> None:
    workshop.fails = True
    job = jobs.ask("test", "apples")
    for _time in range(jobs.MOST_ATTEMPTS):
        assert jobs.run(job.pk)
    assert not jobs.run(job.pk)
    assert row(job).status == JobStatus.FAILED
    assert len(workshop.done) == jobs.MOST_ATTEMPTS
    assert jobs.ask("test", "apples") != job


def test_asked_again_during_the_last_try_it_starts_afresh(workshop: Workshop) -> None:
    workshop.fails = True
    job = jobs.ask("test", "apples")
    Job.objects.update(attempt=jobs.MOST_ATTEMPTS - 1)
    workshop.meanwhile = lambda: jobs.ask("test", "apples")
    jobs.run(job.pk)
    assert (row(job).status, row(job).attempt) == (JobStatus.PENDING, 0)


def test_a_kind_nobody_does_fails_in_words() -> None:
    job = jobs.ask("unknown", "apples")
    jobs.run(job.pk)
    assert row(job).error == "KeyError: 'unknown'"


def test_a_lost_worker_is_found_by_its_heartbeat(workshop: Workshop) -> None:
    job = jobs.ask("test", "apples")
    Job.objects.update(status=JobStatus.RUNNING, attempt=1, heartbeat_at=timezone.now(), created_at=timezone.now() - LONG_AGO)
    assert jobs.resume() == 0
    Job.objects.update(heartbeat_at=timezone.now() - jobs.STALE_AFTER - timedelta(seconds=1))
    assert jobs.resume() == 1
    assert (row(job).status, row(job).attempt) == (JobStatus.DONE, 2)


def test_a_job_that_loses_its_worker_each_time_has_failed(workshop: Workshop) -> None:
    job = jobs.ask("test", "apples")
    gone = {"status": JobStatus.RUNNING, "attempt": jobs.MOST_ATTEMPTS, "heartbeat_at": timezone.now() - LONG_AGO}
    Job.objects.update(**gone)
    assert jobs.resume() == 0
    assert (row(job).status, row(job).error) == (JobStatus.FAILED, "The worker was lost each time.")
    Job.objects.update(**gone, asked_again=True, created_at=timezone.now() - LONG_AGO)
    assert jobs.resume() == 1
    assert row(job).status == JobStatus.DONE


def test_a_lost_wake_up_call_is_made_up_for(workshop: Workshop) -> None:
    job = jobs.ask("test", "apples")
    resume_jobs()
    assert row(job).status == JobStatus.PENDING  # it is young: its call may still come
    Job.objects.update(created_at=timezone.now() - jobs.WAITING_AFTER - timedelta(seconds=1))
    resume_jobs()
    assert workshop.done == ["apples"]


@pytest.fixture
def dead_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wake-up calls go to a Redis that is not there."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and never listened on
        line = app.connection_for_write(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
        monkeypatch.setattr(run_job, "delay", lambda pk: run_job.apply_async((pk,), connection=line, retry=False))
        app.conf.task_always_eager = False
        yield
        app.conf.task_always_eager = True


def test_with_a_dead_broker_publishing_works_and_the_row_waits(
    dead_broker: None, lesson: LessonPage, work_done: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    with work_done():
        lesson.summary = "Another summary."
        lesson.save_revision().publish()
    assert "The queue could not be reached" in caplog.text
    assert Job.objects.get().status == JobStatus.PENDING


def test_when_the_broker_is_back_the_waiting_job_is_done(lesson: LessonPage) -> None:
    assert not RenderedDocument.objects.exists()
    Job.objects.update(created_at=timezone.now() - LONG_AGO)
    assert jobs.resume() == 1
    assert RenderedDocument.objects.count() == 2


def test_publishing_renders_by_way_of_a_job(module: ModulePage, work_done: Callable) -> None:
    with work_done():
        make_lesson(module)
    assert set(Job.objects.filter(kind="render_course").values_list("status", flat=True)) == {JobStatus.DONE}
    assert RenderedDocument.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_long_job_keeps_its_heart_beating(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.05)
    job = jobs.ask("test", "apples")
    beats = set()

    def work_until_two_beats() -> None:
        pause = threading.Event()
        for _look in range(3000):  # a busy machine may take a minute; usually few are needed
            beats.add(row(job).heartbeat_at)
            if len(beats) > 2:
                return
            pause.wait(0.02)

    monkeypatch.setitem(jobs.DOERS, "test", lambda _subject: work_until_two_beats())
    Job.objects.update(status=JobStatus.PENDING)
    jobs.run(job.pk)
    assert len(beats) > 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_that_claim_at_once_do_it_once(workshop: Workshop) -> None:
    job = Job.objects.create(kind="test", subject="apples")
    line_up = threading.Barrier(2)
    claims: list[bool] = []

    def work() -> None:
        try:
            line_up.wait()
            claims.append(jobs.run(job.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(claims) == [False, True]
    assert workshop.done == ["apples"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_that_ask_at_once_get_one_job(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda _pk: None)
    line_up = threading.Barrier(4)
    asked: list[int] = []

    def ask() -> None:
        try:
            line_up.wait()
            with transaction.atomic():
                asked.append(jobs.ask("test", "apples").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [Job.objects.get().pk] * 4
