"""Manuscripts read into plain dataclasses: `course.md`, `lesson-<n>.md` and the two checks of one language.

Every problem of a file is collected before `ManuscriptError` is raised. Whether languages fit together is `agreement`'s question;
what the site makes of it is `build`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from courses.manuscripts.cards import Card
from courses.manuscripts.lines import KEY, NAME, SPACES, Line, Reader, rich_text, value_of
from courses.manuscripts.problems import Notes
from courses.manuscripts.questions import KINDS
from courses.manuscripts.script import SECTIONS, Script, read_script
from courses.models.catalogue import TranslationStatus
from courses.models.course import Band, BandColours, Level
from courses.models.media import Licence
from courses.models.purpose import CHECKS, Purpose

HEADING: Final = re.compile(r"##[ \t]+(\S+)[ \t]+(\S+)")
OWN_PHONE: Final = re.compile(r"[ \t]+\(own phone\)\Z")
FENCE: Final = "---"
# What a manuscript calls the states of a translation.
STATUS_WORDS: Final = {
    TranslationStatus.MACHINE_DRAFT.value: "machine draft",
    TranslationStatus.IN_REVIEW.value: "in review",
    TranslationStatus.REVIEWED.value: "reviewed",
}


@dataclass(frozen=True, kw_only=True)
class ModuleText:
    """A module as `course.md` names it."""

    slug: str
    title: str
    summary: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class CourseText:
    """A course in one language. `translation` is "" in the source language."""

    file: str = field(default="", compare=False)
    title: str
    slug: str
    summary: str
    audience: str
    minutes: int
    level: str
    band: str
    band_colours: str
    licence: str
    translation: str
    description: str
    modules: tuple[ModuleText, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LessonText:
    """A lesson or check in one language. `module` is the module's slug, `translation` as in `CourseText`."""

    file: str = field(default="", compare=False)
    title: str
    slug: str
    module: str
    purpose: str = Purpose.LESSON.value
    minutes: int
    summary: str
    can_do: tuple[str, ...]
    teaches: tuple[str, ...]
    sensitive: bool
    translation: str
    cards: tuple[Card, ...] = ()
    script: Script = field(default_factory=Script)


def parse_course(text: str, file: str) -> CourseText:
    """`course.md`. Raises `ManuscriptError` with everything that is wrong in it."""
    notes = Notes(file)
    lines = lines_of(text)
    front, body = read_front(lines, notes)
    top, sections = split_sections(body)
    fields: dict[str, Any] = {
        "file": file,
        **{key: front.words(key) for key in ("title", "summary", "audience")},
        "slug": front.name("slug"),
        "minutes": front.number("minutes"),
        "level": front.one_of("level", Level),
        "band": front.one_of("band", Band),
        "band_colours": front.one_of("band_colours", BandColours),
        "licence": front.one_of("licence", Licence),
        "translation": front.translation(),
    }
    front.nothing_else()
    modules = read_modules(sections, notes)
    description = "\n".join(line.text for line in top).strip("\n")
    if not description:
        notes.add(1, _("The description is missing. Write what the course is about below the second ---."))
    first = next((line.number for line in top if line.text), 1)
    course = CourseText(**fields, description=rich_text(description, first, notes.add), modules=tuple(modules))
    notes.raise_if_any()
    return course


def parse_lesson(text: str, file: str) -> LessonText:
    """A lesson's or check's file. Raises `ManuscriptError` with everything that is wrong in it."""
    notes = Notes(file)
    lines = lines_of(text)
    front, body = read_front(lines, notes)
    top, sections = split_sections(body)
    purpose = front.purpose(wanted=purpose_of(file))

    def is_asked(key: str) -> bool:
        """A check names no aims and competencies of its own unless somebody gave it some."""
        return purpose == Purpose.LESSON or key in front.values

    fields: dict[str, Any] = {
        "file": file,
        **{key: front.words(key) for key in ("title", "summary")},
        **{key: front.name(key) for key in ("slug", "module")},
        "purpose": purpose,
        "minutes": front.number("minutes"),
        "can_do": front.list("can_do") if is_asked("can_do") else (),
        "teaches": front.tags("teaches") if is_asked("teaches") else (),
        "sensitive": front.yes_or_no("sensitive"),
        "translation": front.translation(),
    }
    front.nothing_else()
    Reader(top, 1, notes.add).end(_("Words belong below the heading of a card, for example “## text first-words”."))
    lesson = LessonText(**fields, **read_parts(sections, notes))
    notes.raise_if_any()
    return lesson


