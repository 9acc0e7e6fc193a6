"""A course on paper: one PDF with the print pack of every lesson behind a cover and a list of contents with page numbers.

Each lesson comes as its own pack has it (`learning.print_pack`): script, cards, questions, answers, register. Tagged for screen
readers (PDF/UA-1). The same fonts on the machine, the same bytes.
"""

from __future__ import annotations

from importlib import resources as package_files
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from courses.rendering.document import own_name, writing_direction
from courses.rendering.resources import Resources
from courses.rendering.variants import PICTURES, TEXT
from learning.bundles.errors import BundleRefused
from learning.bundles.formats.format import Format
from learning.bundles.formats.reading import Reading, band_file, languages_asked, readings_of
from learning.bundles.sources import Inside
from learning.errors import PdfUnavailable
from learning.pdf import OURS
from learning.print_pack import PACK, PAGES, pack_context, pdf_of, pictures_of, stylesheet

BAND: Final = f"{OURS}band"


class PaperUnavailable(BundleRefused):
    """The library that draws PDF is not installed."""


def write_print(inside: Inside, target: Path) -> None:
    """The PDF. About half a second for each lesson. Raises `PaperUnavailable`."""
    pictures: dict[str, str | bytes] = {BAND: band_file(inside.version).read_text(encoding="utf-8")}
    resources = Resources(inside.lessons)
    readings = [
        reading_context(reading, number, inside=inside, resources=resources, pictures=pictures)
        for number, reading in enumerate(readings_of(inside), start=1)
    ]
    language = inside.wanted.language
    own = package_files.files("learning.bundles.formats").joinpath("print.css").read_text(encoding="utf-8")
    with override(language):
        html = render_to_string("bundles/print/pack.html", cover_context(inside) | {"readings": readings})
        try:
            data = pdf_of(html, pictures, styles=(stylesheet(), own, PAGES[PACK]), is_tagged=True)
        except PdfUnavailable as error:
            raise PaperUnavailable(str(error)) from error
    target.write_bytes(data)


def cover_context(inside: Inside) -> dict[str, Any]:
    """What the first page says."""
    language = inside.wanted.language
    return {
        "lang": language,
        "dir": writing_direction(language),
        "title": inside.title,
        "summary": inside.summary,
        "licence": inside.licence,
        "languages": [own_name(code) for code in languages_asked(inside)],
        "published_at": inside.created,
    }


def reading_context(
    reading: Reading, number: int, *, inside: Inside, resources: Resources, pictures: dict[str, str | bytes]
) -> dict[str, Any]:
    """A course in a language: its lessons' sheets, drawn. Adds what they show to `pictures`."""
    tier = TEXT if inside.wanted.tier == TEXT else PICTURES
    lessons = []
    for place, lesson in enumerate(reading.lessons, start=1):
        anchor = f"l-{number}-{place}"
        course = inside.editions[lesson.course_key][lesson.language]
        with override(lesson.language):
            context = pack_context(lesson, course, up=OURS, tier=tier, resources=resources) | {"anchor": anchor}
            pictures |= pictures_of(context)
            sheets = render_to_string("learning/pack_sheets.html", context)
            parts = render_to_string("bundles/print/parts.html", {"anchor": anchor})
        lessons.append(
            {
                "anchor": anchor,
                "title": lesson.title,
                "language": lesson.language,
                "dir": writing_direction(lesson.language),
                "foot": f"{lesson.title} · {course.content['licence']} · {lesson.number}",
                "sheets": mark_safe(sheets),  # both from our own templates
                "parts": mark_safe(parts),
            }
        )
    language = reading.language
    return {"title": reading.course.title, "language": language, "dir": writing_direction(language), "lessons": lessons}


PRINT: Final = Format(
    key="print",
    title=gettext_lazy("Print pack for circles on paper (PDF)"),
    suffix=".pdf",
    content_type="application/pdf",
    cannot=gettext_lazy("Paper checks no answers and has no sound and no films. A class register brings results home."),
    write=write_print,
    tiers=(TEXT, PICTURES),
)
