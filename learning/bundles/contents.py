"""What goes into a bundle: the list of its files, nothing written.

Lessons are the bytes the web serves. Which static files and objects belong in is read from the pages themselves, so that no
link can lead out of the bundle.
"""

from __future__ import annotations

from typing import Final

from courses.addresses import INDEX, stored_static_name
from courses.rendering.script import SPEAK, script_path
from learning.bundles.pages import pages_of
from learning.bundles.plays import play_files
from learning.bundles.sources import File, Inside, kept_file, referenced
from learning.bundles.updates.carried import carried_files

# Loaded by scripts and pages under names that never change, unlike all other static files.
OFFLINE_SCRIPTS: Final = tuple(
    f"offline/{name}.js"
    for name in ("grade", "rooms", "me", "review", "codes", "learners", "search-words", "search", "verify/bytes", "verify/sha")
)


def files_of(inside: Inside) -> list[File]:
    """Every file of the bundle but its manifest, sorted by path. A few queries for each lesson and language, once for an inside."""
    if "files" not in inside.drawn:
        inside.drawn["files"] = draw_files(inside)
    return inside.drawn["files"]


def draw_files(inside: Inside) -> list[File]:
    """Draws them."""
    drawn = [*lesson_files(inside), *pages_of(inside), *play_files(inside), *carried_files(inside)]
    scripts = script_files()
    own = {file.path for file in scripts}
    loaded = [path for path in referenced(file.data for file in drawn if file.path.endswith(".html")) if path not in own]
    voices = [script_path(language, SPEAK) for language in inside.languages]  # the lesson's script loads it, no page names it
    by_path = {file.path: file for file in [*drawn, *scripts, *map(kept_file, [*loaded, *voices])]}
    return [by_path[path] for path in sorted(by_path)]


def lesson_files(inside: Inside) -> list[File]:
    """The lessons, byte for byte as the web serves them."""
    return [File(f"{path}/{INDEX}", document) for path, document in inside.documents.items()]


def script_files() -> list[File]:
    """What grades answers and shows lamps where there is no server."""
    return [File(f"static/{name}", kept_file(f"static/{stored_static_name(name)}").read()) for name in OFFLINE_SCRIPTS]
