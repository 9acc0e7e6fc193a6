"""What the cards of lessons need besides their words: pictures, sounds, videos, prices, helplines; and the cards that draw them.

A medium that is not prepared yet, or is lost, leaves its description or its words. A lesson never waits for one. Looking stores
nothing: captions are kept when a lesson's version is made, and anew when its course is rendered, should they be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

from courses.addresses import object_path
from courses.blocks.h5p import KIND
from courses.media.audio import Sound, sounds_of
from courses.media.captions import CaptionsRefused, cleaned
from courses.media.data_cost import costs_of
from courses.media.images import Files, variants_of
from courses.media.video import LARGE, MP4, SMALL, WEBM, Moving, films_of
from courses.models import DataPrice, FilmVariant, H5PContent, Helpline, LessonVersion, PictureVariant
from courses.rendering import objects
from courses.rendering.variants import shows

# How wide a picture stands: the whole column of a phone less its margins. Phones of 240 pixels take the small one.
PICTURE_SIZES: Final = "(max-width:30em) 92vw, 480px"
SOUND_SOURCES: Final = (("ogg", "audio/ogg; codecs=opus"), ("mp3", "audio/mpeg"))
WORTH_SAYING: Final = 1.1  # how much more old phones load before it is said
CAPTIONS: Final = "vtt"  # how the names of kept captions end
FILM_SOURCES: Final = ((WEBM, "video/webm"), (MP4, "video/mp4"))

Stills = Mapping[str, Sequence[PictureVariant | FilmVariant]]


class Resources:
    """What the cards of some lessons need from the database and the object store, fetched at once."""

    def __init__(self, lessons: list[LessonVersion], *, at: date | None = None) -> None:
        today = at or timezone.localdate()
        cards = [card for lesson in lessons for card in lesson.content["cards"]]
        self.sounds: dict[int, Sound] = sounds_of(card["recording"] for card in cards if card.get("recording"))
        self.films: dict[int, Moving] = films_of(card["film"] for card in cards if card.get("film"))
        posters = {moving.film.poster_id for moving in self.films.values() if moving.film.poster_id}
        self.pictures: dict[int, Files] = variants_of({card["picture"] for card in cards if card.get("picture")} | posters)
        self.captions = captions_of(cards)
        playable = H5PContent.objects.playable().only("weight")
        self.plays = playable.in_bulk({card["content"] for card in cards if card.get("content")})
        has_media = bool(self.sounds or self.films or self.pictures or self.plays)
        self.prices = list(DataPrice.objects.trusted(at=today)) if has_media else []
        needs_help = any(card["kind"] == "helpline" for card in cards)
        self.helplines = list(Helpline.objects.trusted(at=today)) if needs_help else []


def captions_of(cards: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Captions as cards hold them -> the object that holds them cleaned; those that are not kept yet are left out."""
    names = {text: objects.name_of(data, CAPTIONS) for text, data in cleaned_captions(cards)}
    return {text: name for text, name in names.items() if objects.path_of(name).is_file()}


def keep_captions(cards: Iterable[dict[str, Any]]) -> None:
    """Keeps the captions of cards, cleaned. Keeping them again changes nothing."""
    for _text, data in cleaned_captions(cards):
        objects.put(data, CAPTIONS)


