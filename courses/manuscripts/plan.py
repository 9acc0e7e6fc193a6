"""What a load will do, decided before anything is written: each page of each language beside its manuscript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Locale

from courses.manuscripts.build import PageText, model_of, names_in
from courses.manuscripts.folder import CourseFolder, Edition
from courses.manuscripts.from_pages import course_text, learn_media, lesson_text, module_text, written
from courses.manuscripts.history import Decision, Loaded, decide, last_load
from courses.manuscripts.identity import Names
from courses.manuscripts.parse import CourseText, LessonText
from courses.manuscripts.rows import has_desk_work
from courses.manuscripts.shelf import Known, Shelf
from courses.manuscripts.write import hash_of_text
from courses.models import CoursePage, LessonPage, ModulePage


@dataclass
class Unit:
    """One page of one language: its manuscript, the page that is there, and what to do. `source` is what it translates."""

    language: str
    text: PageText
    key: str  # the same in every language: "", "module" or "module/lesson"
    source: Unit | None = None
    page: Any = None
    decision: Decision = Decision.CREATE
    why_kept: str = ""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """The hash of what the page should say."""
        return hash_of_text(written(self.text))

    @property
    def file(self) -> str:
        """Where its manuscript stands, for sentences."""
        return getattr(self.text, "file", "")


@dataclass
class Plan:
    """All units of a course, per language in the order course, modules, lessons."""

    folder: CourseFolder
    units: dict[str, list[Unit]] = field(default_factory=dict)

    @property
    def source(self) -> list[Unit]:
        """The source language's units."""
        return self.units[self.folder.source.language]

    def address(self, unit: Unit) -> str:
        """How a report names a unit: language/course/module/lesson."""
        return "/".join(part for part in (unit.language, self.folder.slug, unit.key) if part)


def make_plan(folder: CourseFolder, shelf: Shelf, *, overwrite: bool) -> Plan:
    """Finds the pages and decides. Reads only; a few queries for each page that exists."""
    plan = Plan(folder, {edition.language: list(units_of(edition)) for edition in folder.editions})
    sources = {unit.key: unit for unit in plan.source}
    for edition in folder.translations:
        for unit in plan.units[edition.language]:
            unit.source = sources[unit.key]
    find_source_pages(plan)
    for edition in folder.translations:
        find_translations(plan.units[edition.language])
    learn_media((unit.page.get_latest_revision_as_object() for unit in all_units(plan) if isinstance(unit.page, LessonPage)), shelf)
    for unit in all_units(plan):
        unit.names = names_in(unit.text, folder.slug)
        if unit.page:
            judge(unit, shelf, overwrite=overwrite)
    return plan


def all_units(plan: Plan) -> Iterator[Unit]:
    """The units of all languages, the source's first."""
    for units in plan.units.values():
        yield from units


def units_of(edition: Edition) -> Iterator[Unit]:
    """A language's units without their pages."""
    yield Unit(edition.language, edition.course, "")
    for module in edition.course.modules:
        yield Unit(edition.language, module, module.slug)
    for lesson in edition.lessons.values():
        yield Unit(edition.language, lesson, f"{lesson.module}/{lesson.slug}")


def find_source_pages(plan: Plan) -> None:
    """The pages of the source language by their slugs: a lesson wherever it stands in its course."""
    locale = Locale.objects.filter(language_code=plan.folder.source.language).first()
    course = CoursePage.objects.filter(locale=locale, slug=plan.folder.slug).first() if locale else None
    if course is None:
        return
    modules = {page.slug: page for page in ModulePage.objects.child_of(course)}
    lessons = {page.slug: page for page in LessonPage.objects.descendant_of(course)}
    for unit in plan.source:
        if isinstance(unit.text, CourseText):
            unit.page = course
        else:
            unit.page = (lessons if isinstance(unit.text, LessonText) else modules).get(unit.text.slug)


def find_translations(units: list[Unit]) -> None:
    """The pages of another language by the translation keys of their sources."""
    locale = Locale.objects.filter(language_code=units[0].language).first()
    for unit in units:
        if locale and unit.source and unit.source.page:
            found = model_of(unit.text).objects.filter(translation_key=unit.source.page.translation_key, locale=locale)
            unit.page = found.filter(alias_of=None).first()


def judge(unit: Unit, shelf: Shelf, *, overwrite: bool) -> None:
    """Decides about a page that exists."""
    loaded = last_load(unit.page)
    says = hash_of_text(written(says_now(unit, shelf)))
    unit.decision = decide(says=says, wanted=unit.hash, loaded=loaded, overwrite=overwrite)
    offline = loaded is not None and not unit.page.live
    if offline and overwrite:
        unit.decision = Decision.UPDATE
    elif offline:
        unit.decision, unit.why_kept = Decision.KEEP, "offline"
    elif unit.decision is Decision.UPDATE and unit.source and not overwrite and has_desk_work(unit.source.page, unit.page):
        unit.decision = Decision.KEEP


def says_now(unit: Unit, shelf: Shelf) -> PageText:
    """What the page says in its newest revision, drafts included."""
    draft = unit.page.get_latest_revision_as_object()
    is_source = unit.source is None
    if isinstance(draft, CoursePage):
        return course_text(draft, is_source=is_source)
    if isinstance(draft, ModulePage):
        return module_text(draft)
    names = kept_names((unit.source or unit).page)
    return lesson_text(draft, Known(names, shelf), is_source=is_source)


def kept_names(source_page: Any) -> Names:
    """The names the last load kept of a source page."""
    loaded: Loaded | None = last_load(source_page)
    return Names(loaded.names if loaded else {})
