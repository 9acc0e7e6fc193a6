"""Packages into lessons: first a plan that stores nothing, then an import of what was chosen, whole or not at all.

Content by authors brings no libraries in. What a content still needs is written down at it (`waits_for`) and its package is kept,
so that an administrator can install from it; `contents.refilter` then makes the content playable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import Translation

from courses.blocks.h5p import KIND
from courses.h5p_storage import SiteStore, Staged, hash_of, pieces
from courses.models import H5PContent, LessonPage, ModulePage
from courses.playing.contents import hosts_in, new_content
from courses.playing.media_rows import NewRows, NoRows
from courses.playing.native import Card, cards_from
from courses.playing.package_parts import Opened, Part, opened
from courses.playing.sentences import sentence
from courses.playing.weights import NativeScale, played_bytes
from courses.playing.whole_contents import staged_files
from h5p.archive import SafeArchive, open_package
from h5p.blocks import Embed
from h5p.credits import Credits
from h5p.errors import H5PError, Issue, ValidationReport
from h5p.names import LibraryName
from h5p.validate import Rules, check_file

NATIVE: Final = "native"
EMBEDDED: Final = "embedded"
UNSUPPORTED: Final = "unsupported"
LONGEST_SLUG: Final = 60


class ImportRefused(ValueError):
    """A package, or a choice, that is not taken. The message is for whoever brought it; `report` says everything at once."""

    def __init__(self, message: str, report: ValidationReport | None = None) -> None:
        super().__init__(message)
        self.report = report or ValidationReport()


@dataclass(frozen=True)
class Item:
    """One thing that a package holds. `way` is what would be chosen for it; a weight of 0 says that this way is not there.

    Nobody can weigh what neither the site nor the package has: with libraries missing, `embedded_bytes` may be 1.
    """

    place: int
    title: str
    library: str
    way: str
    native_bytes: int
    embedded_bytes: int
    losses: tuple[Issue, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to choose from."""
        return tuple(way for way, size in ((NATIVE, self.native_bytes), (EMBEDDED, self.embedded_bytes)) if size)


