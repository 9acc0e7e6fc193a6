"""Who made a content, and under which licence: carried along with every import, as plain escaped texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from h5p.inert_text import cut, escaped
from h5p.media_paths import host_of

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_SHORT = ("title", "a11yTitle", "contentType", "license", "licenseVersion", "defaultLanguage", "language")
_LONG = ("licenseExtras", "authorComments")
_YEARS = ("yearFrom", "yearTo", "yearsFrom", "yearsTo")
_LISTS = {"authors": ("name", "role"), "changes": ("date", "author", "log")}
MOST_ENTRIES = 200


def filter_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the paper's 3.3 that people wrote. Others, and values of another kind, are left out."""
    clean: dict[str, Any] = {}
    for key, most in [*((key, 255) for key in _SHORT), *((key, 5_000) for key in _LONG)]:
        if isinstance(metadata.get(key), str):
            clean[key] = cut(escaped(metadata[key]), most)
    for key in _YEARS:
        if re.fullmatch(r"\d{1,4}", str(metadata.get(key, ""))[:5], re.ASCII):
            clean[key] = metadata[key]
    source = metadata.get("source")
    if isinstance(source, str) and len(source) <= 2_000 and host_of(source):
        clean["source"] = escaped(source)
    for key, names in _LISTS.items():
        if isinstance(metadata.get(key), list):
            clean[key] = [_entry(entry, names) for entry in metadata[key][:MOST_ENTRIES] if isinstance(entry, dict)]
    return clean


def _entry(entry: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: cut(escaped(entry[name]), 5_000) for name in names if isinstance(entry.get(name), str)}
