"""The PDF: one A4 sheet, light, tagged, shaped in every script, its picture code readable, the same bytes each time."""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from pypdf import PdfReader

from learning import pdf
from learning.certificates.frame import A4, frame_svg, tile_drawing
from learning.certificates.models import Certificate
from learning.certificates.names import LONGEST
from learning.certificates.pdf import certificate_pdf, lamp_svg, stylesheet
from learning.certificates.pdf_page import direction_of
from learning.certificates.qr import QUIET, code_of
from learning.certificates.seals import token_text
from learning.certificates.sheet import public_address
from learning.certificates.token import from_text, read_token
from learning.errors import PdfUnavailable
from tests.learning.certificates.conftest import Draft, make_draft
from tests.learning.certificates.signed import PUBLIC

HEAVIEST = 60_000  # bytes
MM = 72 / 25.4
NAMES = {
    "en": "Amina Otieno Wanjiru",
    "ar": "آمنة عبد الرحمن الحسن",
    "am": "ትዕግሥት በቀለ ወልደማርያም",
    "hi": "प्रियंका श्रीवास्तव",
    "bn": "ফারহানা ইয়াসমিন চৌধুরী",
    "ha": "Hauwa Ɓello Ɗanjuma Ƙofar Ƴandoto",
    "sw": "Neema Mwakyusa",
}
FIXED_NUMBER = "7K3PQ9XM2HTDV6R8"
needs_poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs poppler-utils")
needs_zbar = pytest.mark.skipif(not shutil.which("zbarimg"), reason="needs zbar-tools")


def read(certificate: Certificate) -> PdfReader:
    return PdfReader(io.BytesIO(certificate_pdf(certificate)))


def text_of(data: bytes) -> str:
    """The words as a reader copies them out, without marks of direction."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    plain = unicodedata.normalize("NFKC", done.stdout.decode())
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())


@pytest.mark.parametrize("language", NAMES)
def test_each_script_makes_a_light_certificate_and_a_transcript_with_its_own_fonts(language: str, signed_draft: Draft) -> None:
    data = certificate_pdf(signed_draft(NAMES[language], language))
    assert len(data) <= HEAVIEST
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 2
    box = reader.pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (297, 210)
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert any(key.startswith("/FontFile") for key in descendant["/FontDescriptor"].get_object())


@needs_poppler
@pytest.mark.parametrize("language", NAMES)
def test_a_name_can_be_copied_out_as_it_was_written(language: str, draft: Draft) -> None:
    assert unicodedata.normalize("NFKC", NAMES[language]) in text_of(certificate_pdf(draft(NAMES[language], language)))


@needs_poppler
def test_the_frame_and_the_lamps_are_there(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "certificate.pdf").write_bytes(certificate_pdf(draft(band="steps", colours="green")))
    subprocess.run(["pdftoppm", "-r", "50", "-png", "-singlefile", "certificate.pdf", "page"], cwd=tmp_path, check=True)
    with Image.open(tmp_path / "page.png") as page:
        colours = {colour for _count, colour in page.convert("RGB").getcolors(page.width * page.height) or []}
    assert {(0x2C, 0x82, 0x57), (0xD6, 0xA2, 0x3C), (0xF2, 0xA5, 0x16)} <= colours  # cloth, weft and flame


@needs_poppler
@needs_zbar
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_picture_code_on_paper_verifies_with_the_network_off(
    language: str, signed_draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = signed_draft(NAMES[language], language)
    found = scanned(certificate_pdf(certificate), tmp_path)
    monkeypatch.setattr(socket.socket, "connect", refuse_network)
    monkeypatch.setattr(socket, "getaddrinfo", refuse_network)
    assert found.startswith("https://learn.example.org/v#")
    token = read_token(from_text(found), public_key=PUBLIC)
    assert (token.name, token.uuid, token.course) == (NAMES[language], certificate.uuid, "safe-and-strong-with-ai")


@needs_poppler
@needs_zbar
def test_an_unsigned_certificate_shows_its_public_address(draft: Draft, tmp_path: Path) -> None:
    certificate = draft()
    assert scanned(certificate_pdf(certificate), tmp_path) == public_address(certificate)


def scanned(data: bytes, folder: Path) -> str:
    """What the code says on the first page, as a laser printer prints it."""
    (folder / "certificate.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-l", "1", "-singlefile", "certificate.pdf", "page"], cwd=folder, check=True)
    found = subprocess.run(["zbarimg", "-q", "--raw", "page.pgm"], cwd=folder, check=True, capture_output=True, text=True)
    return found.stdout.strip()


def refuse_network(*_: object) -> None:
    raise AssertionError("The network was asked.")


def test_a_module_of_the_code_is_half_a_millimetre_or_more(signed_draft: Draft) -> None:
    [width] = re.findall(r"\.check svg{display:block;width:(\d+)mm", stylesheet())
    modules = code_of(token_text(signed_draft("W" * LONGEST))).symbol_size(border=QUIET)[0]
    assert int(width) / modules >= 0.5


def test_it_is_tagged_for_screen_readers(signed_draft: Draft) -> None:
    certificate = signed_draft(NAMES["ar"], "ar")
    reader = read(certificate)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ar"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert reader.metadata
    assert certificate.shown_number in str(reader.metadata.title)
    tags = list(structure(root["/StructTreeRoot"]))
    figures = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert [public_address(certificate) in figure["/Alt"] for figure in figures] == [True]
    assert {"/H1", "/H2", "/L", "/Table", "/TH", "/TD"} <= {tag["/S"] for tag in tags}
    assert {tag["/A"]["/Scope"] for tag in tags if tag["/S"] == "/TH"} == {"/Column"}
    for page in reader.pages:
        assert {"/StructParents", "/Tabs"} <= page.keys()
        assert page["/Tabs"] == "/S"
        assert untagged(page) == []


def untagged(page: Any) -> list[bytes]:
    """What draws text or pictures outside of all marked content (PDF/UA-1, 7.1)."""
    depth, found = 0, []
    for _operands, operator in page.get_contents().operations:
        depth += (operator in {b"BMC", b"BDC"}) - (operator == b"EMC")
        if operator in {b"Tj", b"TJ", b"Do"} and not depth:
            found.append(operator)
    return found


def structure(node: Any) -> Any:
    """All elements below a node of the structure tree."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from structure(element)


