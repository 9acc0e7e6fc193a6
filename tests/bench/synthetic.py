"""A large library for benchmarks: courses of plausible prose in several languages, the same at each run.

Sentences are those of the starter course's lessons in the same language, with their words mixed anew, so that letters, lengths and
repetition are those of real lessons. Recorded as versions, without pages: what is measured is drawing, not the CMS.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from courses.models import CourseVersion, LessonVersion
from courses.publishing import add_version, lesson_entry
from courses.rendering.content import hash_of

LANGUAGES: Final = ("en", "ar", "hi")
COURSES: Final = 50
LESSONS_EACH: Final = 10
SEED: Final = 20261125
# What people read in a card or a question; everything else is kept as it is.
PROSE: Final = {"html", "text", "title", "caption", "alt", "summary", "prompt", "feedback", "right", "wrong"}
WORD: Final = re.compile(r"(<[^>]+>|\{\w+\}|&\w+;|\s+|[.,:;?!“”«»।…]+)")


class Mixer:
    """Mixes the words of a language's lessons."""

    def __init__(self, language: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.models = list(LessonVersion.objects.current().filter(language=language, path__contains="/safe-and-strong"))
        self.words = sorted({word for model in self.models for text in prose_of(model.content) for word in words_of(text)})

    def lesson(self, key: UUID, number: int) -> dict[str, Any]:
        """The content of a new lesson after one of the models. Its questions have identities of their own."""
        content = self.mixed(deepcopy(self.models[number % len(self.models)].content))
        for place, card in enumerate(content["cards"]):
            card["id"] = str(UUID(int=(key.int + place + 1) % 2**128))
            if "question" in card:
                card["question"]["id"] = card["id"]
        return content

    def mixed(self, value: Any, name: str = "") -> Any:
        """A value with three in five of its words exchanged for others."""
        if isinstance(value, dict):
            return {key: self.mixed(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.mixed(inner, name) for inner in value]
        if not isinstance(value, str) or name not in PROSE:
            return value
        return "".join(self.other(part) if part and not WORD.fullmatch(part) else part for part in WORD.split(value))

    def other(self, word: str) -> str:
        """Mostly another word."""
        return self.random.choice(self.words) if self.random.random() < 0.6 else word


def prose_of(value: Any, name: str = "") -> Iterator[str]:
    """Every text a person reads in a content."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from prose_of(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from prose_of(inner, name)
    elif isinstance(value, str) and name in PROSE:
        yield value


def words_of(text: str) -> list[str]:
    """The words of a text, without tags and signs."""
    return [part for part in WORD.split(text) if part and not WORD.fullmatch(part)]


def make_library(languages: Iterable[str] = LANGUAGES, courses: int = COURSES) -> list[UUID]:
    """Records all courses in all languages; returns their keys. Called again, each is a new version."""
    mixers = {language: Mixer(language, SEED) for language in languages}
    keys = [UUID(int=SEED + course * 2**40) for course in range(courses)]
    for number, key in enumerate(keys, start=1):
        with transaction.atomic():
            for language, mixer in mixers.items():
                make_course(key, number, language=language, mixer=mixer)
    return keys


def make_course(key: UUID, number: int, *, language: str, mixer: Mixer) -> None:
    """One course in one language, its lessons first."""
    slug = f"synthetic-{number}"
    lessons = []
    for place in range(1, LESSONS_EACH + 1):
        lesson_key = UUID(int=key.int + place * 2**20)
        record(
            LessonVersion,
            {"lesson_key": lesson_key, "language": language},
            title=f"{mixer.random.choice(mixer.words)} {number}.{place}",
            content=mixer.lesson(lesson_key, place),
            course_key=key,
            path=f"{language}/{slug}/first/lesson-{place}",
        )
        lessons.append(lesson_entry(LessonVersion.objects.current().get(lesson_key=lesson_key, language=language)))
    model = CourseVersion.objects.current().get(slug="safe-and-strong-with-ai", language=language)
    module = {"key": str(UUID(int=key.int + 1)), "title": "Module", "summary": "", "slug": "first", "lessons": lessons}
    content = {**model.content, "slug": slug, "modules": [module]}
    record(CourseVersion, {"course_key": key, "language": language}, title=f"Course {number}", content=content, slug=slug)


def record(model: type[Any], identity: dict[str, Any], **fields: Any) -> None:
    """Adds a version as publishing does."""
    add_version(model, identity, {**fields, "content_hash": hash_of([fields["title"], fields["content"]])})
