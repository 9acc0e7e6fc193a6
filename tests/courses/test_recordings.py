"""Recordings: what a trainer may upload as sound, under which name it is kept, and that its words are asked for."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.media.probe import SOUND_TYPES, MediumRefused, check_sound
from courses.media.audio import sounds_of
from courses.models import Recording
from courses.rendering import objects
from tests.cast import Member
from tests.courses.sound_files import STARTS, sound_file

pytestmark = pytest.mark.django_db


def refusal_of(upload: SimpleUploadedFile) -> str:
    with pytest.raises(SoundRefused) as refusal:
        check_sound(upload, upload.name)
    return str(refusal.value)


@pytest.mark.parametrize("ending", sorted(SOUND_TYPES))
def test_sounds_are_known_by_how_they_start(ending: str) -> None:
    upload = sound_file(f"hello.{ending}")
    check_sound(upload, upload.name)
    assert upload.tell() == 0  # whoever stores it starts at the beginning
    check_sound(sound_file(f"HELLO.{ending.upper()}"), f"HELLO.{ending.upper()}")


@pytest.mark.parametrize("start", [b"\xff\xfb\x90\x00", b"\xff\xf3\x90\x00", b"ID3\x03"])
def test_an_mp3_may_start_with_its_tag_or_its_first_frame(start: bytes) -> None:
    check_sound(sound_file("hello.mp3", start), "hello.mp3")


@pytest.mark.parametrize("name", ["hello.wav", "hello.mp4", "hello", "hello.mp3.exe", "hello.html"])
def test_another_ending_is_refused_with_its_name(name: str) -> None:
    assert refusal_of(sound_file(name, b"ID3")) == (f"“{name}” is not an MP3, M4A or Ogg file. Save the recording as one of these.")


@pytest.mark.parametrize("ending", sorted(STARTS))
@pytest.mark.parametrize("start", [b"<html><script>", b"MZ\x90\x00", b"", b"\xff"])
def test_a_file_that_is_not_what_its_name_promises_is_refused(ending: str, start: bytes) -> None:
    name = f"hello.{ending}"
    assert refusal_of(sound_file(name, start)) == (
        f"“{name}” does not contain the sound its name promises. Save the recording again."
    )


def test_an_empty_file_is_refused() -> None:
    assert "does not contain" in refusal_of(SimpleUploadedFile("hello.mp3", b""))


def test_a_recording_may_have_five_megabytes() -> None:
    check_sound(sound_file("hello.mp3", size=LARGEST), "hello.mp3")
    assert refusal_of(sound_file("hello.mp3", size=LARGEST + 100_000)) == (
        "“hello.mp3” has 5.1 MB. A recording may have 5 MB: speak for a shorter time or save it as mono."
    )


def test_an_upload_is_kept_under_a_name_of_our_own() -> None:
    row = Recording.objects.create(title="Hello", file=sound_file("../../Amina at home.MP3", STARTS["mp3"]), transcript="Hello.")
    assert row.file.name.startswith("recordings/")
    assert row.file.name.endswith(".mp3")
    assert "Amina" not in row.file.name


def test_a_row_refuses_a_false_sound_when_it_is_checked() -> None:
    row = Recording(title="Hello", file=sound_file("hello.mp3", b"<html>"), transcript="Hello.", licence="CC0 1.0", credit="Mwanga")
    with pytest.raises(ValidationError, match="does not contain the sound"):
        row.full_clean()


def test_learners_get_the_uploaded_bytes_under_their_hash(django_assert_num_queries) -> None:
    row = Recording.objects.create(title="Hello", file=sound_file("hello.mp3"), transcript="Hello.")
    with django_assert_num_queries(1):
        sound = sounds_of([row.pk])[row.pk]
    assert objects.read(sound.object_name) == sound_file("hello.mp3").read()
    assert sound.size == 400
    with django_assert_num_queries(0):
        assert sounds_of([]) == {}


def test_in_the_cms_a_recording_needs_its_words_its_licence_and_its_credit(trainer: Member) -> None:
    add = reverse("wagtailsnippets_courses_recording:add")
    form = {"title": "Hello", "transcript": "Hello.", "licence": "CC BY 4.0", "credit": "Mwanga"}
    for missing in ("title", "transcript", "licence", "credit"):
        partial = {name: value for name, value in form.items() if name != missing}
        assert trainer.client.post(add, {**partial, "file": sound_file("hello.mp3")}).status_code == 200, missing
    answer = trainer.client.post(add, {**form, "file": sound_file("hello.mp3", b"<html>")})
    assert "does not contain the sound" in answer.content.decode()
    assert not Recording.objects.exists()
    assert trainer.client.post(add, {**form, "file": sound_file("hello.mp3")}).status_code == 302
    assert Recording.objects.get().transcript == "Hello."
