"""Preparing media: asked for when something is uploaded, one piece a job, killed and taken up again, then the lessons follow."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from wagtail.images.tests.utils import get_test_image_file

from courses import jobs
from courses.media import audio, ffmpeg, prepare, video
from courses.media.prepare import PREPARE_MEDIA, ask_for_missing, courses_showing, pieces_missing, subject_of
from courses.media.state import Stage, state_of, unprepared
from courses.models import Film, FilmVariant, Job, LessonVersion, ModulePage, Picture, Recording, RenderedDocument
from courses.models.job import JobStatus
from courses.rendering import objects
from courses.rendering.documents import render_course, render_due
from tests.courses.conftest import version_of
from tests.courses.media_files import CAPTIONS, film, make_film, make_recording, sound
from tests.factories import make_lesson

pytestmark = [pytest.mark.django_db, pytest.mark.long]

FULL_CARD = {"title": "A harvest", "transcript": "She waters the field.", "captions": CAPTIONS}


def job_of(medium: Any) -> Job:
    return Job.objects.filter(kind=PREPARE_MEDIA, subject=subject_of(medium)).latest("pk")


def work_off(medium: Any) -> list[int]:
    """Does a medium's job until it is over; the progress after each piece."""
    told = []
    for _time in range(12):
        job = job_of(medium)
        if job.status != JobStatus.PENDING:
            return told
        jobs.run(job.pk)
        told.append(job_of(medium).progress)
    raise AssertionError(f"{medium} is never over: {job_of(medium)} {job_of(medium).error}")


def published(module: ModulePage, slug: str, *cards: tuple[str, dict[str, Any]]) -> LessonVersion:
    body = make_lesson(module, f"{slug}-draft", live=False).body
    question = [(child.block_type, child.value) for child in body if child.block.is_question][:1]
    return version_of(make_lesson(module, slug, body=[("text", {"text": "<p>AI guesses.</p>"}), *cards, *question]))


# --- asked for --------------------------------------------------------------------------------------------------------


