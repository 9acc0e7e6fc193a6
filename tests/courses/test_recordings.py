"""Recordings and videos in the CMS: kept under a name of our own, and never without words, licence and credit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from courses.models import Film, Job, Picture, Recording
from courses.models.job import JobStatus
from tests.cast import Member
from tests.courses.media_files import film, make_film, make_recording, sound, upload
from tests.courses.test_prepare import work_off

pytestmark = pytest.mark.django_db

RECORDING = {"title": "Hello", "transcript": "Hello.", "licence": "CC BY 4.0", "credit": "Mwanga"}
FILM = {"title": "Harvest", "licence": "CC BY 4.0", "credit": "Mwanga", "poster": "", "consent": ""}


def page_of(member: Member, name: str, *arguments: Any, form: dict[str, Any] | None = None) -> Any:
    address = reverse(name, args=arguments)
    return member.client.get(address) if form is None else member.client.post(address, form)


@pytest.mark.parametrize(("make", "folder"), [(make_recording, "recordings/"), (make_film, "films/")])
def test_an_upload_is_kept_under_a_name_of_our_own(make: Any, folder: str) -> None:
    ending = "mp3" if make is make_recording else "mp4"
    row = make(f"../../Amina at home.{ending.upper()}", b"x")
    assert row.file.name.startswith(folder)
    assert row.file.name.endswith(f".{ending}")
    assert "Amina" not in row.file.name


def test_in_the_cms_a_recording_needs_its_words_its_licence_and_its_credit(trainer: Member) -> None:
    add = "wagtailsnippets_courses_recording:add"
    for missing in RECORDING:
        partial = {name: value for name, value in RECORDING.items() if name != missing}
        assert page_of(trainer, add, form={**partial, "file": upload(sound(), "hello.mp3")}).status_code == 200, missing
    answer = page_of(trainer, add, form={**RECORDING, "file": upload(b"<html>", "hello.mp3")})
    assert "does not contain what its name promises" in answer.content.decode()
    assert not Recording.objects.exists()
    answer = page_of(trainer, add, form={**RECORDING, "file": upload(sound(), "hello.mp3")})
    assert answer.status_code == 302
    assert Recording.objects.get().seconds == 3


def test_in_the_cms_a_video_needs_its_licence_and_its_credit(trainer: Member) -> None:
    add = "wagtailsnippets_courses_film:add"
    for missing in ("title", "licence", "credit"):
        partial = {name: value for name, value in FILM.items() if name != missing}
        assert page_of(trainer, add, form={**partial, "file": upload(film(), "harvest.mp4")}).status_code == 200, missing
    answer = page_of(trainer, add, form={**FILM, "file": upload(b"#EXTM3U\n", "harvest.mp4")})
    assert "does not contain what its name promises" in answer.content.decode()
    assert not Film.objects.exists()
    assert page_of(trainer, add, form={**FILM, "file": upload(film(), "harvest.mp4")}).status_code == 302
    assert (Film.objects.get().width, Film.objects.get().height) == (640, 360)


def test_without_ffmpeg_the_cms_says_so_and_stores_nothing(trainer: Member, settings: Any) -> None:
    data = sound()
    settings.FFMPEG = "/nowhere/ffmpeg"
    answer = page_of(trainer, "wagtailsnippets_courses_recording:add", form={**RECORDING, "file": upload(data, "hello.mp3")})
    assert "the program ffmpeg is missing" in answer.content.decode()
    assert not Recording.objects.exists()


# --- how far it is ----------------------------------------------------------------------------------------------------


def test_the_editor_and_the_list_show_how_far_a_recording_is(trainer: Member) -> None:
    recording = make_recording()
    edit, names = "wagtailsnippets_courses_recording:edit", "wagtailsnippets_courses_recording:list"
    assert ">waiting<" in page_of(trainer, edit, recording.pk).content.decode()
    assert "waiting" in page_of(trainer, names).content.decode()
    Job.objects.update(status=JobStatus.RUNNING, progress=41)
    shown = page_of(trainer, edit, recording.pk).content.decode()
    assert ">at work: 41 %<" in shown
    assert '<progress max="100" value="41">' in shown
    Job.objects.update(status=JobStatus.PENDING, progress=0)
    work_off(recording)
    shown = page_of(trainer, edit, recording.pk).content.decode()
    assert ">ready<" in shown
    assert re.search(r"<li>Opus: \d+ KB</li><li>MP3: 12 KB</li>", shown)
    assert "Try again" not in shown


def test_what_failed_says_why_and_can_be_tried_again(trainer: Member) -> None:
    recording = make_recording("hello.mp3", b"ID3 but no sound")
    work_off(recording)
    edit = reverse("wagtailsnippets_courses_recording:edit", args=[recording.pk])
    shown = trainer.client.get(edit).content.decode()
    assert "“Hello” cannot be read." in shown
    again = reverse("media_retry", kwargs={"kind": "recording", "pk": recording.pk})
    assert f'formaction="{again}"' in shown
    assert trainer.client.get(again).status_code == 405
    answer = trainer.client.post(again)
    assert answer.headers["Location"] == edit
    assert Job.objects.filter(status=JobStatus.PENDING, subject=f"recording/{recording.pk}").count() == 1


def test_the_dashboard_lists_what_is_not_ready_and_nothing_else(trainer: Member) -> None:
    home = reverse("wagtailadmin_home")
    assert "Being prepared for learners" not in trainer.client.get(home).content.decode()
    recording, made = make_recording(), make_film("broken.mp4", b"no video")
    work_off(made)
    shown = trainer.client.get(home).content.decode()
    assert "Being prepared for learners" in shown
    for medium, words in ((recording, "waiting"), (made, "failed")):
        assert reverse("media_state", kwargs={"kind": medium._meta.model_name, "pk": medium.pk}) in shown
        assert f">{words}<" in shown


def test_the_form_of_a_picture_says_how_far_it_is(trainer: Member) -> None:
    from wagtail.images.tests.utils import get_test_image_file

    picture = Picture.objects.create(title="Phone", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")
    assert "Light copies for learners: waiting." in page_of(trainer, "wagtailimages:edit", picture.pk).content.decode()
    work_off(picture)
    assert "Light copies for learners: ready. AVIF 240: 1 KB" in page_of(trainer, "wagtailimages:edit", picture.pk).content.decode()


def test_the_state_alone_is_for_the_script_and_only_for_staff(trainer: Member, learner: Member, visitor: Member) -> None:
    recording = make_recording()
    address = reverse("media_state", kwargs={"kind": "recording", "pk": recording.pk})
    answer = trainer.client.get(address)
    assert answer.content.decode().startswith('<div data-state="')
    assert "no-store" in answer.headers["Cache-Control"]
    for member in (learner, visitor):
        assert member.client.get(address).status_code == 302
        assert member.client.post(f"{address}again/").status_code == 302
    for wrong in (f"/cms/preparation/recording/{recording.pk + 1}/", f"/cms/preparation/person/{recording.pk}/"):
        assert trainer.client.get(wrong, follow=True).status_code == 404
