"""WeasyPrint, for all that is drawn as PDF: certificates, cards of a class, print packs.

It and its Pango are loaded only here and only when needed: a small server may lack them and then does everything else. Nothing is
fetched: a sheet's pictures are handed over with it, and any other address is refused.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import Any, Final

from django.utils.translation import gettext as _

from learning.errors import PdfUnavailable

OURS: Final = "mwanga:"  # addresses of the pictures handed over
ONE_AT_A_TIME: Final = Lock()  # fontconfig is not safe to use from several threads


def loaded_weasyprint() -> ModuleType:
    """WeasyPrint, or `PdfUnavailable` where it or a library it needs is missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            _("This server cannot make PDF files, because WeasyPrint or Pango is not installed. You can print this page instead.")
        ) from error


@cache
def closed_fetcher(weasyprint: ModuleType) -> type[Any]:
    """The fetcher that knows only the pictures it was handed: SVG as text, JPEG as bytes. Its base class comes with WeasyPrint."""
    urls = import_module(f"{weasyprint.__name__}.urls")

    class ClosedFetcher(urls.URLFetcher):  # type: ignore[name-defined]
        def __init__(self, pictures: dict[str, str | bytes]) -> None:
            super().__init__(allowed_protocols=())
            self.pictures = pictures

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url not in self.pictures:
                raise urls.URLFetchingError(f"A sheet may not load anything, and this was asked for: {url}")
            picture = self.pictures[url]
            kind = "image/svg+xml" if isinstance(picture, str) else "image/jpeg"
            return urls.URLFetcherResponse(url, picture, {"Content-Type": kind})

    return ClosedFetcher
