"""Bytes on the wire, as a browser asks for them: the first lesson cold, the next one warm, other pages. Heads are counted apart."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import brotli

from tests.bench.load import ask
from tests.served_site import COURSE, Site

LANGUAGES: Final = ("en", "ar", "hi")
LESSON: Final = f"en/{COURSE}/around-you/lesson-1"
COLD_LIMIT: Final = 14_000
NEXT_LIMIT: Final = 3_000
DICTIONARY_LIMIT: Final = 2_000
OTHER_PAGES: Final = {
    "home": "/en/",
    "course": f"/en/{COURSE}/",
    "my learning": "/en/me/",
    "bundles": "/bundles/",
    "how much to load": "/en/data/",
}


def figures(folder: Path) -> Iterator[dict[str, Any]]:
    """The lessons of each language, then other pages."""
    site = Site(folder)
    site.start()
    try:
        for language in LANGUAGES:
            yield lesson_figure(site.port, language)
        for name, path in OTHER_PAGES.items():
            page = ask(site.port, path, accept_encoding="gzip, deflate, br, zstd")
            yield {"bench": "page_bytes", "page": name, "body": len(page.body), "head": page.head_bytes, "coding": page.coding}
    finally:
        site.stop()


def lesson_figure(port: int, language: str) -> dict[str, Any]:
    """Two lessons one after the other, in the coding of an older browser and in that of one that keeps dictionaries."""
    first, second = (f"/{language}/{COURSE}/around-you/lesson-{number}/" for number in (1, 2))
    document = ask(port, first, accept_encoding="gzip, deflate, br")
    page = brotli.decompress(document.body).decode()
    extras = [ask(port, address, accept_encoding="gzip, deflate, br") for address in extras_of(page, first)]
    following = ask(port, second, accept_encoding="gzip, deflate, br")
    with_dictionary = ask(port, second, **offer_of(page.encode()))
    cold = sum(len(one.body) for one in (document, *extras))
    return {
        "bench": "lesson_bytes",
        "language": language,
        "words": words_in(page),
        "questions": page.count("<form"),
        "cold": cold,
        "cold_parts": [len(one.body) for one in (document, *extras)],
        "next": len(following.body),
        "next_with_dictionary": len(with_dictionary.body),
        "coding_with_dictionary": with_dictionary.coding,
        "heads": {"cold": sum(one.head_bytes for one in (document, *extras)), "next": following.head_bytes},
        "budgets": {"cold": COLD_LIMIT, "next": NEXT_LIMIT, "next_with_dictionary": DICTIONARY_LIMIT},
        "holds": cold <= COLD_LIMIT and len(following.body) <= NEXT_LIMIT and len(with_dictionary.body) <= DICTIONARY_LIMIT,
    }


def extras_of(page: str, path: str) -> list[str]:
    """The addresses of the style sheet and the script that a page names."""
    named = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<script [^>]*src="([^"]+)"', page)
    return [urlsplit(urljoin(f"http://127.0.0.1{path}", sheet or script)).path for sheet, script in named]


def offer_of(dictionary: bytes) -> dict[str, str]:
    """What a browser says that has kept a body as dictionary (RFC 9842)."""
    digest = base64.b64encode(hashlib.sha256(dictionary).digest()).decode()
    return {"accept_encoding": "gzip, deflate, br, zstd, dcb, dcz", "available_dictionary": f":{digest}:"}


def words_in(page: str) -> int:
    """Words a person can read on a page."""
    return len(html.unescape(re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)).split())
