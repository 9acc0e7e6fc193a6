"""Videos as learners get them: two sizes, each as VP9 and as H.264 that the cheapest phones play, and a still picture.

Few pictures a second and few lines: at 144 lines a minute of speech is about 0.3 MB. Captions are not burnt in: see `captions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from django.db.models import F
from PIL import Image

from courses.media.audio import Share, encoded, loudness_filter, opus
from courses.media.ffmpeg import input_from
from courses.media.images import flattened, light_forms
from courses.models import Film, FilmVariant
from courses.rendering import objects

SMALL: Final = 144  # lines, the shorter side
LARGE: Final = 240
WORTH_LARGE: Final = 180  # a video of fewer lines gains nothing from a second size
STILL: Final = ("avif", "jpeg")
WEBM, MP4 = "webm", "mp4"
# Lines -> most bits a second of the pictures.
MOST_BITS: Final = {SMALL: 70_000, LARGE: 160_000}

# A form: format and lines; 0 lines are the still picture in all its widths.
Form = tuple[str, int]
POSTER: Final[Form] = ("jpeg", 0)


class Moving(NamedTuple):
    """A video in the object store: (format, lines) -> its file; its still pictures as those of a picture."""

    files: dict[Form, FilmVariant]
    still: dict[str, list[FilmVariant]]
    film: Film


def forms_of(film: Film) -> list[Form]:
    """What is made of a video, in the order in which it is made."""
    lines = [SMALL, LARGE] if min(film.width or 0, film.height or 0) >= WORTH_LARGE else [SMALL]
    poster = [] if film.poster_id else [POSTER]
    return [*poster, *((form, size) for size in lines for form in (WEBM, MP4))]


def make_film_variant(film: Film, form: Form, *, demuxer: str, seconds: float, share: Share) -> None:
    """Makes one form of a video. `share` hears from 0 to 1 how much is done.

    Raises `FfmpegFailed`, `FfmpegMissing` and `OSError`.
    """
    source = Path(film.file.path)
    if form == POSTER:
        make_still(film, source, demuxer=demuxer, seconds=seconds)
        return
    name, lines = form
    arguments = [*input_from(source, demuxer), "-map", "0:v:0", "-sn", "-dn", "-vf", picture_filter(lines)]
    arguments += vp9(lines) if name == WEBM else h264(lines)
    if film.has_sound:
        loud = loudness_filter(source, demuxer)
        codec = opus(seconds) if name == WEBM else ["-c:a", "aac", "-b:a", "32k", "-ar", "24000"]
        arguments += ["-map", "0:a:0", "-af", loud, "-ac", "1", *codec]
    data = encoded(arguments, name=f"film-{film.pk}-{lines}.{name}", report=lambda done: share(done / seconds))
    keep(film, form, size=fitted(film, lines), data=data)


def picture_filter(lines: int) -> str:
    """At most 15 pictures a second, the shorter side of so many lines and never more than there are, both sides even."""
    short = f"min({lines},min(iw,ih))"
    wide = f"trunc(iw*{short}/min(iw,ih)/2)*2"
    high = f"trunc(ih*{short}/min(iw,ih)/2)*2"
    return f"fps='min(15,source_fps)',scale='{wide}':'{high}':flags=lanczos,setsar=1,format=yuv420p"


def fitted(film: Film, lines: int) -> tuple[int, int]:
    """The size a video has after the filter."""
    width, height = film.width or lines, film.height or lines
    short = min(lines, width, height)
    return width * short // min(width, height) // 2 * 2, height * short // min(width, height) // 2 * 2


def vp9(lines: int) -> list[str]:
    """VP9 in WebM."""
    quality = ["-crf", "42", "-b:v", str(MOST_BITS[lines]), "-g", "150"]
    return ["-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "3", "-threads", "2", *quality, "-flags:v", "+bitexact"]


def h264(lines: int) -> list[str]:
    """H.264 in MP4, baseline, its index first, so that a cheap phone plays it while it loads."""
    most = MOST_BITS[lines] * 3 // 2
    quality = ["-crf", "30", "-maxrate", str(most), "-bufsize", str(2 * most), "-g", "150"]
    # What the encoder writes about itself is 700 bytes in each file.
    bare = ["-bsf:v", "filter_units=remove_types=6", "-flags:v", "+bitexact", "-movflags", "+faststart"]
    return ["-c:v", "libx264", "-profile:v", "baseline", "-preset", "slow", "-threads", "2", *quality, *bare]


def make_still(film: Film, source: Path, *, demuxer: str, seconds: float) -> None:
    """Takes a picture out of the first seconds, where a black beginning is over, and makes it as light as others."""
    arguments = ["-map", "0:v:0", "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1"]
    at = ["-ss", f"{min(2.0, seconds / 2):.2f}"]
    data = encoded([*at, *input_from(source, demuxer), *arguments], name=f"film-{film.pk}.png")
    image = flattened(Image.open(BytesIO(data)))
    for (name, width), (height, light) in light_forms(image).items():
        keep(film, (name, width), size=(width, height), data=light)


def keep(film: Film, form: Form, *, size: tuple[int, int], data: bytes) -> None:
    """Stores a made form and its row."""
    FilmVariant.objects.update_or_create(
        film=film,
        source=film.file.name,
        format=form[0],
        lines=form[1],
        defaults={"width": size[0], "height": size[1], "object_name": objects.put(data, form[0]), "size": len(data)},
    )


def kept_forms(film: Film) -> set[Form]:
    """The forms of a video's file whose objects are there. One query."""
    rows = [row for row in film.variants.filter(source=film.file.name) if objects.path_of(row.object_name).exists()]
    still = {row.format for row in rows if row.format in STILL}
    moving = {(row.format, row.lines) for row in rows if row.format not in STILL}
    return moving | ({POSTER} if still == set(STILL) else set())


def films_of(film_ids: Iterable[int]) -> dict[int, Moving]:
    """Film id -> its files. Two queries at most; none when there are no films. Those not prepared yet are left out."""
    ids = set(film_ids)
    films: dict[int, Moving] = {}
    rows = FilmVariant.objects.filter(film_id__in=ids, source=F("film__file")).select_related("film").order_by("width")
    for row in rows if ids else []:
        if not objects.path_of(row.object_name).exists():
            continue
        moving = films.setdefault(row.film_id, Moving({}, {}, row.film))
        if row.format in STILL:
            moving.still.setdefault(row.format, []).append(row)
        else:
            moving.files[row.format, row.lines] = row
    return {pk: moving for pk, moving in films.items() if moving.files.keys() >= {(WEBM, SMALL), (MP4, SMALL)}}
