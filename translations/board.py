"""Where everything stands: courses × languages, counted in the database. Reads only.

The pages of the source are the measure: what was never sent to translation is untranslated, and what has no source any more is
not shown. A home page is a row like a course of one page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from courses.models import CataloguePage, CoursePage
from translations.languages import LANGUAGES, RIGHT_TO_LEFT, SOURCE_LANGUAGE
from translations.models import TranslationState
from translations.models.state import Standing
from translations.states import KINDS

ME, ANYBODY, NOBODY = "me", "anybody", "nobody"
OWN_NAMES: Final = dict(LANGUAGES)


@dataclass(frozen=True)
class Language:
    """A language as people see it: its code and its own name, and which way it is written."""

    code: str

    @property
    def name(self) -> str:
        """In the language itself; the code where we do not know it."""
        return OWN_NAMES.get(self.code, self.code)

    @property
    def direction(self) -> str:
        """For `dir`."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for on the board. `who` is `ME` (the `person`), `ANYBODY`, `NOBODY` or empty."""

    person: Any = None
    standing: str = ""
    is_behind: bool = False
    who: str = ""
    course_key: UUID | None = None

    @property
    def is_everything(self) -> bool:
        """Whether no page is left out."""
        return not (self.standing or self.is_behind or self.who)

    @property
    def takes_unsent(self) -> bool:
        """Whether pages that were never sent are looked for: they are untranslated, in step, and nobody's."""
        return self.standing in {"", Standing.UNTRANSLATED} and not self.is_behind and self.who in {"", NOBODY}

    @property
    def condition(self) -> Q:
        """For rows `with_standing`."""
        found = Q(pk__isnull=False)
        if self.standing:
            found &= Q(now=self.standing)
        if self.is_behind:
            found &= Q(is_behind=True)
        if self.who == ME:
            found &= Q(translator=self.person) | Q(reviewer=self.person)
        elif self.who == ANYBODY:
            found &= Q(translator__isnull=False) | Q(reviewer__isnull=False)
        elif self.who == NOBODY:
            found &= Q(translator=None, reviewer=None)
        return found


@dataclass
class Cell:
    """One course in one language."""

    language: Language
    standings: Counter[str] = field(default_factory=Counter)
    # Pages whose source is published; the others were published when they were sent.
    listed: int = 0
    live: int = 0
    behind: int = 0
    words: int = 0
    words_left: int = 0
    matching: int = 0
    # Whether the words of all its pages are known; else there are more left.
    is_counted: bool = True
    people: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """All pages, sent or not."""
        return self.standings.total()

    @property
    def published(self) -> int:
        """Pages that learners see as they are on the desk."""
        return self.standings[Standing.PUBLISHED]


Cells = dict[tuple[UUID, str], Cell]


@dataclass
class Row:
    """A course, or the home page. Its words are those of the language with the most; `uncounted` pages are known to none."""

    key: UUID
    title: str
    is_home: bool = False
    live_pages: int = 0
    words: int = 0
    uncounted: int = 0
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """The table. A row that has nothing of what is looked for is not in it."""

    languages: list[Language]
    rows: list[Row]


def languages_in_sight(person: Any, action: str = "change_page") -> list[Language]:
    """The languages whose pages somebody may change (or publish). At most one query beside Wagtail's rights, however often."""
    codes = [code for code, _name in LANGUAGES if code != SOURCE_LANGUAGE]
    if person.is_superuser:
        return [Language(code) for code in codes]
    rights = page_permission_policy.get_cached_permissions_for_user(person)
    granted = tuple(right.page.path for right in rights if right.permission.codename == action)
    # Whoever has the root has the languages without a home page as well.
    if any(len(path) == Page.steplen for path in granted):
        return [Language(code) for code in codes]
    seen = {code for code, path in home_pages(person) if path.startswith(granted)} if granted else set()
    return [Language(code) for code in codes if code in seen]


def home_pages(person: Any) -> list[tuple[str, str]]:
    """(language, path) of each home page; read once a request and kept at the person, as Wagtail keeps their rights."""
    if not hasattr(person, "_desk_home_pages"):
        person._desk_home_pages = list(CataloguePage.objects.order_by("path").values_list("locale__language_code", "path"))
    found: list[tuple[str, str]] = person._desk_home_pages
    return found


def board(languages: list[Language], wanted: Wanted) -> Board:
    """The table of some languages. Three queries, however many courses, languages and pages there are."""
    rows = source_rows(wanted.course_key)
    by_key = {row.key: row for row in rows}
    cells = counted_cells(by_key, wanted)
    for row in rows:
        row.cells = [cells.setdefault((row.key, language.code), Cell(language)) for language in languages]
    count_words(by_key, cells)
    for row in rows:
        for cell in row.cells:
            add_unsent(row, cell, wanted)
    name_people(cells)
    return Board(languages, [row for row in rows if wanted.is_everything or any(cell.matching for cell in row.cells)])