@dataclass(frozen=True)
class Plan:
    """What an import would do. A refused package has no items; `missing` and `hosts` are of everything that could be played."""

    report: ValidationReport
    credits: Credits = field(default_factory=Credits)
    library: LibraryName | None = None
    items: tuple[Item, ...] = ()
    missing: tuple[LibraryName, ...] = ()
    hosts: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import made: the lesson with its draft, the contents in it, and what was lost."""

    lesson: LessonPage
    contents: tuple[H5PContent, ...] = ()
    losses: tuple[Issue, ...] = ()


def plan_import(file: BinaryIO, *, name: str) -> Plan:
    """Looks into a package; stores nothing. Costs one check and, for each part, the drawing of its cards."""
    store = SiteStore()
    report = _checked(file, name, store)
    sha256 = hash_of(file)
    if not report.ok:
        return Plan(report, sha256=sha256)
    try:
        with open_package(file) as archive:
            package = opened(archive)
            planning = _Planning(archive, package, store, NativeScale())
            items = tuple(planning.item(place, part) for place, part in enumerate(package.parts))
            missing = tuple(sorted(planning.missing))
    except H5PError as error:
        return Plan(replace(report, errors=(error.issue,)), sha256=sha256)
    return Plan(report, package.credits, package.main, items, missing, hosts_in(package.params), sha256)


def _checked(file: BinaryIO, name: str, store: SiteStore) -> ValidationReport:
    file.seek(0)
    return check_file(file, name=name, rules=Rules(installed=store, may_install=False, needs_libraries=False))


@dataclass
class _Planning:
    """One look at one package. Without a scale it only sees which ways there are, and each weighs 1."""

    archive: SafeArchive
    package: Opened
    store: SiteStore
    scale: NativeScale | None = None
    missing: set[LibraryName] = field(default_factory=set)

    def item(self, place: int, part: Part) -> Item:
        rows = NoRows(self.archive, self.package.credits)
        cards, lost = ([], []) if part.is_embed else cards_from(part.blocks, rows)
        native_bytes = max(1, self.scale.weigh(cards) if self.scale else 0) if cards else 0
        lacking, embedded_bytes = self.embedded(part)
        way = _usual_way(part, has_cards=bool(cards), is_playable=bool(embedded_bytes) and not lacking)
        losses = tuple(dict.fromkeys((*part.losses, *lost, *rows.losses.values())))
        title = part.title or self.package.credits.title
        return Item(place, title, part.library, way, native_bytes, embedded_bytes, losses)

    def embedded(self, part: Part) -> tuple[bool, int]:
        """Whether libraries are missing, and what a first play would weigh; 0 for what can never be played."""
        if part.sub is None or not isinstance(part.sub.get("params"), dict):
            return False, 0
        names = {member.name.removeprefix("content/"): "" for member in self.archive.iter_content()}
        try:
            content = new_content(self.package, part.sub, names, store=self.store)
            weight = played_bytes(content, self.archive) if self.scale else 0
        except H5PError:
            return False, 0
        self.missing.update(LibraryName.parse(spec) for spec in content.waits_for)
        return bool(content.waits_for), max(1, weight)


def _usual_way(part: Part, *, has_cards: bool, is_playable: bool) -> str:
    if has_cards and not (part.is_played_better and is_playable):
        return NATIVE
    return EMBEDDED if part.sub and isinstance(part.sub.get("params"), dict) else UNSUPPORTED


def import_package(
    file: BinaryIO, *, name: str, into: ModulePage | LessonPage, ways: Mapping[int, str] | None = None, by: Any = None
) -> Imported:
    """Brings a package in: a new draft lesson in a module, or cards at the end of a lesson's draft. Nothing is published.

    `ways` says native or embedded for places where it is not the usual one. Where all parts are embedded the package is kept as
    the one content that it is. Raises `ImportRefused`; then nothing is stored.
    """
    store = SiteStore()
    report = _checked(file, name, store)
    if not report.ok:
        raise ImportRefused(" ".join(sentence(issue) for issue in report.errors[:5]), report)
    if problem := _why_not_into(into, by):
        raise ImportRefused(problem % {"title": into.title})
    try:
        with open_package(file) as archive, Staged() as staged:
            package = opened(archive)
            work = _Importing(file=file, archive=archive, package=package, store=store, staged=staged, by=by)
            return work.run(into, ways or {})
    except H5PError as error:
        raise ImportRefused(sentence(error.issue), ValidationReport((error.issue,))) from error


def _why_not_into(into: ModulePage | LessonPage, by: Any) -> str:
    """Why a page takes no cards, as a sentence with its `%(title)s`; "" when it does."""
    if into.alias_of_id:
        return _("“%(title)s” is an alias of another page. Import into that one.")
    if by and into.permissions_for_user(by).page_locked():
        return _("“%(title)s” is locked. Ask whoever locked it.")
    translated = Translation.objects.filter(source__object_id=into.translation_key, target_locale=into.locale, enabled=True)
    if isinstance(into, LessonPage) and translated.exists():
        return _("“%(title)s” is a translation. Import into the page that it is translated from.")
    return ""


@dataclass(kw_only=True)
class _Importing:
    """One import, inside one transaction."""

    file: BinaryIO
    archive: SafeArchive
    package: Opened
    store: SiteStore
    staged: Staged
    by: Any
    contents: list[H5PContent] = field(default_factory=list)
    losses: list[Issue] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    sha256: str = ""

    def __post_init__(self) -> None:
        self.rows = NewRows(self.archive, self.package.credits, by=self.by, embedded=self.embedded)

    def run(self, into: ModulePage | LessonPage, ways: Mapping[int, str]) -> Imported:
        chosen = self.chosen(ways)
        try:
            with transaction.atomic():
                lesson = self.placed(self.cards(chosen), into)
                self.staged.place()
        except ValidationError as error:
            self.rows.take_back()
            raise ImportRefused(" ".join(error.messages)) from error
        except BaseException:
            self.rows.take_back()
            raise
        losses = tuple(dict.fromkeys((*self.losses, *self.rows.losses.values())))
        return Imported(lesson, tuple(self.contents), losses)

    def chosen(self, ways: Mapping[int, str]) -> list[str]:
        """The way of each part. Raises `ImportRefused` for one that is not there."""
        planning = _Planning(self.archive, self.package, self.store)
        items = [planning.item(place, part) for place, part in enumerate(self.package.parts)]
        if unknown := sorted(set(ways) - set(range(len(items)))):
            raise ImportRefused(_("The package has no part %(place)s.") % {"place": unknown[0] + 1})
        chosen = [ways.get(item.place, item.way) for item in items]
        for item, way in zip(items, chosen, strict=True):
            if way not in item.ways and not (way == item.way == UNSUPPORTED):
                raise ImportRefused(_("“%(title)s” cannot be imported this way. Choose another.") % {"title": item.title})
        return chosen

    def cards(self, chosen: list[str]) -> list[Card]:
        parts = list(zip(self.package.parts, chosen, strict=True))
        playable = [way for part, way in parts if part.sub]
        if playable and all(way == EMBEDDED for way in playable):
            return [self.card_of(self.package.whole)]
        cards: list[Card] = []
        for part, way in parts:
            if way == EMBEDDED and part.sub:
                cards.append(self.card_of(part.sub))
            elif way == NATIVE:
                made, lost = cards_from(part.blocks, self.rows)
                cards += made
                self.losses += [*part.losses, *lost]
            else:
                self.losses += part.losses
        return cards

    def card_of(self, sub: dict[str, Any]) -> Card:
        return KIND, {"content": self.content(sub).pk, "summary": ""}

    def embedded(self, block: Embed) -> H5PContent | None:
        """The content of a part inside a native one."""
        sub = {"library": block.library, "params": block.params, "metadata": block.metadata}
        return self.content(sub) if block.params else None

    def content(self, sub: dict[str, Any]) -> H5PContent:
        """Stores a content, with its files on their way in; with the package where it waits for libraries."""
        if not self.sha256:
            self.sha256 = hash_of(self.file)
            self.files = staged_files(self.archive, self.staged)
        content = new_content(self.package, sub, self.files, store=self.store)
        content.package = self.sha256
        content.weight = played_bytes(content, self.archive)
        if content.waits_for:
            self.staged.add(pieces(self.file))
        content.save()
        log(instance=content, action="wagtail.create", user=self.by)
        self.contents.append(content)
        return content

    def placed(self, cards: list[Card], into: ModulePage | LessonPage) -> LessonPage:
        """The lesson with the cards in its draft. Raises `ImportRefused` when there are none."""
        if not cards:
            raise ImportRefused(_("Nothing in the package can be brought into a lesson."))
        raw = [{"type": kind, "value": {**value, "own_phone": False}, "id": str(uuid4())} for kind, value in cards]
        stream = LessonPage.body.field.stream_block
        if isinstance(into, ModulePage):
            module = ModulePage.objects.get(pk=into.pk)
            title = self.package.credits.title[:255] or _("H5P")
            page = LessonPage(title=title, slug=_free_slug(title, module), locale=module.locale, live=False, owner=self.by)
            page.body = stream.to_python(raw)
            module.add_child(instance=page)
            log(instance=page, action="wagtail.create", user=self.by)
        else:
            page = LessonPage.objects.get(pk=into.pk).get_latest_revision_as_object()
            page.body = stream.to_python([*page.body.get_prep_value(), *raw])
        page.save_revision(user=self.by, log_action=True)
        return page


def _free_slug(title: str, module: ModulePage) -> str:
    """An address in the module that nobody has: ASCII, as all are."""
    stem = slugify(title)[:LONGEST_SLUG].strip("-") or "h5p"
    slug, count = stem, 1
    while not Page._slug_is_available(slug, module):
        count += 1
        slug = f"{stem}-{count}"
    return slug
