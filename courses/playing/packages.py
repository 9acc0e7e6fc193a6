"""Packages of the site: those that are kept because somebody has yet to install from them, and lessons and cards written as `.h5p`.

An export has the words of the page that it is given, light pictures and recordings, and the course's licence. The three levels are
those of `h5p.export`.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, Final

from courses.blocks.h5p import KIND
from courses.h5p_storage import SiteStore, Staged, path_of, pieces
from courses.models import CoursePage, H5PContent, LessonPage
from courses.playing.native import LOSSES, Card, blocks_of
from courses.playing.native_media import PACKAGE_LICENCES, credit_of, files_of
from courses.playing.own_words import own_words
from h5p.blocks import Block, Embed
from h5p.blocks import Recording as RecordingBlock
from h5p.credits import Credits, credits_from, head_fields
from h5p.errors import H5PError, Issue
from h5p.export import Content, Exported, export, used_in
from h5p.names import LibraryName
from h5p.parts import groups_in
from h5p.zip_writing import zip_of

LONGEST_TITLE: Final = 80
NOT_READY: Final = "The light copy of a sound or video is not made yet, so only its words are exported."


def keep_package(file: BinaryIO) -> str:
    """Keeps a package's bytes, streamed; returns their SHA-256."""
    with Staged() as staged:
        sha = staged.add(pieces(file))
        staged.place()
    return sha


def open_kept(sha256: str) -> BinaryIO:
    """A kept package, to be closed by the caller. Raises FileNotFoundError."""
    return path_of(sha256).open("rb")


def export_lesson(page: LessonPage, *, mode: str = "content-only") -> Exported:
    """All cards of a lesson, or of a draft of it, as one package. Raises H5PError: see `h5p.export.export`."""
    cards = [(card["type"], card["value"]) for card in page.body.get_prep_value()]
    return _exported(cards, credits_of_lesson(page), mode)


def export_card(page: LessonPage, card_id: str, *, mode: str = "content-only") -> Exported:
    """One card of a lesson as a package, under its own first words. Raises H5PError, also `no-such-card`."""
    found = [(card["type"], card["value"]) for card in page.body.get_prep_value() if card["id"] == card_id]
    if not found:
        raise H5PError("no-such-card", f"The lesson has no card {card_id!r:.60}.", card_id[:60])
    about = credits_of_lesson(page)
    prompt = " ".join((found[0][1].get("prompt") or found[0][1].get("title") or "").split())
    return _exported(found, replace(about, title=prompt[:LONGEST_TITLE] or about.title), mode)


def export_content(content: H5PContent, *, mode: str = "content-only") -> Exported:
    """A content as the package that it was, from what is kept of it. Raises H5PError in full and own mode."""
    about = credits_from(json.loads(json.dumps(content.credits)))
    if mode == "content-only":
        return _as_it_came(content, about)
    block = Embed(content.library, content.params, content.metadata)
    return export(Content(about, (block,), _files_of_content(content, "")), mode=mode, store=SiteStore())


def _as_it_came(content: H5PContent, about: Credits) -> Exported:
    """All that is kept of a content, also what its parameters name and the package did not have."""
    main = LibraryName.parse(content.library)
    needed = dict.fromkeys([main, *used_in(content.params)])
    head = {
        **head_fields(about),
        "mainLibrary": main.machine_name,
        "embedTypes": ["iframe"],
        "preloadedDependencies": [
            {"machineName": name.machine_name, "majorVersion": name.major, "minorVersion": name.minor} for name in needed
        ],
    }
    texts = {"h5p.json": head, "content/content.json": content.params}
    written = {
        name: json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() for name, data in texts.items()
    }
    return Exported(zip_of({**written, **_files_of_content(content, "content/")}), main)


def credits_of_lesson(page: LessonPage) -> Credits:
    """A lesson's title and language with its course's licence."""
    course = CoursePage.objects.ancestor_of(page).first()
    code, version = PACKAGE_LICENCES.get(course.licence if course else "", ("U", ""))
    return Credits(title=page.title, language=_language(page), license=code, license_version=version)


def _language(page: LessonPage) -> str:
    """As H5P takes it: letters and hyphens, ten at most."""
    code: str = page.locale.language_code
    return code if len(code) <= 10 and code.replace("-", "").isascii() and code.replace("-", "").isalpha() else "und"


def _exported(cards: Sequence[Card], about: Credits, mode: str) -> Exported:
    if len(cards) == 1 and cards[0][0] == KIND:
        content = H5PContent.objects.filter(pk=cards[0][1].get("content") or 0).first()
        if content:
            return export_content(content, mode=mode)
    blocks: list[Block] = []
    files: dict[str, bytes] = {}
    losses: list[Issue] = []
    for kind, value in cards:
        made = _embed(value, files) if kind == KIND else blocks_of((kind, value))
        blocks += made
        losses += _losses_of((kind, value), made)
        files |= files_of(kind, value)
    about = _with_media_credits(about, cards)
    done = export(Content(about, tuple(blocks), files, words=own_words(about.language)), mode=mode, store=SiteStore())
    return replace(done, losses=tuple(dict.fromkeys((*losses, *done.losses))))


def _losses_of(card: Card, made: Iterable[Block]) -> list[Issue]:
    kind, _value = card
    if kind == "helpline":
        return [Issue("helplines-not-exported", LOSSES["helplines-not-exported"])]
    if kind in ("audio", "video") and not any(isinstance(block, RecordingBlock) for block in made):
        return [Issue("media-not-ready", NOT_READY)]
    return [Issue("left-out", LOSSES["left-out"])] if not made and kind == KIND else []


def _with_media_credits(about: Credits, cards: Sequence[Card]) -> Credits:
    """Who made recordings and videos stands among the package's authors, with the licence where it is another."""
    people = []
    for kind, value in cards:
        credit, licence = credit_of(kind, value)
        if credit:
            people.append((f"{credit} ({licence})"[:255] if licence else credit[:255], "Author"))
    return replace(about, authors=(*about.authors, *dict.fromkeys(people)))


def _embed(value: dict[str, Any], files: dict[str, bytes]) -> list[Block]:
    """A content among other cards: its files move into a folder of its own, so that two of them do not meet."""
    content = H5PContent.objects.filter(pk=value.get("content") or 0).first()
    if content is None:
        return []
    folder = hashlib.sha256(str(content.uuid).encode()).hexdigest()[:12] + "/"
    files |= _files_of_content(content, folder)
    params = copy.deepcopy(content.params)
    for found in groups_in(params):
        path = found.get("path")
        if isinstance(path, str) and path.removesuffix("#tmp") in content.files:
            found["path"] = folder + path.removesuffix("#tmp")
    words = [*blocks_of(("share", {"text": value.get("summary") or ""}))]
    return [*words, Embed(LibraryName.parse(content.library).spec, params, content.metadata)]


def _files_of_content(content: H5PContent, folder: str) -> dict[str, bytes]:
    files = {}
    for path, sha in content.files.items():
        kept = path_of(sha)
        if kept.is_file():
            files[folder + path] = kept.read_bytes()
    return files
