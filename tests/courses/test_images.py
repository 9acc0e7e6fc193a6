"""Light variants of pictures: small, without metadata, right side up; hostile files end in a sentence, never in a crash."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from courses.media.images import (
    LARGEST,
    LESSON_WIDTH,
    SMALL_WIDTH,
    UnreadablePicture,
    flattened,
    is_prepared,
    make_variants,
    variants_of,
)
from courses.models import Picture, PictureVariant
from courses.rendering import objects
from tests.cast import Member

pytestmark = pytest.mark.django_db


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format=form, **options)
    return out.getvalue()


def upload(data: bytes, name: str = "picture.png") -> ImageFile:
    return ImageFile(BytesIO(data), name=name)


def picture_of(data: bytes, name: str = "picture.png") -> Picture:
    """A picture whose file holds these bytes, whatever they are: as if somebody had changed it on the disk."""
    picture = Picture.objects.create(title="Picture", file=upload(encoded(drawing(2, 2)), name), licence="CC0 1.0", credit="Mwanga")
    Path(picture.file.path).write_bytes(data)
    return picture


def variant(picture: Picture, form: str) -> Image.Image:
    """The widest variant of a format."""
    row = {row.format: row for row in sorted(make_variants(picture), key=lambda row: row.width)}[form]
    image = Image.open(BytesIO(objects.read(row.object_name)))
    image.load()
    assert (row.width, row.height) == image.size
    assert row.size == len(objects.read(row.object_name))
    return image


def drawing(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """A gradient, so that compression has something to do."""
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def test_a_wide_picture_becomes_an_avif_and_a_jpeg_of_lesson_width() -> None:
    picture = picture_of(encoded(drawing()))
    for form, name in (("avif", "AVIF"), ("jpeg", "JPEG")):
        image = variant(picture, form)
        assert (image.format, image.size) == (name, (LESSON_WIDTH, 320))
    assert PictureVariant.objects.count() == 4


def test_the_smallest_phones_get_a_picture_of_half_the_width() -> None:
    picture = picture_of(encoded(drawing()))
    rows = make_variants(picture)
    assert {(row.format, row.width, row.height) for row in rows if row.width < LESSON_WIDTH} == {
        ("avif", SMALL_WIDTH, 160),
        ("jpeg", SMALL_WIDTH, 160),
    }
    assert [row.width for row in variants_of([picture.pk])[picture.pk]["jpeg"]] == [SMALL_WIDTH, LESSON_WIDTH]


def test_a_picture_hardly_wider_than_the_small_size_has_one_width_only() -> None:
    assert {row.width for row in make_variants(picture_of(encoded(drawing(300, 200))))} == {300}
    assert {row.width for row in make_variants(picture_of(encoded(drawing(320, 200))))} == {240, 320}


def test_a_picture_full_of_detail_weighs_30_kb_at_most() -> None:
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    blurred = noise.resize((800, 600)).resize((1600, 1200), Image.Resampling.BICUBIC)
    for row in make_variants(picture_of(encoded(blurred, "JPEG", quality=95), "photo.jpg")):
        assert row.size <= LARGEST == 30_000


def test_a_picture_is_prepared_when_every_object_is_there() -> None:
    picture = picture_of(encoded(drawing()))
    assert not is_prepared(picture)
    rows = make_variants(picture)
    assert is_prepared(picture)
    objects.path_of(rows[0].object_name).unlink()
    assert not is_prepared(picture)
    make_variants(picture)
    assert is_prepared(picture)


def test_a_small_picture_keeps_its_size() -> None:
    picture = picture_of(encoded(drawing(200, 100)))
    assert variant(picture, "jpeg").size == variant(picture, "avif").size == (200, 100)


def test_making_them_again_does_nothing() -> None:
    picture = picture_of(encoded(drawing()))
    first = make_variants(picture)
    assert [row.pk for row in make_variants(picture)] == [row.pk for row in first]
    PictureVariant.objects.filter(format="avif").delete()
    assert {row.format for row in make_variants(picture)} == {"avif", "jpeg"}


def test_a_replaced_file_gets_variants_of_its_own() -> None:
    picture = picture_of(encoded(drawing()))
    make_variants(picture)
    picture.file = upload(encoded(drawing(100, 100)), "other.png")
    picture._set_image_file_metadata()  # as Wagtail's form does
    picture.save()
    assert variant(picture, "jpeg").size == (100, 100)
    assert [row.width for row in variants_of([picture.pk])[picture.pk]["jpeg"]] == [100]


def test_where_and_with_what_a_photograph_was_taken_is_left_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A phone maker"
    exif[0x8825] = {1: "S", 2: (1.0, 17.0, 0.0)}
    data = encoded(drawing(), "JPEG", exif=exif, comment=b"at home", icc_profile=b"profile of a phone", xmp=b"<x>at home</x>")
    assert b"A phone maker" in data
    picture = picture_of(data, "photo.jpg")
    for form in ("avif", "jpeg"):
        image = variant(picture, form)
        assert not image.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
        for row in variants_of([picture.pk])[picture.pk][form]:
            stored = objects.read(row.object_name)
            for secret in (b"A phone maker", b"at home", b"profile of a phone", b"Exif"):
                assert secret not in stored


def test_a_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    picture = picture_of(encoded(drawing(1200, 800), "JPEG", exif=exif), "photo.jpg")
    assert variant(picture, "jpeg").size == (LESSON_WIDTH, 720)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 40), (10, 20, 30, 0)).convert(mode)
    options = {"transparency": clear.getpixel((0, 0))} if mode == "P" else {}
    image = variant(picture_of(encoded(clear, **options)), "jpeg").convert("RGB")
    assert min(image.getpixel((20, 20))) > 250


@pytest.mark.parametrize(
    ("mode", "form", "name"),
    [("CMYK", "JPEG", "a.jpg"), ("L", "PNG", "a.png"), ("1", "PNG", "a.png"), ("P", "PNG", "a.png"), ("RGB", "WEBP", "a.webp")],
)
def test_every_kind_of_picture_the_cms_takes_can_be_made_lighter(mode: str, form: str, name: str) -> None:
    picture = picture_of(encoded(drawing(600, 300, "RGB").convert(mode), form), name)
    assert variant(picture, "jpeg").size == (LESSON_WIDTH, 240)


def test_a_grey_picture_of_sixteen_bits_stays_grey() -> None:
    deep = Image.new("I;16", (40, 40), 32768)
    assert 100 < variant(picture_of(encoded(deep)), "jpeg").convert("L").getpixel((20, 20)) < 156


def png(width: int, height: int, body: bytes) -> bytes:
    """A PNG file whose header may promise anything."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


