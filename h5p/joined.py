"""All scripts of a content's libraries as one file, all styles as another, so that a play takes few requests (section 5)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from h5p.deps import Asset
from h5p.errors import H5PError
from h5p.guard import guarded
from h5p.store import LibraryStore

_URL = re.compile(r"url\(([^()]{0,2000})\)", re.IGNORECASE)
_FACE = re.compile(r"@font-face\s{0,20}\{[^{}]{0,4000}\}", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s{0,5}:\s{0,5}[\"']?([^;\"'{}]{1,100})", re.IGNORECASE)
_ELSEWHERE = ("data:", "http:", "https:", "/", "#")
TEXT_FONTS = frozenset({"inter", "open sans", "roboto", "lato", "montserrat", "noto sans", "source sans pro", "raleway"})
"""Fonts for reading: the telephone has its own. Fonts of icons are kept, since nothing else draws them."""
SYSTEM_FONTS = 'local("Roboto"),local("Noto Sans"),local("Segoe UI"),local("Helvetica Neue"),local("Arial"),local("DejaVu Sans")'


def join_scripts(assets: Sequence[Asset], store: LibraryStore) -> bytes:
    """One after another with a line and a semicolon between, so that an unfinished last line of one does not run into the next.

    The guard stands in front (`h5p.guard`). Nothing for no scripts.
    """
    joined = b"\n;".join(_read(asset, store) for asset in assets)
    return guarded(joined) if joined else b""


def join_styles(assets: Sequence[Asset], store: LibraryStore, *, libraries: str) -> bytes:
    """`libraries`: the address of the library folders, without a slash at its end; relative addresses inside become
    absolute ones."""
    return "\n".join(rewritten(_read(asset, store).decode("utf-8", "replace"), asset, libraries) for asset in assets).encode()


def _read(asset: Asset, store: LibraryStore) -> bytes:
    data = store.read(asset.library, asset.path)
    return data.removeprefix(b"\xef\xbb\xbf").rstrip()


def rewritten(css: str, asset: Asset, libraries: str) -> str:
    """`url()` as seen from the joined file; what leads above all libraries is emptied."""

    def one(found: re.Match[str]) -> str:
        written = found.group(1).strip().strip("\"'").strip()
        if not written or written.lower().startswith(_ELSEWHERE):
            return found.group()
        target = posixpath.normpath(posixpath.join(asset.library.folder, posixpath.dirname(asset.path), written))
        if target.startswith("..") or re.match(r"[a-z][a-z0-9+.-]*:", written, re.IGNORECASE) or '"' in target or "\\" in target:
            return 'url("")'
        return f'url("{libraries}/{target}")'

    return _URL.sub(one, without_text_fonts(css))


def without_text_fonts(css: str) -> str:
    """Without the `@font-face` rules that fetch fonts for reading (up to 231 KB)."""

    def one(found: re.Match[str]) -> str:
        family = _FAMILY.search(found.group())
        return "" if family and family.group(1).strip().lower() in TEXT_FONTS else found.group()

    return _FACE.sub(one, css)


def system_fonts_css(families: Sequence[str] = ("Inter",)) -> str:
    """A stylesheet to be linked after the core's, which is served unmodified: its fonts become the system's, upright and italic.

    Raises H5PError (illegal-option) for a family's name that would not stay a name.
    """
    faces = []
    for family in families:
        if not re.fullmatch(r"[\w -]{1,60}", family, re.ASCII):
            raise H5PError("illegal-option", f"{family!r:.80} is no name of a font.")
        faces += [
            f'@font-face{{font-family:"{family}";font-style:{style};font-weight:100 900;src:{SYSTEM_FONTS}}}'
            for style in ("normal", "italic")
        ]
    return "".join(faces)
