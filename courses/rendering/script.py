"""Scripts in one language: their sentences and files of `static/js/` as one file of the object store.

The sentences stand here and not in each page, so that they come once and are kept; the name says what is in the file, so that
it may be kept for ever. Pages work without any of them.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from courses.addresses import object_path
from courses.rendering import objects

Words = dict[str, str | Promise]

LESSON: Final = "lesson"  # on every lesson and on a person's own pages
MINE: Final = "mine"  # loaded by the first where this phone keeps something for its learner, or must
KEEP: Final = "keep"  # on course pages
SPEAK: Final = "speak"  # loaded by the first where the device has a voice for the page's language
SOURCES: Final = {LESSON: ("lesson",), MINE: ("ticks", "outbox", "shared"), KEEP: ("keep",), SPEAK: ("speak",)}
# What reads QR codes from a camera and from photos, one script: a page loads it when somebody wants to scan.
SCANNING: Final = tuple(f"offline/{name}" for name in ("qr-code", "qr-find", "qr-read", "qr-camera"))
# Comments that begin or end a line, and indentation: a tenth of what a learner would pay for.
NOT_SENT: Final = re.compile(r"^[ ]*/\*.*?\*/\n?|[ ]*/\*[^\n]*?\*/$|^[ ]+", re.MULTILINE | re.DOTALL)

WORDS: Final[dict[str, Words]] = {
    LESSON: {
        "wait": _("Checking…"),
        "sent": _("Your answer is saved."),
        "phone": _("Saved on this phone."),
        "waits": _("Saved on this phone. It is sent when the line is back."),
        "none": _("This browser cannot save answers."),
        "failed": _("Not sent yet. Your answer is kept on this page; try again."),
        "empty": _("Choose or write an answer first."),
        "right": _("Right."),
        "partly": _("Partly right."),
        "again": _("Try again."),
        "notyet": _("Not yet."),
        "higher": _("Move up"),
        "lower": _("Move down"),
    },
    MINE: {
        "arrived": _("Sent."),
        "waiting": _("Answers waiting on this phone: {count}"),
        "back": _("Look back"),
    },
    SPEAK: {
        "listen": _("Listen"),
        "stop": _("Stop"),
    },
    KEEP: {
        "begin": _("Show how much it is"),
        "kb": _("{size} KB"),
        "mb": _("{size} MB"),
        "sizes": _("{text} to read, {pictures} with pictures."),
        "size": _("{text} to read."),
        "text": _("Keep the text, {size}"),
        "pictures": _("Keep it with pictures, {size}"),
        "looking": _("Looking how much it is…"),
        "progress": _("{done} of {total} kept"),
        "kept": _("This course is kept on this phone: {size}. You can read it and answer without a line."),
        "cut": _("The line was cut. {done} of {total} are kept, and the rest comes when you go on."),
        "full": _("This phone has no room left. {done} of {total} are kept. Remove something, then go on."),
        "failed": _("This did not work now. Try again when the line is better."),
        "more": _("Go on"),
        "newer": _("There is something new in this course: {size}."),
        "update": _("Fetch it, {size}"),
        "remove": _("Remove it from this phone"),
        "removed": _("Removed. {size} are free again."),
    },
}


def script_path(language: str, name: str = LESSON) -> str:
    """Where a script of a language stands below the root. Written when it is not there; costs a look at the file system."""
    return object_path(objects.put_text(script_text(language, name), "js"))


def script_text(language: str, name: str = LESSON) -> str:
    """The words as one global, and the sources. The lesson's script knows where those it loads stand."""
    more = {later: script_path(language, later) for later in (MINE, SPEAK)} if name == LESSON else {}
    return f"window.{global_of(name)}={script_json(words_in(language, name) | more)};\n{source_text(name)}"


@functools.cache
def words_in(language: str, name: str) -> dict[str, str]:
    """The sentences of a script in a language. Kept for the life of the process: they do not change without a release."""
    with override(language):
        words = {key: str(sentence) for key, sentence in WORDS[name].items()}
        return words | ({"point": get_format("DECIMAL_SEPARATOR")} if name == KEEP else {})


def global_of(name: str) -> str:
    """The global that holds a script's words."""
    return "MWANGA_WORDS" if name == LESSON else f"MWANGA_{name.upper()}_WORDS"


def script_json(data: object) -> str:
    """JSON that is a JavaScript literal in old browsers too, where U+2028 and U+2029 end a line and with it a string."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@functools.cache
def source_text(name: str) -> str:
    """A script's sources without what only their readers need."""
    return "".join(static_source(f"js/{source}") for source in SOURCES[name])


def without_comments(source: str) -> str:
    """A script as it is sent."""
    return NOT_SENT.sub("", source)


def joined_path(names: tuple[str, ...]) -> str:
    """Where files of `static/` stand below the root as one script. Written when it is not there; costs a look at the disk."""
    return object_path(objects.put_text("".join(map(static_source, names)), "js"))


@functools.cache
def static_source(name: str) -> str:
    """A script of `static/` as it is sent: without what only its readers need."""
    return without_comments(read_source(name))


def read_source(name: str) -> str:
    """A script of `static/` as it was written."""
    found = finders.find(f"{name}.js")
    if not isinstance(found, str):
        raise FileNotFoundError(f"The script {name}.js is not among the static files.")
    return Path(found).read_text(encoding="utf-8")
