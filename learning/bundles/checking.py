"""Downloading in pieces and checking a file, in the visitor's own browser: the words and scripts of both pages.

Their scripts are objects of the store, named by their bytes, and hold no language: every word stands in the page.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.rendering.document import own_name, shell_context
from courses.rendering.script import joined_path
from learning.bundles.models import Bundle
from learning.bundles.offered import bundle_row, tier_words
from learning.bundles.signing import trusted_keys
from learning.multibase import from_multikey
from learning.parts import BundlePart, PartFile, Titles, add_bundle_part

CHECKING: Final = (
    *(f"offline/verify/{name}" for name in ("bytes", "sha", "ed25519", "inflate")),
    *("js/bundle-check", "js/bundle-check-page"),
)
BUNDLE_PAGE: Final = "check.html"
DOWNLOADING: Final = ("offline/verify/bytes", "offline/verify/sha", "js/bundle-download")


def fetch_context() -> dict[str, Any]:
    """What the page that fetches in pieces needs beside its file."""
    return {"script_href": "/" + joined_path(DOWNLOADING), "words": json.dumps(fetch_words(), ensure_ascii=False)}


def fetch_words() -> dict[str, str]:
    """State -> its sentence, and the words of the buttons; the script fills the places in braces."""
    return {
        "kb": _("{size} KB"),
        "mb": _("{size} MB"),
        "point": get_format("DECIMAL_SEPARATOR"),
        "ready": _(
            "{total} in all. The file comes in small pieces, and this browser keeps them. If the line is cut, nothing is lost."
        ),
        "kept": _("Incomplete: {done} of {total} are here. The rest comes when you go on."),
        "going": _("{done} of {total} are here. You may close this page and come back."),
        "memory": _("{done} of {total} are here. This browser keeps nothing, so leave this page open until the end."),
        "cut": _("The line was cut. {done} of {total} are here. It goes on by itself as soon as there is a line."),
        "full": _("Incomplete: there is too little room on this device; {need} more have to come. Remove something, then go on."),
        "failed": _("Incomplete: this browser could not keep what came. {done} of {total} are here."),
        "gone": _("This file is no longer offered. Go back to the list and take the newer one."),
        "checking": _("All of it is here. Checking every byte…"),
        "whole": _("Complete: {total}, and every byte is as it should be. Save the file now."),
        "wrong": _("Incomplete: what came is not the file that was offered, so it was thrown away. Begin again."),
        "begin": _("Begin"),
        "more": _("Go on"),
        "again": _("Try again"),
        "afresh": _("Begin again"),
        "stop": _("Stop for now"),
        "save": _("Save the file"),
        "remove": _("Remove the pieces from this browser"),
    }


def check_context() -> dict[str, Any]:
    """What the page that checks a file needs, on the web. One query: the keys."""
    return {**check_page_context("/"), "action": reverse("bundles:check")}


def check_page_context(up: str) -> dict[str, Any]:
    """The same for a page that stands `up` from the root, in a bundle too. One query."""
    names = {code: own_name(code) for code, _name in settings.LANGUAGES}
    return {
        "script_href": up + joined_path(CHECKING),
        "keys": json.dumps([from_multikey(key).hex() for key in trusted_keys()]),
        "language_names": json.dumps(names, ensure_ascii=False),
        "tiers": json.dumps(tier_words(), ensure_ascii=False),
        "verdicts": [{"word": word, "title": title, "sentence": sentence} for word, (title, sentence) in verdicts().items()],
    }


def check_files(language: str, _titles: Titles) -> list[PartFile]:
    """The page for a bundle: it checks other files where there is no line. One query."""
    shell = {**shell_context(language, "./"), "js_href": "", "page_title": _("Check a file")}
    page = render_to_string("bundles/check.html", {**shell, **check_page_context("./")})
    return [PartFile(BUNDLE_PAGE, (page.strip() + "\n").encode())]


def verdicts() -> dict[str, tuple[str, str]]:
    """Word of the script's answer -> what it means, and what to do."""
    return {
        "genuine": (
            _("Whole and genuine ✓"),
            _("Every byte is as it was made here, and it is signed. You can use it and pass it on."),
        ),
        "unknown_key": (
            _("Whole, but not from here"),
            _("Nothing in it was changed since it was signed, but who signed it is not known here. Ask where it came from."),
        ),
        "changed": (_("Changed"), _("Something in this file is not as it was made. Do not use it. Download it again.")),
        "missing": (_("Changed"), _("A file is missing inside. Do not use it. Download it again.")),
        "added": (_("Changed"), _("Somebody put another file into it. Do not use it. Download it again.")),
        "cut": (_("Incomplete"), _("The end of this file is missing. Go on with the download, or begin it again.")),
        "newer": (
            _("Cannot be checked"),
            _("Its signature is in a form that this page does not know. Open this page where it is newer."),
        ),
        "no_bundle": (
            _("No signature inside"),
            _("This is a file of another form, or from before files were signed. Compare its SHA-256 with the list of files."),
        ),
        "unreadable": (_("Cannot be read"), _("This device could not read the file. Choose it once more.")),
    }


def known_file(typed: str) -> dict[str, Any]:
    """Which file of ours has this SHA-256, and which one took its place. At most two queries."""
    sha256 = re.sub(r"[^0-9a-f]", "", typed.lower()[:80])
    if not sha256:
        return {}
    rows = Bundle.objects.select_related("manifest").defer("manifest__packed")
    bundle = rows.filter(sha256=sha256).first()
    if bundle is None:
        return {"asked": sha256}
    newer = None
    if not bundle.is_current:
        newer = rows.filter(selection=bundle.selection_id, format=bundle.format, is_current=True).first()
    known = {**bundle_row(bundle), "is_current": bundle.is_current}
    return {"asked": sha256, "known": known, "newer": bundle_row(newer) if newer else None}


add_bundle_part(BundlePart(key="check", page=BUNDLE_PAGE, title=gettext_lazy("Check a file"), files=check_files))
