"""A process that dies in the middle of a step leaves nothing half; two people at the same moment do not undo each other's step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from wagtail.models import Page, TaskState
from wagtail.signals import page_published, task_submitted, workflow_approved
from wagtail_localize.models import StringTranslation

from courses.models import LessonPage, LessonVersion
from learning.models import Person
from tests.translations.conftest import Desk
from translations.errors import DeskError
from translations.models import MemoryUnit, Stage, TranslationState
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import approve, publish, submit


class ProcessDied(BaseException):
    """What no code of ours catches."""


@contextmanager
def dying_at(signal: Signal, sender: Any = None) -> Iterator[None]:
    """The process dies when something is announced, before its transaction is over."""

    def die(**_: Any) -> None:
        raise ProcessDied

    signal.connect(die, sender=sender, weak=False)
    try:
        yield
    finally:
        signal.disconnect(die, sender=sender)


def page_of(desk: Desk) -> LessonPage:
    return LessonPage.objects.get(translation_key=desk.lesson.translation_key, locale__language_code="sw")


def picture(desk: Desk) -> Any:
    """All that learners and the desk see of the lesson."""
    versions = list(LessonVersion.objects.order_by("pk").values())
    pages = list(Page.objects.order_by("pk").values())
    return versions, pages, list(TranslationState.objects.order_by("pk").values()), TaskState.objects.count()


def dies(desk: Desk, signal: Signal, step: Callable[[], Any], sender: Any = None) -> None:
    """Takes a step that dies; all is as it was."""
    before = picture(desk)
    with dying_at(signal, sender), pytest.raises(ProcessDied), transaction.atomic():
        step()
    assert picture(desk) == before


@pytest.mark.django_db
def test_a_step_that_dies_leaves_nothing_half(desk: Desk, translator: Person, reviewer: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)
    dies(desk, task_submitted, lambda: submit(desk.state(), by=translator))
    submit(desk.state(), by=translator)
    dies(desk, workflow_approved, lambda: approve(desk.state(), by=reviewer))
    dies(desk, post_save, lambda: approve(desk.state(), by=reviewer), TranslationState)
    for state in desk.states()[:2]:
        publish(approve(submit(state, by=translator), by=reviewer), by=reviewer)
    approve(desk.state(), by=reviewer)
    dies(desk, page_published, lambda: publish(desk.state(), by=reviewer))
    assert desk.state().stage == Stage.APPROVED
    assert publish(desk.state(), by=reviewer).stage == Stage.PUBLISHED


@pytest.mark.django_db
def test_publishing_that_dies_leaves_the_old_version_served(desk: Desk, translator: Person, reviewer: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)
        publish(approve(submit(state, by=translator), by=reviewer), by=reviewer)
    sentence = sentences_of(desk.state().translation)[0]
    record_sentences(translation=desk.state().translation, targets={sentence.segment: "Maneno mapya"}, origin=Origin(translator))
    approve(submit(desk.state(), by=translator), by=reviewer)
    before = LessonVersion.objects.current().get(language="sw")
    dies(desk, page_published, lambda: publish(desk.state(), by=reviewer))
    assert LessonVersion.objects.current().get(language="sw") == before


@pytest.mark.django_db
def test_sentences_and_deletions_that_die_are_not_half_done(desk: Desk, translator: Person) -> None:
    translation = desk.state().translation
    targets = {sentence.segment: f"SW {sentence.source}" for sentence in sentences_of(translation)}
    dies(
        desk,
        post_save,
        lambda: record_sentences(translation=translation, targets=targets, origin=Origin(translator)),
        TranslationState,
    )
    assert not StringTranslation.objects.filter(context__object_id=desk.lesson.translation_key).exists()
    assert not MemoryUnit.objects.exists()
    dies(desk, post_delete, lambda: LessonPage.objects.get(pk=desk.lesson.pk).delete(), Page)


# --- at the same moment, on a real database with several connections ---------------------------------------------------------


def together(*steps: Callable[[], Any]) -> list[str]:
    """Takes steps in threads of their own at once; the name of each one's refusal, or nothing."""
    barrier = Barrier(len(steps))

    def one(step: Callable[[], Any]) -> str:
        barrier.wait()
        try:
            step()
        except (DeskError, PermissionDenied) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(one, steps))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_steps_taken_at_the_same_moment(desk: Desk, translator: Person, reviewer: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)
    lesson, first = desk.state(), sentences_of(desk.state().translation)[0]

    def record(words: str) -> None:
        record_sentences(translation=desk.state().translation, targets={first.segment: words}, origin=Origin(translator))

    assert together(lambda: submit(lesson, by=translator), lambda: submit(lesson, by=translator)).count("StepRefused") == 1
    assert together(lambda: record("Maneno mapya"), lambda: approve(lesson, by=reviewer)) == ["", ""]
    state = desk.state()
    # Approved are the words of the moment; those written after it are a draft again.
    assert state.stage in {Stage.APPROVED, Stage.DRAFT}
    if state.stage == Stage.DRAFT:
        approve(submit(state, by=translator), by=reviewer)
    for one in desk.states()[:2]:
        publish(approve(submit(one, by=translator), by=reviewer), by=reviewer)
    assert together(lambda: publish(lesson, by=reviewer), lambda: publish(lesson, by=desk.coordinator)) == ["", ""]
    assert LessonVersion.objects.filter(language="sw").count() == 1
    assert desk.state().stage == Stage.PUBLISHED


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_review_ended_on_the_desk_and_in_wagtail_at_the_same_moment_ends_once(
    desk: Desk, translator: Person, reviewer: Person
) -> None:
    desk.translate(desk.state(), translator)
    state = submit(desk.state(), by=translator)
    task_state = page_of(desk).current_workflow_task_state

    def in_wagtail() -> None:
        task_state.task.specific.on_action(task_state, desk.coordinator, "approve")

    refusals = together(lambda: approve(state, by=reviewer), in_wagtail)
    assert sorted(map(bool, refusals)) == [False, True]
    assert desk.state().stage == Stage.APPROVED
