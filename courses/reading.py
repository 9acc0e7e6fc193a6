"""Which languages somebody reads: the one chosen before, those the browser asks for, and the one everything is written in."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def reading_order(request: HttpRequest) -> list[str]:
    """Codes of our languages, the best first; never empty. No query."""
    return list(dict.fromkeys([*known(wished(request)), settings.LANGUAGE_CODE]))


def reading_here(request: HttpRequest) -> list[str]:
    """The same with the language of the page first. No query."""
    return list(dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *reading_order(request)]))


def wished(request: HttpRequest) -> Iterator[str]:
    """What the cookie and the browser say, known to us or not."""
    yield request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    yield from accepted(request)


def accepted(request: HttpRequest) -> Iterator[str]:
    """What the browser says alone."""
    for code, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code != "*" and weight:
            yield code


def known(codes: Iterator[str]) -> Iterator[str]:
    """Those of them that are ours: "fr" for "fr-ca"."""
    for code in codes:
        try:
            yield get_supported_language_variant(code)
        except LookupError:
            continue
