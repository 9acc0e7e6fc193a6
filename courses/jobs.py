"""Jobs: ask for background work, claim it, do it, take it up again after a crash.

The row is the job (house rule 8). A wake-up call that is lost, doubled or late changes nothing: a job is claimed by one atomic
UPDATE, and `resume_jobs` finds what nobody works on. Doers must be able to run twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Final

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from courses.models import Job
from courses.models.job import JobStatus

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS: Final = 5
STALE_AFTER: Final = timedelta(seconds=30)  # no heartbeat for so long: the worker is gone
WAITING_AFTER: Final = timedelta(seconds=20)  # a wake-up call must have been lost
MOST_ATTEMPTS: Final = 5

Doer = Callable[[str], None]
DOERS: Final[dict[str, Doer]] = {}
# The job that is being done here and now, for `say_progress`.
AT_WORK: Final[ContextVar[int | None]] = ContextVar("AT_WORK", default=None)


class CannotBeDone(Exception):
    """Trying again would not help. The message is a sentence for people, and all that the row keeps."""


def does(kind: str) -> Callable[[Doer], Doer]:
    """Registers a function of the subject as the one that does this kind of job."""

    def register(doer: Doer) -> Doer:
        DOERS[kind] = doer
        return doer

    return register


def ask(kind: str, subject: str) -> Job:
    """Asks for work. Asked while the same work waits, it is the same job; while it runs, it is done once more after.

    The job's row is held until the caller's transaction ends: a worker cannot claim it before what it is about is committed.
    """
    with transaction.atomic():
        job = open_job(kind, subject)
        if job.status == JobStatus.RUNNING:
            Job.objects.filter(pk=job.pk).update(asked_again=True)
            return job
    transaction.on_commit(lambda: wake(job.pk))
    return job


def open_job(kind: str, subject: str) -> Job:
    """The job that waits or runs for a subject, locked; a new one when there is none."""
    for _try in range(3):
        open_jobs = Job.objects.select_for_update().filter(status__in=[JobStatus.PENDING, JobStatus.RUNNING])
        if job := open_jobs.filter(kind=kind, subject=subject).first():
            return job
        try:
            with transaction.atomic():
                return Job.objects.create(kind=kind, subject=subject)
        except IntegrityError:
            continue  # somebody else asked for it in the same moment
    raise RuntimeError(f"The job “{kind} {subject}” was asked for and finished three times while it was looked for.")


def wake(pk: int) -> None:
    """Tells a worker about a job. A queue out of reach is logged, no more: the row waits for `resume_jobs`."""
    from courses.tasks import run_job

    try:
        run_job.delay(pk)
    except (OSError, OperationalError) as error:  # kombu wraps the network's errors in its own
        log.warning("The queue could not be reached; the job waits for the next look. %s", error, extra={"job": pk})


def run(pk: int) -> bool:
    """Claims and does a job. False when somebody else has it or it is over. A failure is kept in the row and tried again."""
    claimed = Job.objects.filter(pk=pk, status=JobStatus.PENDING).update(
        status=JobStatus.RUNNING, attempt=F("attempt") + 1, heartbeat_at=timezone.now(), asked_again=False, error=""
    )
    if not claimed:
        return False
    job = Job.objects.get(pk=pk)
    before = AT_WORK.set(pk)
    with heartbeat(pk):
        try:
            DOERS[job.kind](job.subject)
        except CannotBeDone as error:
            log.warning("A job cannot be done: %s", error, extra={"job": pk, "kind": job.kind})
            job.attempt = MOST_ATTEMPTS
            give_back(job, str(error))
            return True
        except Exception as error:
            log.exception("A job failed.", extra={"job": pk, "kind": job.kind})
            give_back(job, f"{type(error).__name__}: {error}")
            return True
        finally:
            AT_WORK.reset(before)
    finish(job)
    return True


def say_progress(percent: int) -> None:
    """Notes how much of the job at hand is done. Says nothing where no job is being done."""
    if pk := AT_WORK.get():
        Job.objects.filter(pk=pk, status=JobStatus.RUNNING).update(progress=min(max(percent, 0), 100), heartbeat_at=timezone.now())


def finish(job: Job) -> None:
    """Marks a running job done, or waiting again when it was asked for meanwhile. A success settles earlier failures."""
    pk = job.pk
    mine = Job.objects.filter(pk=pk, status=JobStatus.RUNNING)
    is_over = mine.filter(asked_again=False).update(status=JobStatus.DONE, progress=100, finished_at=timezone.now())
    if is_over:
        Job.objects.filter(kind=job.kind, subject=job.subject, status=JobStatus.FAILED).delete()
    elif mine.update(status=JobStatus.PENDING, asked_again=False, attempt=0):
        transaction.on_commit(lambda: wake(pk))


def give_back(job: Job, error: str) -> None:
    """A failed try: waits for `resume_jobs`, or is over after the last try. Asked for again meanwhile, it starts afresh."""
    mine = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING)
    said = {"error": error[:2000], "finished_at": timezone.now()}
    if mine.filter(asked_again=True).update(status=JobStatus.PENDING, asked_again=False, attempt=0, **said):
        return
    mine.update(status=JobStatus.FAILED if job.attempt >= MOST_ATTEMPTS else JobStatus.PENDING, **said)


def resume() -> int:
    """Takes up what nobody works on: running without a heartbeat, or waiting for long. Returns how many were woken."""
    now = timezone.now()
    stale = Job.objects.filter(status=JobStatus.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    stale.filter(asked_again=True).update(status=JobStatus.PENDING, asked_again=False, attempt=0)
    stale.filter(attempt__gte=MOST_ATTEMPTS).update(
        status=JobStatus.FAILED, finished_at=now, error="The worker was lost each time."
    )
    stale.update(status=JobStatus.PENDING)
    waiting = list(Job.objects.filter(status=JobStatus.PENDING, created_at__lt=now - WAITING_AFTER).values_list("pk", flat=True))
    for pk in waiting:
        wake(pk)
    return len(waiting)


class heartbeat:  # noqa: N801 - reads as a statement: `with heartbeat(pk):`
    """Keeps a job's heartbeat fresh from a thread while it is done."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def beat(self) -> None:
        """Touches the row every few seconds; a short job never reaches the first touch."""
        touched = False
        while not self.over.wait(HEARTBEAT_SECONDS):
            touched = True
            try:
                Job.objects.filter(pk=self.pk, status=JobStatus.RUNNING).update(heartbeat_at=timezone.now())
            except DatabaseError as error:  # one beat lost to a lock must not stop the next
                log.warning("A heartbeat was not written: %s", error, extra={"job": self.pk})
        if touched:
            connection.close()
