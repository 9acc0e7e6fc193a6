"""The PDF of a certificate: A4, tagged for screen readers (PDF/UA-1), names in any script, the same bytes each time.

The frame and the lamp are handed over with the page: `learning.pdf` lets nothing else in.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from io import BytesIO
from types import ModuleType
from typing import Any, Final
from unicodedata import bidirectional

from django.template.loader import render_to_string
from django.utils.translation import override

from courses.rendering.document import writing_direction
from learning.certificates.frame import INK, frame_svg
from learning.certificates.models import Certificate
from learning.certificates.sheet import sheet_context
from learning.pdf import ONE_AT_A_TIME, OURS, closed_fetcher, loaded_weasyprint

FLAME: Final = "#f2a516"
LAMP_BOX: Final = "0 1 24 30"  # as in base.html
FITS: Final = ("roomy", "close", "dense")  # the first that fits on one page is taken
# Longest name (in characters) that is set in each size; longer ones are set in "tiny".
NAME_SIZES: Final = ((22, "large"), (38, "middle"), (64, "small"))


def certificate_pdf(certificate: Certificate) -> bytes:
    """Draws a certificate. Raises `PdfUnavailable`. About 0.2 s; the first time in a process about 1 s more."""
    weasyprint = loaded_weasyprint()
    with override(certificate.language), ONE_AT_A_TIME:
        pictures = {f"{OURS}frame": frame_of(certificate), f"{OURS}lamp": lamp_svg()}
        for fit in FITS:
            document = drawn(weasyprint, certificate, pictures, fit=fit)
            if len(document.pages) == 1:
                break
        target = BytesIO()
        document.write_pdf(target, pdf_variant="pdf/ua-1")
    return target.getvalue()


def drawn(weasyprint: ModuleType, certificate: Certificate, pictures: dict[str, str], *, fit: str) -> Any:
    """The certificate laid out on pages."""
    html = render_to_string("certificates/pdf.html", pdf_context(certificate, fit=fit))
    fetcher = closed_fetcher(weasyprint)(pictures)
    sheet = weasyprint.CSS(string=stylesheet(), url_fetcher=fetcher)
    return weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher).render(stylesheets=[sheet], pdf_variant="pdf/ua-1")


@cache
def stylesheet() -> str:
    """The print sheet, read from the package."""
    return resources.files("learning.certificates").joinpath("pdf.css").read_text(encoding="utf-8")


def frame_of(certificate: Certificate) -> str:
    """The frame in the course's band."""
    return frame_svg(certificate.statement["band"], certificate.statement["band_colours"])


@cache
def lamp_svg() -> str:
    """One lit lamp, the shape all pages use."""
    shape = render_to_string("components/lamp_shape.html")
    style = f".top{{fill:{FLAME}}}.fire{{fill:{INK};stroke:{INK}}}"
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{LAMP_BOX}" fill="{FLAME}" color="{INK}">'
    return f"{opening}<style>{style}</style>{shape}</svg>"


def pdf_context(certificate: Certificate, *, fit: str) -> dict[str, Any]:
    """What `certificates/pdf.html` draws. WeasyPrint knows neither `dir="auto"` nor `bdi`: each text brings its direction."""
    sheet = sheet_context(certificate)
    facts = sheet["certificate"]
    return {
        **sheet,
        "lang": certificate.language,
        "dir": writing_direction(certificate.language),
        "issued_at": certificate.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "fit": fit,
        "name_size": next((size for most, size in NAME_SIZES if len(certificate.name) <= most), "tiny"),
        "name_dir": direction_of(certificate.name),
        "title_dir": direction_of(sheet["course"]["title"]),
        "lessons": [{**lesson, "dir": direction_of(lesson["title"])} for lesson in facts["lessons"]],
        "competencies": [{"name": name, "dir": direction_of(name)} for name in facts["competencies"]],
    }


def direction_of(text: str) -> str:
    """`rtl` or `ltr` by the first letter that has a direction, as `dir="auto"` does (UAX 9, P2 and P3)."""
    strong = next((kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"