def source_rows(course_key: UUID | None = None) -> list[Row]:
    """Courses and home page of the source language with how many of their pages are published. One query."""
    kinds = ContentType.objects.get_for_models(*KINDS)
    pages = Page.objects.filter(locale__language_code=SOURCE_LANGUAGE, alias_of=None, content_type__in=kinds.values()).order_by(
        "path"
    )
    rows: list[Row] = []
    courses: dict[str, Row] = {}
    steps = 0
    for path, kind, key, title, live in pages.values_list("path", "content_type", "translation_key", "draft_title", "live"):
        if kind in {kinds[CataloguePage].pk, kinds[CoursePage].pk}:
            courses[path] = Row(key, title, is_home=kind == kinds[CataloguePage].pk)
            steps = len(path)
            rows.append(courses[path])
        # A course's pages come right after it, and their paths begin with its own.
        row = courses.get(path[:steps])
        if row:
            row.live_pages += live
    shown = [row for row in rows if row.live_pages] if course_key is None else [row for row in rows if row.key == course_key]
    return sorted(shown, key=lambda row: not row.is_home)


def states_on_board() -> Any:
    """Rows whose source page exists, with `course` (the home page's own key where there is no course) and `source_live`."""
    source = Page.objects.filter(
        translation_key=OuterRef("page_key"), locale__language_code=OuterRef("source_language"), alias_of=None
    )
    return (
        TranslationState.objects.on_the_board()
        .with_standing()
        .alias(source_live=Subquery(source.values("live")[:1]))
        .filter(source_live__isnull=False, source_language=SOURCE_LANGUAGE)
    )


def counted_cells(rows: dict[UUID, Row], wanted: Wanted) -> Cells:
    """What was sent to translation, of all languages. One query: GROUP BY course, language and standing."""
    groups = (
        states_on_board()
        .annotate(course=Coalesce("course_key", "page_key"))
        .values("course", "language", "now")
        .annotate(
            pages=Count("pk"),
            listed=Count("pk", filter=Q(source_live=True)),
            living=Count("pk", filter=Q(is_live=True)),
            behind=Count("pk", filter=Q(is_behind=True)),
            matching=Count("pk", filter=wanted.condition),
            all_words=Sum("words"),
            left=Sum("words_left"),
        )
    )
    cells: Cells = {}
    for group in groups:
        if group["course"] not in rows:
            continue
        cell = cells.setdefault((group["course"], group["language"]), Cell(Language(group["language"])))
        cell.standings[group["now"]] += group["pages"]
        cell.listed += group["listed"]
        cell.live += group["living"]
        cell.behind += group["behind"]
        cell.matching += group["matching"]
        cell.words += group["all_words"]
        cell.words_left += group["left"]
    return cells


def count_words(rows: dict[UUID, Row], cells: Cells) -> None:
    """The words of each course, as the language knows them that most of its pages were sent to. No query."""
    for row in rows.values():
        row.uncounted = row.live_pages
    for (key, _language), cell in cells.items():
        row = rows[key]
        row.words = max(row.words, cell.words)
        row.uncounted = min(row.uncounted, max(row.live_pages - cell.listed, 0))


def add_unsent(row: Row, cell: Cell, wanted: Wanted) -> None:
    """Adds the pages that were never sent to this language, with their words where another language has them counted."""
    unsent = max(row.live_pages - cell.listed, 0)
    cell.standings[Standing.UNTRANSLATED] += unsent
    cell.is_counted = not (unsent and row.uncounted)
    cell.words_left += row.words - cell.words if unsent else 0
    if wanted.takes_unsent:
        cell.matching += unsent


def name_people(cells: Cells) -> None:
    """Who translates and reviews, by name. One query."""
    parts = [f"{role}__{part}" for role in ("translator", "reviewer") for part in ("pk", "first_name", "last_name", "username")]
    groups = (
        TranslationState.objects.on_the_board()
        .filter(Q(translator__isnull=False) | Q(reviewer__isnull=False))
        .annotate(course=Coalesce("course_key", "page_key"))
        .order_by()
        .values_list("course", "language", *parts)
        .distinct()
    )
    names: dict[tuple[UUID, str], dict[int, str]] = defaultdict(dict)
    for course, language, *people in groups:
        for pk, first, last, username in (people[:4], people[4:]):
            if pk:
                names[course, language][pk] = f"{first} {last}".strip() or username
    for place, found in names.items():
        if place in cells:
            cells[place].people = sorted(found.values())
