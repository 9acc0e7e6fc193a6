"""The page of a bundle from which results go home: `<language>/home/index.html`, the same for everybody, filled by its scripts."""

from __future__ import annotations

import json
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.addresses import INDEX, static_file
from courses.rendering.script import SCANNING, joined_path
from learning.bundles.device_pages import own_context
from learning.bundles.sources import File, Inside
from learning.codes import PICTURES

TRUST: Final = "trust.js"  # whose receipts are believed; certificates add it to every bundle (`learning.parts`)
# In the order in which they build on each other.
SCRIPTS: Final = (
    *(f"offline/verify/{name}" for name in ("bytes", "sha", "ed25519", "token")),
    *(f"offline/{name}" for name in ("sign", "home-codes", "home-receipt", "qr-write", "home")),
)


def home_page(inside: Inside, language: str, course_slug: str) -> File:
    """The page, with the language active. Its files are named after the course."""
    own = own_context(language, dict.fromkeys(inside.languages, "home"))
    up = own["up"]
    context = {
        **own,
        "page_title": _("Bring your answers home"),
        "slug": course_slug,
        "mark": inside.mark,
        "verify_css_href": static_file(up, "css/verify.css"),
        "trust_href": up + TRUST,
        "script_href": up + joined_path(SCRIPTS),
        "scan_href": up + joined_path(SCANNING),
        "words": json.dumps(words(), ensure_ascii=False, sort_keys=True),
    }
    return File(f"{language}/home/{INDEX}", (render_to_string("bundles/home.html", context).strip() + "\n").encode())


def words() -> dict[str, object]:
    """What the script says."""
    return {
        "faces": {key: str(name) for key, name in PICTURES.items()},
        "guest": _("whoever uses this device"),
        "count": _("Answers not yet brought home: {count}"),
        "show": _("Show the code of: {who} ({count})"),
        "part": _("Code {part} of {parts}"),
        "made": _("The file {name} is made. It stands among your downloads."),
        "home": _("Brought home: {count}. They are safe now."),
        "refused": _("Not taken: {count}. {reason}"),
        "plays": _("Results of what was played: {count}. They go home in the file; picture codes have no room for them."),
        "plays_home": _("Results of what was played that are safe now: {count}."),
        "left": _("Not taken: {count}. The file of the receipt says why."),
        "code": _("Learner code of {who}: {code}. Write it down: it opens what was learned on any phone."),
        "no_receipt": _("This is no receipt. Choose the file that you were given when your answers were brought home."),
        "unknown_key": _("The receipt is signed with a key that this copy of the course does not know. Get a newer copy."),
        "changed": _("The receipt was changed since it was made, so it is not believed. Ask for it once more."),
        "other_device": _("This receipt is for another device."),
    }
