"""The cards of a class as a PDF for A4, eight to a sheet, in the language of the class. Nothing is kept of it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, Final
from xml.etree import ElementTree

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

from courses.rendering.document import writing_direction
from learning.certificates.qr import qr_svg
from learning.pdf import ONE_AT_A_TIME, OURS, closed_fetcher, loaded_weasyprint

SVG: Final = "{http://www.w3.org/2000/svg}"
INK: Final = "#1b1e3c"


def cards_pdf(sheets: list[list[dict[str, Any]]], *, language: str, join_href: str, join_address: str) -> bytes:
    """Draws the cards. Raises `PdfUnavailable`. About a second for thirty."""
    weasyprint = loaded_weasyprint()
    with override(language), ONE_AT_A_TIME:
        context = {
            "lang": language,
            "dir": writing_direction(language),
            "sheets": sheets,
            "join_address": join_address,
            "ours": OURS,
        }
        html = render_to_string("learning/classes/cards_pdf.html", context)
        fetcher = closed_fetcher(weasyprint)(pictures() | {f"{OURS}qr": str(qr_svg(join_href))})
        sheet = weasyprint.CSS(string=stylesheet(), url_fetcher=fetcher)
        target = BytesIO()
        weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher).write_pdf(
            target, stylesheets=[sheet], pdf_variant="pdf/ua-1"
        )
    return target.getvalue()


@cache
def pictures() -> dict[str, str]:
    """The twelve pictures of PINs as drawings of their own, by the addresses that the cards use."""
    ElementTree.register_namespace("", SVG[1:-1])
    found = {}
    for symbol in ElementTree.parse(str(finders.find("icons/pin.svg"))).getroot().iter(f"{SVG}symbol"):  # noqa: S314 - a file of ours
        drawing = ElementTree.Element(f"{SVG}svg", {"viewBox": symbol.get("viewBox", ""), "color": INK})
        drawing.extend(list(symbol))
        found[f"{OURS}{symbol.get('id')}"] = ElementTree.tostring(drawing, encoding="unicode")
    return found


@cache
def stylesheet() -> str:
    """The print sheet."""
    return resources.files("learning.views").joinpath("cards_pdf.css").read_text(encoding="utf-8")
