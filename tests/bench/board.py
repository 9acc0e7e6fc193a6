"""The board of 50 courses × 10 languages × 30 lessons: how long it takes to open, and how many queries.

The English course, its module and its lessons are made as bare rows by `bulk_create`, and beside each its translations with their
states, spread over all standings. Only the board is measured, not how pages are made.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource

from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage
from learning.models import Person
from translations.languages import LANGUAGES, SOURCE_LANGUAGE
from translations.models import Stage, TranslationState
from translations.models.state import PageKind
from translations.roles import set_up_language

COURSES: Final = 50
LESSONS: Final = 30
LEAST_LANGUAGES: Final = 10
SEED: Final = 2026_11_25 * 2**64
MOST_QUERIES: Final = 15
ROUNDS: Final = 5
# (stage, translated of 20, by machine, live): one of each standing, in turns.
STANDINGS: Final = [
    (Stage.DRAFT, 0, 0, False),
    (Stage.DRAFT, 20, 20, False),
    (Stage.DRAFT, 9, 2, True),
    (Stage.IN_REVIEW, 20, 0, False),
    (Stage.APPROVED, 20, 0, False),
    (Stage.PUBLISHED, 20, 0, True),
]


def figures(_folder: Path) -> Iterator[dict[str, Any]]:
    """Opens the board as somebody who sees all of it."""
    languages = [code for code, _name in LANGUAGES if code != SOURCE_LANGUAGE]
    make_catalogues(languages)
    # A tenth beside English: its rows are read and counted, and have a column as soon as the site speaks it.
    languages = [*languages, *(["ur"] if len(languages) < LEAST_LANGUAGES else [])]
    states = make_set(COURSES, lessons=LESSONS, languages=languages)
    person = Person.objects.create_superuser(username="bench-board")
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    rounds = [opened(client) for _round in range(ROUNDS + 1)][1:]
    yield {
        "bench": "board",
        "courses": COURSES,
        "languages": len(languages),
        "lessons": LESSONS,
        "states": states,
        "ms": round(min(one["ms"] for one in rounds)),
        "queries": max(one["queries"] for one in rounds),
        "kb": rounds[0]["kb"],
        "budget": MOST_QUERIES,
        "holds": all(one["queries"] <= MOST_QUERIES and one["status"] == 200 for one in rounds),
    }


def opened(client: Client) -> dict[str, Any]:
    """One opening of the board."""
    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        answer = client.get("/cms/translations/")
        took = time.perf_counter() - start
    return {
        "ms": took * 1000,
        "queries": len(captured),
        "status": answer.status_code,
        "kb": round(len(answer.content) / 1000),
    }


def make_catalogues(languages: list[str]) -> None:
    """A home page for each language that has none, with its groups."""
    root = Page.get_first_root_node()
    for code in languages:
        locale, _new = Locale.objects.get_or_create(language_code=code)
        if not CataloguePage.objects.filter(locale=locale).exists():
            root.add_child(instance=CataloguePage(title=code, slug=f"board-{code}", locale=locale))
        set_up_language(locale)


@transaction.atomic
def make_set(courses: int, *, lessons: int, languages: list[str]) -> int:
    """Courses of one module each, sent to all languages; returns how many states there are now."""
    source = Locale.objects.get(language_code=SOURCE_LANGUAGE)
    parent = CataloguePage.objects.filter(locale=source).order_by("path")[0]
    first = parent.numchild
    pages = [
        page for number in range(courses) for page in pages_of_course(parent, source, place=first + number + 1, lessons=lessons)
    ]
    Page.objects.bulk_create(pages, batch_size=500)
    Page.objects.filter(pk=parent.pk).update(numchild=first + courses)
    for model in (CoursePage, ModulePage, LessonPage):
        insert_links(model, [page for page in pages if page.content_type.model_class() is model])
    for code in languages:
        send_all(pages, Locale.all_objects.get_or_create(language_code=code)[0])
    return TranslationState.objects.count()


def pages_of_course(parent: Page, locale: Locale, *, place: int, lessons: int) -> list[Page]:
    """Course, module and lessons as rows of the tree."""
    kinds = ContentType.objects.get_for_models(CoursePage, ModulePage, LessonPage)
    course = Page._get_path(parent.path, parent.depth + 1, place)
    module = Page._get_path(course, parent.depth + 2, 1)
    paths = [(course, CoursePage), (module, ModulePage)]
    paths += [(Page._get_path(module, parent.depth + 3, number + 1), LessonPage) for number in range(lessons)]
    return [
        Page(
            path=path,
            depth=len(path) // Page.steplen,
            numchild={CoursePage: 1, ModulePage: lessons}.get(model, 0),
            title=f"{model.__name__} {place}.{number}",
            draft_title=f"{model.__name__} {place}.{number}",
            slug=f"board-{place}-{number}",
            url_path=f"/board-{place}-{number}/",
            live=True,
            locale=locale,
            content_type=kinds[model],
            translation_key=UUID(int=SEED + place * 2**20 + number),
        )
        for number, (path, model) in enumerate(paths)
    ]


def insert_links(model: Any, pages: list[Page]) -> None:
    """The row of the page's own model: Django cannot `bulk_create` a model that inherits from another table."""
    made = [model(page_ptr=page) for page in pages]
    model._base_manager._insert(made, fields=model._meta.local_concrete_fields, using=model._base_manager.db)


def send_all(pages: list[Page], locale: Locale) -> None:
    """A translation and its state for each page, in all standings."""
    known = set(TranslatableObject.objects.values_list("translation_key", flat=True))
    objects = [TranslatableObject(translation_key=page.translation_key, content_type_id=page.content_type_id) for page in pages]
    TranslatableObject.objects.bulk_create([one for one in objects if one.translation_key not in known], batch_size=500)
    now = timezone.now()
    sources = [
        TranslationSource(
            object_id=page.translation_key,
            specific_content_type_id=page.content_type_id,
            locale_id=page.locale_id,
            object_repr=page.title,
            content_json="{}",
            created_at=now,
            last_updated_at=now,
        )
        for page in pages
        if page.translation_key not in known
    ]
    TranslationSource.objects.bulk_create(sources, batch_size=500)
    by_key = dict(TranslationSource.objects.values_list("object_id", "pk"))
    translations = [Translation(source_id=by_key[page.translation_key], target_locale=locale) for page in pages]
    Translation.objects.bulk_create(translations, batch_size=500)
    states = [
        state_row(page, translation, locale, number)
        for number, (page, translation) in enumerate(zip(pages, translations, strict=True))
    ]
    TranslationState.objects.bulk_create(states, batch_size=500)


def state_row(page: Page, translation: Translation, locale: Locale, number: int) -> TranslationState:
    """The row of a page in a language."""
    kinds = {CoursePage: PageKind.COURSE, ModulePage: PageKind.MODULE, LessonPage: PageKind.LESSON}
    stage, translated, by_machine, is_live = STANDINGS[(number + locale.pk) % len(STANDINGS)]
    return TranslationState(
        translation=translation,
        language=locale.language_code,
        source_language=SOURCE_LANGUAGE,
        course_key=UUID(int=page.translation_key.int // 2**20 * 2**20),
        page_key=page.translation_key,
        kind=kinds[page.content_type.model_class()],
        title=page.title,
        stage=stage,
        sentences=20,
        translated=translated,
        by_machine=by_machine,
        is_live=is_live,
        is_behind=number % 7 == 0,
        words=240,
        words_left=(20 - translated) * 12,
    )
