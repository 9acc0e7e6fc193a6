"""Certificates as PDF: how many a second, beside a page with one word drawn by the same WeasyPrint in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

ROUNDS: Final = 12
NAMES: Final = {"en": "Amina Otieno Wanjiru", "ar": "آمنة عبد الرحمن الحسن", "am": "ትዕግሥት በቀለ ወልደማርያም"}


def figures(data: Path, *_sizes: int) -> Iterator[dict[str, Any]]:
    """Signed certificates of six lessons with their transcripts; the badge as PNG too. No database."""
    from learning.certificates.badge import badge_png
    from learning.certificates.pdf import certificate_pdf
    from learning.pdf import loaded_weasyprint
    from tests.learning.certificates.conftest import make_signed

    html = loaded_weasyprint().HTML(string="<html lang=en><title>Mwanga</title><p>Mwanga</p>")
    baseline = a_second(lambda: html.write_pdf(pdf_variant="pdf/ua-1"))
    for language, name in NAMES.items():
        certificate = make_signed(name, language)
        drawn = certificate_pdf(certificate)
        speed = a_second(lambda certificate=certificate: certificate_pdf(certificate))  # type: ignore[misc]
        yield {
            "bench": "paper",
            "language": language,
            "bytes": len(drawn),
            "pdfs_per_second": round(speed, 1),
            "one_word_pages_per_second": round(baseline, 1),
            "ratio": round(speed / baseline, 2),
        }
    yield {"bench": "paper", "what": "badge", "pngs_per_second": round(a_second(lambda: badge_png(certificate)), 1)}


def a_second(make: Callable[[], object]) -> float:
    """How often it can be made in a second: the best of some rounds, since others may be at work on this machine."""
    best = float("inf")
    for _round in range(ROUNDS):
        began = time.perf_counter()
        make()
        best = min(best, time.perf_counter() - began)
    return 1 / best
