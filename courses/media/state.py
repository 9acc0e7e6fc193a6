"""How far a medium's preparation is, in words for the trainer who waits for it. Reads rows, makes nothing."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext as _

from courses.media import prepare
from courses.models import FilmVariant, Job, Picture, PictureVariant, RecordingVariant
from courses.models.job import JobStatus
from courses.rendering.weight import in_words


class Stage(Enum):
    """Where a preparation stands."""

    WAITING = "waiting"
    AT_WORK = "at work"
    READY = "ready"
    FAILED = "failed"


class State(NamedTuple):
    """A medium's preparation. `sizes` are (what, weight) of what is made, `sentence` what went wrong."""

    stage: Stage
    percent: int = 0
    sentence: str = ""
    sizes: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The state in a word or two."""
        return {
            Stage.WAITING: _("waiting"),
            Stage.AT_WORK: _("at work: %(percent)s %%") % {"percent": self.percent},
            Stage.READY: _("ready"),
            Stage.FAILED: _("failed"),
        }[self.stage]

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.stage in {Stage.READY, Stage.FAILED}


def state_of(medium: prepare.Medium) -> State:
    """How far a medium is. Four queries at most."""
    sizes = sizes_of(medium)
    if not prepare.pieces_missing(medium):
        return State(Stage.READY, 100, sizes=sizes)
    job = Job.objects.filter(kind=prepare.PREPARE_MEDIA, subject=prepare.subject_of(medium)).order_by("-pk").first()
    if job is None or job.status == JobStatus.DONE:
        return State(Stage.WAITING, sizes=sizes)
    if job.status == JobStatus.FAILED:
        return State(Stage.FAILED, sentence=job.error, sizes=sizes)
    if job.status == JobStatus.RUNNING or job.progress:
        return State(Stage.AT_WORK, job.progress, sizes=sizes)
    return State(Stage.WAITING, sentence=job.error, sizes=sizes)


def sizes_of(medium: prepare.Medium) -> tuple[tuple[str, str], ...]:
    """What is made of a medium's present file, each with its weight. One query."""
    if isinstance(medium, Picture):
        rows = medium.variants.filter(source_hash=medium.file_hash)
    else:
        rows = medium.variants.filter(source=medium.file.name)
    return tuple((name_of(row), in_words(row.size)) for row in rows.order_by("pk"))


def name_of(variant: PictureVariant | RecordingVariant | FilmVariant) -> str:
    """A variant as people who know formats call it: "AVIF 480", "Opus", "WebM 144p"."""
    name = {"ogg": "Opus", "webm": "WebM", "jpeg": "JPEG"}.get(variant.format, variant.format.upper())
    if isinstance(variant, RecordingVariant):
        return name
    if isinstance(variant, FilmVariant) and variant.format not in {"avif", "jpeg"}:
        return f"{name} {variant.lines}p"
    return f"{name} {variant.width}"


def unprepared() -> list[prepare.Medium]:
    """Media with a job that waits, runs or failed, newest first. Two queries, and one for each medium."""
    open_jobs = Job.objects.filter(kind=prepare.PREPARE_MEDIA).exclude(status=JobStatus.DONE).order_by("-pk")
    subjects = dict.fromkeys(open_jobs.values_list("subject", flat=True)[:20])
    media = [prepare.medium_of(subject) for subject in subjects]
    return [medium for medium in media if medium is not None]
