"""The print pack of a lesson: script, cards, questions, answers and a register sheet on A4, and a booklet of A5 pages to fold.

HTML to print from a browser and PDF come from one template. A PDF is drawn once for what stands in it and kept below `PACKS_ROOT`,
for drawing takes a second and everybody may ask; its name says what it was drawn from, so that nothing is drawn to find out that
it is there. The same content gives the same bytes, and nobody's data is in them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib import resources as package_files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from courses.models import CourseVersion, LessonVersion
from courses.rendering.document import card_context, shell_context
from courses.rendering.fingerprint import fingerprint
from courses.rendering.objects import write_whole
from courses.rendering.resources import Resources
from courses.rendering.variants import FULLEST
from learning.pdf import ONE_AT_A_TIME, OURS, closed_fetcher, loaded_weasyprint
from learning.teaching import is_for_own_phone, questions_asked, script_for

PACK, BOOKLET = "pack", "booklet"
ROWS: Final = 30  # numbers on the register sheet
PAGES: Final = {
    PACK: "@page{size:210mm 297mm;margin:18mm 16mm}",
    BOOKLET: "@page{size:148mm 210mm;margin:14mm 12mm}html{font-size:9.5pt}.register{display:none}",
}
A4_ACROSS: Final = (841.89, 595.276)  # points


def pack_context(
    version: LessonVersion, course: CourseVersion, *, up: str, tier: str = FULLEST, resources: Resources | None = None
) -> dict[str, Any]:
    """What `learning/pack.html` and `learning/pack_pdf.html` draw, with the lesson's language active.

    At most six queries, none with the `resources` of several lessons fetched at once.
    """
    found = resources or Resources([version])
    asked = questions_asked(version)
    read = [card for card in version.content["cards"] if "question" not in card]
    cards, alone = ([card for card in read if is_for_own_phone(card) is own] for own in (False, True))

    def drawn_cards(some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [card_context(card, 0, tier=tier, resources=found, up=up) for card in some]

    return {
        **shell_context(version.language, up),
        "lesson": {"title": version.title, "version": version.number, **lesson_facts(version)},
        "course": {"title": course.title, **{name: course.content[name] for name in ("band", "band_colours", "licence")}},
        "script": script_for(version),
        "cards": drawn_cards(cards),
        "own_cards": drawn_cards(alone),
        "asked": [one for one in asked if not one.for_own_phone],
        "own_asked": [one for one in asked if one.for_own_phone],
        "questions": asked,
        "seats": range(1, ROWS + 1),
    }


def lesson_facts(version: LessonVersion) -> dict[str, Any]:
    """What facilitator's pages say about a lesson."""
    return {name: version.content[name] for name in ("minutes", "sensitive", "translation_status", "can_do", "summary")}


@dataclass(frozen=True)
class Pack:
    """A pack or booklet before it is drawn. `inputs` is the hash of all it is drawn from: the same inputs give the same bytes."""

    form: str
    context: dict[str, Any]
    path: Path
    inputs: str


def pack_of(version: LessonVersion, course: CourseVersion, *, form: str) -> Pack:
    """What a PDF is drawn from, and where it is kept. Draws nothing; at most six queries."""
    with override(version.language):
        context = pack_context(version, course, up=OURS) | {"published_at": version.published_at, "form": form}
        told = {**context, "seats": ROWS, "release": release()}
        inputs = fingerprint(told, version.language)[:32]
    name = f"{version.lesson_key}-{version.language}-{form}-{inputs}.pdf"
    return Pack(form, context, Path(settings.PACKS_ROOT) / name, inputs)


def pack_file(pack: Pack) -> Path:
    """The kept PDF, drawn when it is not there. Raises `PdfUnavailable`. About a second when it was never drawn before.

    Earlier ones of the same lesson, language and form go: nobody is led there any more.
    """
    if not pack.path.is_file():
        pack.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(pack.path, drawn(pack))
        earlier = pack.path.name.removesuffix(f"{pack.inputs}.pdf")
        for path in pack.path.parent.glob(f"{earlier}*.pdf"):
            if path != pack.path:
                path.unlink(missing_ok=True)
    return pack.path


