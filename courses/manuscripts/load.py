"""Loading a course folder into pages: the same folder again changes nothing, what was edited in the CMS is kept.

One transaction per course. Bad manuscripts are refused whole, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from courses import jobs
from courses.manuscripts.build import fill, model_of, note_problems
from courses.manuscripts.catalogues import catalogue_in
from courses.manuscripts.folder import CourseFolder, is_course_folder, read_course_folder
from courses.manuscripts.frameworks import load_frameworks, read_frameworks
from courses.manuscripts.history import Decision
from courses.manuscripts.media import MediaLoad
from courses.manuscripts.order import keep_order
from courses.manuscripts.parse import CourseText, LessonText, ModuleText
from courses.manuscripts.plan import Plan, Unit, all_units, make_plan
from courses.manuscripts.problems import ManuscriptError, Notes, Problem
from courses.manuscripts.publish import Queue, refused
from courses.manuscripts.report import Report
from courses.manuscripts.rows import sentences, waiting, write_rows
from courses.manuscripts.shelf import Shelf
from courses.manuscripts.translate import known_translation, sync_source, translation_of, write_translation
from courses.publishing import RENDER_COURSE, together

FRAMEWORKS = "frameworks"


def load_course(path: Path, *, overwrite: bool = False) -> Report:
    """Loads a course, and the frameworks in a folder `frameworks` inside or beside it. Raises `ManuscriptError`."""
    folder = read_course_folder(path)
    frameworks = [text for place in (path.parent, path) for text in read_frameworks(place / FRAMEWORKS)]
    with transaction.atomic():
        report = load_frameworks(frameworks, overwrite=overwrite)
        report.add(load_folder(folder, overwrite=overwrite))
    return report


def course_folders(path: Path) -> list[Path]:
    """The course folders inside a folder."""
    return [entry for entry in sorted(path.iterdir()) if entry.is_dir() and is_course_folder(entry)]


def load_folder(folder: CourseFolder, *, overwrite: bool = False) -> Report:
    """Loads a course that was read. Raises `ManuscriptError`; then nothing is stored."""
    report = Report()
    media = MediaLoad(folder, report, overwrite)
    try:
        with together():
            load = CourseLoad(folder, report, overwrite=overwrite)
            media.load(load.shelf)
            load.run()
    except BaseException:
        media.take_back()
        raise
    return report


def unknown_tags(folder: CourseFolder, shelf: Shelf) -> Iterable[Problem]:
    """Competencies that no framework has."""
    sentence = _("No framework has the competency “%(tag)s”. Correct the tag, or load its framework first.")
    for edition in folder.editions:
        for lesson in edition.lessons.values():
            tags = [(1, tag) for tag in lesson.teaches] + [(card.line, tag) for card in lesson.cards for tag in card.tags()]
            for line, tag in tags:
                if tag not in shelf.competencies:
                    yield Problem(lesson.file, line, sentence % {"tag": tag})


@dataclass
class CourseLoad:
    """One load of one course. Make it and run it inside one transaction."""

    folder: CourseFolder
    report: Report
    overwrite: bool = False
    shelf: Shelf = field(default_factory=Shelf.with_competencies)
    queue: Queue = field(default_factory=Queue)

    def __post_init__(self) -> None:
        if problems := list(unknown_tags(self.folder, self.shelf)):
            raise ManuscriptError(problems)
        self.plan: Plan = make_plan(self.folder, self.shelf, overwrite=self.overwrite)

    def run(self) -> None:
        """Checks everything, then the source language, then the others."""
        before = self.report.changed
        self.check()
        self.load_source()
        for edition in self.folder.translations:
            self.load_translation(edition.language)
        if self.report.changed and self.report.changed == before:
            # Only pictures changed: no page was published, so nothing else asks for new documents.
            jobs.ask(RENDER_COURSE, str(self.plan.source[0].page.translation_key))

    def check(self) -> None:
        """Raises `ManuscriptError` with all that stops any page being published."""
        problems = []
        for unit in all_units(self.plan):
            if unit.decision in (Decision.CREATE, Decision.UPDATE):
                notes = Notes(self.file_of(unit))
                note_problems(self.filled(unit), unit.text, notes)
                problems += notes.problems
        if problems:
            raise ManuscriptError(problems)

    def file_of(self, unit: Unit) -> str:
        """The file a unit's manuscript stands in; a module's is its course's."""
        return unit.file or self.plan.units[unit.language][0].file

    def filled(self, unit: Unit) -> Any:
        """A page that is stored nowhere and says what the manuscript says."""
        page: Any = model_of(unit.text)()
        fill(page, unit.text, course=self.folder.slug, shelf=self.shelf)
        return page

    # --- the source language -------------------------------------------------------------------------------------

    def load_source(self) -> None:
        """Creates and updates the pages of the source language and publishes them."""
        locale, _new = Locale.objects.get_or_create(language_code=self.folder.source.language)
        catalogue = catalogue_in(locale, self.report)
        for unit in self.plan.source:
            if unit.decision is Decision.KEEP:
                self.report_kept(unit)
            elif unit.decision is not Decision.SAME:
                try:
                    self.save_source(unit, catalogue, locale)
                except ValidationError as error:
                    raise refused(unit, error) from error
        self.order_children()
        self.queue.publish()

    def save_source(self, unit: Unit, catalogue: Any, locale: Locale) -> None:
        """Saves a page of the source language as a draft, to be published with the others."""
        parent = self.parent_of(unit) or catalogue
        parent = type(parent).objects.get(pk=parent.pk)
        if unit.decision is Decision.CREATE:
            unit.page = model_of(unit.text)(locale=locale, live=False)
            fill(unit.page, unit.text, course=self.folder.slug, shelf=self.shelf)
            parent.add_child(instance=unit.page)
            self.report.created(self.plan.address(unit))
        else:
            unit.page = type(unit.page).objects.get(pk=unit.page.pk)
            if unit.page.get_parent().pk != parent.pk:
                unit.page.move(parent, pos="last-child")
                unit.page = type(unit.page).objects.get(pk=unit.page.pk)
            fill(unit.page, unit.text, course=self.folder.slug, shelf=self.shelf)
            self.report.updated(self.plan.address(unit))
        unit.page.save_revision()
        self.queue.add(unit, unit.page)

    def parent_of(self, unit: Unit) -> Any:
        """The page above a unit of the source language; none above the course."""
        if isinstance(unit.text, CourseText):
            return None
        key = unit.text.module if isinstance(unit.text, LessonText) else ""
        return next(other.page for other in self.plan.source if other.key == key)

    def order_children(self) -> None:
        """Puts modules and lessons in the manuscript's order."""
        for unit in self.plan.source:
            if not isinstance(unit.text, LessonText):
                inside = [other.text.slug for other in self.plan.source if is_child(other, unit)]
                subject = _("%(address)s: order") % {"address": self.plan.address(unit)}
                parent = type(unit.page).objects.get(pk=unit.page.pk)
                keep_order(parent, inside, self.report, subject=subject, overwrite=self.overwrite)

    # --- translations ----------------------------------------------------------------------------------------------

    def load_translation(self, language: str) -> None:
        """Creates and updates the pages of another language and publishes those that are complete."""
        locale, _new = Locale.objects.get_or_create(language_code=language)
        catalogue_in(locale, self.report)
        for unit in self.plan.units[language]:
            if unit.source is None:
                continue
            source_page = type(unit.source.page).objects.get(pk=unit.source.page.pk)
            if unit.source.decision is Decision.UPDATE:
                sync_source(source_page)
                self.fill_in(unit, source_page, locale)
            if unit.decision is Decision.KEEP:
                self.report_kept(unit)
            elif unit.decision is Decision.UPDATE and unit.source.decision is Decision.KEEP:
                self.report.kept(self.plan.address(unit), _("the page it translates was edited in the CMS"))
            elif unit.decision is not Decision.SAME:
                self.translate(unit, source_page, locale)
        self.queue.publish()

    def fill_in(self, unit: Unit, source_page: Any, locale: Locale) -> None:
        """Gives the desk the sentences it lacks because the source was reworded; the page stays as it is."""
        if translation := known_translation(source_page, locale):
            write_rows(translation, self.sentences(unit), replace=False)

    def sentences(self, unit: Unit) -> Any:
        """A unit's sentences beside those of its source, both as the manuscripts have them."""
        status = getattr(unit.text, "translation", "") or self.folder_status(unit.language)
        source = self.filled(unit.source) if unit.source else None
        return sentences(source, self.filled(unit), status=status, file=self.file_of(unit))

    def folder_status(self, language: str) -> str:
        """How far a language's course was checked; its modules have no line of their own."""
        return next(edition.course.translation for edition in self.folder.editions if edition.language == language)

    def translate(self, unit: Unit, source_page: Any, locale: Locale) -> None:
        """Writes one translated page."""
        status = getattr(unit.text, "translation", "")
        try:
            page, complete = write_translation(source_page, locale, self.sentences(unit), status=status)
        except ValidationError as error:
            raise refused(unit, error) from error
        address = self.plan.address(unit)
        if not complete:
            count = waiting(translation_of(source_page, locale, sync=False))
            self.report.change(address, _("created as a draft: %(count)s sentences wait for a translator") % {"count": count})
            return
        (self.report.updated if unit.page else self.report.created)(address)
        unit.page = page
        self.queue.add(unit, page)

    def report_kept(self, unit: Unit) -> None:
        """Says why a page was left alone."""
        why = {"offline": _("taken offline in the CMS"), "": ""}[unit.why_kept]
        self.report.kept(self.plan.address(unit), why)


def is_child(unit: Unit, parent: Unit) -> bool:
    """Whether a unit stands directly under another."""
    if isinstance(parent.text, CourseText):
        return isinstance(unit.text, ModuleText)
    return isinstance(unit.text, LessonText) and unit.text.module == parent.key
