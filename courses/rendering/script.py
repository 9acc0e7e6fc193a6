"""The lesson's script in one language: its sentences and `static/js/lesson.js` as one file of the object store.

The sentences stand here and not in each lesson's document, so that they come once and are kept; the name says what is in the
file, so that it may be kept for ever. Lessons work without it.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from courses.addresses import object_path
from courses.rendering import objects

SOURCE: Final = "js/lesson.js"
WORDS: Final[dict[str, str | Promise]] = {
    "wait": _("Checking…"),
    "sent": _("Your answer is saved."),
    "phone": _("Saved on this phone."),
    "none": _("This browser cannot save answers."),
    "failed": _("Not sent yet. Your answer is kept on this page; try again."),
    "empty": _("Choose or write an answer first."),
    "right": _("Right."),
    "partly": _("Partly right."),
    "again": _("Try again."),
    "notyet": _("Not yet."),
    "higher": _("Move up"),
    "lower": _("Move down"),
}


def script_path(language: str) -> str:
    """Where the script of a language stands below the root. Written when it is not there; costs a look at the file system."""
    text = script_text(language)
    return object_path(objects.put_text(text, "js"))


@functools.cache
def script_text(language: str) -> str:
    """The words as one global, and the script. Kept for the life of the process: neither changes without a release."""
    with override(language):
        words = {name: str(sentence) for name, sentence in WORDS.items()}
    return f"window.MWANGA_WORDS={script_json(words)};\n{source_text()}"


def script_json(data: object) -> str:
    """JSON that is a JavaScript literal in old browsers too, where U+2028 and U+2029 end a line and with it a string."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def source_text() -> str:
    """`lesson.js` as it was written."""
    found = finders.find(SOURCE)
    if not isinstance(found, str):
        raise FileNotFoundError(f"The script {SOURCE} is not among the static files.")
    return Path(found).read_text(encoding="utf-8")
