"""What an H5P content plays with where there is no server: scripts that hand core, libraries and files to its page.

A frame of nobody's origin loads no file of a folder, whatever its policy says. So the page loads everything as scripts that only
keep words: `MWANGA_H5P[name]=…`. static/offline/h5p.js hands them into the frame. Nothing in them runs in the page itself, and
what contents share is one file. Each is named by the hash of its bytes.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import override

from courses.h5p_storage import SiteStore, path_of
from courses.models import H5PContent
from courses.playing.assets import order_of
from courses.playing.core import LICENCE, SCRIPT, STYLE, core, system_fonts
from courses.playing.forms import TYPES, type_of
from courses.playing.frame import core_words
from courses.rendering.objects import write_whole
from courses.rendering.script import script_json, static_source
from h5p.deps import LoadOrder, assets
from h5p.errors import H5PError
from h5p.guard import GUARD, script_hash
from h5p.joined import join_scripts, join_styles
from h5p.library import Library
from h5p.member_path import extension
from h5p.player import PlayContent, PlayerUrls, frame_scripts, integration
from learning.bundles.sources import File

FOLDER: Final = "h5p"
NOWHERE: Final = "https://mwanga.invalid"  # where addresses inside a frame begin: no host, and never asked; h5p.js knows it too
NUMBER: Final = 1  # of a content inside its frame; its primary key would change with the database
LARGEST_FILE: Final = 40_000_000  # bytes of a film or picture: the page holds it in memory as text, a third longer
LARGEST_CONTENT: Final = 80_000_000  # bytes of all files of a content
URL: Final = re.compile(rb"url\(([^()]{0,2000})\)", re.IGNORECASE)
# What scripts of a library may ask for by name. Its texts for translators and its forms for authors no player reads.
LEFT_OUT: Final = frozenset({"js", "css", "map", "md", "txt"})
FOR_AUTHORS: Final = re.compile(r"language/|semantics\.json$|library\.json$|upgrades\.js$|icon\.svg$")


@dataclass(frozen=True)
class Parts:
    """The files of one content, in the order in which its page loads them, and the libraries whose licences go with them."""

    files: tuple[File, ...] = ()
    libraries: tuple[Library, ...] = ()


def parts_of(content: H5PContent, *, iri: str) -> Parts:
    """All that one content plays with. A query for each library. Raises `H5PError`, also when it is too large to carry."""
    if core() is None:
        raise H5PError("missing-core", "The H5P core is not installed here. An operator installs it with: make player")
    store = SiteStore()
    order = order_of(content.library, content.dependencies, store)
    main = store.get(content.library_name)
    if main is None:
        raise H5PError("missing-required-library", f"The library {content.library} is not installed, or is switched off.")
    own = own_files(content)
    told = {"integration": integration_of(content, main, iri), "files": {path: keeps(file) for path, file in own.items()}}
    shared = (core_part(), libraries_part(order, store), *dict.fromkeys(own.values()))
    return Parts((*shared, part("content", told)), order.libraries)


def part(name: str, data: object) -> File:
    """Words for the page to keep under a name."""
    text = f"(window.MWANGA_H5P=window.MWANGA_H5P||{{}})[{script_json(name)}]={script_json(data)};\n".encode()
    return File(f"{FOLDER}/{hashlib.sha256(text).hexdigest()[:32]}.js", text)


def integration_of(content: H5PContent, main: Library, iri: str) -> dict[str, Any]:
    """What the core is told. Nobody's state is in it: the device keeps that."""
    urls = PlayerUrls(f"{NOWHERE}/c", f"{NOWHERE}/l", "", (), (), (), site=NOWHERE)
    play = PlayContent(
        id=NUMBER,
        library=main,
        params=content.filtered,
        title=content.title,
        iri=iri,
        language=content.language or "und",
        metadata=content.metadata,
    )
    with override(content.language if content.language in dict(settings.LANGUAGES) else None):
        return integration(play, urls=urls, words=core_words())


# --- the core and the libraries ---------------------------------------------------------------------------------------


def core_part() -> File:
    """The core: its script as npm brought it, its styles with pictures and fonts of icons in them.

    `hashes`, here and in the libraries' part: what the frame's policy lets run, which is all that is in them and nothing else.
    """
    found = core()
    return _core_part(found.key if found else "", str(settings.H5P_CORE_ROOT), static_source("offline/h5p-frame"))