def cleaned_captions(cards: Iterable[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Captions as cards hold them, and cleaned. Broken ones, which publishing refuses, are left out."""
    for text in dict.fromkeys(card["captions"] for card in cards if card.get("captions")):
        try:
            yield text, cleaned(text).encode()
        except CaptionsRefused:
            continue


def media_context(card: dict[str, Any], *, tier: str, resources: Resources, up: str) -> dict[str, Any]:
    """What the template of a picture, audio or video card draws besides the card itself; nothing for other kinds."""
    kind = card["kind"]
    if kind == "picture":
        files = resources.pictures.get(card["picture"], {})
        return picture_context(files, up) if shows(tier, kind) else link_context(files, resources, up)
    if kind == KIND:
        return play_context(card, tier=tier, resources=resources)
    if kind not in {"audio", "video"}:
        return {}
    words = {"transcript_html": mark_safe(linebreaks(card["transcript"], autoescape=True))}  # escaped by linebreaks
    if kind == "audio" and shows(tier, kind) and (sound := resources.sounds.get(card["recording"])):
        return {**words, **sound_context(sound, resources, up)}
    if kind == "video" and shows(tier, kind) and (moving := resources.films.get(card["film"])):
        return {**words, **film_context(moving, resources, up), "captions": captions_href(card, resources, up)}
    return {**words, "captions": ""}


def picture_context(files: Stills, up: str) -> dict[str, Any]:
    """The addresses and sizes of a picture's variants; empty until the media job has made them."""
    if "jpeg" not in files or "avif" not in files:
        return {}
    jpeg, avif = files["jpeg"][-1], files["avif"][-1]
    return {
        "width": jpeg.width,
        "height": jpeg.height,
        "jpeg": up + object_path(jpeg.object_name),
        "jpeg_bytes": jpeg.size,
        "jpeg_set": source_set(files["jpeg"], up),
        "avif": up + object_path(avif.object_name),
        "avif_bytes": avif.size,
        "avif_set": source_set(files["avif"], up),
        "sizes": PICTURE_SIZES if len(files["jpeg"]) > 1 else "",
    }


def source_set(files: Sequence[PictureVariant | FilmVariant], up: str) -> str:
    """The variants of one format for `srcset`; one alone needs no width."""
    if len(files) == 1:
        return up + object_path(files[0].object_name)
    return ", ".join(f"{up}{object_path(file.object_name)} {file.width}w" for file in files)


def link_context(files: Files, resources: Resources, up: str) -> dict[str, Any]:
    """Where the text tier shows a picture on tap. `picture.html` leads to it on the web, and is an explanation in a bundle."""
    if "jpeg" not in files:
        return {}
    jpeg = files["jpeg"][-1]
    show = f"{up}picture.html?{jpeg.object_name[:2]}/{jpeg.object_name}"
    return {"show": show, "bytes": jpeg.size, "costs": costs_of(jpeg.size, resources.prices)}


def sources_context(
    kinds: tuple[tuple[str, str], ...], files: Mapping[str, Any], resources: Resources, *, up: str
) -> dict[str, Any]:
    """A player's sources, the lightest first, with the weight of the first and, where it differs, of the one old phones take."""
    sources = [
        {"href": up + object_path(files[name].object_name), "type": kind, "bytes": files[name].size}
        for name, kind in kinds
        if name in files
    ]
    weights = [source["bytes"] for source in sources]
    return {
        "sources": sources,
        "bytes": weights[0],
        "most_bytes": max(weights) if max(weights) > weights[0] * WORTH_SAYING else 0,
        "costs": costs_of(weights[0], resources.prices),
    }


def sound_context(sound: Sound, resources: Resources, up: str) -> dict[str, Any]:
    """A recording on tap."""
    return {**sources_context(SOUND_SOURCES, sound.files, resources, up=up), **length_context(sound.seconds)}


def film_context(moving: Moving, resources: Resources, up: str) -> dict[str, Any]:
    """A video on tap: the small one, and a sharper one where the upload has enough lines."""
    still: Stills = resources.pictures.get(moving.film.poster_id or 0, {}) if moving.film.poster_id else moving.still
    poster = still.get("jpeg", ())
    sizes = {
        lines: {form: file for (form, at), file in moving.files.items() if at == lines}
        for lines in (SMALL, LARGE)
        if {(WEBM, lines), (MP4, lines)} <= moving.files.keys()
    }
    shape = moving.files[MP4, SMALL]
    return {
        **sources_context(FILM_SOURCES, sizes[SMALL], resources, up=up),
        **length_context(moving.film.seconds or 0),
        "width": shape.width,
        "height": shape.height,
        # The narrowest: it is no sharper than what follows it, and loads without a tap.
        "poster": up + object_path(poster[0].object_name) if poster else "",
        "sharper": sources_context(FILM_SOURCES, sizes[LARGE], resources, up=up) if LARGE in sizes else None,
    }


def play_context(card: dict[str, Any], *, tier: str, resources: Resources) -> dict[str, Any]:
    """The words of an H5P card and, in the fullest tier and where all it needs is installed, what a first play costs."""
    words = {"summary_html": mark_safe(linebreaks(card["summary"], autoescape=True))}  # escaped by linebreaks
    plays = resources.plays.get(card["content"])
    if plays is None or not shows(tier, card["kind"]):
        return words
    return {**words, "plays": True, "play_bytes": plays.weight, "costs": costs_of(plays.weight, resources.prices)}


def length_context(seconds: int) -> dict[str, int]:
    """A length as cards say it: seconds, or whole minutes from 100 seconds on."""
    return {"seconds": seconds, "minutes": round(seconds / 60) if seconds >= 100 else 0}


def captions_href(card: dict[str, Any], resources: Resources, up: str) -> str:
    """The address of a card's captions; "" when it has none."""
    name = resources.captions.get(card["captions"])
    return up + object_path(name) if name else ""
