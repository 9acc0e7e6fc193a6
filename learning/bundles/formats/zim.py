"""A course for Kiwix: one ZIM file with an index of its words. Inside are the pages of the main form, byte for byte.

The library is loaded only here and only when needed, for a small server may lack it. One language a file, because the index knows
the word endings of one language only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageDraw

from courses.addresses import INDEX
from learning.bundles.contents import files_of
from learning.bundles.errors import BundleRefused
from learning.bundles.formats.format import Format
from learning.bundles.formats.reading import readings_of
from learning.bundles.formats.zim_bytes import make_repeatable
from learning.bundles.manifest import manifest_of
from learning.bundles.sources import File, Inside
from learning.bundles.updates.carried import CARRIED

KINDS: Final = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "avif": "image/avif",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "webm": "video/webm",
    "mp4": "video/mp4",
}
# ISO 639-3, which catalogues of Kiwix speak and by which the index chooses its word endings.
THREE_LETTERS: Final = {
    "en": "eng",
    "fr": "fra",
    "ar": "ara",
    "sw": "swa",
    "ha": "hau",
    "pt": "por",
    "es": "spa",
    "hi": "hin",
    "bn": "ben",
    "am": "amh",
}
TITLE, DESCRIPTION = 30, 80  # signs, as the specification of the metadata has it
ICON: Final = 48  # pixels


class ManyLanguages(BundleRefused):
    """A ZIM holds one language."""


class ZimUnavailable(BundleRefused):
    """The library is not installed."""


def write_zim(inside: Inside, target: Path) -> None:
    """The ZIM. Raises `ManyLanguages` or `ZimUnavailable`."""
    languages = inside.wanted.languages
    if len(languages) > 1:
        raise ManyLanguages(
            _("A file for Kiwix holds one language, and these were asked for: %(languages)s. Make one file for each.")
            % {"languages": ", ".join(languages)}
        )
    writer = loaded_writer()
    files = files_of(inside)
    creator = writer.Creator(target)
    creator.config_indexing(True, THREE_LETTERS.get(languages[0], languages[0]))
    creator.config_nbworkers(1)
    creator.set_mainpath(INDEX)
    found_by = titles_found(inside)
    with creator:
        creator.add_illustration(ICON, icon())
        for file in sorted([*files, manifest_of(inside, files)], key=lambda file: file.path):
            if file.path not in CARRIED:
                creator.add_item(item_of(file, found_by, writer))
        for name, text in metadata_of(inside):
            creator.add_metadata(name, text)
    make_repeatable(target)


def loaded_writer() -> ModuleType:
    """The library's writer. Raises `ZimUnavailable`."""
    try:
        return import_module("libzim.writer")
    except ImportError as error:
        raise ZimUnavailable(
            _("This server cannot make files for Kiwix, because libzim is not installed. Whoever runs it can: pip install libzim.")
        ) from error


def titles_found(inside: Inside) -> dict[str, str]:
    """What people search for, and what it is called: courses and lessons. No answers, and no pages around them."""
    readings = readings_of(inside)
    courses = {f"{reading.language}/{reading.course.slug}": reading.course.title for reading in readings}
    return courses | {lesson.path: lesson.title for reading in readings for lesson in reading.lessons}


def item_of(file: File, found_by: dict[str, str], writer: ModuleType) -> Any:
    """A file as the library takes it; what is not among `found_by` is in no index."""
    kind = KINDS[file.path.rsplit(".", 1)[-1]]
    folder, _slash, name = file.path.rpartition("/")
    is_found = name == INDEX and folder in found_by

    class NoWords(writer.IndexData):  # type: ignore[name-defined]
        def has_indexdata(self) -> bool:
            return False

    class Item(writer.Item):  # type: ignore[name-defined]
        def get_path(self) -> str:
            return file.path

        def get_title(self) -> str:
            return found_by[folder] if is_found else title_in(file.read()) if kind == "text/html" else ""

        def get_mimetype(self) -> str:
            return kind

        def get_contentprovider(self) -> Any:
            return writer.FileProvider(file.source) if file.source else writer.StringProvider(file.data)

        def get_hints(self) -> dict[Any, int]:
            return {writer.Hint.FRONT_ARTICLE: is_found, writer.Hint.COMPRESS: kind.startswith(("text/", "application/"))}

        if not is_found:

            def get_indexdata(self) -> Any:
                return NoWords()

    return Item()


def title_in(page: bytes) -> str:
    """What a page calls itself."""
    found = re.search(rb"<title>(.*?)</title>", page, re.DOTALL)
    return BeautifulSoup(found[1], "html.parser").get_text() if found else ""


def metadata_of(inside: Inside) -> Iterator[tuple[str, str]]:
    """What catalogues of Kiwix show, in the order of the names."""
    language = inside.wanted.language
    others = [code for code in inside.languages if code != language]
    version, tier = inside.version, inside.wanted.tier
    yield "Creator", "Mwanga"
    yield "Date", f"{inside.created:%Y-%m-%d}"
    yield "Description", shortened(version.content["summary"], DESCRIPTION)
    yield "Flavour", tier
    yield "Language", ",".join(THREE_LETTERS.get(code, code) for code in [language, *others])
    yield "License", inside.licence
    yield "LongDescription", version.content["summary"]
    more = len(inside.wanted.courses) - 1
    yield "Name", f"mwanga_{language}_{version.slug}" + (f"-and-{more}-more" if more else "")
    yield "Publisher", "Mwanga"
    yield (
        "Tags",
        "_category:other;_ftindex:yes;_pictures:{};_videos:{}".format(
            *("no" if tier == "text" else "yes", "yes" if tier == "video" else "no")
        ),
    )
    yield "Title", shortened(inside.title, TITLE)


def shortened(text: str, most: int) -> str:
    """A text of so many signs at most, whole words where it can be."""
    if len(text) <= most:
        return text
    words = text[:most].rsplit(" ", 1)[0]
    return words[: most - 1].rstrip(" .,;:") + "…"


def icon() -> bytes:
    """The lamp on its ground, 48 pixels wide."""
    image = Image.new("RGB", (ICON * 4, ICON * 4), "#2f3a8f")
    draw = ImageDraw.Draw(image)
    draw.polygon([(78, 28), (114, 28), (114, 62), (138, 96), (128, 132), (64, 132), (54, 96), (78, 62)], fill="#fbf6ec")
    draw.ellipse((78, 72, 114, 126), fill="#f2a516")
    draw.polygon([(60, 140), (132, 140), (146, 168), (46, 168)], fill="#fbf6ec")
    out = BytesIO()
    image.resize((ICON, ICON), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


ZIM: Final = Format(
    key="zim",
    title=gettext_lazy("Course for Kiwix (ZIM)"),
    suffix=".zim",
    content_type="application/x-zim",
    cannot=gettext_lazy(
        "It holds one language. Answers are checked and kept by the reader’s own browser, where it lets pages run scripts; "
        "another reader does not know of them."
    ),
    write=write_zim,
)
