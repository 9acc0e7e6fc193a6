"""Reading parameters that nobody has checked: every value may be missing or of any type, and then counts as empty.

Also what every mapping gives and collects: `Mapped`, and losses with their codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from h5p.blocks import Block, Picture, Recording
from h5p.errors import H5PError, Issue
from h5p.html_text import LONGEST, SILENT, plain, tags_of, untagged

Params = dict[str, Any]
MOST_ITEMS: Final = 2_000  # of one list; real ones have under 200
_WHOLE: Final = re.compile(r"-?\d{1,9}", re.ASCII)

LOSSES: Final = {
    "formatting-dropped": "Bold, links or other formatting of a text is left out; its words stay.",
    "tips-dropped": "Tips are left out: this kind of native question has none.",
    "overall-feedback-dropped": "Feedback by score is left out, because every option has feedback of its own.",
    "feedback-bands-dropped": "Feedback for scores in the middle is left out; that for all right and for nothing right stays.",
    "not-chosen-feedback-dropped": "Feedback to options that were not chosen is left out.",
    "scoring-differs": "The score is counted in another way: right ones less wrong ones, and full marks only for all.",
    "capitals-ignored": "Capitals make no difference any more when an answer is compared.",
    "spelling-not-forgiven": "Small spelling mistakes are not forgiven any more.",
    "answer-reworded": "A semicolon in an answer became a comma, because semicolons separate answers.",
    "braces-reworded": "Braces around a number in the text became brackets, because braces mark gaps.",
    "many-gaps": "One sentence has more than six gaps. Divide it into two questions.",
    "sounds-dropped": "Sounds are left out.",
    "pictures-dropped": "Pictures are left out; their descriptions stay.",
    "remote-media": "A picture, sound or video at another web site is not fetched. Timelines keep its address as a link.",
    "media-missing": "A file that the content names is not in the package.",
    "newer-version": "The content was made with a newer version of its type than is known here. Look at the result.",
    "stays-embedded": "This part has no native form and stays an embedded activity.",
    "part-unreadable": "A part of the content cannot be read and is left out.",
    "screens-dropped": "Start, result or end screens with pictures or videos are left out; their words stay where there is room.",
    "random-dropped": "Questions are always asked in their order, all of them.",
    "eras-dropped": "Eras of the timeline are left out.",
    "keyword-rules-dropped": "Special rules for single keywords (how often, capitals, mistakes) are left out.",
    "scores-dropped": "Scores that are collected along the paths of the scenario are left out.",
    "tries-not-counted": "Wrong tries are not counted; each statement becomes a question of its own.",
    "rights-beside": "A part names authors or a licence of its own. Write them into the credits of the lesson.",
    "list-cut": "A list has more than 2,000 items; the rest is left out.",
}


@dataclass(frozen=True)
class Mapped:
    """What became of parameters. No blocks and `stays-embedded` among the losses: the whole has no native form."""

    blocks: tuple[Block, ...]
    losses: tuple[Issue, ...] = ()


class Mapping(Protocol):
    """One module per type. VERSIONS are (major, minor), oldest first; the last is the one that is written."""

    @property
    def MACHINE(self) -> str: ...  # noqa: N802 - a module's constant

    @property
    def VERSIONS(self) -> tuple[tuple[int, int], ...]: ...  # noqa: N802 - a module's constant

    @property
    def to_native(self) -> Callable[[Params, Media], Mapped]: ...

    @property
    def from_native(self) -> Callable[[Any], Params]: ...


@dataclass(frozen=True)
class Media:
    """What surrounds parameters: `find` gives the site's name of a path in the package, None when there is no such file;
    `version` is the (major, minor) of the type that they were made with, `title` the one in the metadata beside them."""

    find: Callable[[str], str | None] = field(default=lambda path: path)
    version: tuple[int, int] = (0, 0)
    title: str = ""


@dataclass
class Reader:
    """Reads one type's parameters and collects losses, each code once per place."""

    media: Media
    losses: dict[tuple[str, str], Issue] = field(default_factory=dict)

    def lose(self, code: str, path: str = "") -> None:
        self.losses.setdefault((code, path), Issue(code, LOSSES[code], path))

    def take(self, mapped: Mapped, path: str) -> tuple[Block, ...]:
        """The blocks of a part; its losses become ours, with their path behind the part's."""
        for loss in mapped.losses:
            self.lose(loss.code, "/".join(step for step in (path, loss.path) if step))
        return mapped.blocks

    def words(self, value: Any, path: str) -> str:
        """The plain text of an HTML field."""
        source = string(value)
        if tags_of(source) - SILENT:
            self.lose("formatting-dropped", path)
        return plain(source)

    def items(self, value: Any, path: str) -> list[Any]:
        found = value if isinstance(value, list) else []
        if len(found) > MOST_ITEMS:
            self.lose("list-cut", path)
        return found[:MOST_ITEMS]

    def groups(self, value: Any, path: str) -> list[tuple[str, Params]]:
        """Items of a list that are groups, with their paths; others are passed over."""
        found = self.items(value, path)
        return [(f"{path}/{place}", item) for place, item in enumerate(found) if isinstance(item, dict)]

    def file(self, value: Any, path: str) -> str | None:
        """The site's name for a file field; says why when there is none."""
        name = string(group(value).get("path")).removesuffix("#tmp")
        if not name:
            return None
        if is_remote(name):
            self.lose("remote-media", path)
            return None
        found = self.media.find(name)
        if found is None:
            self.lose("media-missing", path)
        return found

    def picture(self, card: Params, path: str) -> Picture | None:
        """The image of a card with the alternative text beside it."""
        found = self.file(card.get("image"), f"{path}/image")
        return picture_of(found, group(card.get("image")), untagged(string(card.get("imageAltText")))) if found else None

    def lead(self, params: Params) -> tuple[Block, ...]:
        """What stands above a question: its `media` field, which may be a picture, a sound or a video."""
        media = group(params.get("media"))
        sub = group(media.get("type", media))
        inner = group(sub.get("params"))
        name = string(sub.get("library")).split(" ")[0]
        if name == "H5P.Image":
            picture = self.image(inner, "media")
            return (picture,) if picture else ()
        recording = self.recording(inner, "media", title_of(sub)) if name in ("H5P.Video", "H5P.Audio") else None
        return (recording,) if recording else ()

    def recording(self, inner: Params, path: str, title: str) -> Recording | None:
        """The first file of an H5P.Video or H5P.Audio that is in the package."""
        files = inner.get("sources", inner.get("files"))
        for place, one in self.groups(files, path):
            where = self.file(one, place)
            if where:
                return Recording(where, string(one.get("mime")), title)
        return None

    def image(self, inner: Params, path: str) -> Picture | None:
        """The parameters of an H5P.Image."""
        found = self.file(inner.get("file"), path)
        if not found:
            return None
        alt = "" if truth(inner.get("decorative")) else untagged(string(inner.get("alt")))
        return picture_of(found, group(inner.get("file")), alt, caption=untagged(string(inner.get("title"))))

    def overall(self, value: Any, path: str = "overallFeedback") -> tuple[str, str]:
        """Feedback by score: what is said at 100 % and at 0 %. The first range that holds the score and has words wins."""
        bands = self.groups(flattened(value, "overallFeedback"), path)
        texts = []
        for percent in (100, 0):
            fits = [
                untagged(string(band.get("feedback")))
                for _, band in bands
                if number(band.get("from"), 0) <= percent <= number(band.get("to"), 100) and string(band.get("feedback")).strip()
            ]
            texts.append(fits[0] if fits else "")
        said = {untagged(string(band.get("feedback"))) for _, band in bands} - {""}
        if said - set(texts):
            self.lose("feedback-bands-dropped", path)
        return texts[0], texts[1]

    def drop_overall(self, value: Any, path: str) -> None:
        """Feedback by score that a kind of block has no place for."""
        bands = self.groups(flattened(value, "overallFeedback"), path)
        if any(string(band.get("feedback")).strip() for _, band in bands):
            self.lose("overall-feedback-dropped", path)

    def embedded(self) -> Mapped:
        """The answer when parameters have no native form."""
        self.lose("stays-embedded")
        return self.mapped(())

    def mapped(self, blocks: Iterable[Block]) -> Mapped:
        return Mapped(tuple(blocks), tuple(self.losses.values()))


