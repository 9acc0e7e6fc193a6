"""Addresses that may not be there: the desk's pages are put in one by one, and a link without its page is not shown."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_of(name: str, *args: object) -> str:
    """An address of the desk, or nothing."""
    try:
        return reverse(f"translations:{name}", args=args)
    except NoReverseMatch:
        return ""
