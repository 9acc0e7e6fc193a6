"""The files a content loads: its libraries' scripts and styles as one of each, library files and its own, at addresses that last.

An address names bytes, so that it is kept for a year: joined files by their libraries and their hash, library files by the set of
libraries, content files by a signed token for that content as it is. The frame has no cookies; the token is what lets it in.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from courses.h5p_storage import SiteStore
from courses.models.h5p import H5PContent, H5PLibrary
from courses.playing.core import FONTS_FOR_READING, core, system_fonts
from courses.playing.forms import GUARD_KEY
from courses.rendering.objects import put_forms, write_whole
from h5p.deps import Assets, LoadOrder, assets, resolve
from h5p.errors import H5PError
from h5p.joined import join_scripts, join_styles
from h5p.library import Library
from h5p.names import LibraryName
from h5p.player import PlayerUrls

FORM: Final = f"1-{GUARD_KEY}"  # of the joined files; another one makes all anew, and no older file is served any more
KEY_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Joined:
    """What the libraries of a content come to. `scripts`, `styles`: addresses; `libraries`: folder -> path -> SHA-256.

    `sizes`: Brotli bytes by address.
    """

    key: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    libraries: Mapping[str, Mapping[str, str]]
    sizes: Mapping[str, int]


def player_urls(content: H5PContent, *, base: str = "") -> PlayerUrls:
    """All addresses of a play; joins what is not joined yet. `base`: the origin before them, nothing for the site's own.

    One query when nothing has changed since the last time. Raises H5PError: `missing-core`, `missing-required-library` (all of
    them named).
    """
    found = core()
    if found is None:
        raise H5PError("missing-core", "The H5P core is not installed here. An operator installs it with: make player")
    joined = joined_for(content)
    return PlayerUrls(
        content=f"{base}/h5p/c/{content_token(content)}",
        libraries=f"{base}/h5p/l/{joined.key}",
        core_script=base + found.script,
        core_styles=tuple(base + style for style in found.styles),
        scripts=tuple(base + script for script in joined.scripts),
        styles=tuple(base + style for style in joined.styles),
        site=base,
    )


# --- libraries --------------------------------------------------------------------------------------------------------


def order_of(library: str, dependencies: Iterable[str], store: SiteStore) -> LoadOrder:
    """What a content of that kind loads, first things first. Raises H5PError (missing-required-library), all of them named."""
    order = resolve(LibraryName.parse(library), [LibraryName.parse(text) for text in dependencies], store)
    if order.missing:
        names = ", ".join(name.spec for name in order.missing)
        raise H5PError("missing-required-library", f"These libraries are not installed, or are switched off: {names}.")
    return order


def joined_for(content: H5PContent) -> Joined:
    """The joined files of a content's libraries as they are installed now. Raises H5PError (missing-required-library)."""
    found = _remembered(content.library, tuple(content.dependencies), _surroundings())
    if not index_path(found.key).is_file():
        _remembered.cache_clear()
        found = _remembered(content.library, tuple(content.dependencies), _surroundings())
    return found


def _surroundings() -> tuple[str, str, bool]:
    """What the answer depends on beside the content: which libraries are installed and enabled, where files are, the switch."""
    rows = H5PLibrary.objects.filter(is_enabled=True).order_by("pk").values_list("machine_name", "major", "minor", "sha256")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest(), str(settings.H5P_ROOT), settings.H5P_JOINED


@functools.lru_cache(maxsize=256)
def _remembered(library: str, dependencies: tuple[str, ...], surroundings: tuple[str, str, bool]) -> Joined:
    store = SiteStore()
    order = order_of(library, dependencies, store)
    key = libraries_key(order.libraries, is_joined=surroundings[2])
    return read_index(key) or _join(key, order, store)


def libraries_key(libraries: tuple[Library, ...], *, is_joined: bool) -> str:
    """Names what these libraries in this order come to: by their bytes, not by their numbers alone."""
    lines = [f"{FORM} {is_joined} {FONTS_FOR_READING}"]
    lines += [f"{library.name.folder}.{library.name.patch} {library.sha256}" for library in libraries]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:KEY_LENGTH]


