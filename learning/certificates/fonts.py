"""Which letters no font of this machine has: asked of Pango, which is what draws them, so that none comes out as an empty box."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Final
from unicodedata import category, name

from django.utils.translation import gettext as _

from learning.errors import PdfUnavailable
from learning.pdf import loaded_weasyprint

COUNTS: Final = "int pango_layout_get_unknown_glyphs_count(PangoLayout *layout);"  # not among what WeasyPrint declares
EAST_ASIAN: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")
MOST_SHOWN: Final = 8
# These letters are Urdu's alone; a name that has one is set in Nastaliq, as its readers write.
URDU: Final = frozenset("ٹڈڑںےۓھۂ")


class FontMissing(PdfUnavailable):
    """No installed font has some letters of the certificate."""


def refuse_missing_letters(text: str) -> None:
    """Raises `FontMissing` with the letters and the package that brings them. The caller holds `ONE_AT_A_TIME`."""
    letters = letters_without_font(text)
    if letters:
        sentence = _(
            "This server has no font for these letters: %(letters)s. Whoever runs it can install one (on Debian, the package "
            "%(package)s). You can print this page instead."
        )
        raise FontMissing(sentence % {"letters": " ".join(letters[:MOST_SHOWN]), "package": package_for(letters[0])})


def letters_without_font(text: str) -> list[str]:
    """The letters of a text, each once, that would be drawn as boxes. Milliseconds."""
    unknown = counter()
    if not unknown(text):
        return []
    return [char for char in dict.fromkeys(text) if not char.isspace() and not category(char).startswith("C") and unknown(char)]


@cache
def counter() -> Any:
    """Counts the glyphs of a text that no font has."""
    ffi_module = import_module(f"{loaded_weasyprint().__name__}.text.ffi")
    ffi, pango, release = ffi_module.ffi, ffi_module.pango, ffi_module.gobject.g_object_unref
    ffi.cdef(COUNTS)
    fonts = ffi.gc(ffi_module.pangoft2.pango_ft2_font_map_new(), release)
    context = ffi.gc(pango.pango_font_map_create_context(fonts), release)

    def unknown(text: str) -> int:
        layout, data = ffi.gc(pango.pango_layout_new(context), release), text.encode()
        pango.pango_layout_set_text(layout, data, len(data))
        return int(pango.pango_layout_get_unknown_glyphs_count(layout))

    return unknown


def package_for(letter: str) -> str:
    """Debian's package that most likely has a letter."""
    if name(letter, "").startswith(EAST_ASIAN):
        return "fonts-noto-cjk"
    return "fonts-symbola" if category(letter) == "So" else "fonts-noto-core"


def is_urdu(text: str) -> bool:
    """Whether a name has letters that only Urdu writes."""
    return not URDU.isdisjoint(text)
