"""Rendered documents: the same bytes each time, in each tier and language, with nothing in them that only works here."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.utils import timezone, translation

from courses.addresses import up_from
from courses.media import audio
from courses.models import CourseVersion, Helpline, LessonPage, LessonVersion, ModulePage, Picture, Recording, RenderedDocument
from courses.rendering import objects
from courses.rendering.document import render_lesson
from courses.rendering.documents import render_course, render_due
from courses.rendering.resources import Resources
from courses.rendering.variants import AUDIO, PICTURES, TEXT, TIERS, VIDEO, drawn_tier
from courses.served_lessons import kept_body
from tests.courses.conftest import version_of
from tests.courses.media_files import make_recording
from tests.factories import ALL_KINDS, make_competency, make_course, make_lesson, make_module
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db

QUESTION = ("true_false", dict(ALL_KINDS)["true_false"])


def drawn(version: LessonVersion, tier: str = PICTURES) -> str:
    course = CourseVersion.objects.current().get(course_key=version.course_key, language=version.language)
    return render_lesson(version, course, tier=tier, resources=Resources([version]))


def with_cards(module: ModulePage, *cards: tuple[str, dict]) -> LessonVersion:
    """The version of a published lesson that has these cards besides a text and a question."""
    text = ("text", {"text": "<p>AI guesses.</p>"})
    question = (QUESTION[0], {**QUESTION[1], "assesses": make_competency()})
    return version_of(make_lesson(module, "with-cards", body=[text, *cards, question]))


@kept
def recording() -> Recording:
    """A recording that is ready for learners."""
    made = make_recording()
    for form in audio.FORMATS:
        audio.make_recording_variant(made, form, demuxer="mp3", seconds=3, share=lambda _share: None)
    return made


# --- always the same bytes --------------------------------------------------------------------------------------------


def test_a_document_drawn_twice_is_the_same_to_the_byte(lesson: LessonPage) -> None:
    version = version_of(lesson)
    with translation.override("fr"):
        in_french_process = drawn(version)
    assert drawn(version) == in_french_process
    assert drawn(LessonVersion.objects.get(pk=version.pk)) == in_french_process


def test_rendering_again_changes_nothing(rendered: LessonVersion) -> None:
    before = list(RenderedDocument.objects.order_by("pk").values_list("pk", "object_name", "rendered_at"))
    assert render_due() == 0
    assert list(RenderedDocument.objects.order_by("pk").values_list("pk", "object_name", "rendered_at")) == before


def test_drawing_a_document_costs_no_query(lesson: LessonPage, django_assert_num_queries) -> None:
    version = version_of(lesson)
    course = CourseVersion.objects.current().get()
    resources = Resources([version])
    with django_assert_num_queries(0):
        render_lesson(version, course, tier=PICTURES, resources=resources)


# --- tiers ------------------------------------------------------------------------------------------------------------


def test_every_lesson_is_rendered_with_and_without_pictures(rendered: LessonVersion) -> None:
    assert sorted(RenderedDocument.objects.values_list("tier", flat=True)) == [PICTURES, TEXT]
    for row in RenderedDocument.objects.all():
        document = objects.read_document(row.object_name)
        assert row.sizes["raw"] == len(document)
        assert row.lesson_version == rendered


def test_a_lesson_with_sound_has_a_tier_for_it(module: ModulePage, recording: Recording) -> None:
    version = with_cards(module, ("audio", {"recording": recording}))
    render_due()
    rows = RenderedDocument.objects.filter(lesson_version=version)
    assert sorted(rows.values_list("tier", flat=True)) == [AUDIO, PICTURES, TEXT]
    assert "<audio" in drawn(version, AUDIO)
    assert "<audio" not in drawn(version, PICTURES)


def test_a_tier_a_lesson_is_not_drawn_in_is_the_next_lighter_one() -> None:
    assert drawn_tier(VIDEO, [TEXT, PICTURES]) == PICTURES
    assert drawn_tier(AUDIO, [TEXT, PICTURES, VIDEO]) == PICTURES
    assert drawn_tier(TEXT, [TEXT, PICTURES]) == TEXT


def test_the_text_tier_describes_pictures_and_the_other_shows_them(module: ModulePage, picture: Picture) -> None:
    version = with_cards(module, ("picture", {"picture": picture, "alt": "A phone in a hand", "caption": "Anywhere"}))
    render_due()
    text, shown = drawn(version, TEXT), drawn(version, PICTURES)
    assert "<img" not in text
    assert "Picture: A phone in a hand" in text
    assert re.search(r'href="../../../../picture.html\?(..)/\1[0-9a-f]{30}/\d+\.jpeg" data-show>Show the picture, \d+ KB<', text)
    assert '<img src="../../../../objects/' in shown
    assert 'alt="A phone in a hand"' in shown
    assert 'type="image/avif"' in shown
    assert 'loading="lazy"' in shown
    assert "Mwanga, CC BY 4.0" in shown
    assert "Anywhere" in shown


def test_without_variants_a_picture_is_its_description(module: ModulePage, picture: Picture) -> None:
    version = with_cards(module, ("picture", {"picture": picture, "alt": "A phone in a hand", "caption": ""}))
    assert "Picture: A phone in a hand" in drawn(version, PICTURES)


def test_a_recording_plays_on_tap_only_and_its_words_stand_below(module: ModulePage, recording: Recording) -> None:
    version = with_cards(module, ("audio", {"recording": recording}))
    text, shown = drawn(version, TEXT), drawn(version, AUDIO)
    assert "<audio" not in text
    sources = r'<source src="\.\./\.\./\.\./\.\./objects/../[0-9a-f]{32}\.%s" type="audio/%s'
    assert re.search(r'<audio controls preload="none" [^>]*>' + sources % ("ogg", "ogg; codecs=opus") + '">', shown)
    assert re.search(sources % ("mp3", "mpeg") + '"></audio>', shown)
    assert re.search(r"Listen, \d+ KB <small>\(on old phones: 12 KB\)</small></p>", shown)
    for document in (text, shown):
        assert "<p>Hello.</p>" in document
        assert "&lt;b&gt;Bye.&lt;/b&gt;" in document


def test_a_lost_recording_leaves_its_words(module: ModulePage, recording: Recording) -> None:
    version = with_cards(module, ("audio", {"recording": recording}))
    for row in recording.variants.all():
        objects.path_of(row.object_name).unlink()
    assert "<audio" not in drawn(version, AUDIO)
    assert "<p>Hello.</p>" in drawn(version, AUDIO)
    assert render_due() == 3


def test_a_picture_that_was_deleted_leaves_its_description(module: ModulePage, picture: Picture) -> None:
    version = with_cards(module, ("picture", {"picture": picture, "alt": "A phone in a hand", "caption": ""}))
    render_due()
    picture.delete()
    assert "Picture: A phone in a hand" in drawn(version, PICTURES)
    render_due()


# --- languages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("ha", "ltr"), ("am", "ltr")])
def test_a_document_says_its_language_and_direction(code: str, direction: str) -> None:
    lesson = make_lesson(make_module(make_course(code=code)))
    document = drawn(version_of(lesson, code))
    assert document.startswith(f'<!doctype html>\n<html lang="{code}" dir="{direction}"')
    assert version_of(lesson, code).path == f"{code}/tiny-course/first/lesson-1"


# --- nothing that only works here -------------------------------------------------------------------------------------


def links_of(document: str) -> list[str]:
    links = re.findall(r'(?:href|src|poster|action)="([^"]*)"', document)
    several = re.findall(r'srcset="([^"]*)"', document)
    return [*links, *(one.split()[0] for value in several for one in value.split(","))]


@pytest.mark.parametrize("tier", TIERS)
def test_a_document_links_relatively_and_with_full_file_names(
    module: ModulePage, picture: Picture, recording: Recording, tier: str
) -> None:
    card = ("picture", {"picture": picture, "alt": "A phone", "caption": ""})
    version = with_cards(module, card, ("audio", {"recording": recording}))
    make_lesson(module, "next")
    render_due()
    document = drawn(version, tier)
    for link in links_of(document):
        assert not re.match(r"[a-z]+:|/", link) or link == "data:,", link
        assert "//" not in link, link
        if not link.startswith(("data:", "#")):
            assert re.search(r"\.\w+(#.*)?$", link), link
    assert "http:" not in document.replace("http://www.w3.org", "")
    assert "https:" not in document
    assert "testserver" not in document


def test_links_outside_stay_as_the_trainer_wrote_them(module: ModulePage) -> None:
    version = with_cards(module, ("text", {"text": '<p><a href="https://example.org/guide">Guide</a></p>'}))
    assert '<a href="https://example.org/guide" rel="noreferrer">Guide</a>' in drawn(version)


def test_every_file_a_document_names_is_there(rendered: LessonVersion) -> None:
    document = drawn(rendered)
    page = Path(rendered.path)
    for link in links_of(document):
        if "static/" in link:
            target = (Path("/") / page / link).resolve().relative_to("/static")
            assert staticfiles_storage.exists(str(target)), link
    assert up_from(rendered.path) == "../../../../"


def test_a_document_has_nothing_inline_and_nothing_personal(rendered: LessonVersion) -> None:
    document = drawn(rendered)
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", document)
    assert "csrf" not in document
    assert "checked" not in document
    assert document.count('class="card question"') == 5


def test_right_answers_and_feedback_are_not_in_the_document(rendered: LessonVersion) -> None:
    document = drawn(rendered)
    for words in ("It only puts words together.", "That is the order.", "Take 90 from 120.", "thirty", "is_right", "correct"):
        assert words not in document


def test_the_outline_of_the_course_reaches_its_neighbours(module: ModulePage) -> None:
    first, second = make_lesson(module, "one"), make_lesson(module, "two")
    link = re.escape('href="../../../../en/tiny-course/first/two/index.html"')
    assert re.search(f"{link}[^>]*>Next lesson: .*Two", drawn(version_of(first)))
    assert 'href="../../../../en/tiny-course/first/one/index.html"' in drawn(version_of(second))
    assert "Lesson 2 of 2" in drawn(version_of(second))


def test_what_a_trainer_wrote_cannot_become_markup(module: ModulePage) -> None:
    hostile = '<img src=x onerror="alert(1)">'
    version = with_cards(
        module, ("share", {"text": hostile}), ("example", {"title": hostile, "text": f"<p>She reads. {hostile}</p>"})
    )
    LessonVersion.objects.filter(pk=version.pk).update(title=hostile)
    document = drawn(LessonVersion.objects.get(pk=version.pk))
    assert "<img" not in document


# --- repairs ----------------------------------------------------------------------------------------------------------


def test_what_is_due_is_found_and_rendered(lesson: LessonPage) -> None:
    assert not RenderedDocument.objects.exists()
    assert render_due() == 2
    assert render_due() == 0
    row = RenderedDocument.objects.first()
    shutil.rmtree(objects.path_of(row.object_name))
    assert render_due() == 1
    assert objects.has_document(row.object_name)
    RenderedDocument.objects.filter(pk=row.pk).update(object_name="0" * 32)
    assert render_due() == 1


def test_a_lost_object_file_is_drawn_live_until_it_is_back(rendered: LessonVersion) -> None:
    before = Client().get(f"/{rendered.path}/").content
    for row in RenderedDocument.objects.all():
        shutil.rmtree(objects.path_of(row.object_name), ignore_errors=True)  # both tiers may be one document
    kept_body.cache_clear()
    for coding in ("", "gzip", "br"):
        live = Client().get(f"/{rendered.path}/", headers={"Accept-Encoding": coding})
        assert live.status_code == 200
        assert live.headers["Cache-Control"] == "no-store"
    assert Client().get(f"/{rendered.path}/").content == before
    render_due()
    assert "ETag" in Client().get(f"/{rendered.path}/").headers


def test_one_broken_picture_does_not_stop_a_course(module: ModulePage, picture: Picture, caplog: pytest.LogCaptureFixture) -> None:
    version = with_cards(module, ("picture", {"picture": picture, "alt": "A phone in a hand", "caption": ""}))
    Path(picture.file.path).write_bytes(b"this is no picture")
    assert render_course(version.course_key) == 2
    assert "A picture could not be made lighter" in caplog.text
    assert "Picture: A phone in a hand" in drawn(version)


# --- helplines --------------------------------------------------------------------------------------------------------


def test_only_helplines_a_person_checked_within_six_months_are_shown(module: ModulePage) -> None:
    today = timezone.localdate()
    for name, checked in {
        "Fresh line": today,
        "Old line": today - timedelta(days=183),
        "Unchecked line": None,
        "Line of the future": today + timedelta(days=1),
        "Line just in time": today - timedelta(days=181),
    }.items():
        Helpline.objects.create(country="KE", name=name, contact="1190", last_checked=checked)
    document = drawn(with_cards(module, ("helpline", {"intro": "You are not alone."})))
    assert "You are not alone." in document
    assert [name for name in Helpline.objects.values_list("name", flat=True) if name in document] == [
        "Fresh line",
        "Line just in time",
    ]


def test_a_helpline_that_grows_old_leaves_the_document(module: ModulePage) -> None:
    line = Helpline.objects.create(
        country="", name="Everywhere line", contact="help@example.org", last_checked=timezone.localdate()
    )
    version = with_cards(module, ("helpline", {"intro": ""}))
    render_due()
    assert "Everywhere line" in Client().get(f"/{version.path}/").content.decode()
    Helpline.objects.filter(pk=line.pk).update(last_checked=date(2020, 1, 1))
    assert render_due() == 2
    assert "Everywhere line" not in Client().get(f"/{version.path}/").content.decode()


def test_a_lesson_without_helplines_asks_for_none(lesson: LessonPage, django_assert_num_queries) -> None:
    version = version_of(lesson)
    with django_assert_num_queries(0):
        Resources([version])
