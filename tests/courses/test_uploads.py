"""Uploads: staff see them in the CMS, nobody else does, and nothing in them runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file

from courses.models import Picture
from tests.cast import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Picture:
    return Picture.objects.create(title="Phone", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")


def test_a_trainer_sees_thumbnails_and_originals(trainer: Member, picture: Picture) -> None:
    for address in (picture.file.url, picture.get_rendition("max-165x165").url):
        answer = trainer.client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Cache-Control"] == "private, max-age=3600"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert b"".join(answer).startswith(b"\x89PNG")


def test_a_known_thumbnail_is_not_sent_again(trainer: Member, picture: Picture) -> None:
    tag = trainer.client.get(picture.file.url).headers["ETag"]
    assert trainer.client.get(picture.file.url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("who", ["visitor", "learner"])
def test_nobody_else_sees_an_upload(picture: Picture, who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who).client
    assert client.get(picture.file.url).status_code == 404
    assert client.get("/media/nothing.png").status_code == 404


@pytest.mark.parametrize(
    "name",
    ["../secret-key", "..%2fsecret-key", "%2e%2e/secret-key", "page.html", "script.svg", "x%00.png", "original_images", "a.png/"],
)
def test_nothing_but_pictures_and_sounds_comes_out(trainer: Member, picture: Picture, name: str) -> None:
    root = Path(settings.MEDIA_ROOT)
    (root / "page.html").write_text("<script>alert(1)</script>")
    (root / "script.svg").write_text("<svg/>")
    (root.parent / "secret-key").write_text("secret")
    assert trainer.client.get(f"/media/{name}", follow=True).status_code == 404