def test_an_upload_asks_for_its_preparation() -> None:
    picture = Picture.objects.create(title="Phone", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")
    media = [picture, make_recording(), make_film()]
    for medium in media:
        assert job_of(medium).status == JobStatus.PENDING
        assert state_of(medium).stage is Stage.WAITING
    assert Job.objects.filter(kind=PREPARE_MEDIA).count() == 3
    assert [medium.pk for medium in unprepared()] == [medium.pk for medium in reversed(media)]


def test_a_picture_is_ready_before_it_is_published(django_assert_num_queries: Any) -> None:
    picture = Picture.objects.create(title="Phone", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")
    assert len(work_off(picture)) == 1
    assert pieces_missing(Picture.objects.get()) == []
    state = state_of(Picture.objects.get())
    assert (state.stage, state.words) == (Stage.READY, "ready")
    assert {name.split()[0] for name, _size in state.sizes} == {"AVIF", "JPEG"}


def test_the_work_is_done_piece_by_piece_and_progress_rises() -> None:
    recording, made = make_recording(), make_film()
    told = work_off(recording)
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(told) == 2
    told = work_off(made)
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(told) == 5
    assert len(set(told)) >= 4
    assert state_of(Film.objects.get()).stage is Stage.READY


def test_progress_within_a_piece_reaches_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """However quick the machine is: ffmpeg itself says how far it is each half second, here more often."""
    monkeypatch.setattr(prepare, "SAY_EVERY", 0)
    often = 'program=$1; shift; exec nice "$program" -stats_period 0.01 "$@"'
    monkeypatch.setattr(ffmpeg, "LIMITED", ffmpeg.LIMITED.replace('exec nice -n 15 "$@"', often))
    seen: list[int] = []
    say = jobs.say_progress
    monkeypatch.setattr(jobs, "say_progress", lambda percent: (say(percent), seen.append(Job.objects.get().progress)))
    made = make_film("harvest.mp4", film("mp4", 6))
    work_off(made)
    assert seen == sorted(seen)
    assert any(percent % 20 for percent in seen)  # between the five pieces
    assert seen[0] == 0


def test_progress_outside_a_job_is_said_to_nobody() -> None:
    jobs.say_progress(50)
    assert not Job.objects.exists()


def test_other_work_comes_between_the_pieces() -> None:
    recording = make_recording()
    first = job_of(recording)
    jobs.run(first.pk)
    first.refresh_from_db()
    assert (first.status, first.attempt, first.asked_again) == (JobStatus.PENDING, 0, False)
    assert 0 < first.progress < 100
    assert state_of(recording).stage is Stage.AT_WORK
    assert state_of(recording).words == f"at work: {first.progress} %"


def test_done_again_it_does_nothing() -> None:
    recording = make_recording()
    work_off(recording)
    before = list(recording.variants.values_list("pk", "object_name"))
    prepare.prepare(subject_of(recording))
    assert list(recording.variants.values_list("pk", "object_name")) == before


def test_a_medium_that_was_deleted_meanwhile_is_no_failure() -> None:
    recording = make_recording()
    job = job_of(recording)
    recording.delete()
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).status == JobStatus.DONE
    assert unprepared() == []


# --- failed, and tried again ------------------------------------------------------------------------------------------


def test_a_broken_upload_fails_once_with_a_sentence() -> None:
    recording = make_recording("hello.mp3", b"ID3 but no sound")
    assert work_off(recording) == [0]
    job = job_of(recording)
    assert (job.status, job.attempt) == (JobStatus.FAILED, 1)
    assert job.error.startswith("“Hello” cannot be read.")
    state = state_of(recording)
    assert (state.stage, state.sentence) == (Stage.FAILED, job.error)
    assert ask_for_missing([recording]) == 0  # it waits for a person


def test_tried_again_after_the_cause_is_gone_it_is_ready_and_the_failure_forgotten() -> None:
    recording = make_recording()
    kept = Path(recording.file.path).read_bytes()
    Path(recording.file.path).unlink()
    work_off(recording)
    assert job_of(recording).error == "The uploaded file of “Hello” is lost. Upload it anew."
    Path(recording.file.path).write_bytes(kept)
    prepare.ask_for(recording)
    work_off(recording)
    assert state_of(recording).stage is Stage.READY
    assert not Job.objects.filter(status=JobStatus.FAILED).exists()


def test_without_ffmpeg_the_job_says_what_is_missing_and_pictures_are_made_anyway(settings: Any) -> None:
    settings.FFMPEG = "/nowhere/ffmpeg"
    recording = make_recording("hello.mp3", b"ID3")
    picture = Picture.objects.create(title="Phone", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")
    work_off(recording)
    assert "the program ffmpeg is missing" in job_of(recording).error
    Job.objects.all().delete()
    assert ask_for_missing([recording, picture]) == 1


def test_a_stopped_encoder_is_tried_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "ENCODE_SECONDS", 0)
    recording = make_recording()
    jobs.run(job_of(recording).pk)
    assert (job_of(recording).status, job_of(recording).attempt) == (JobStatus.PENDING, 1)
    monkeypatch.undo()
    work_off(recording)
    assert state_of(recording).stage is Stage.READY


# --- killed, lost, repaired -------------------------------------------------------------------------------------------


def encoders() -> list[int]:
    """Processes of ffmpeg that write below our data folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "ffmpeg" in words and str(django_settings.OBJECTS_ROOT.parent) in words:
            found.append(int(place.parent.name))
    return found


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_in_mid_work_leaves_nothing_half_done_and_another_takes_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "wake", lambda _pk: None)  # in tests the queue does at once what it is woken for
    made = make_film("harvest.mp4", film("mp4", 12, "1280x720"))
    job = job_of(made)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(job.pk)], env={**os.environ, **WORKER_SEES(tmp_path)})
    wait_until(lambda: encoders() and FilmVariant.objects.filter(format="jpeg").exists(), worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not encoders())  # the encoder ended with its worker
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING
    stored = set(FilmVariant.objects.values_list("object_name", flat=True))
    assert all(objects.path_of(name).exists() for name in stored)
    Job.objects.filter(pk=job.pk).update(heartbeat_at="2020-01-01T00:00Z", created_at="2020-01-01T00:00Z")
    assert jobs.resume() == 1
    work_off(made)
    assert pieces_missing(Film.objects.get()) == []
    assert not list((django_settings.OBJECTS_ROOT.parent / "preparing").glob("*"))


# A worker of its own: it does a job, and the next piece each time, until it is killed.
WORKER = """
import os, sys
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
for name in ("objects", "media"):
    setattr(settings, name.upper() + "_ROOT", __import__("pathlib").Path(os.environ["TEST_FOLDER"]) / name)
settings.CELERY_TASK_ALWAYS_EAGER = False
from courses import jobs, tasks
jobs.wake = lambda _pk: None
while jobs.run(int(sys.argv[1])):
    pass
"""


def WORKER_SEES(folder: Path) -> dict[str, str]:
    """What the worker's surroundings are: the test's own database and folders."""
    database = str(django_settings.DATABASES["default"]["NAME"])
    return {"TEST_DATABASE": database, "TEST_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.test"}


def wait_until(is_so: Callable[[], object], worker: subprocess.Popen[bytes] | None = None) -> None:
    end = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < end, "It never came to that."
        assert worker is None or worker.poll() is None, "The worker ended too early."
        time.sleep(0.05)


def test_lost_objects_are_asked_for_every_hour_and_made_again() -> None:
    recording = make_recording()
    work_off(recording)
    before = set(recording.variants.values_list("object_name", flat=True))
    for name in before:
        objects.path_of(name).unlink()
    call_command("render_due_lessons")
    assert job_of(recording).status == JobStatus.PENDING
    work_off(recording)
    assert set(recording.variants.values_list("object_name", flat=True)) == before
    assert all(objects.path_of(name).exists() for name in before)


def test_media_from_before_there_were_variants_are_asked_for() -> None:
    recording = make_recording()
    Job.objects.all().delete()
    render_due()
    assert job_of(recording).status == JobStatus.PENDING
    Job.objects.all().delete()
    work_off_all = [make_film()]
    Job.objects.all().delete()
    assert ask_for_missing([recording, *work_off_all]) == 2


# --- lessons follow ---------------------------------------------------------------------------------------------------


def test_when_a_recording_is_ready_its_lessons_are_rendered_again(module: ModulePage, work_done: Callable) -> None:
    recording = make_recording()
    version = published(module, "with-sound", ("audio", {"recording": recording}))
    render_course(version.course_key)
    assert b"<audio" not in objects.read_document(RenderedDocument.objects.get(path=version.path, tier="audio").object_name)
    Job.objects.filter(kind="render_course").delete()
    with work_done():
        work_off(recording)
    assert Job.objects.filter(kind="render_course", subject=str(version.course_key)).exists()
    assert b"<audio" in objects.read_document(RenderedDocument.objects.get(path=version.path, tier="audio").object_name)


def test_courses_that_show_a_medium_are_found_and_no_others(module: ModulePage) -> None:
    recording, other = make_recording(), make_recording("other.mp3")
    poster = Picture.objects.create(title="Still", file=get_test_image_file(), licence="CC0 1.0", credit="Mwanga")
    made = make_film(poster=poster)
    version = published(module, "seen", ("audio", {"recording": recording}), ("video", {"film": made, **FULL_CARD}))
    for medium in (recording, made, poster):
        assert courses_showing(medium) == [version.course_key]
    assert courses_showing(other) == []


def test_a_published_lesson_asks_for_the_sound_it_lacks(module: ModulePage) -> None:
    recording, made = make_recording(), make_film()
    version = published(module, "seen", ("audio", {"recording": recording}), ("video", {"film": made, **FULL_CARD}))
    Job.objects.all().delete()
    render_course(version.course_key)
    assert {job_of(recording).status, job_of(made).status} == {JobStatus.PENDING}
    assert sound("mp3")
    assert Recording.objects.count() == 1
    assert video.films_of([made.pk]) == {}