def purpose_of(file: str) -> str:
    """What a file is for, by its name."""
    stem = file.rpartition("/")[2].removesuffix(".md")
    return stem if stem in CHECKS else Purpose.LESSON.value


def lines_of(text: str) -> list[Line]:
    """The lines of a file, without spaces at their ends."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return [Line(number, row.rstrip(SPACES)) for number, row in enumerate(rows, start=1)]


# --- the front: what stands between the two --- ------------------------------------------------------------------------


class Front:
    """The `key: value` lines at the top, read by what they should be; what is missing or wrong is noted."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.values: dict[str, tuple[int, str]] = {}
        self.lists: dict[str, list[str]] = {}
        self.asked: set[str] = set()

    def words(self, key: str) -> str:
        """A text that must be there."""
        self.asked.add(key)
        line, value = self.values.get(key, (1, ""))
        if not value and key not in self.values:
            self.notes.add(1, _("The line “%(key)s: …” is missing between the --- lines.") % {"key": key})
        elif not value:
            self.notes.add(line, _("“%(key)s:” is empty. Write what it says after the colon.") % {"key": key})
        return value

    def checked(self, key: str, pattern: str, sentence: str) -> str:
        """A text that fits a pattern; `sentence` says what it should be."""
        value = self.words(key)
        if value and not re.fullmatch(pattern, value):
            self.notes.add(self.values[key][0], f"“{key}: {value}”: {sentence}")
        return value

    def name(self, key: str) -> str:
        """A slug."""
        return self.checked(key, NAME.pattern, _("Use small letters a–z, digits and hyphens."))

    def number(self, key: str) -> int:
        """A whole number of minutes."""
        value = self.checked(key, r"[1-9][0-9]{0,3}", _("Write a whole number of minutes."))
        return int(value) if value.isdecimal() else 0

    def one_of(self, key: str, choices: type[TextChoices]) -> str:
        """One of a model's choices."""
        pattern = "|".join(re.escape(value) for value in choices.values)
        return self.checked(key, pattern, _("Write one of these: %(choices)s.") % {"choices": ", ".join(choices.values)})

    def yes_or_no(self, key: str) -> bool:
        """Yes or no."""
        return self.checked(key, "yes|no", _("Write yes or no.")) == "yes"

    def tags(self, key: str) -> tuple[str, ...]:
        """Tags of competencies, sorted: rows keep no order."""
        pattern = r"[^\s,/]+/[^\s,]+(\s*,\s*[^\s,/]+/[^\s,]+){0,2}"
        value = self.checked(key, pattern, _("Write one to three of framework/CODE, commas between."))
        return tuple(sorted(tag.strip() for tag in value.split(",") if tag.strip()))

    def list(self, key: str) -> tuple[str, ...]:
        """Lines with "- " below the key."""
        self.asked.add(key)
        items = tuple(item for item in self.lists.get(key, []) if item)
        if not items:
            self.notes.add(self.values.get(key, (1, ""))[0], _("“%(key)s:” needs lines with “- ” below it.") % {"key": key})
        return items

    def translation(self) -> str:
        """The state of the translation as the model names it; "" when there is none, as in the source language."""
        self.asked.add("translation")
        if "translation" not in self.values:
            return ""
        words = {value: status for status, value in STATUS_WORDS.items()}
        value = self.checked("translation", "|".join(words), _("Write machine draft, in review or reviewed."))
        return words.get(value, "")

    def purpose(self, *, wanted: str) -> str:
        """What the page is for: a check says so, in the file of that name."""
        self.asked.add("purpose")
        line, value = self.values.get("purpose", (1, Purpose.LESSON.value))
        if value != wanted:
            sentence = _("In a file of this name it must be “purpose: %(wanted)s”. Correct the line, or rename the file.")
            self.notes.add(line, sentence % {"wanted": wanted})
        return wanted

    def nothing_else(self) -> None:
        """Notes keys nobody asked for."""
        for key, (line, _value) in self.values.items():
            if key not in self.asked:
                self.notes.add(line, _("“%(key)s:” is not known here. Correct or delete the line.") % {"key": key})


