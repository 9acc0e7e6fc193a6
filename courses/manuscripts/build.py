"""Pages filled from manuscripts: field values and the body with its stable ids. Nothing is saved here.

List items are written with their ids: without, Wagtail would give them new ones at every load and the translation desk would not
find their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.manuscripts.identity import IS_UUID, Ids
from courses.manuscripts.parse import CourseText, LessonText, ModuleText
from courses.manuscripts.problems import Notes
from courses.manuscripts.richtext_html import to_html
from courses.manuscripts.script import fill_script
from courses.manuscripts.shelf import Shelf
from courses.models import Competency, CoursePage, LessonPage, ModulePage
from courses.models.catalogue import TranslationStatus

PageText = CourseText | ModuleText | LessonText
COURSE_FIELDS: Final = ("title", "slug", "summary", "audience", "minutes", "level", "band", "band_colours", "licence")
MODULE_FIELDS: Final = ("title", "slug", "summary")
LESSON_FIELDS: Final = ("title", "slug", "purpose", "minutes", "summary", "sensitive")


def model_of(text: PageText) -> type[Page]:
    """The page model of a manuscript."""
    if isinstance(text, CourseText):
        return CoursePage
    return ModulePage if isinstance(text, ModuleText) else LessonPage


def fill(page: Any, text: PageText, *, course: str, shelf: Shelf) -> None:
    """Gives a page the values its manuscript has. `course` is the course's slug."""
    if isinstance(text, CourseText):
        set_fields(page, text, COURSE_FIELDS)
        page.description = to_html(text.description)
    elif isinstance(text, ModuleText):
        set_fields(page, text, MODULE_FIELDS)
        return
    else:
        set_fields(page, text, LESSON_FIELDS)
        page.can_do = "\n".join(text.can_do)
        page.teaches = list(Competency.objects.filter(pk__in=[shelf.competencies[tag] for tag in text.teaches]))
        ids = Ids(course, text.slug)
        page.body = LessonPage.body.field.stream_block.to_python(body_of(text, ids, shelf))
        fill_script(page, text.script, ids)
    page.translation_status = text.translation or TranslationStatus.SOURCE.value


def set_fields(page: Any, text: PageText, names: tuple[str, ...]) -> None:
    """Copies plain fields, and the title as the CMS lists it."""
    for name in names:
        setattr(page, name, getattr(text, name))
    page.draft_title = page.title


def body_of(text: LessonText, ids: Ids, shelf: Shelf) -> list[dict[str, Any]]:
    """A lesson's body as the page editor would store it."""
    return [
        {"type": card.block_type, "value": {**card.value(ids, shelf), "own_phone": card.own_phone}, "id": ids.card(card.name)}
        for card in text.cards
    ]


def names_in(text: PageText, course: str) -> dict[str, str]:
    """Id -> name for cards and their parts, without those that are named by their id."""
    if not isinstance(text, LessonText):
        return {}
    ids = Ids(course, text.slug)
    names = {ids.card(card.name): card.name for card in text.cards}
    names |= {ids.part(card.name, name): name for card in text.cards for name in card.part_names()}
    names |= {ids.part("script", step.name): step.name for step in text.script.steps}
    return {block_id: name for block_id, name in names.items() if not IS_UUID.fullmatch(name)}


def note_problems(page: Any, text: PageText, notes: Notes) -> None:
    """Notes what stops a filled page being saved or published."""
    before = len(notes.problems)
    names = {CourseText: COURSE_FIELDS, ModuleText: MODULE_FIELDS, LessonText: LESSON_FIELDS}[type(text)]
    try:
        page.clean_fields(exclude=[field.name for field in page._meta.get_fields() if field.name not in names])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            notes.add(line_of(text), f"“{name}”: {' '.join(messages)}")
    if isinstance(text, LessonText):
        for card, child in zip(text.cards, page.body, strict=True):
            for sentence in card_problems(child):
                notes.add(card.line, _("The card “%(name)s”: %(problem)s") % {"name": card.name, "problem": sentence})
        for step, child in zip(text.script.steps, page.script, strict=True):
            for sentence in field_problems(child):
                notes.add(step.line, _("The step “%(name)s”: %(problem)s") % {"name": step.name, "problem": sentence})
    if len(notes.problems) == before:
        for sentence in page.publish_problems():
            notes.add(line_of(text), sentence)


def card_problems(child: Any) -> list[str]:
    """What stops a card being published: its kind's own rules first, else the limits of its fields."""
    if problems := child.block.problems(child.value):
        return [str(problem) for problem in problems]
    return field_problems(child)


def field_problems(child: Any) -> list[str]:
    """Where a block's fields pass their limits."""
    try:
        child.block.clean(child.value)
    except ValidationError as error:
        return list(sentences_of(error))
    return []


def sentences_of(error: Any, where: str = "") -> Iterator[str]:
    """The messages of a block's error, each with the names of the fields it is in."""
    inner = getattr(error, "block_errors", None)
    if inner:
        for name, one in inner.items() if isinstance(inner, dict) else enumerate(inner):
            if one:
                yield from sentences_of(one, f"{where}{name + 1 if isinstance(name, int) else name}: ")
    elif not getattr(error, "non_block_errors", None):
        yield from (f"{where}{message}" for message in error.messages)
    for one in getattr(error, "non_block_errors", None) or []:
        yield from (f"{where}{message}" for message in one.messages)


def line_of(text: PageText) -> int:
    """Where a page stands in its file."""
    return text.line if isinstance(text, ModuleText) else 1
