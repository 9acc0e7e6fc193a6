"""Data saver: the phone's choice, the browser's wish, and what a lesson then loads."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.models import LessonVersion, ModulePage, Picture
from courses.rendering.documents import render_due
from tests.courses.test_rendering import with_cards
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


@kept
def seen(module: ModulePage, picture: Picture) -> LessonVersion:
    """A lesson with a picture, rendered."""
    version = with_cards(module, ("picture", {"picture": picture, "alt": "A phone in a hand", "caption": ""}))
    render_due()
    return version


def loads_pictures(client: Client, version: LessonVersion, below: str = "", **headers: str) -> bool:
    return b"<img" in client.get(f"/{version.path}/{below}", headers=headers).content


def test_pictures_load_unless_the_browser_wants_to_save_data(seen: LessonVersion) -> None:
    assert loads_pictures(Client(), seen)
    assert not loads_pictures(Client(), seen, **{"Save-Data": "on"})
    assert not loads_pictures(Client(), seen, "answer/", **{"Save-Data": "on"})


@pytest.mark.parametrize(("tier", "expected"), [("text", False), ("pictures", True), ("audio", True), ("video", True)])
def test_a_choice_is_kept_on_the_phone_and_counts_more(seen: LessonVersion, tier: str, expected: bool) -> None:
    client = Client()
    chosen = client.post("/en/data/", {"tier": tier, "back": f"/{seen.path}/"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, f"/{seen.path}/")
    assert set(client.cookies) == {"tier"}
    assert client.cookies["tier"].value == tier
    assert loads_pictures(client, seen, **{"Save-Data": "on"}) is expected
    assert loads_pictures(client, seen, "answer/") is expected


def test_the_page_says_what_each_choice_means_and_which_is_made(seen: LessonVersion) -> None:
    client = Client()
    page = client.get("/en/data/")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert not client.cookies
    assert 'value="video" checked' in page.content.decode()
    client.post("/en/data/", {"tier": "text"})
    assert 'value="text" checked' in client.get("/en/data/").content.decode()
    assert 'dir="rtl"' in client.get("/ar/data/").content.decode()


def test_a_choice_that_is_none_changes_nothing(seen: LessonVersion) -> None:
    client = Client()
    assert client.post("/en/data/", {"tier": "smell"}).status_code == 200
    client.cookies["tier"] = "smell"
    assert loads_pictures(client, seen)


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_way_back_leads_nowhere_else(db: None, back: str) -> None:
    assert Client().post("/en/data/", {"tier": "text", "back": back}).headers["Location"] == "/en/"


def test_an_address_may_ask_for_a_tier_by_itself(seen: LessonVersion) -> None:
    assert b"<img" not in Client().get(f"/{seen.path}/?tier=text").content
    assert b"<img" in Client().get(f"/{seen.path}/?tier=smell").content
