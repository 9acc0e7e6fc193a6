"""Light variants of pictures: AVIF and JPEG in the two widths lessons use, 30 KB at most, without metadata."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from courses.models import Picture, PictureVariant
from courses.rendering import objects

ORIENTATION: Final = ExifTags.Base.Orientation
LESSON_WIDTH: Final = 480  # pixels: the widest a picture stands in a lesson
SMALL_WIDTH: Final = 240  # for the smallest phones
LONGEST_SIDE: Final = 10_000  # pixels of an upload; more is a mistake or an attack
LARGEST: Final = 30_000  # bytes of a variant; a picture full of detail is written more coarsely until it fits
# Format -> how Pillow writes it, and the qualities to try. As measured for photographs and flat drawings alike. WebP earns no
# place: phones that know it and not AVIF are few, and it saves them a tenth.
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "avif": {"format": "AVIF", "speed": 4},
    "jpeg": {"format": "JPEG", "optimize": True, "progressive": True},
}
QUALITIES: Final = {"avif": (50, 40, 30, 20), "jpeg": (60, 50, 40, 30, 20)}

# Format and width.
Key = tuple[str, int]
Files = dict[str, list[PictureVariant]]


class UnreadablePicture(ValueError):
    """A file that is no picture, is broken or is too large. The message names it and is for the log and the trainer."""


def make_variants(picture: Picture) -> list[PictureVariant]:
    """Makes a picture's variants, unless all are there, and returns them. Takes about 0.4 s for a new picture; replays do nothing.

    Raises `UnreadablePicture`.
    """
    try:
        source_hash = picture.get_file_hash()
        kept = kept_variants(picture, source_hash)
        made = {} if is_whole(kept) else encoded(picture)
    # What Pillow raises for broken and hostile files; SyntaxError is its word for a broken PNG.
    except (OSError, ValueError, SyntaxError, ArithmeticError, struct.error, Image.DecompressionBombError) as error:
        raise UnreadablePicture(
            _("The picture “%(title)s” cannot be read (%(reason)s). Save it again as PNG or JPEG and upload it anew.")
            % {"title": picture.title, "reason": error}
        ) from error
    folder = objects.put_group({f"{width}.{name}": data for (name, width), (_height, data) in made.items()}) if made else ""
    for (name, width), (height, data) in made.items():
        kept[name, width], _made = PictureVariant.objects.update_or_create(
            picture=picture,
            source_hash=source_hash,
            format=name,
            width=width,
            defaults={"height": height, "object_name": f"{folder}/{width}.{name}", "size": len(data)},
        )
    return list(kept.values())


def kept_variants(picture: Picture, source_hash: str) -> dict[Key, PictureVariant]:
    """The variants of a picture's file whose objects are there. One query."""
    rows = picture.variants.filter(source_hash=source_hash, width__lte=LESSON_WIDTH).order_by("pk")
    return {(row.format, row.width): row for row in rows if objects.path_of(row.object_name).exists()}


def is_whole(kept: Iterable[Key]) -> bool:
    """Whether there is every format in every width; the widest there says which these are."""
    keys = set(kept)
    widths = widths_for(max((width for _name, width in keys), default=0))
    return bool(keys) and keys >= {(name, width) for name in FORMATS for width in widths}


def is_prepared(picture: Picture) -> bool:
    """Whether a picture has all its variants. One query; a file of unknown hash was never prepared."""
    return bool(picture.file_hash) and is_whole(kept_variants(picture, picture.file_hash))


def widths_for(width: int) -> list[int]:
    """The widths a picture of this width is made in: no wider than it is, and two only where it is worth it."""
    widest = min(width, LESSON_WIDTH)
    return [SMALL_WIDTH, widest] if widest * 3 >= SMALL_WIDTH * 4 else [widest]


def encoded(picture: Picture) -> dict[Key, tuple[int, bytes]]:
    """Format and width -> height and bytes. Stores nothing."""
    with picture.file.open("rb") as source:
        return light_forms(flattened(Image.open(source)))


def light_forms(image: Image.Image) -> dict[Key, tuple[int, bytes]]:
    """Format and width -> height and bytes of a flattened picture."""
    made = {}
    for width in widths_for(image.width):
        size = (width, max(1, round(image.height * width / image.width)))
        smaller = image if width == image.width else image.resize(size, Image.Resampling.LANCZOS)
        for name in FORMATS:
            made[name, width] = smaller.height, written(smaller, name)
    return made


def written(image: Image.Image, name: str) -> bytes:
    """The picture in a format, as fine as its weight allows."""
    data = b""
    for quality in QUALITIES[name]:
        out = BytesIO()
        image.save(out, quality=quality, **FORMATS[name])
        data = out.getvalue()
        if len(data) <= LARGEST:
            break
    return data


def flattened(image: Image.Image) -> Image.Image:
    """The picture upright, on white, in RGB, no wider than a lesson, without its metadata.

    Made smaller before anything else is done, for a large photograph takes 160 MB in each copy. Raises `ValueError` for one
    with more pixels than the CMS takes, and what Pillow raises for broken files.
    """
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if image.width * image.height > most:
        raise ValueError(f"{image.width} × {image.height} pixels are more than {most:,}")
    image.draft("RGB", (2 * LESSON_WIDTH, 2 * LESSON_WIDTH))  # a JPEG is read at half, a quarter or an eighth of its size
    is_sideways = image.getexif().get(ORIENTATION, 1) >= 5
    width = image.height if is_sideways else image.width
    if image.mode == "I;16":
        image = image.point(lambda level: level / 256).convert("L")
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if width > LESSON_WIDTH:
        share = LESSON_WIDTH / width
        image = image.resize(tuple(max(1, round(side * share)) for side in image.size), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image) or image
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return plain


def variants_of(picture_ids: Iterable[int]) -> dict[int, Files]:
    """Picture id -> format -> the variants of its newest file, the narrowest first. One query; none when there are no pictures."""
    ids = set(picture_ids)
    rows = list(PictureVariant.objects.filter(picture_id__in=ids).order_by("pk")) if ids else []
    newest = {row.picture_id: row.source_hash for row in rows}
    found: dict[int, Files] = {}
    for row in sorted(rows, key=lambda row: row.width):
        if row.source_hash == newest[row.picture_id]:
            found.setdefault(row.picture_id, {}).setdefault(row.format, []).append(row)
    return found