def read_front(lines: Sequence[Line], notes: Notes) -> tuple[Front, Sequence[Line]]:
    """The front and the lines below it."""
    front = Front(notes)
    fences = [place for place, line in enumerate(lines) if line.text == FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:
        notes.add(1, _("The file does not start with its front: a line ---, then “title: …” and so on, then a line ---."))
        return front, lines
    key = ""
    for line in lines[1 : fences[1]]:
        pair = KEY.fullmatch(line.text)
        if line.text.startswith("- ") and key and not front.values[key][1]:
            front.lists.setdefault(key, []).append(value_of(line.text[2:]))
        elif pair and pair[1] in front.values:
            notes.add(line.number, _("“%(key)s:” is there twice. Keep one of the two lines.") % {"key": pair[1]})
        elif pair:
            key = pair[1]
            front.values[key] = (line.number, value_of(pair[2] or ""))
        elif line.text:
            notes.add(line.number, _("“%(line)s” is not a line of the front. Write “key: value”.") % {"line": line.text[:60]})
    return front, lines[fences[1] + 1 :]


# --- sections: what stands below a heading -----------------------------------------------------------------------------

Section = tuple[Line, list[Line]]


def split_sections(lines: Sequence[Line]) -> tuple[list[Line], list[Section]]:
    """The lines above the first heading, and each heading with its lines."""
    top: list[Line] = []
    sections: list[Section] = []
    for line in lines:
        if line.text.startswith("#"):
            sections.append((line, []))
        else:
            (sections[-1][1] if sections else top).append(line)
    return top, sections


def read_heading(heading: Line, kinds: Sequence[str], *, used: set[str], notes: Notes) -> tuple[str, str]:
    """Kind and name of a section; two empty strings when the heading cannot be understood."""
    found = HEADING.fullmatch(heading.text)
    if not found or found[1] not in kinds:
        sentence = _(
            "“%(line)s” is not a heading. Write “## kind name” with one of these kinds: %(kinds)s. "
            "Words that start with # get a \\ before it."
        )
        notes.add(heading.number, sentence % {"line": heading.text[:60], "kinds": ", ".join(kinds)})
        return "", ""
    kind, name = found[1], found[2]
    if not NAME.fullmatch(name):
        notes.add(heading.number, _("“%(name)s” is not a name. Use small letters a–z, digits and hyphens.") % {"name": name})
    if name in used:
        notes.add(heading.number, _("The name “%(name)s” is there twice in this file. Give each its own.") % {"name": name})
    used.add(name)
    return kind, name


def read_parts(sections: Sequence[Section], notes: Notes) -> dict[str, Any]:
    """The cards of a lesson and its script: two lists of names, so that a step may be called like a card."""
    cards: list[Card] = []
    script: list[tuple[str, str, Reader]] = []
    used: dict[bool, set[str]] = {False: set(), True: set()}
    for heading, lines in sections:
        found = HEADING.fullmatch(heading.text)
        is_script = bool(found and found[1] in SECTIONS)
        own = OWN_PHONE.search(heading.text)
        if own and not is_script:
            heading = replace(heading, text=heading.text[: own.start()])
        kind, name = read_heading(heading, [*KINDS, *SECTIONS], used=used[is_script], notes=notes)
        reader = Reader(lines, heading.number, notes.add)
        if is_script:
            script.append((kind, name, reader))
        elif kind:
            cards.append(replace(KINDS[kind].read(name, reader), own_phone=bool(own)))
    return {"cards": tuple(cards), "script": read_script(script)}


def read_modules(sections: Sequence[Section], notes: Notes) -> list[ModuleText]:
    """The modules of a course."""
    modules: list[ModuleText] = []
    used: set[str] = set()
    for heading, lines in sections:
        kind, slug = read_heading(heading, ["module"], used=used, notes=notes)
        if not kind:
            continue
        reader = Reader(lines, heading.number, notes.add)
        keys: dict[str, Any] = reader.keys("title", optional=("summary",))
        reader.end(_("A module has the lines title and summary."))
        modules.append(ModuleText(slug=slug, line=heading.number, **keys))
    if not modules:
        notes.add(1, _("The course has no module. Write “## module name” and below it “title: …”."))
    return modules