def fixed(certificate: Certificate) -> Certificate:
    """The same certificate wherever it is made."""
    certificate.number, certificate.uuid, certificate.course_key = FIXED_NUMBER, UUID(int=7), UUID(int=8)
    certificate.credential = {"id": "urn:uuid:7", "name": "آمنة"}
    return certificate


def test_the_same_certificate_gives_the_same_bytes_here_and_in_another_process(signed_draft: Draft, settings: Any) -> None:
    certificate = fixed(signed_draft(NAMES["ar"], "ar"))
    first = certificate_pdf(certificate)
    assert certificate_pdf(certificate) == first
    code = (
        "import django, hashlib; django.setup()\n"
        "from tests.learning.certificates.test_pdf import *\n"
        "from tests.learning.certificates.conftest import make_signed\n"
        "from django.conf import settings\n"
        f"settings.KEYS_ROOT, settings.SITE_URL = {str(settings.KEYS_ROOT)!r}, 'https://learn.example.org'\n"
        "sys.stdout.buffer.write(certificate_pdf(fixed(make_signed(NAMES['ar'], 'ar'))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "config.settings.test", "TZ": "Asia/Kolkata"}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert other.stdout == first


@pytest.mark.parametrize("lessons", [1, 8, 14])
def test_many_lessons_and_the_longest_name_still_fit_one_sheet(lessons: int) -> None:
    for name in ("W" * LONGEST, "ሠ" * LONGEST, " ".join(["Wawira"] * 17)):
        first, second = (page.mediabox for page in read(make_draft(name, lessons=lessons)).pages[:2])
        assert first.width > first.height
        assert second.height > second.width  # the transcript


@needs_poppler
def test_a_name_that_looks_like_markup_is_only_text(draft: Draft) -> None:
    name = '<img src="http://192.0.2.1/x.png">&amp;<style>*{display:none}</style>'
    assert name in text_of(certificate_pdf(draft(name)))


def test_nothing_is_fetched(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    weasyprint = pdf.loaded_weasyprint()
    fetcher = pdf.closed_fetcher(weasyprint)({"mwanga:frame": "<svg/>"})
    for address in (
        "http://192.0.2.1/",
        "https://learn.example.org/x.png",
        "file:///etc/passwd",
        "data:text/plain,x",
        "mwanga:other",
    ):
        with pytest.raises(weasyprint.urls.URLFetchingError):
            fetcher.fetch(address)

    monkeypatch.setattr(socket.socket, "connect", refuse_network)
    monkeypatch.setattr(socket, "getaddrinfo", refuse_network)
    assert certificate_pdf(draft())


def test_without_weasyprint_a_sentence_says_so(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfUnavailable, match="print this page"):
        certificate_pdf(draft())


def test_without_pango_a_sentence_says_so(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pango(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", no_pango)
    with pytest.raises(PdfUnavailable, match="Pango"):
        certificate_pdf(draft())


@pytest.mark.parametrize(
    ("text", "direction"),
    [("Amina", "ltr"), ("آمنة", "rtl"), ("(آمنة) Amina", "rtl"), ("2 שלום", "rtl"), ("123", "ltr"), ("ትዕግሥት", "ltr")],
)
def test_the_direction_of_a_name_is_that_of_its_first_letter(text: str, direction: str) -> None:
    assert direction_of(text) == direction


def test_the_frame_is_woven_from_the_courses_own_band() -> None:
    frames = {frame_svg(band, "green") for band in ("triangles", "diamonds", "steps", "waves", "seeds", "paths")}
    assert len(frames) == 6
    frame = frame_svg("steps", "indigo")
    assert tile_drawing("steps", "indigo") in frame
    assert frame.count('href="#corner"') == 4
    assert f"0 0 {A4.width} {A4.height}" in frame
    assert frame_svg("gone", "gone") == frame_svg("triangles", "clay")


def test_the_lamp_is_the_one_on_screen() -> None:
    css = (Path(__file__).resolve().parents[3] / "static/css/mwanga.css").read_text(encoding="utf-8")
    glass, foot = "h6V8c4.5 3.5 5.5 9.5 2.2 14.5h-10.4c-3.3-5-2.3-11 2.2-14.5z", "h11c3 1.5 3.5 3.5 2 6h-15c-1.5-2.5-1-4.5 2-6z"
    assert css.count(glass) == css.count(foot) == 3  # off, half and lit
    assert glass in lamp_svg()
    assert foot in lamp_svg()
