"""WeasyPrint, for all that is drawn as PDF: certificates, cards of a class, print packs.

It and its Pango are loaded only here and only when needed: a small server may lack them and then does everything else. Nothing is
fetched: a sheet's pictures are handed over with it, and any other address is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import Any, Final

from django.utils.translation import gettext as _
from PIL import ImageFile

from learning.errors import PdfUnavailable

PNG: Final = b"\x89PNG"
OURS: Final = "mwanga:"  # addresses of the pictures handed over
REORDERED: Final = re.compile("[\u0900-\u0dff]")  # Devanagari to Sinhala
ONE_AT_A_TIME: Final = Lock()  # fontconfig is not safe to use from several threads


def loaded_weasyprint() -> ModuleType:
    """WeasyPrint, or `PdfUnavailable` where it or a library it needs is missing."""
    try:
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            _("This server cannot make PDF files, because WeasyPrint or Pango is not installed. You can print this page instead.")
        ) from error
    # It tells Pillow, for the whole process, to fill in what is missing of a broken picture. Ours are whole, and broken uploads are
    # refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    tell_reordered_text(weasyprint)
    return weasyprint


@cache
def tell_reordered_text(weasyprint: ModuleType) -> None:
    """Gives text in scripts of India its letters beside its glyphs (`ActualText`, ISO 32000-2, 14.9.4), once for the process.

    Their vowel signs are drawn before the consonants they follow, and several letters as one sign: from the glyphs alone nobody
    reads, searches or copies a name right, screen readers included. WeasyPrint has no word for it, so its marks are added to.
    """
    stream = import_module(f"{weasyprint.__name__}.pdf.stream").Stream
    string, marked = import_module("pydyf").String, stream.marked

    @contextmanager
    def telling(self: Any, box: Any, tag: str) -> Iterator[None]:
        with marked(self, box, tag):
            text = getattr(box, "text", "")
            if self._tags is not None and REORDERED.search(text):
                properties = self.stream[-2]  # "/Span", these, "BDC"
                properties["ActualText"] = string(text)
            yield

    stream.marked = telling


@cache
def closed_fetcher(weasyprint: ModuleType) -> type[Any]:
    """The fetcher that knows only the pictures it was handed: SVG as text, PNG and JPEG as bytes. Its base is WeasyPrint's."""
    urls = import_module(f"{weasyprint.__name__}.urls")

    class ClosedFetcher(urls.URLFetcher):  # type: ignore[name-defined]
        def __init__(self, pictures: dict[str, str | bytes]) -> None:
            super().__init__(allowed_protocols=())
            self.pictures = pictures

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url not in self.pictures:
                raise urls.URLFetchingError(f"A sheet may not load anything, and this was asked for: {url}")
            picture = self.pictures[url]
            return urls.URLFetcherResponse(url, picture, {"Content-Type": kind_of(picture)})

    return ClosedFetcher


def kind_of(picture: str | bytes) -> str:
    """A picture's media type."""
    if isinstance(picture, str):
        return "image/svg+xml"
    return "image/png" if picture.startswith(PNG) else "image/jpeg"
