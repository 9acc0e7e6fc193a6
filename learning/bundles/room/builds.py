"""How far the bundles of a choice are: built, waiting, being built, failed. Read from jobs and bundles; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from courses.models import Job
from courses.models.job import JobStatus
from learning.bundles.formats import WRITERS
from learning.bundles.formats.format import Format
from learning.bundles.models import Bundle
from learning.bundles.room.models import Subscription
from learning.bundles.room.subscriptions import wishes_of
from learning.bundles.tasks import BUILD_BUNDLE

READY: Final = "ready"
WAITING: Final = "waiting"
RUNNING: Final = "running"
FAILED: Final = "failed"
MISSING: Final = "missing"
# How an error of a program begins, in a job's row; what does not is a sentence for people.
PROGRAM_WORDS: Final = re.compile(r"[\w.]+: ")


@dataclass(frozen=True)
class Build:
    """One form of a choice: its state, how much is done of 100, what went wrong in words, and the newest file if there is one."""

    form: Format
    state: str
    progress: int = 0
    problem: str = ""
    bundle: Bundle | None = None

    @property
    def is_moving(self) -> bool:
        """Whether it will be another soon."""
        return self.state in {WAITING, RUNNING}


def builds_of(subscriptions: Iterable[Subscription]) -> dict[int, list[Build]]:
    """Primary key of a choice -> its builds in the order of forms. Two queries, however many choices."""
    rows = list(subscriptions)
    wishes = {row.pk: wishes_of(row) for row in rows}
    subjects = {wanted.subject for wanted_here in wishes.values() for wanted in wanted_here}
    newest = {job.subject: job for job in Job.objects.filter(kind=BUILD_BUNDLE, subject__in=subjects).order_by("created_at", "pk")}
    offered = Bundle.objects.filter(selection__in=[row.selection_id for row in rows], is_current=True)
    with_changes = offered.select_related("manifest").defer("manifest__packed")
    files = {(bundle.selection_id, bundle.format): bundle for bundle in with_changes}
    return {
        row.pk: [
            build_of(WRITERS[wanted.format], newest.get(wanted.subject), files.get((row.selection_id, wanted.format)))
            for wanted in wishes[row.pk]
        ]
        for row in rows
    }


def build_of(form: Format, job: Job | None, bundle: Bundle | None) -> Build:
    """A form's state: that of its newest job, unless it is over well."""
    if job and job.status == JobStatus.PENDING:
        return Build(form, WAITING, bundle=bundle)
    if job and job.status == JobStatus.RUNNING:
        return Build(form, RUNNING, progress=job.progress, bundle=bundle)
    if job and job.status == JobStatus.FAILED:
        return Build(form, FAILED, problem=problem_in_words(job.error), bundle=bundle)
    if bundle is None:
        sentence = _("There is no file of it now. Perhaps a course is no longer published; try again, or choose anew.")
        return Build(form, MISSING, problem=sentence)
    return Build(form, READY, bundle=bundle)


def problem_in_words(error: str) -> str:
    """What went wrong, for people: the sentence of a refusal, or that it is the program's fault."""
    if error and not PROGRAM_WORDS.match(error):
        return error
    return _("The server could not build it. Try again; if it fails once more, tell your administrator.")