HOSTILE = {
    "no picture": b"this is no picture",
    "nothing": b"",
    "cut off": encoded(drawing(), "JPEG")[:900],
    "promises too much": png(60_000, 60_000, zlib.compress(b"\x00" * 1000)),
    "larger than the CMS takes": png(9_000, 9_000, zlib.compress(b"\x00" * 1000)),
    "broken inside": png(40, 40, b"not compressed at all"),
    "script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "broken chunk": png(40, 40, zlib.compress(b"\x00" * 4840))[:-30] + b"\xff" * 40,
    "no height": png(40, 0, b""),
    "a side of 30,000": png(30_000, 2_000, zlib.compress(b"\x00" * 1000)),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadablePicture, match=r"“Picture” .+\."):
        make_variants(picture_of(data))
    assert not PictureVariant.objects.exists()


def test_a_lost_file_is_refused_with_a_sentence() -> None:
    picture = picture_of(encoded(drawing()))
    picture.file.storage.delete(picture.file.name)
    with pytest.raises(UnreadablePicture, match="“Picture”"):
        make_variants(picture)


def test_a_very_long_picture_is_no_wider_and_no_longer_than_it_can_be() -> None:
    assert flattened(Image.new("RGB", (4, 9_000))).size == (4, 9_000)
    assert flattened(Image.new("RGB", (9_000, 4))).size == (LESSON_WIDTH, 1)


@pytest.mark.parametrize("name", ["a.svg", "a.gif", "a.html", "a.png"])
def test_the_cms_takes_no_file_that_is_not_the_picture_it_says(trainer: Member, name: str) -> None:
    form = {
        "title": "Picture",
        "licence": "CC BY 4.0",
        "credit": "Mwanga",
        "collection": "1",
        "file": SimpleUploadedFile(name, HOSTILE["script"]),
    }
    answer = trainer.client.post(reverse("wagtailimages:add"), form)
    assert answer.status_code == 200
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("size", "sentence"),
    [((30_000, 1_000), "30000 × 1000 pixels large. Save it with 10,000 at most"), ((9_000, 9_000), "pixels")],
)
def test_the_cms_refuses_a_picture_of_too_many_pixels_before_it_is_stored(
    trainer: Member, size: tuple[int, int], sentence: str, settings: Any
) -> None:
    width, height = size
    form = {"title": "Picture", "licence": "CC BY 4.0", "credit": "Mwanga", "collection": "1"}
    body = zlib.compress(b"\x00" * (3 * width + 1) * height, 1)
    answer = trainer.client.post(reverse("wagtailimages:add"), {**form, "file": upload(png(width, height, body))})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Picture.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.png"))


def test_the_cms_asks_for_licence_and_credit(trainer: Member) -> None:
    form = {"title": "Picture", "collection": "1", "file": upload(encoded(drawing(20, 20)))}
    assert trainer.client.post(reverse("wagtailimages:add"), form).status_code == 200
    assert not Picture.objects.exists()
    answer = trainer.client.post(
        reverse("wagtailimages:add"),
        {**form, "file": upload(encoded(drawing(20, 20))), "licence": "CC BY 4.0", "credit": "Mwanga"},
    )
    assert answer.status_code == 302
    assert Picture.objects.get().credit == "Mwanga"


def test_the_cms_asks_where_the_consent_of_the_people_shown_is_kept(trainer: Member) -> None:
    page = trainer.client.get(reverse("wagtailimages:add")).content.decode()
    assert 'name="consent"' in page
    assert "always when a child, can be recognised" in page
