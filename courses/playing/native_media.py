"""Pictures, sounds and videos of lessons as H5P blocks with the light bytes that learners get, never those of an upload.

An upload may still hold where and with what it was taken.
"""

from __future__ import annotations

from typing import Any, Final

from PIL import Image

from courses.media.audio import sounds_of
from courses.media.images import flattened, written
from courses.media.video import MP4, SMALL, films_of
from courses.models import Film, Recording
from courses.models import Picture as PictureRow
from courses.models.media import Licence
from courses.questions.raw_lists import words
from courses.rendering import objects
from h5p import blocks as h5p

PACKAGE_LICENCES: Final = {
    Licence.CC_BY.value: ("CC BY", "4.0"),
    Licence.CC_BY_SA.value: ("CC BY-SA", "4.0"),
    Licence.CC0.value: ("CC0 1.0", ""),
    Licence.PUBLIC_DOMAIN.value: ("PD", ""),
    Licence.PERMISSION.value: ("C", ""),
}
"""Our licences as packages write them: code and version. What is used with permission is under copyright for others."""

OURS: Final = {
    **dict.fromkeys(["CC BY", "CC BY 4.0"], Licence.CC_BY.value),
    **dict.fromkeys(["CC BY-SA", "CC BY-SA 4.0"], Licence.CC_BY_SA.value),
    **dict.fromkeys(["CC0 1.0", "CC0 1.0 1.0", "ODC PDDL"], Licence.CC0.value),
    **dict.fromkeys(["PD", "CC PDM", "CC PDM 1.0"], Licence.PUBLIC_DOMAIN.value),
}
"""Licences of packages that we have too. What all others allow is for the trainer to say."""


def our_licence(code: str, version: str = "") -> str:
    """Ours of a package's licence, whose version may stand behind it; "" for one that we do not have."""
    return OURS.get(f"{code} {version}".strip(), "")


def picture_block(value: dict[str, Any]) -> h5p.Picture | None:
    """A picture card's block; None while no picture is chosen."""
    row = PictureRow.objects.filter(pk=value.get("picture") or 0).first()
    if row is None:
        return None
    licence = " ".join(PACKAGE_LICENCES.get(row.licence, ())).strip()
    return h5p.Picture(_picture_path(row.pk), words(value, "alt"), words(value, "caption"), row.credit, licence)


def recording_block(kind: str, value: dict[str, Any]) -> tuple[h5p.Recording | None, str]:
    """The block of an audio or video card, None while its light copy is not made; and its words."""
    if kind == "video":
        is_ready = bool(films_of([value["film"]])) if value.get("film") else False
        block = h5p.Recording(_film_path(value["film"]), "video/mp4", words(value, "title")) if is_ready else None
        return block, words(value, "transcript")
    row = Recording.objects.filter(pk=value.get("recording") or 0).first()
    if row is None:
        return None, ""
    return h5p.Recording(_sound_path(row.pk), "audio/mpeg", row.title) if sounds_of([row.pk]) else None, row.transcript.strip()


def files_of(kind: str, value: dict[str, Any]) -> dict[str, bytes]:
    """The bytes that a card's block names, by their path below `content/`."""
    if kind == "picture":
        row = PictureRow.objects.filter(pk=value.get("picture") or 0).first()
        return {_picture_path(row.pk): _light_jpeg(row)} if row else {}
    if kind == "audio" and (sound := sounds_of([value.get("recording") or 0]).get(value.get("recording") or 0)):
        return {_sound_path(value["recording"]): objects.read(sound.files["mp3"].object_name)}
    if kind == "video" and (moving := films_of([value.get("film") or 0]).get(value.get("film") or 0)):
        return {_film_path(value["film"]): objects.read(moving.files[MP4, SMALL].object_name)}
    return {}


def _light_jpeg(row: PictureRow) -> bytes:
    """As wide as lessons show it, without metadata. H5P knows no AVIF."""
    with row.file.open("rb") as source, Image.open(source) as image:
        return written(flattened(image), "jpeg")


def credit_of(kind: str, value: dict[str, Any]) -> tuple[str, str]:
    """Who made a card's recording or video, and our licence for it; H5P's parts carry them beside."""
    model: Any = {"audio": Recording, "video": Film}.get(kind)
    row = model.objects.filter(pk=value.get({"audio": "recording", "video": "film"}[kind]) or 0).first() if model else None
    return (row.credit, row.licence) if row else ("", "")


def _picture_path(pk: int) -> str:
    return f"images/{pk}.jpg"


def _sound_path(pk: int) -> str:
    return f"audios/{pk}.mp3"


def _film_path(pk: int) -> str:
    return f"videos/{pk}.mp4"
