"""Light variants of pictures: AVIF and JPEG in the width lessons use, without metadata."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageFile, ImageOps

from courses.models import Picture, PictureVariant
from courses.rendering import objects

ORIENTATION: Final = ExifTags.Base.Orientation
LESSON_WIDTH: Final = 480  # pixels: the widest a picture stands in a lesson
# Format -> how Pillow writes it. Speeds and qualities as measured for photographs and flat drawings alike.
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "avif": {"format": "AVIF", "quality": 50, "speed": 4},
    "jpeg": {"format": "JPEG", "quality": 60, "optimize": True, "progressive": True},
}


class UnreadablePicture(ValueError):
    """A file that is no picture, is broken or is too large. The message names it and is for the log and the trainer."""


def make_variants(picture: Picture) -> list[PictureVariant]:
    """Makes the variants a picture lacks and returns all. Takes about 0.3 s for each new one; replays do nothing.

    Raises `UnreadablePicture`.
    """
    try:
        source_hash = picture.get_file_hash()
        rows = picture.variants.filter(source_hash=source_hash, width__lte=LESSON_WIDTH)
        kept = {row.format: row for row in rows if objects.path_of(row.object_name).exists()}
        made = encoded(picture, [name for name in FORMATS if name not in kept])
    # What Pillow raises for broken and hostile files; SyntaxError is its word for a broken PNG.
    except (OSError, ValueError, SyntaxError, ArithmeticError, struct.error, Image.DecompressionBombError) as error:
        raise UnreadablePicture(
            _("The picture “%(title)s” cannot be read (%(reason)s). Save it again as PNG or JPEG and upload it anew.")
            % {"title": picture.title, "reason": error}
        ) from error
    for name, (size, data) in made.items():
        kept[name], _made = PictureVariant.objects.update_or_create(
            picture=picture,
            source_hash=source_hash,
            format=name,
            width=size[0],
            defaults={"height": size[1], "object_name": objects.put(data, name), "size": len(data)},
        )
    return list(kept.values())


def encoded(picture: Picture, names: list[str]) -> dict[str, tuple[tuple[int, int], bytes]]:
    """Format -> (width and height, bytes). Stores nothing."""
    if not names:
        return {}
    # The PDF library tells Pillow, for the whole process, to fill in what is missing of a broken picture. Here it is refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with picture.file.open("rb") as source:
        image = flattened(Image.open(source))
    made = {}
    for name in names:
        out = BytesIO()
        image.save(out, **FORMATS[name])
        made[name] = image.size, out.getvalue()
    return made


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


def variants_of(picture_ids: Iterable[int]) -> dict[int, dict[str, PictureVariant]]:
    """Picture id -> format -> its newest variant. One query; none when there are no pictures."""
    ids = set(picture_ids)
    found: dict[int, dict[str, PictureVariant]] = {}
    if ids:
        for row in PictureVariant.objects.filter(picture_id__in=ids).order_by("pk"):
            found.setdefault(row.picture_id, {})[row.format] = row
    return found