def _join(key: str, order: LoadOrder, store: SiteStore) -> Joined:
    found = assets(order.libraries)
    fonts = system_fonts()
    if settings.H5P_JOINED:
        # Relative, so that the files also fit together elsewhere: in a bundle, at a host of their own.
        css = join_styles(found.styles, store, libraries=f"../l/{key}")
        files = {"js": join_scripts(found.scripts, store), "css": fonts + b"\n" + css}
        scripts, styles, sizes = _written(key, files)
    else:
        scripts, styles, sizes = _apart(key, found, fonts)
    libraries = {library.name.folder: dict(library.files) for library in order.libraries}
    joined = Joined(key, scripts, styles, libraries, sizes)
    write_whole(index_path(key), json.dumps(asdict(joined), ensure_ascii=False).encode())
    return joined


def _written(key: str, files: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int]]:
    """Keeps joined files that are not empty with their compressed forms: addresses of scripts, of styles, sizes."""
    addresses: dict[str, tuple[str, ...]] = {"js": (), "css": ()}
    sizes = {}
    for ending, data in files.items():
        if data:
            name = f"{key}-{hashlib.sha256(data).hexdigest()[:KEY_LENGTH]}.{ending}"
            addresses[ending] = (f"/h5p/j/{name}",)
            sizes[f"/h5p/j/{name}"] = put_forms(joined_path(name), data)["br"]
    return addresses["js"], addresses["css"], sizes


def _apart(key: str, found: Assets, fonts: bytes) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int]]:
    """Each library's own files, with the switch off; only our stylesheet about fonts is a file of ours."""
    _none, ours, sizes = _written(key, {"css": fonts})
    scripts = tuple(f"/h5p/l/{key}/{one.library.folder}/{one.path}" for one in found.scripts)
    styles = tuple(f"/h5p/l/{key}/{one.library.folder}/{one.path}" for one in found.styles)
    return scripts, ours + styles, sizes


def index_path(key: str) -> Path:
    """Where it is written what a set of libraries comes to."""
    return joined_path(f"{key}.json")


def joined_path(name: str) -> Path:
    """Where a joined file is kept; with `.br` and `.gz` its compressed forms."""
    return Path(settings.H5P_ROOT) / "joined" / FORM / name


def read_index(key: str) -> Joined | None:
    """What a set of libraries comes to, None for one that was never joined here."""
    try:
        found: dict[str, Any] = json.loads(index_path(key).read_bytes())
    except FileNotFoundError:
        return None
    return Joined(found["key"], tuple(found["scripts"]), tuple(found["styles"]), found["libraries"], found["sizes"])


@functools.lru_cache(maxsize=64)
def library_files(key: str, root: str) -> Mapping[str, Mapping[str, str]]:
    """Folder -> path -> SHA-256 of a set of libraries. A set never changes. Raises FileNotFoundError."""
    found = read_index(key)
    if found is None:
        raise FileNotFoundError(key)
    return found.libraries


# --- contents ---------------------------------------------------------------------------------------------------------


def content_token(content: H5PContent) -> str:
    """A capability for the files of a content as they are now: the same as long as they are the same."""
    named = f"{content.pk or 0}-{files_version(content.files)}"
    return f"{named}-{_seal(named)}"


def files_version(files: Mapping[str, str]) -> str:
    """Changes with any file of a content."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()[:16]


def _seal(named: str) -> str:
    return salted_hmac("courses.playing.content", named, algorithm="sha256").hexdigest()[:KEY_LENGTH]


def files_for(token: str) -> Mapping[str, str]:
    """Path -> SHA-256 of the files that a token opens; nothing for a forged one or one of files that changed. One query."""
    named, _dash, seal = token.rpartition("-")
    number, _dash, version = named.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19 and constant_time_compare(seal, _seal(named))):
        return {}
    files: Mapping[str, str] | None = H5PContent.objects.filter(pk=int(number)).values_list("files", flat=True).first()
    return files if files and files_version(files) == version else {}
