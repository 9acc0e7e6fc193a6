"""The H5P core as it is served: npm's `h5p-standalone`, installed by the operator, not changed and not part of this project.

Without it nothing breaks: `core()` is None, contents in their box are shown with their title, licence and a sentence.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from courses.playing.forms import forms_of
from h5p.joined import system_fonts_css

SCRIPT: Final = "dist/frame.bundle.js"
STYLE: Final = "dist/styles/h5p.css"
LICENCE: Final = "LICENSE"
FONTS_FOR_READING: Final = ("Inter", "Open Sans")
"""Families that the core's stylesheet fetches, up to 231 KB; the telephone's own take their place."""
MOST_FILES: Final = 500


@dataclass(frozen=True, slots=True)
class Core:
    """Where the core is: root-relative addresses. `sizes`: Brotli bytes by address; `files`: path -> SHA-256, the licence too."""

    key: str
    script: str
    styles: tuple[str, ...]
    sizes: Mapping[str, int]
    files: Mapping[str, str]

    @property
    def licence(self) -> str:
        """The address of its licence, to be shown where it is used."""
        return address_of(self.key, LICENCE)


def core() -> Core | None:
    """The core, None when it is not installed. Read and hashed (1.4 MB) once for each process and state of the folder."""
    root = Path(settings.H5P_CORE_ROOT)
    try:
        stamp = tuple((root / path).stat().st_mtime_ns for path in (SCRIPT, STYLE))
    except OSError:
        return None
    return _read(root, stamp, Path(settings.H5P_ROOT))


@functools.lru_cache(maxsize=8)
def _read(root: Path, _stamp: tuple[int, ...], _kept: Path) -> Core:
    found = sorted(path for path in (root / "dist").rglob("*") if path.is_file())[:MOST_FILES]
    paths = [*found, *(path for path in [root / LICENCE] if path.is_file())]
    files = {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    key = hashlib.sha256("".join(f"{sha} {path}\n" for path, sha in sorted(files.items())).encode()).hexdigest()[:32]
    sizes = {address_of(key, path): forms_of(files[path], (root / path).read_bytes())["br"] for path in (SCRIPT, STYLE)}
    return Core(key, address_of(key, SCRIPT), (address_of(key, STYLE),), sizes, files)


def address_of(key: str, path: str) -> str:
    """Where a file of the core is served."""
    return f"/h5p/core/{key}/{path}"


def system_fonts() -> bytes:
    """What is linked after the core's stylesheet, so that no font for reading is fetched."""
    return system_fonts_css(FONTS_FOR_READING).encode()
