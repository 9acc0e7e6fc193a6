"""Packages as tests open them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from lxml import etree

from learning.bundles.formats import WRITERS
from learning.bundles.sources import Wanted, inside_of


def written(form: str, course_key: UUID, language: str, *, folder: Path, tier: str = "text", also: tuple[str, ...] = ()) -> Path:
    """A package of a course, fresh."""
    target = folder / f"{language}-{tier}{WRITERS[form].suffix}"
    target.unlink(missing_ok=True)
    WRITERS[form].write(inside_of(Wanted(course_key, language, tier, form, also=also)), target)
    return target


def fresh_files(form: str, course_key: UUID, language: str, *, tier: str = "text") -> dict[str, bytes]:
    """Path -> bytes of a package that is kept nowhere."""
    with TemporaryDirectory() as folder:
        return files_in(written(form, course_key, language, folder=Path(folder), tier=tier))


def files_in(package: Path) -> dict[str, bytes]:
    """Path -> bytes."""
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def parsed(data: bytes) -> Any:
    """An XML document; `find`, `findall` and `xpath` take names without their namespace."""
    root = etree.fromstring(data)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root
