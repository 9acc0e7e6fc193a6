"""Media in documents: on tap, weight and price first, words below, captions beside; and the text tier's way to a picture."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.media.prepare import make_next
from courses.models import CourseVersion, DataPrice, Film, LessonVersion, ModulePage, Picture, RenderedDocument
from courses.models.readiness import lesson_problems
from courses.rendering import objects
from courses.rendering.document import render_lesson
from courses.rendering.documents import render_due
from courses.rendering.resources import Resources
from courses.rendering.variants import AUDIO, PICTURES, TEXT, VIDEO
from tests.courses.media_files import film, make_film, make_recording
from tests.courses.test_images import drawing, encoded
from tests.courses.test_images import upload as picture_upload
from tests.courses.test_prepare import FULL_CARD, published
from tests.factories import make_lesson
from tests.kept_rows import kept

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def drawn(version: LessonVersion, tier: str = VIDEO) -> str:
    course = CourseVersion.objects.current().get(course_key=version.course_key, language=version.language)
    return render_lesson(version, course, tier=tier, resources=Resources([version]))


def prepared(medium: Any) -> Any:
    while not make_next(medium):
        pass
    return medium


@kept
def harvest() -> Film:
    return prepared(make_film("harvest.mp4", film("mp4", 3, "640x360")))


@kept
def picture() -> Picture:
    file = picture_upload(encoded(drawing()))
    return Picture.objects.create(title="Phone", file=file, licence="CC BY 4.0", credit="Mwanga")


# --- video ------------------------------------------------------------------------------------------------------------


def test_a_video_plays_on_tap_only_with_captions_and_its_words_below(module: ModulePage, harvest: Film) -> None:
    document = drawn(published(module, "seen", ("video", {"film": harvest, **FULL_CARD})))
    assert re.search(r"Watch, 3 seconds, \d+ KB", document)
    up = r"\.\./\.\./\.\./\.\./objects/../[0-9a-f]{32}\."
    assert re.search(rf'<video controls preload="none" playsinline width="256" height="144" poster="{up}jpeg"[^>]*>', document)
    assert re.search(rf'<source src="{up}webm" type="video/webm"><source src="{up}mp4" type="video/mp4">', document)
    captions = re.search(rf'<track kind="captions" srclang="en" label="English" src="({up}vtt)">', document)
    assert captions
    assert "autoplay" not in document
    assert re.search(r"<details><summary>Sharper, 3 seconds, \d+ KB|<details><summary>Sharper, \d+ KB", document)
    assert "<p>She waters the field.</p>" in document
    assert "Mwanga, CC BY 4.0" in document
    served = Client().get("/" + captions[1].lstrip("./"))
    assert served.headers["Content-Type"] == "text/vtt"
    assert b"".join(served) == FULL_CARD["captions"].encode()


def test_lighter_tiers_have_the_words_of_a_video_and_load_nothing(module: ModulePage, harvest: Film) -> None:
    version = published(module, "seen", ("video", {"film": harvest, **FULL_CARD}))
    for tier in (TEXT, PICTURES, AUDIO):
        document = drawn(version, tier)
        assert "<video" not in document
        assert "objects/" not in document[document.index("<body") :]
        assert "<details open><summary>Read the words</summary><p>She waters the field.</p>" in document
    render_due()
    rows = RenderedDocument.objects.filter(lesson_version=version)
    assert sorted(rows.values_list("tier", flat=True)) == [PICTURES, TEXT, VIDEO]


def test_a_video_that_is_not_prepared_yet_is_its_words(module: ModulePage) -> None:
    document = drawn(published(module, "seen", ("video", {"film": make_film(), **FULL_CARD})))
    assert "<video" not in document
    assert "<details open>" in document


def test_a_deleted_video_leaves_its_words(module: ModulePage, harvest: Film) -> None:
    version = published(module, "seen", ("video", {"film": harvest, **FULL_CARD}))
    harvest.delete()
    assert "<p>She waters the field.</p>" in drawn(version)


def test_an_uploaded_still_picture_is_the_poster(module: ModulePage, picture: Picture) -> None:
    made = prepared(make_film("harvest.mp4", film("mp4", 1, "320x180"), poster=picture))
    version = published(module, "seen", ("video", {"film": made, **FULL_CARD}))
    render_due()
    small = picture.variants.get(format="jpeg", width=240)
    assert f'poster="../../../../objects/{small.object_name[:2]}/{small.object_name}"' in drawn(version)


@pytest.mark.parametrize(("kind", "content_type"), [("webm", "video/webm"), ("mp4", "video/mp4")])
def test_videos_are_served_in_ranges_and_nothing_in_them_runs(harvest: Film, kind: str, content_type: str) -> None:
    name = harvest.variants.get(format=kind, lines=144).object_name
    answer = Client().get(f"/objects/{name[:2]}/{name}", headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (206, content_type)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"film": None}, "no video is chosen."),
        ({"title": " "}, "the title is missing."),
        ({"transcript": ""}, "the words are missing."),
        ({"captions": ""}, "the captions are missing."),
        ({"captions": "1\n00:00:00,000 --> 00:00:02,000\nHello."}, "The captions do not start with the word WEBVTT."),
    ],
)
def test_a_lesson_is_not_published_without_the_captions_of_its_video(
    module: ModulePage, changed: dict[str, Any], sentence: str
) -> None:
    card = {"film": make_film("x.mp4", b"x"), **FULL_CARD, **changed}
    lesson = make_lesson(module, "draft", live=False, body=[("video", card)])
    problems = [problem for problem in lesson_problems(lesson) if problem.startswith("Card 1 (video): ")]
    assert len(problems) == 1
    assert sentence in problems[0]


@pytest.mark.parametrize("address", ["/en/tiny-course/first/seen/", "/en/teach/tiny-course/first/seen/show/?card=3"])
def test_looking_at_a_video_stores_nothing(module: ModulePage, harvest: Film, settings: Any, address: str) -> None:
    version = published(module, "seen", ("video", {"film": harvest, **FULL_CARD}))
    assert "<track" in drawn(version)
    (captions,) = settings.OBJECTS_ROOT.rglob("*.vtt")
    captions.unlink()
    assert "She waters the field." in Client().get(address).content.decode()
    assert "<track" not in drawn(version)
    assert not captions.exists()
    render_due()  # what was lost is made again here
    assert captions.is_file()
    assert "<track" in drawn(version)


# --- prices -----------------------------------------------------------------------------------------------------------


def test_a_cost_is_shown_before_the_tap_where_its_price_is_known(module: ModulePage, harvest: Film, picture: Picture) -> None:
    recording = prepared(make_recording())
    cards = [("audio", {"recording": recording}), ("video", {"film": harvest, **FULL_CARD})]
    version = published(module, "seen", ("picture", {"picture": picture, "alt": "A phone", "caption": ""}), *cards)
    render_due()
    assert "What it costs" not in drawn(version)
    day = timezone.localdate() - timedelta(days=3)
    DataPrice.objects.create(country="KE", currency="KES", price=Decimal(5000), checked_on=day, source="The regulator & others")
    shown = drawn(version)
    assert shown.count("What it costs") == 3  # sound, video, sharper video; pictures of this tier load by themselves
    assert re.search(
        r"<li>Kenya: <bdi>about 0\.\d\d KES</bdi> <small>price of [^<]+: The regulator &amp; others</small></li>", shown
    )
    assert shown.index("What it costs") < shown.index("<audio")
    assert drawn(version, TEXT).count("What it costs") == 1
    assert render_due() > 0  # a new price reaches the documents within the hour


def test_a_lesson_without_media_asks_for_no_prices(module: ModulePage, django_assert_num_queries: Any) -> None:
    version = published(module, "words")
    with django_assert_num_queries(0):
        Resources([version])


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_a_phone_chooses_between_two_widths(module: ModulePage, picture: Picture) -> None:
    version = published(module, "seen", ("picture", {"picture": picture, "alt": "A phone", "caption": ""}))
    render_due()
    shown = drawn(version, PICTURES)
    one = r"\.\./\.\./\.\./\.\./objects/../[0-9a-f]{32}"
    for form in ("avif", "jpeg"):
        sizes = r'sizes="\(max-width:30em\) 92vw, 480px"'
        assert re.search(rf'srcset="{one}/240\.{form} 240w, {one}/480\.{form} 480w" {sizes}', shown)
    assert len(set(re.findall(r"[0-9a-f]{32}/", shown))) == 1  # all forms of a picture under one name
    assert 'width="480" height="320" loading="lazy"' in shown


def test_the_text_tier_leads_to_a_picture_by_way_of_a_page_that_is_in_every_copy(module: ModulePage, picture: Picture) -> None:
    version = published(module, "seen", ("picture", {"picture": picture, "alt": "A phone", "caption": ""}))
    render_due()
    link = re.search(r'<a class="button" href="([^"]+)" data-show>Show the picture, \d+ KB</a>', drawn(version, TEXT))
    assert link
    answer = Client().get("/" + link[1].lstrip("./"))
    assert answer.status_code == 302
    name = picture.variants.get(format="jpeg", width=480).object_name
    assert answer.headers["Location"] == f"/objects/{name[:2]}/{name}"
    assert Client().get(answer.headers["Location"]).headers["Content-Type"] == "image/jpeg"


def test_picture_html_leads_to_pictures_of_ours_and_nowhere_else(harvest: Film) -> None:
    there = harvest.variants.filter(format="jpeg").first().object_name
    video = harvest.variants.get(format="mp4", lines=144).object_name
    page, _sizes = objects.put_document("<p>words</p>")
    for query in (
        "",
        "https://example.org/",
        "//example.org/a.jpeg",
        f"{there[:2]}/../{there}",
        f"{there[:2]}/{'0' * 32}.jpeg",
        f"zz/{there}",
        there,
        f"{there[:2]}/{there}%0d%0aSet-Cookie:x=1",
        f"{there[:2]}/{there}&next=//example.org",
        f"{video[:2]}/{video}",
        f"{page[:2]}/{page}",
    ):
        answer = Client().get(f"/picture.html?{query}")
        assert answer.status_code == 404, query
    assert Client().get(f"/picture.html?{there[:2]}/{there}").status_code == 302
    assert Client().post(f"/picture.html?{there[:2]}/{there}").status_code == 405