def drawn(pack: Pack) -> bytes:
    """The PDF of a pack, or of a booklet in the order of its sheets."""
    context, form = pack.context, pack.form
    with override(context["lang"]):
        html = render_to_string("learning/pack_pdf.html", context)
        data = pdf_of(html, pictures_of(context), styles=(stylesheet(), PAGES[form]), is_tagged=form == PACK)
    return data if form == PACK else imposed(data, is_rtl=context["dir"] == "rtl")


def pdf_of(html: str, pictures: dict[str, str | bytes], *, styles: tuple[str, ...], is_tagged: bool) -> bytes:
    """A sheet as PDF, with PDF/UA's tags or without. Raises `PdfUnavailable`."""
    weasyprint = loaded_weasyprint()
    with ONE_AT_A_TIME:
        fetcher = closed_fetcher(weasyprint)(pictures)
        sheets = [weasyprint.CSS(string=css, url_fetcher=fetcher) for css in styles]
        document = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher).render(stylesheets=sheets)
        target = BytesIO()
        document.write_pdf(target, **({"pdf_variant": "pdf/ua-1"} if is_tagged else {}))
    return target.getvalue()


def pictures_of(context: dict[str, Any]) -> dict[str, str | bytes]:
    """The pictures that a pack's context shows, by their addresses."""
    cards = [*context["cards"], *context["own_cards"]]
    return {card["jpeg"]: picture_of(card["jpeg"]) for card in cards if card.get("jpeg")}


def picture_of(address: str) -> bytes:
    """The bytes of a picture at an address of ours; nothing when it is lost, and the page then goes without it."""
    try:
        return (settings.OBJECTS_ROOT.parent / address.removeprefix(OURS)).read_bytes()
    except FileNotFoundError:
        return b""


@cache
def release() -> str:
    """A hash of what draws: our templates, the print sheet, the forms, WeasyPrint. Kept for the life of the process."""
    digest = hashlib.sha256("\0".join([repr(PAGES), stylesheet(), drawing_release()]).encode())
    for template in sorted((Path(__file__).parent / "templates" / "learning").glob("*.html")):
        digest.update(template.read_bytes())
    return digest.hexdigest()


def drawing_release() -> str:
    """WeasyPrint's release; "" on a server that has none, which draws nothing."""
    try:
        return metadata.version("weasyprint")
    except metadata.PackageNotFoundError:
        return ""


@cache
def stylesheet() -> str:
    """The print sheet, read from the package."""
    return package_files.files("learning").joinpath("pack.css").read_text(encoding="utf-8")


# --- a booklet ----------------------------------------------------------------------------------------------------------------


def booklet_order(pages: int) -> list[tuple[int | None, int | None]]:
    """Which two pages stand side by side on each side of a sheet, front and back in turn; None is an empty page.

    Printed on both sides, turned along the short edge, laid on one another and folded once, the pages follow each other.
    """
    total = -(-pages // 4) * 4
    there: list[int | None] = [*range(1, pages + 1), *([None] * (total - pages))]
    sides = []
    for sheet in range(total // 4):
        first, last = 2 * sheet, total - 1 - 2 * sheet
        sides += [(there[last], there[first]), (there[first + 1], there[last - 1])]
    return sides


def imposed(data: bytes, *, is_rtl: bool) -> bytes:
    """A5 pages on A4 sheets in the order of a booklet; bound at the right where people read from the right."""
    from pypdf import PdfReader, PdfWriter, Transformation

    pages = PdfReader(BytesIO(data)).pages
    writer = PdfWriter()
    width, height = A4_ACROSS
    for side in booklet_order(len(pages)):
        sheet = writer.add_blank_page(width, height)
        for place, number in enumerate(reversed(side) if is_rtl else side):
            if number is not None:
                page = pages[number - 1]
                margin = (width / 2 - float(page.mediabox.width)) / 2
                move = Transformation().translate(place * width / 2 + margin, (height - float(page.mediabox.height)) / 2)
                sheet.merge_transformed_page(page, move)
        sheet.compress_content_streams()
    writer.metadata = None
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
