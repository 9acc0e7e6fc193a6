"""What must be the same in a course and its translations: names, order, marks, numbers and the shape of the words.

Answers are graded by the source's marks and kept by names, and a translation fills the source's sentences one by one. So a file
that differs is refused with a sentence instead of being half used.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.manuscripts.cards import Card, words_shape
from courses.manuscripts.parse import CourseText, LessonText
from courses.manuscripts.problems import Notes, Problem
from courses.manuscripts.script import script_shape

SAME_IN_COURSES = ("slug", "minutes", "level", "band", "band_colours", "licence")
SAME_IN_LESSONS = ("slug", "module", "purpose", "minutes", "teaches", "sensitive")


def course_disagreements(source: CourseText, translation: CourseText) -> list[Problem]:
    """Where a course's translation differs from its source and must not."""
    notes = Notes(translation.file)
    for key in SAME_IN_COURSES:
        same(notes, (1, key), there=getattr(source, key), here=getattr(translation, key), source=source.file)
    there, here = words_shape(source.description), words_shape(translation.description)
    compare(notes, (1, _("The description")), there=there, here=here, source=source.file)
    if [module.slug for module in source.modules] != [module.slug for module in translation.modules]:
        sentence = _("The modules are not those of %(source)s in the same order. Give both the same modules.")
        notes.add(1, sentence % {"source": source.file})
        return notes.problems
    for original, module in zip(source.modules, translation.modules, strict=True):
        place = (module.line, _("summary (there or not)"))
        same(notes, place, there=bool(original.summary), here=bool(module.summary), source=source.file)
    return notes.problems


def lesson_disagreements(source: LessonText, translation: LessonText) -> list[Problem]:
    """Where a lesson's translation differs from its source and must not."""
    notes = Notes(translation.file)
    for key in SAME_IN_LESSONS:
        same(notes, (1, key), there=getattr(source, key), here=getattr(translation, key), source=source.file)
    lines = _("number of lines under can_do")
    same(notes, (1, lines), there=len(source.can_do), here=len(translation.can_do), source=source.file)
    shapes = script_shape(source.script), script_shape(translation.script)
    for what in shapes[0]:
        same(notes, (1, what), there=shapes[0][what], here=shapes[1][what], source=source.file)
    there = [(card.kind, card.name) for card in source.cards]
    here = [(card.kind, card.name) for card in translation.cards]
    for kind, name in there:
        if (kind, name) not in here:
            sentence = _("The card “%(kind)s %(name)s” of %(source)s is missing. Translate it.")
            notes.add(1, sentence % {"kind": kind, "name": name, "source": source.file})
    for card in translation.cards:
        if (card.kind, card.name) not in there:
            sentence = _("%(source)s has no card “%(kind)s %(name)s”. Delete it, or correct its name.")
            notes.add(card.line, sentence % {"kind": card.kind, "name": card.name, "source": source.file})
    if sorted(there) == sorted(here):
        if there != here:
            sentence = _("The cards stand in another order than in %(source)s. Put them in the same order.")
            notes.add(1, sentence % {"source": source.file})
        cards = {card.name: card for card in source.cards}
        for card in translation.cards:
            named = _("The card “%(name)s”") % {"name": card.name}
            compare(notes, (card.line, named), there=marks_of(cards[card.name]), here=marks_of(card), source=source.file)
    return notes.problems


def marks_of(card: Card) -> dict[str, Any]:
    """What of a card is the same in every language, by its name in a sentence."""
    return {**card.fixed(), _("own phone"): card.own_phone}


def same(notes: Notes, place: tuple[int, str], *, there: Any, here: Any, source: str) -> None:
    """Notes two values that should be one. `place` is the line and what the value is called."""
    if there != here:
        sentence = _("“%(what)s” must be the same as in %(source)s. Change one of the two files.")
        notes.add(place[0], sentence % {"what": place[1], "source": source})


def compare(notes: Notes, place: tuple[int, str], *, there: dict[str, Any], here: dict[str, Any], source: str) -> None:
    """Notes each named value that differs. `place` is the line and what holds the values."""
    for what in there.keys() & here.keys():
        if there[what] != here[what]:
            sentence = _("%(where)s: “%(what)s” must be the same as in %(source)s. Change one of the two files.")
            notes.add(place[0], sentence % {"where": place[1], "what": what, "source": source})
