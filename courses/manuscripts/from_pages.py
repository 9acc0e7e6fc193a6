"""Pages read back as manuscripts: for exporting them, and for seeing whether they still say what the last load stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from courses.manuscripts.build import COURSE_FIELDS, PageText
from courses.manuscripts.history import files_of
from courses.manuscripts.lines import trimmed
from courses.manuscripts.parse import CourseText, LessonText, ModuleText
from courses.manuscripts.questions import KINDS
from courses.manuscripts.richtext_html import to_text
from courses.manuscripts.script import script_text
from courses.manuscripts.shelf import Known, Shelf
from courses.manuscripts.write import course_part, module_part, write_lesson
from courses.models import CoursePage, Film, H5PContent, LessonPage, ModulePage, Picture, Recording
from courses.models.catalogue import TranslationStatus


def course_text(page: CoursePage, modules: Iterable[ModulePage] = (), *, is_source: bool) -> CourseText:
    """A course page, with the modules given."""
    fields: dict[str, Any] = {name: getattr(page, name) for name in COURSE_FIELDS}
    fields |= {name: trimmed(fields[name]) for name in ("title", "summary", "audience")}
    return CourseText(
        **fields,
        translation=translation_of(page, is_source=is_source),
        description=to_text(page.description),
        modules=tuple(module_text(module) for module in modules),
    )


def module_text(page: ModulePage) -> ModuleText:
    """A module page."""
    return ModuleText(slug=page.slug, title=trimmed(page.title), summary=trimmed(page.summary))


def lesson_text(page: LessonPage, known: Known, *, is_source: bool) -> LessonText:
    """A lesson page. The shelf must know its competencies and media (`learn_media`)."""
    cards = []
    kinds = {kind.replace("-", "_"): card for kind, card in KINDS.items()}
    for raw in page.body.get_prep_value():
        card = kinds[raw["type"]].from_value(known.names.of(raw["id"]), raw["value"], known)
        cards.append(replace(card, own_phone=bool(raw["value"].get("own_phone"))))
    return LessonText(
        title=trimmed(page.title),
        slug=page.slug,
        module=page.get_parent().slug,
        purpose=page.purpose,
        minutes=page.minutes,
        summary=trimmed(page.summary),
        can_do=tuple(line for line in trimmed(page.can_do).split("\n") if line),
        teaches=tuple(sorted(known.shelf.tag(competency.pk) for competency in page.teaches.all())),
        sensitive=page.sensitive,
        translation=translation_of(page, is_source=is_source),
        cards=tuple(cards),
        script=script_text(page, known.names),
    )


def translation_of(page: Any, *, is_source: bool) -> str:
    """The state of a translation; a translated page that claims to be a source was checked by nobody."""
    if is_source:
        return ""
    status = str(page.translation_status)
    return status if status != TranslationStatus.SOURCE else TranslationStatus.MACHINE_DRAFT.value


def learn_media(pages: Iterable[LessonPage], shelf: Shelf) -> None:
    """Lets the shelf know the pictures, recordings, videos and H5P contents of lessons. Eight queries at most."""
    cards = [raw for page in pages for raw in page.body.get_prep_value()]
    pictures = {raw["value"]["picture"] for raw in cards if raw["type"] == "picture"} - {None}
    recordings = {raw["value"]["recording"] for raw in cards if raw["type"] == "audio"} - {None}
    films = {raw["value"]["film"] for raw in cards if raw["type"] == "video"} - {None}
    contents = {raw["value"]["content"] for raw in cards if raw["type"] == "h5p"} - {None}
    if pictures:
        shelf.learn_pictures(pictures, file_names(Picture))
    if recordings:
        shelf.learn_recordings(recordings, file_names(Recording))
    if films:
        shelf.learn_films(films, file_names(Film))
    if contents:
        shelf.learn_contents(contents, file_names(H5PContent))


def file_names(model: Any) -> dict[int, str]:
    """Key of a picture, recording or video -> the bare name of the file it was loaded from."""
    return {pk: file.rpartition("/")[2] for pk, file in files_of(model).items() if file}


def written(text: PageText) -> str:
    """What one page says, as text: a course without its modules, for they are pages of their own."""
    if isinstance(text, CourseText):
        return course_part(text)
    return module_part(text) if isinstance(text, ModuleText) else write_lesson(text)
