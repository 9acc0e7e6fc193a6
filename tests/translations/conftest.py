"""A small course on the desk, and the people who work there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from wagtail_localize.models import Translation

from courses.models import CoursePage, LessonPage
from learning.models import Person
from tests.factories import make_course, make_lesson, make_locale, make_module
from tests.kept_rows import kept
from tests.sending import send_course
from translations.models import TranslationState
from translations.models.invitation import DeskRole
from translations.roles import group_name
from translations.sentences import Origin, record_sentences, sentences_of

LANGUAGE = "sw"


@dataclass
class Desk:
    """A course of one lesson that was sent to translation into Swahili."""

    course: CoursePage
    lesson: LessonPage
    coordinator: Person

    def state(self, page: Any = None, language: str = LANGUAGE) -> TranslationState:
        """Where a page stands; the lesson when none is named."""
        key = (page or self.lesson).translation_key
        return TranslationState.objects.get(page_key=key, language=language)

    def states(self, language: str = LANGUAGE) -> list[TranslationState]:
        """Course, module, lesson."""
        order = {"course": 0, "module": 1, "lesson": 2}
        return sorted(TranslationState.objects.of_course(self.course.translation_key).into(language), key=lambda s: order[s.kind])

    def translate(self, state: TranslationState, person: Person) -> None:
        """Writes every sentence, so that one can tell what it translates."""
        translation = Translation.objects.get(pk=state.translation_id)
        targets = {sentence.segment: f"SW {sentence.source}" for sentence in sentences_of(translation)}
        record_sentences(translation=translation, targets=targets, origin=Origin(person))


@kept
def desk() -> Desk:
    """The course, published in English, on the desk of Swahili."""
    make_locale(LANGUAGE)
    course = make_course()
    lesson = make_lesson(make_module(course))
    coordinator = Person.objects.create_superuser(username="coordinator", password="correct-horse-battery")
    send_course(CoursePage.objects.get(pk=course.pk), language=LANGUAGE, person=coordinator)
    return Desk(course, lesson, coordinator)


def member(name: str, role: DeskRole, language: str = LANGUAGE) -> Person:
    """Somebody of a language's group and of no other."""
    person = Person.objects.create_user(username=name, password="correct-horse-battery")
    person.groups.add(Group.objects.get(name=group_name(role, language)))
    return person


@kept
def translator(desk: Desk) -> Person:
    return member("translator", DeskRole.TRANSLATOR)


@kept
def reviewer(desk: Desk) -> Person:
    return member("reviewer", DeskRole.REVIEWER)
