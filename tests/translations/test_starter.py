"""The starter course on the desk: every translation it brings has its row, loading again changes nothing, desk work is kept."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail_localize.models import StringTranslation, Translation

from courses.models import LessonPage, LessonVersion
from learning.models import Person
from tests.kept_rows import kept
from tests.starter_course import load_part
from translations.freshness import rewordings
from translations.models import Stage, TranslationState
from translations.models.state import Standing
from translations.sentences import Origin, record_sentences, sentences_of
from translations.states import numbers_of, source_page_of, target_page_of

pytestmark = pytest.mark.long

LANGUAGES = ("ar", "hi", "ha")


def after_commit() -> None:
    """Does what is due when the load's transaction is over; a worker's work waits."""
    while connection.run_on_commit:
        due, connection.run_on_commit = connection.run_on_commit, []
        for _points, do, _robust in due:
            if getattr(do, "__module__", "") != "courses.jobs":
                do()


@kept
def starter() -> None:
    """The starter course in some languages, loaded, and what follows the load done."""
    load()
    after_commit()


def rows() -> list[dict[str, Any]]:
    return list(TranslationState.objects.order_by("pk").values())


def load() -> str:
    """Loads it, or loads it again; what the command said."""
    return load_part(*LANGUAGES)


def test_every_translation_that_came_with_the_course_has_its_row_and_is_a_live_machine_draft(starter: None) -> None:
    assert TranslationState.objects.count() == Translation.objects.count() > 15
    for state in TranslationState.objects.select_related("translation__source", "translation__target_locale"):
        numbers, page = numbers_of(state.translation), target_page_of(state.translation)
        assert {name: getattr(state, name) for name in numbers} == numbers
        assert state.is_live == page.live
        assert not state.is_behind
        assert rewordings(state.translation.source, source_page_of(state.translation)) == []
        if state.kind != "catalogue":
            assert (state.standing, state.is_live, state.is_released) == (Standing.MACHINE_DRAFT, True, True), state


def test_rebuilding_the_rows_and_loading_again_change_nothing(starter: None) -> None:
    before = rows()
    call_command("rebuild_translation_states", stdout=StringIO())
    assert rows() == before
    assert load() == "Nothing changed.\n"
    assert rows() == before


def test_a_translators_edit_on_the_desk_is_kept_by_the_next_load(starter: None) -> None:
    person = Person.objects.create_superuser(username="translator", password="correct-horse-battery")
    lesson = LessonPage.objects.get(slug="lesson-2", locale__language_code="en")
    state = TranslationState.objects.get(page_key=lesson.translation_key, language="ar")
    title = next(sentence for sentence in sentences_of(state.translation) if sentence.path == "title")
    before = LessonVersion.objects.current().get(lesson_key=lesson.translation_key, language="ar")
    record_sentences(translation=state.translation, targets={title.segment: "عنوان من المترجم"}, origin=Origin(person))
    load()
    row = StringTranslation.objects.get(translation_of=title.string, context=title.context, locale__language_code="ar")
    assert row.data == "عنوان من المترجم"
    state.refresh_from_db()
    assert (state.stage, state.is_released, state.is_live) == (Stage.DRAFT, False, True)
    assert LessonVersion.objects.current().get(lesson_key=lesson.translation_key, language="ar") == before


def test_a_source_reworded_in_the_cms_leaves_its_translations_behind_and_served(starter: None) -> None:
    lesson = LessonPage.objects.get(slug="lesson-2", locale__language_code="en")
    before = LessonVersion.objects.current().get(lesson_key=lesson.translation_key, language="ar")
    lesson.title = "Another title"
    lesson.save_revision().publish()
    load()
    state = TranslationState.objects.get(page_key=lesson.translation_key, language="ar")
    assert (state.is_behind, state.is_live) == (True, True)
    assert LessonVersion.objects.current().get(lesson_key=lesson.translation_key, language="ar") == before
