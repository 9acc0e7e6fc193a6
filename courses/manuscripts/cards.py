"""Cards to read, as manuscripts write them: text, picture, audio, video, h5p, example, share, helpline.

Each kind is one dataclass that can be read from lines, written as lines, built as a block's raw value and read back from one.
Questions stand in `questions`; `KINDS` there knows all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Self

from django.utils.translation import gettext as _
from wagtail_localize.strings import extract_strings

from courses.manuscripts.identity import Ids
from courses.manuscripts.lines import Reader, key_lines, plain_lines, trimmed
from courses.manuscripts.richtext import RichTextWrong
from courses.manuscripts.richtext_html import to_html, to_text
from courses.manuscripts.shelf import Known, MediaFile, Shelf
from courses.media.captions import CaptionsRefused, cleaned

Value = dict[str, Any]
# The lines of a video card below which its captions and its words stand.
CAPTIONS: Final = re.compile(r"captions:\Z")
WORDS: Final = re.compile(r"words:\Z")


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card of a lesson. `line` is where it starts in its file."""

    kind: ClassVar[str]
    name: str
    line: int = field(default=0, compare=False)
    own_phone: bool = False  # the heading ends in “(own phone)”: for each one's own phone

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        """The card from its lines; what is wrong is noted by the reader."""
        raise NotImplementedError

    def lines(self) -> list[str]:
        """The card's lines below its heading."""
        raise NotImplementedError

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        """The raw value of the card's block."""
        raise NotImplementedError

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        """The card from a block's raw value."""
        raise NotImplementedError

    def fixed(self) -> Value:
        """What is the same in every language, by its name in a sentence: marks, right answers, the shape of words."""
        return {}

    def part_names(self) -> list[str]:
        """The names of its options, steps or gaps."""
        return []

    def tags(self) -> list[str]:
        """The competencies it names."""
        return []

    def media(self) -> MediaFile | None:
        """The picture, recording, video or H5P package it needs."""
        return None

    @property
    def block_type(self) -> str:
        """The block's type in a lesson's body."""
        return self.kind.replace("-", "_")


@dataclass(frozen=True, kw_only=True)
class Text(Card):
    """Words."""

    kind = "text"
    text: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        return cls(name=name, line=reader.start, text=reader.rich())

    def lines(self) -> list[str]:
        return self.text.split("\n")

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"text": to_html(self.text)}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        return cls(name=name, text=to_text(value["text"]))

    def fixed(self) -> Value:
        return words_shape(self.text)


@dataclass(frozen=True, kw_only=True)
class PictureText(Card):
    """A picture with its description."""

    kind = "picture"
    file: str
    alt: str
    caption: str
    licence: str
    credit: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        keys = reader.keys("file", "alt", "licence", "credit", optional=("caption",))
        reader.end(_("A picture has the lines file, alt, caption, licence and credit."))
        return cls(name=name, line=reader.start, **keys)

    def lines(self) -> list[str]:
        keys = ("file", "alt", "caption", "licence", "credit")
        return key_lines((key, getattr(self, key)) for key in keys if key != "caption" or self.caption)

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"picture": shelf.pictures.get(self.file), "alt": self.alt, "caption": self.caption}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        row = known.shelf.picture(value["picture"])
        words: Value = {key: trimmed(value[key] or "") for key in ("alt", "caption")}
        return cls(name=name, file=row.file, licence=row.licence, credit=row.credit, **words)

    def fixed(self) -> Value:
        return {_("caption"): bool(self.caption)}

    def media(self) -> MediaFile:
        return MediaFile(self.file, self.licence, self.credit)


@dataclass(frozen=True, kw_only=True)
class Audio(Card):
    """A recording with the words that are spoken."""

    kind = "audio"
    file: str
    title: str
    licence: str
    credit: str
    words: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        keys = reader.keys("file", "title", "licence", "credit")
        return cls(name=name, line=reader.start, **keys, words=reader.plain(what=_("What is said in the recording")))

    def lines(self) -> list[str]:
        pairs = [("file", self.file), ("title", self.title), ("licence", self.licence), ("credit", self.credit)]
        return [*key_lines(pairs), *plain_lines(self.words)]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"recording": shelf.recordings.get(self.file)}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        row = known.shelf.recording(value["recording"])
        return cls(name=name, file=row.file, title=row.title, licence=row.licence, credit=row.credit, words=trimmed(row.words))

    def media(self) -> MediaFile:
        return MediaFile(self.file, self.licence, self.credit, self.title, self.words)


