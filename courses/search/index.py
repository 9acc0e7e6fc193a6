"""The index follows the versions: an entry for each that learners can read, none for any other.

Publishing calls `index_due` in its own transaction; `render_due_lessons` calls it for what was lost, or made by rules of before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.models import CourseVersion, LessonVersion, SearchEntry, SearchWord
from courses.search.texts import said_inside, said_of_itself
from courses.search.words import RULES, forms, words_in

BATCH = 100  # versions read at once


@transaction.atomic
def index_due(course_key: UUID | None = None) -> int:
    """Makes entries fit the versions of a course, or of all. Returns how many were made.

    Costs four queries when nothing is due, and about 5 ms for each new entry.
    """
    kept = Q(lesson_version__is_current=True) | Q(course_version__is_current=True)
    entries, courses = SearchEntry.objects.all(), CourseVersion.objects.current()
    lessons = LessonVersion.objects.current().of_lessons()
    if course_key:
        entries = entries.filter(Q(lesson_version__course_key=course_key) | Q(course_version__course_key=course_key))
        lessons, courses = lessons.filter(course_key=course_key), courses.filter(course_key=course_key)
    entries.exclude(kept, rules=RULES).delete()
    return add_entries(due(lessons), "lesson_version") + add_entries(due(courses), "course_version")


@transaction.atomic
def rebuild() -> int:
    """Forgets everything and looks at every version again; searches see the old index until it is done."""
    SearchWord.objects.all().delete()
    SearchEntry.objects.all().delete()
    return index_due()


def due(versions: Any) -> list[Any]:
    """Versions without an entry, only their ids read."""
    return list(versions.filter(search_entry=None).order_by("pk").only("pk"))


def add_entries(versions: list[Any], name: str) -> int:
    """Entries for versions; `name` is the entry's field for them. Another process may be making the same ones."""
    for start in range(0, len(versions), BATCH):
        batch = versions[start : start + BATCH]
        read = type(batch[0]).objects.filter(pk__in=[version.pk for version in batch]).order_by("pk")
        entries = [entry_of(version, name) for version in read]
        SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)
        keep_words(entries)
    return len(versions)


def entry_of(version: LessonVersion | CourseVersion, name: str) -> SearchEntry:
    """The words of a version, not yet stored."""
    return SearchEntry(
        **{name: version},
        language=version.language,
        rules=RULES,
        title=words_of([version.title]),
        head=words_of(said_of_itself(version)),
        body=words_of(said_inside(version)),
    )


def words_of(passages: Iterable[str]) -> str:
    """All forms of all words, each once."""
    found = (form for passage in passages for start, end in words_in(passage) for form in forms(passage[start:end]))
    return " ".join(dict.fromkeys(found))


def keep_words(entries: list[SearchEntry]) -> None:
    """Adds words to the list of those there are; in order, so that two processes never wait for each other."""
    words = {(entry.language, word) for entry in entries for part in (entry.title, entry.head, entry.body) for word in part.split()}
    rows = [SearchWord(language=language, word=word) for language, word in sorted(words)]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
