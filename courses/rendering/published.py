"""The published tree: at each lesson's address a link to its document, so that a web server hands it out like any file.

`published/<tier>/<language>/<course>/<module>/<lesson>` is a symbolic link to the folder of a document in the object store, which
holds `index.html` and its compressed forms: one rename replaces them all, one unlink takes them all away. What is linked here is
served without asking the database; so a link is only made while the version it shows is locked, and taken away before a version's
withdrawal is committed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from courses.addresses import object_path
from courses.rendering.variants import TIERS, drawn_tier


def link_of(path: str, tier: str) -> Path:
    """Where the link of a lesson's address stands. `path` is language/course/module/lesson."""
    root: Path = settings.PUBLISHED_ROOT
    return root / tier / path


def document_at(path: str, tier: str) -> str | None:
    """The name of the document published at an address, or None. Costs one look at the file system."""
    try:
        return os.path.basename(os.readlink(link_of(path, tier)))
    except OSError:
        return None


def publish(path: str, documents: Mapping[str, str]) -> None:
    """Links an address in every tier. `documents` is tier -> name, for the tiers the lesson is drawn in.

    The caller holds the lock on the version's row. Links that fit already are left alone.
    """
    for tier in TIERS:
        name = documents[drawn_tier(tier, documents)]
        if document_at(path, tier) != name:
            put_link(link_of(path, tier), name)


def put_link(link: Path, name: str) -> None:
    """Makes or replaces a link in one step."""
    link.parent.mkdir(parents=True, exist_ok=True)
    target = os.path.relpath(settings.OBJECTS_ROOT.parent / object_path(name), link.parent)
    temporary = link.with_name(f".{link.name}-{secrets.token_hex(6)}")
    temporary.symlink_to(target)
    temporary.replace(link)


def withdraw(path: str) -> None:
    """Takes an address away in every tier. Called before the change of the version's row is committed."""
    for tier in TIERS:
        link_of(path, tier).unlink(missing_ok=True)


def published_paths() -> Iterator[tuple[str, str]]:
    """Every (tier, path) that is linked now."""
    for tier in TIERS:
        root = settings.PUBLISHED_ROOT / tier
        for link in sorted(root.glob("*/*/*/*")):
            if link.is_symlink():
                yield tier, str(link.relative_to(root))


def sweep(served: set[str]) -> int:
    """Takes away every link whose address is not among `served`; returns how many. Repairs what a killed process left."""
    strays = {path for _tier, path in published_paths() if path not in served}
    for path in strays:
        withdraw(path)
    for left_behind in settings.PUBLISHED_ROOT.glob("*/*/*/*/.*"):
        with contextlib.suppress(OSError):
            left_behind.unlink()
    return len(strays)