@lru_cache(maxsize=4)
def _core_part(_key: str, root: str, start: str) -> File:
    folder = Path(root)

    def read(path: str) -> bytes | None:
        asked = posixpath.normpath(posixpath.join(posixpath.dirname(STYLE), path))
        file = folder / asked
        # Fonts for reading are the device's own, as on the site.
        return (
            None
            if asked.startswith("..") or "/inter/" in asked or "/open-sans/" in asked or not file.is_file()
            else file.read_bytes()
        )

    style = held((folder / STYLE).read_bytes(), read) + b"\n" + system_fonts()
    before, after = frame_scripts("window.mwangaConfig", number=NUMBER)
    script = (folder / SCRIPT).read_text(encoding="utf-8")
    scripts = {"before": before, "after": after, "start": GUARD + start, "script": script}
    hashes = [script_hash(one) for one in scripts.values()]
    return part("core", {**scripts, "style": style.decode("utf-8", "replace"), "hashes": hashes})


def libraries_part(order: LoadOrder, store: SiteStore) -> File:
    """The libraries of a content, joined as on the site. Contents of the same type share it."""
    found = assets(order.libraries)
    script = join_scripts(found.scripts, store).decode("utf-8", "replace")
    by_folder = {library.name.folder: library for library in order.libraries}
    in_styles: set[str] = set()

    def read(path: str) -> bytes | None:
        folder, _slash, name = path.removeprefix("l/").partition("/")
        library = by_folder.get(folder)
        if library is None or name not in library.files:
            return None
        in_styles.add(f"{folder}/{name}")
        return path_of(library.files[name]).read_bytes()

    style = held(join_styles(found.styles, store, libraries="l"), read).decode("utf-8", "replace")
    asked = {
        f"{folder}/{name}": as_data(name, path_of(sha256).read_bytes())
        for folder, library in by_folder.items()
        for name, sha256 in library.files.items()
        if may_be_asked_for(name) and (f"{folder}/{name}" not in in_styles or posixpath.basename(name) in script)
    }
    return part("libraries", {"script": script, "style": style, "files": asked, "hashes": [script_hash(script)]})


def may_be_asked_for(path: str) -> bool:
    """Whether a library's own scripts may load a file while they play."""
    return extension(path) in TYPES and extension(path) not in LEFT_OUT and not FOR_AUTHORS.search(path)


def held(css: bytes, read: Any) -> bytes:
    """A stylesheet with what it would load in it. `read(path)` gives bytes, or None for what is left out."""

    def one(found: re.Match[bytes]) -> bytes:
        written = found.group(1).strip().strip(b"\"'").strip().decode("utf-8", "replace")
        if written.lower().startswith("data:"):
            return found.group()
        path = re.split("[?#]", written)[0]
        data = read(path) if path else None
        return b'url("%s")' % (as_data(path, data).encode() if data is not None else b"data:,")

    return URL.sub(one, css)


def as_data(path: str, data: bytes) -> str:
    """Bytes as an address that holds them."""
    return f"data:{type_of(path).partition(';')[0]};base64,{base64.b64encode(data).decode()}"


# --- the content's own files ------------------------------------------------------------------------------------------


def own_files(content: H5PContent) -> dict[str, File]:
    """Path -> the script that holds a file of a content; the same bytes are in one. Raises `H5PError` (too-large)."""
    sizes = {path: path_of(sha256).stat().st_size for path, sha256 in content.files.items() if path_of(sha256).is_file()}
    if sum(sizes.values()) > LARGEST_CONTENT or max(sizes.values(), default=0) > LARGEST_FILE:
        raise H5PError("file-too-large", f"“{content.title}” has files that are too large to be played from a bundle.")
    return {path: file_part(path, content.files[path]) for path in sorted(sizes)}


def file_part(path: str, sha256: str) -> File:
    """One file as a script, made once and kept beside the files: films do not fit into memory together."""
    kind = type_of(path).partition(";")[0]
    name = hashlib.sha256(f"{sha256} {kind}".encode()).hexdigest()[:32]
    kept = Path(settings.H5P_ROOT) / "packed" / f"{name}.js"
    if not kept.is_file():
        told = {"type": kind, "data": base64.b64encode(path_of(sha256).read_bytes()).decode()}
        write_whole(kept, part(name, told).data)
    return File(f"{FOLDER}/{name}.js", source=kept)


def keeps(file: File) -> str:
    """The name under which a file's script keeps it."""
    return Path(file.path).stem


# --- licences ---------------------------------------------------------------------------------------------------------


def licence_lines(libraries: Mapping[str, Library]) -> Iterator[str]:
    """A line for each library: what it is and its licence as it says it, in the order of the names."""
    for _name, library in sorted(libraries.items()):
        name = library.name
        yield f"{name.machine_name} {name.major}.{name.minor}.{name.patch}: {library.license or '?'}"


def core_licence() -> str:
    """The licence text that came with the core."""
    path = Path(settings.H5P_CORE_ROOT) / LICENCE
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
