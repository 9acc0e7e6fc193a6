"""Light variants of pictures: AVIF and JPEG in the width lessons use, without metadata."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps

from courses.models import Picture, PictureVariant
from courses.rendering import objects

LESSON_WIDTH: Final = 480  # pixels: the widest a picture stands in a lesson
# Format -> how Pillow writes it. Speeds and qualities as measured for photographs and flat drawings alike.
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "avif": {"format": "AVIF", "quality": 50, "speed": 4},
    "jpeg": {"format": "JPEG", "quality": 60, "optimize": True, "progressive": True},
}


def make_variants(picture: Picture) -> list[PictureVariant]:
    """Makes the variants a picture lacks and returns all. Takes about 0.3 s for each new one; replays do nothing."""
    source_hash = picture.get_file_hash()
    kept = {row.format: row for row in picture.variants.filter(source_hash=source_hash, width__lte=LESSON_WIDTH)}
    missing = [name for name in FORMATS if name not in kept]
    if missing:
        with picture.file.open("rb") as source:
            image = flattened(Image.open(source))
        for name in missing:
            kept[name] = keep_variant(picture, source_hash, name, image)
    return list(kept.values())


def keep_variant(picture: Picture, source_hash: str, name: str, image: Image.Image) -> PictureVariant:
    """Encodes one format, stores it as an object and records it."""
    out = BytesIO()
    image.save(out, **FORMATS[name])
    data = out.getvalue()
    row, _ = PictureVariant.objects.get_or_create(
        picture=picture,
        source_hash=source_hash,
        format=name,
        width=image.width,
        defaults={"height": image.height, "object_name": objects.put(data, name), "size": len(data)},
    )
    return row


def flattened(image: Image.Image) -> Image.Image:
    """The picture upright, on white, in RGB, no wider than a lesson, without its metadata."""
    upright = ImageOps.exif_transpose(image) or image
    rgba = upright.convert("RGBA")
    ground = Image.new("RGBA", rgba.size, "white")
    ground.alpha_composite(rgba)
    plain = ground.convert("RGB")
    if plain.width > LESSON_WIDTH:
        height = max(1, round(plain.height * LESSON_WIDTH / plain.width))
        plain = plain.resize((LESSON_WIDTH, height), Image.Resampling.LANCZOS)
    return plain


def variants_of(picture_ids: Iterable[int]) -> dict[int, dict[str, PictureVariant]]:
    """Picture id -> format -> its newest variant. One query; none when there are no pictures."""
    ids = set(picture_ids)
    found: dict[int, dict[str, PictureVariant]] = {}
    if ids:
        for row in PictureVariant.objects.filter(picture_id__in=ids).order_by("pk"):
            found.setdefault(row.picture_id, {})[row.format] = row
    return found
