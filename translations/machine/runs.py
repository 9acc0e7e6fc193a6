"""Asking for machine drafts of a page or a course, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses import jobs
from courses.models import Job
from courses.models.job import JobStatus
from translations.errors import MachineOutOfReach, StepRefused
from translations.machine.configured import is_on, off_sentence
from translations.models import MachineRun, Stage, TranslationState

MACHINE_DRAFT: Final = "machine_draft"


@dataclass(frozen=True)
class Standing:
    """How far a run is."""

    run: MachineRun | None
    job: Job | None

    @property
    def is_over(self) -> bool:
        """Whether nothing waits or runs."""
        return self.job is None or self.job.status in {JobStatus.DONE, JobStatus.FAILED}

    @property
    def error(self) -> str:
        """Why it stopped; empty while it runs or when it is done."""
        return self.job.error if self.job and self.job.status == JobStatus.FAILED else ""


def subject_of_page(translation: UUID) -> str:
    """A page in a language, by its translation."""
    return str(translation)


def subject_of_course(course_key: UUID, language: str) -> str:
    """A course in a language."""
    return f"{course_key}/{language}"


def states_of(subject: str) -> QuerySet[TranslationState]:
    """The translations a subject is about that may still be drafted, in the order in which they came to the desk."""
    first, slash, language = subject.partition("/")
    rows = TranslationState.objects.at_work().filter(stage=Stage.DRAFT).order_by("pk")
    if slash:
        return rows.of_course(first).into(language)
    return rows.filter(translation__uuid=first)


def empty_in(subject: str) -> int:
    """How many sentences have no translation. One query."""
    total: int | None = states_of(subject).aggregate(empty=Sum(F("sentences") - F("translated")))["empty"]
    return total or 0


@transaction.atomic
def ask_for_drafts(*, subject: str, person: Any) -> Job:
    """Asks the machine for what is empty; while it is at work already, it is the same job. Raises `DeskError`.

    Whether the person may is for the caller to say: it knows the language.
    """
    if not is_on():
        raise MachineOutOfReach(off_sentence())
    standing = standing_of(subject)
    if standing.job and not standing.is_over:
        return standing.job
    wanted = empty_in(subject)
    if not wanted:
        raise StepRefused(_("Nothing is empty here, so there is nothing to draft. Words that are there are never replaced."))
    facts = {
        "asked_by": person,
        "asked_at": timezone.now(),
        "speaks": get_language() or "en",
        "wanted": wanted,
        "drafted": 0,
        "left": [],
    }
    MachineRun.objects.update_or_create(subject=subject, defaults=facts)
    return jobs.ask(MACHINE_DRAFT, subject)


def standing_of(subject: str) -> Standing:
    """How far the last run of a subject is. Two queries."""
    job = Job.objects.filter(kind=MACHINE_DRAFT, subject=subject).order_by("-pk").first()
    return Standing(MachineRun.objects.filter(subject=subject).first(), job)