def picture_of(path: str, file: Params, alt: str, *, caption: str = "") -> Picture:
    """A picture with the credit and licence that the file's `copyright` group carries."""
    rights = group(file.get("copyright"))
    licence = string(rights.get("license"))
    version = string(rights.get("version"))
    size = tuple(number(file.get(side), 0) for side in ("width", "height"))
    return Picture(
        path,
        alt=alt,
        caption=caption,
        credit=untagged(string(rights.get("author"))),
        licence="" if licence in ("", "U") else f"{licence} {version}".strip(),
        size=size if all(size) else (),
    )


def group(value: Any) -> Params:
    return value if isinstance(value, dict) else {}


def flattened(value: Any, name: str) -> Any:
    """The value of a group with a single field, which H5P writes without the group (the paper, section 4). Both forms are read."""
    return value[name] if isinstance(value, dict) and set(value) == {name} else value


def string(value: Any) -> str:
    """Text, at most 100,000 characters of it; numbers as they are written; nothing for all else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value[:LONGEST] if isinstance(value, str) else ""


def truth(value: Any, default: bool = False) -> bool:
    """Booleans as H5P writes them: also 0 and 1, "true" and "false"."""
    known = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
    return known.get(value, default) if isinstance(value, bool | int | str) else default


def number(value: Any, default: int) -> int:
    """A whole number within nine digits, also from a digit string; the default for all else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if abs(value) < 10**9 else default
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else default


def is_remote(path: str) -> bool:
    return path.lower().startswith(("http:", "https:", "//"))


def title_of(sub: Params) -> str:
    """The title in a part's metadata."""
    return untagged(string(group(sub.get("metadata")).get("title")))


def has_rights(sub: Params) -> bool:
    """Whether a part names authors or a licence of its own."""
    metadata = group(sub.get("metadata"))
    return bool(metadata.get("authors")) or string(metadata.get("license")) not in ("", "U")


def cannot_write(block: Block, machine: str, why: str) -> H5PError:
    """What `from_native` raises: the block does not fit the type."""
    return H5PError("not-exportable", f"A block {block.kind} cannot be written as {machine}: {why}")
