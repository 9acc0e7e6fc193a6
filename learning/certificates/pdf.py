"""The PDF of a certificate, with a transcript behind it and the signed credential inside.

Tagged for screen readers (PDF/UA-1), names in any script, the same bytes each time. The frame, the lamp and the institution's logo
are handed over with the page: `learning.pdf` lets nothing else in.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module, resources
from io import BytesIO
from types import ModuleType
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from learning.certificates.baking import credential_text
from learning.certificates.fonts import refuse_missing_letters
from learning.certificates.frame import INK, Sheet, frame_svg
from learning.certificates.models import Certificate, CertificateKind
from learning.certificates.paper import PAPERS, Edition
from learning.certificates.pdf_page import page_of
from learning.logos import logo_bytes
from learning.pdf import ONE_AT_A_TIME, OURS, closed_fetcher, loaded_weasyprint

FLAME: Final = "#f2a516"
HALF_FULL: Final = '<path d="M6 15h12l-2 7h-8z"/>'  # as in mwanga.css
LAMP_BOX: Final = "0 1 24 30"  # as in base.html
FITS: Final = ("roomy", "close", "dense")  # the first that fits on one page is taken
VARIANT: Final = "pdf/ua-1"
USUAL: Final = Edition()
CREDENTIAL: Final = "credential.json"


def certificate_pdf(certificate: Certificate, edition: Edition = USUAL) -> bytes:
    """Draws a certificate. Raises `PdfUnavailable`. About 0.3 s; the first time in a process about 1 s more."""
    weasyprint = loaded_weasyprint()
    page = page_of(certificate, edition)
    pictures = pictures_of(certificate, edition)
    with override(certificate.language), ONE_AT_A_TIME:
        for fit in FITS:
            document = drawn(weasyprint, {**page, "fit": fit, "logo": f"{OURS}logo" in pictures}, pictures)
            if is_one_sheet(document):
                break
        target = BytesIO()
        inside = attachments_of(weasyprint, certificate)
        document.write_pdf(target, pdf_variant=VARIANT, attachments=inside, finisher=finish)
    return target.getvalue()


def drawn(weasyprint: ModuleType, page: dict[str, Any], pictures: dict[str, str | bytes]) -> Any:
    """Certificate and transcript laid out on pages. Raises `FontMissing`."""
    html = render_to_string("certificates/pdf.html", page)
    refuse_missing_letters(strip_tags(html))
    fetcher = closed_fetcher(weasyprint)(pictures)
    rules = stylesheet() + PAPERS[page["paper"]].rules
    sheet = weasyprint.CSS(string=rules, url_fetcher=fetcher)
    return weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher).render(stylesheets=[sheet], pdf_variant=VARIANT)


def is_one_sheet(document: Any) -> bool:
    """Whether the certificate itself takes one page, so that the transcript begins on the second."""
    return len(document.pages) > 1 and "transcript" in document.pages[1].anchors


def attachments_of(weasyprint: ModuleType, certificate: Certificate) -> list[Any]:
    """The signed credential as a file inside, for verifiers; none before it is signed."""
    if not certificate.credential:
        return []
    at = certificate.issued_at
    return [
        weasyprint.Attachment(
            string=credential_text(certificate.credential), name=CREDENTIAL, description=CREDENTIAL, created=at, modified=at
        )
    ]


def finish(_document: Any, pdf: Any) -> None:
    """What WeasyPrint leaves out of PDF/UA: the attachment is the page's data (ISO 32000-2, 14.13), headings are of columns."""
    pydyf = import_module("pydyf")
    things = [thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary)]
    for heading in (thing for thing in things if thing.get("S") == "/TH"):
        heading["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
    files = [thing for thing in things if thing.get("Type") == "/Filespec"]
    for file in files:
        file["AFRelationship"] = "/Data"
    if files:
        pdf.catalog["AF"] = pydyf.Array([file.reference for file in files])


@cache
def stylesheet() -> str:
    """The print sheet, read from the package."""
    return resources.files("learning.certificates").joinpath("pdf.css").read_text(encoding="utf-8")


def pictures_of(certificate: Certificate, edition: Edition) -> dict[str, str | bytes]:
    """What the page shows beside its text, by address."""
    institution = certificate.statement.get("institution") or {}
    logo = logo_bytes(institution.get("logo", ""))
    return {
        f"{OURS}frame": frame_of(certificate, PAPERS[edition.paper].sheet),
        f"{OURS}lamp": lamp_svg(),
        f"{OURS}lesson": lamp_svg(is_lit=certificate.kind != CertificateKind.PARTICIPATION),
        **({f"{OURS}logo": logo} if logo else {}),
    }


def frame_of(certificate: Certificate, sheet: Sheet) -> str:
    """The frame in the course's band."""
    return frame_svg(certificate.statement["band"], certificate.statement["band_colours"], sheet)


@cache
def lamp_svg(*, is_lit: bool = True) -> str:
    """One lamp, the shape all pages use: lit, or half as for a lesson that was begun."""
    shape = render_to_string("components/lamp_shape.html")
    lit, half = f".top{{fill:{FLAME}}}.fire{{fill:{INK};stroke:{INK}}}", ".top{fill:none}.fire{display:none}"
    style, inside = (lit, str(shape)) if is_lit else (half, HALF_FULL + shape)
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{LAMP_BOX}" fill="{FLAME}" color="{INK}">'
    return f"{opening}<style>{style}</style>{inside}</svg>"
