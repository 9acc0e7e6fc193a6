"""Preparing media: the job that makes what a picture, recording or video lacks, and what the CMS says about it.

A job does one piece and asks for itself again while others are missing, so that a long video never holds up a publishing and a
killed worker loses one piece at most. A piece that is there is never made again; the same work twice changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from courses import jobs
from courses.media import audio, images, video
from courses.media.ffmpeg import FfmpegFailed, FfmpegMissing, has_ffmpeg
from courses.media.probe import DEMUXERS, MediumRefused, facts_of
from courses.models import Film, Job, LessonVersion, Picture, Recording
from courses.models.job import JobStatus
from courses.publishing import RENDER_COURSE

PREPARE_MEDIA: Final = "prepare_media"
# Kind -> its model, and how a card names it.
MODELS: Final[dict[str, Any]] = {"picture": Picture, "recording": Recording, "film": Film}
SAY_EVERY: Final = 1.0  # seconds between two looks at the progress

Medium = Picture | Recording | Film


class Piece(NamedTuple):
    """Something to make, and how; `make` takes whom to tell how much is done, from 0 to 1."""

    name: str
    make: Callable[[audio.Share], None]


def subject_of(medium: Medium) -> str:
    """A medium as its job names it: "film/12"."""
    return f"{medium._meta.model_name}/{medium.pk}"


def medium_of(subject: str) -> Medium | None:
    """The medium a job names; none when it was deleted meanwhile."""
    kind, _slash, pk = subject.partition("/")
    found: Medium | None = MODELS[kind].objects.filter(pk=pk).first()
    return found


def ask_for(medium: Medium) -> None:
    """Asks for what a medium lacks. Asked for nothing, the job ends at once."""
    jobs.ask(PREPARE_MEDIA, subject_of(medium))


def ask_for_missing(media: Iterable[Medium]) -> int:
    """Asks for media that are not prepared, but for those that could not be: these wait for a person. Returns how many."""
    failed = set(Job.objects.filter(kind=PREPARE_MEDIA, status=JobStatus.FAILED).values_list("subject", flat=True))
    can_encode = has_ffmpeg()
    asked = 0
    for medium in media:
        if subject_of(medium) in failed or not (can_encode or isinstance(medium, Picture)) or not pieces_missing(medium):
            continue
        ask_for(medium)
        asked += 1
    return asked


def all_media() -> Iterable[Medium]:
    """Every medium there is."""
    for model in MODELS.values():
        yield from model.objects.order_by("pk").iterator()


@jobs.does(PREPARE_MEDIA)
def prepare(subject: str) -> None:
    """Makes the next piece of a medium; the subject is "film/12". Raises `CannotBeDone` with a sentence."""
    medium = medium_of(subject)
    if medium is None:
        return
    try:
        is_over = make_next(medium)
    except (images.UnreadablePicture, MediumRefused, FfmpegMissing) as refusal:
        raise jobs.CannotBeDone(str(refusal)) from refusal
    except FileNotFoundError as lost:
        raise jobs.CannotBeDone(_("The uploaded file of “%(title)s” is lost. Upload it anew.") % {"title": medium.title}) from lost
    except FfmpegFailed as failure:
        if failure.was_stopped:
            raise
        sentence = _("“%(title)s” could not be made lighter (%(reason)s). Save it again as MP4 or MP3 and upload it anew.")
        raise jobs.CannotBeDone(sentence % {"title": medium.title, "reason": failure}) from failure
    if not is_over:
        ask_for(medium)


def make_next(medium: Medium) -> bool:
    """Makes one missing piece; whether it was the last. Then the lessons that show the medium are asked for."""
    if not isinstance(medium, Picture) and medium.file and medium.seconds is None:
        look_at(medium)
    missing = pieces_missing(medium)
    if not missing:
        return True
    total = max(count_of(medium), len(missing))
    progress = Progress(1 - len(missing) / total, 1 / total)
    missing[0].make(progress.say)
    progress.say(1)
    if len(missing) > 1:
        return False
    ask_for_its_lessons(medium)
    return True


class Progress:
    """Tells the job row how much is done: a piece that begins at a share of the whole and is one of some size.

    It never goes back, though ffmpeg does: it says how far the stream is that it wrote to last.
    """

    def __init__(self, begins: float, size: float) -> None:
        self.begins, self.size = begins, size
        self.said_at = self.done = 0.0
        self.say(0)

    def say(self, share: float) -> None:
        """Notes the share of the piece that is done, once a second at most, and always when it is whole."""
        if share >= 1 or time.monotonic() - self.said_at >= SAY_EVERY:
            self.said_at, self.done = time.monotonic(), max(self.done, min(share, 1))
            jobs.say_progress(round(100 * (self.begins + self.size * self.done)))


def pieces_missing(medium: Medium) -> list[Piece]:
    """What is still to be made of a medium, in order. Two queries at most; a video that was never looked at costs a second."""
    if isinstance(medium, Picture):
        return [] if images.is_prepared(medium) else [Piece("picture", lambda _share: make_picture(medium))]
    if not medium.file:
        return []
    if isinstance(medium, Recording):
        kept = audio.kept_formats(medium)
        return [Piece(form, partial(make_sound, medium, form)) for form in audio.FORMATS if form not in kept]
    forms = video.kept_forms(medium)
    return [
        Piece(f"{form} {lines or ''}".strip(), partial(make_moving, medium, (form, lines)))
        for form, lines in video.forms_of(medium)
        if (form, lines) not in forms
    ]


def count_of(medium: Medium) -> int:
    """How many pieces a medium has in all."""
    if isinstance(medium, Picture):
        return 1
    return len(audio.FORMATS) if isinstance(medium, Recording) else len(video.forms_of(medium))


def make_picture(picture: Picture) -> None:
    """A picture's variants, all at once."""
    images.make_variants(picture)


