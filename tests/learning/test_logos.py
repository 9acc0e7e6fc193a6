"""Logos of institutions: decoded, made small, written anew, and printed only once somebody has looked."""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from learning.certificates.snapshot import institution_told
from learning.logos import HEAVIEST, SIZES, LogoRefused, keep, logo_bytes, printable_logo, set_logo
from learning.models import Institution, StaffAction
from learning.pdf import loaded_weasyprint
from tests.cast import Member


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.LOGOS_ROOT = tmp_path / "logos"


def picture(kind: str = "PNG", size: tuple[int, int] = (500, 200), mode: str = "RGBA", **options: Any) -> bytes:
    target = BytesIO()
    drawn = Image.new(mode, size)
    drawn.paste(Image.radial_gradient("L").resize(size).convert(mode))
    drawn.save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "RGB"), ("JPEG", "CMYK")]
)
def test_a_picture_becomes_a_small_png_of_ours(kind: str, mode: str) -> None:
    data = printable_logo(BytesIO(picture(kind, mode=mode)))
    assert len(data) <= HEAVIEST
    with Image.open(BytesIO(data)) as small:
        assert (small.format, small.mode) == ("PNG", "RGB")
        assert small.width <= SIZES[0][0]
        assert small.height <= SIZES[0][1]


def test_nothing_that_was_hidden_in_it_is_kept() -> None:
    notes = PngInfo()
    notes.add_text("Author", "somebody at 1 Home Street")
    data = printable_logo(BytesIO(picture(pnginfo=notes, size=(60, 60)) + b"<script>alert(1)</script>"))
    assert b"Home Street" not in data
    assert b"script" not in data


def noise() -> bytes:
    """The same each time, for a name of a test is made of it: workers must find the same tests."""
    target = BytesIO()
    Image.frombytes("L", (400, 160), random.Random(90).randbytes(400 * 160)).save(target, "PNG")
    return target.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 50,000 pixels wide and high."""
    head = b"IHDR" + (50_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + head + zlib.crc32(head).to_bytes(4) + b"\0\0\0\0IEND\xaeB`\x82"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG can hold programs"),
        (b"GIF89a" + bytes(40), "no whole PNG or JPEG"),
        (picture("GIF", mode="P", size=(20, 20)), "no whole PNG or JPEG"),
        (picture(size=(40, 40))[:-60], "no whole PNG or JPEG"),
        (b"", "no whole PNG or JPEG"),
        (bytes(500_001), "more than 500 KB"),
        (picture(size=(2_001, 4), mode="L"), "more than 2,000 pixels"),
        (noise(), "too many details"),
        (bomb(), "more than 2,000 pixels|no whole PNG"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    loaded_weasyprint()  # which would have broken pictures filled in
    with pytest.raises(LogoRefused, match=sentence):
        printable_logo(BytesIO(data))


@pytest.mark.parametrize("name", ["", "../../secret-key", "a" * 63, "A" * 64, "a" * 64])
def test_no_other_name_leads_to_a_file(name: str) -> None:
    assert logo_bytes(name) is None


def test_a_name_leads_to_what_was_kept() -> None:
    data = printable_logo(BytesIO(picture(size=(50, 20))))
    assert logo_bytes(keep(data)) == data
    assert keep(data) == keep(data)


def test_a_certificate_names_only_a_logo_that_was_checked(db: None, administrator: Member) -> None:
    school = Institution.objects.create(name="Nuru Library")
    data = printable_logo(BytesIO(picture(size=(50, 20))))
    set_logo(institution=school, by=administrator.person, picture=data)
    assert institution_told(school) == {"name": "Nuru Library", "logo": ""}
    set_logo(institution=school, by=administrator.person, is_checked=True)
    assert institution_told(school) == {"name": "Nuru Library", "logo": school.logo}
    assert school.logo_checked_by == administrator.person
    set_logo(institution=school, by=administrator.person, is_checked=True)  # the same again says nothing new
    assert StaffAction.objects.filter(action="set_logo").count() == 2
    set_logo(institution=school, by=administrator.person, picture=printable_logo(BytesIO(picture(size=(60, 20)))))
    assert institution_told(school) == {"name": "Nuru Library", "logo": ""}


def test_no_institution_is_named_where_there_is_none() -> None:
    assert institution_told(None) is None


def test_a_tick_without_a_logo_is_refused(db: None, administrator: Member) -> None:
    with pytest.raises(LogoRefused, match="no logo to check"):
        set_logo(institution=Institution.objects.create(name="Nuru Library"), by=administrator.person, is_checked=True)


def test_an_administrator_uploads_looks_and_ticks_in_the_cms(administrator: Member) -> None:
    school = Institution.objects.create(name="Nuru Library")
    address, form = (
        f"/cms/snippets/learning/institution/edit/{school.pk}/",
        {"name": "Nuru Library", "country": "KE", "is_active": "on"},
    )
    upload = SimpleUploadedFile("logo.png", picture(size=(300, 100)), "image/png")
    assert 'enctype="multipart/form-data"' in administrator.client.get(address).content.decode()
    assert administrator.client.post(address, {**form, "logo_file": upload, "logo_is_ours": "on"}).status_code == 302
    school.refresh_from_db()
    assert school.logo
    assert school.logo_checked_at is None  # nobody has seen yet how it will be printed
    assert "data:image/png;base64," in administrator.client.get(address).content.decode()
    assert administrator.client.post(address, {**form, "logo_is_ours": "on"}).status_code == 302
    school.refresh_from_db()
    assert school.logo_checked_by == administrator.person
    assert administrator.client.post(address, {**form, "logo_is_removed": "on"}).status_code == 302
    school.refresh_from_db()
    assert (school.logo, school.logo_checked_at) == ("", None)


def test_a_refused_upload_changes_nothing_and_says_why(administrator: Member) -> None:
    school = Institution.objects.create(name="Nuru Library")
    address = f"/cms/snippets/learning/institution/edit/{school.pk}/"
    upload = SimpleUploadedFile("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    answer = administrator.client.post(address, {"name": "Renamed", "is_active": "on", "logo_file": upload})
    assert "SVG can hold programs" in answer.content.decode()
    school.refresh_from_db()
    assert (school.name, school.logo) == ("Nuru Library", "")


def test_a_new_institution_may_bring_its_logo(administrator: Member) -> None:
    upload = SimpleUploadedFile("logo.png", picture(size=(300, 100)), "image/png")
    form = {"name": "Hub", "country": "", "is_active": "on", "logo_file": upload}
    assert administrator.client.post("/cms/snippets/learning/institution/add/", form).status_code == 302
    assert Institution.objects.get(name="Hub").logo


@pytest.mark.parametrize("who", ["trainer", "facilitator", "partner"])
def test_nobody_else_sets_a_logo(who: str, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    school = Institution.objects.create(name="Another library")
    upload = SimpleUploadedFile("logo.png", picture(size=(30, 10)), "image/png")
    answer = member.client.post(f"/cms/snippets/learning/institution/edit/{school.pk}/", {"name": "Mine", "logo_file": upload})
    assert answer.status_code in {302, 403, 404}
    school.refresh_from_db()
    assert (school.name, school.logo) == ("Another library", "")