@dataclass(frozen=True, kw_only=True)
class Video(Card):
    """A video with its captions (WebVTT) and its words, both in the language of the lesson."""

    kind = "video"
    file: str
    title: str
    licence: str
    credit: str
    captions: str
    words: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        keys = reader.keys("file", "title", "licence", "credit")
        captions = words = ""
        if reader.taken_one(CAPTIONS):
            captions = reader.plain(WORDS, what=_("What the captions say"))
            try:
                captions = cleaned(captions).strip() if captions else ""
            except CaptionsRefused as refusal:
                reader.note(reader.start, str(refusal))
        else:
            reader.note(reader.start, _("The captions are missing. Write a line “captions:” and below it the WebVTT text."))
        if reader.taken_one(WORDS):
            words = reader.plain(what=_("What is said in the video"))
        else:
            reader.note(reader.start, _("The words are missing. Write a line “words:” and below it what is said and shown."))
        return cls(name=name, line=reader.start, **keys, captions=captions, words=words)

    def lines(self) -> list[str]:
        pairs = [("file", self.file), ("title", self.title), ("licence", self.licence), ("credit", self.credit)]
        captions = ["captions:", *plain_lines(self.captions, WORDS)]
        return [*key_lines(pairs), *captions, "words:", *plain_lines(self.words)]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        words = {"title": self.title, "transcript": self.words, "captions": self.captions}
        return {"film": shelf.films.get(self.file), **words}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        row = known.shelf.film(value["film"])
        words: Value = {key: trimmed(value[key] or "") for key in ("title", "captions")}
        transcript = trimmed(value["transcript"] or "")
        return cls(name=name, file=row.file, licence=row.licence, credit=row.credit, words=transcript, **words)

    def media(self) -> MediaFile:
        return MediaFile(self.file, self.licence, self.credit)


@dataclass(frozen=True, kw_only=True)
class Play(Card):
    """An H5P content to play, with words for those who cannot play it. Its title and rights stand in its package."""

    kind = "h5p"
    file: str
    words: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        keys = reader.keys("file")
        return cls(name=name, line=reader.start, **keys, words=reader.plain(what=_("What one does and learns there")))

    def lines(self) -> list[str]:
        return [*key_lines([("file", self.file)]), *plain_lines(self.words)]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"content": shelf.contents.get(self.file), "summary": self.words}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        return cls(name=name, file=known.shelf.content(value["content"]).file, words=trimmed(value["summary"] or ""))

    def media(self) -> MediaFile:
        return MediaFile(self.file, "", "")


@dataclass(frozen=True, kw_only=True)
class Example(Card):
    """A worked example."""

    kind = "example"
    title: str
    text: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        return cls(name=name, line=reader.start, **reader.keys("title"), text=reader.rich())

    def lines(self) -> list[str]:
        return [*key_lines([("title", self.title)]), *self.text.split("\n")]

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"title": self.title, "text": to_html(self.text)}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        return cls(name=name, title=trimmed(value["title"] or ""), text=to_text(value["text"]))

    def fixed(self) -> Value:
        return words_shape(self.text)


@dataclass(frozen=True, kw_only=True)
class Share(Card):
    """A sentence for one person."""

    kind = "share"
    text: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        return cls(name=name, line=reader.start, text=reader.plain(what=_("The sentence to tell")))

    def lines(self) -> list[str]:
        return plain_lines(self.text)

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"text": self.text}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        return cls(name=name, text=trimmed(value["text"] or ""))


@dataclass(frozen=True, kw_only=True)
class Helpline(Card):
    """Where to find help. The numbers come from the helplines of the CMS."""

    kind = "helpline"
    intro: str

    @classmethod
    def read(cls, name: str, reader: Reader) -> Self:
        return cls(name=name, line=reader.start, intro=reader.plain())

    def lines(self) -> list[str]:
        return plain_lines(self.intro) if self.intro else []

    def value(self, ids: Ids, shelf: Shelf) -> Value:
        return {"intro": self.intro}

    @classmethod
    def from_value(cls, name: str, value: Value, known: Known) -> Self:
        return cls(name=name, intro=trimmed(value["intro"] or ""))

    def fixed(self) -> Value:
        return {_("introduction"): bool(self.intro)}


def words_shape(text: str) -> Value:
    """The shape of rich text as the translation desk sees it: translations fill it, and keep its links."""
    try:
        template, strings = extract_strings(to_html(text))
    except RichTextWrong:
        return {}  # noted where it was read
    return {
        _("shape of the words (paragraphs, lists, wholly bold or italic parts)"): template,
        _("links"): [attributes for _string, attributes in strings],
    }