def make_sound(recording: Recording, form: str, share: audio.Share) -> None:
    """One variant of a recording."""
    demuxer, seconds = look_at(recording)
    audio.make_recording_variant(recording, form, demuxer=demuxer, seconds=seconds, share=share)


def make_moving(film: Film, form: video.Form, share: audio.Share) -> None:
    """One form of a video."""
    demuxer, seconds = look_at(film)
    video.make_film_variant(film, form, demuxer=demuxer, seconds=seconds, share=share)


def look_at(medium: Recording | Film) -> tuple[str, float]:
    """The demuxer and the length of an upload. Looks again when it was stored without being looked at."""
    name = str(medium.file.name)
    demuxer = DEMUXERS.get(name.rsplit(".", 1)[-1].lower(), "")
    if not demuxer:
        raise MediumRefused(_("“%(name)s” is of a kind this site does not know. Upload another.") % {"name": name})
    path = Path(medium.file.path)
    path.stat()  # raises when the upload is lost
    if medium.seconds is None:
        facts = facts_of(path, demuxer, name=medium.title, is_film=isinstance(medium, Film))
        known: dict[str, Any] = {"seconds": facts.whole_seconds}
        if isinstance(medium, Film):
            known |= {"width": facts.width, "height": facts.height, "has_sound": facts.has_sound}
        type(medium).objects.filter(pk=medium.pk).update(**known)
        vars(medium).update(known)
    return demuxer, float(medium.seconds or 1)


def ask_for_its_lessons(medium: Medium) -> None:
    """Asks for new documents of every course with a current lesson that shows a medium. Reads the lessons once."""
    for key in courses_showing(medium):
        jobs.ask(RENDER_COURSE, str(key))


def courses_showing(medium: Medium) -> list[UUID]:
    """Keys of the courses whose published lessons show a medium, directly or as the still picture of a video. Sorted."""
    kind = str(medium._meta.model_name)
    wanted = {(kind, medium.pk)}
    if isinstance(medium, Picture):
        wanted |= {("film", pk) for pk in Film.objects.filter(poster=medium).values_list("pk", flat=True)}
    rows = LessonVersion.objects.current().values_list("course_key", "content")
    found = {
        course for course, content in rows.iterator() for card in content["cards"] for name, pk in wanted if card.get(name) == pk
    }
    return sorted(found)
