"""Packages of standard types, and our own runnable library, for tests of importing: all made in code."""

from __future__ import annotations

import io
from io import BytesIO
from typing import Any

from PIL import Image

from courses.h5p_storage import SiteStore
from h5p.archive import open_package
from h5p.blocks import Block, OneAnswer, Option
from h5p.credits import Credits
from h5p.export import Content, export
from h5p.names import LibraryName
from h5p.store import PackageLibraries, install
from tests.h5p.libraries import library
from tests.h5p.packages import dependency, h5p_json, packed

RAIN = OneAnswer("Why does it rain?", (Option("Clouds", True, "Yes."), Option("The moon", False, "No.")))


def exported(*blocks: Block, mode: str = "content-only", files: dict[str, bytes] | None = None, **rights: Any) -> io.BytesIO:
    """Blocks as a package."""
    about = Credits(**{"title": "Rain", "language": "en", "license": "CC BY", "license_version": "4.0", **rights})
    return BytesIO(export(Content(about, blocks, files or {}), mode=mode).data)


def package(main: str, params: dict[str, Any], *others: str, files: dict[str, bytes] | None = None, **head: Any) -> io.BytesIO:
    """A content-only package of any type."""
    names = [LibraryName.parse(spec) for spec in (main, *others)]
    listed = [dependency(name.machine_name, name.major, name.minor) for name in names]
    about = h5p_json(mainLibrary=names[0].machine_name, preloadedDependencies=listed, **head)
    inside = {f"content/{path}": data for path, data in (files or {}).items()}
    return BytesIO(packed({"h5p.json": about, "content/content.json": params, **inside}.items()))


def part(spec: str, params: dict[str, Any], title: str = "", **metadata: Any) -> dict[str, Any]:
    """A part of other content."""
    return {
        "library": spec,
        "params": params,
        "subContentId": "5b0c2f1e-6a39-4d0b-9a0a-000000000001",
        "metadata": {"title": title, "license": "U", **metadata},
    }


def install_own() -> None:
    """Our own runnable library, installed as a superuser would."""
    with open_package(exported(RAIN, mode="own")) as archive:
        install(PackageLibraries(archive), SiteStore())


def install_library(spec: str, semantics: Any, **meta: Any) -> None:
    """A small library of our own making."""
    SiteStore().put(library(spec, semantics, files={"play.js": b"H5P.Test = function () {};"}, **meta))


def photograph(size: tuple[int, int] = (64, 48), **saving: Any) -> bytes:
    """A JPEG."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **saving)
    return out.getvalue()
