"""From assigning to publishing: who may do which step, and what learners see meanwhile."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from courses.models import LessonPage, LessonVersion
from courses.models.readiness import PublishRefused
from learning.models import Person
from tests.translations.conftest import Desk
from translations.errors import StepRefused
from translations.models import Stage
from translations.models.state import Standing
from translations.pages import sync
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import approve, assign, publish, release, send_back, submit

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def through(desk: Desk, translator: Person, reviewer: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)
        state = submit(state, by=translator)
        state = approve(state, by=reviewer)
        publish(state, by=reviewer)


def shown(desk: Desk, language: str = "sw") -> LessonVersion | None:
    return LessonVersion.objects.current().filter(lesson_key=desk.lesson.translation_key, language=language).first()


def test_a_course_sent_to_translation_is_untranslated_and_unseen(desk: Desk) -> None:
    assert [state.kind for state in desk.states()] == ["course", "module", "lesson"]
    assert {state.standing for state in desk.states()} == {Standing.UNTRANSLATED}
    assert all(state.words_left == state.words > 0 for state in desk.states())
    assert not Page.objects.filter(locale__language_code="sw", live=True, depth__gt=2).exists()
    assert not Page.objects.exclude(alias_of=None).exists()
    assert shown(desk) is None


def test_a_course_goes_through_two_people_to_the_learners(desk: Desk, translator: Person, reviewer: Person) -> None:
    through(desk, translator, reviewer)
    assert {state.standing for state in desk.states()} == {Standing.PUBLISHED}
    version = shown(desk)
    assert version
    assert version.title == f"SW {desk.lesson.title}"
    assert version.content["translation_status"] == "reviewed"
    page = LessonPage.objects.get(pk=version.page_id)
    assert [child.id for child in page.body] == [child.id for child in desk.lesson.body]


def test_the_translator_cannot_approve_their_own_words(desk: Desk, translator: Person, reviewer: Person) -> None:
    state = desk.state()
    desk.translate(state, reviewer)
    state = submit(state, by=reviewer)
    with pytest.raises(StepRefused, match="second person"):
        approve(state, by=reviewer)
    with pytest.raises(StepRefused, match="may not review"):
        approve(state, by=translator)
    assert desk.state().stage == Stage.IN_REVIEW


def test_wagtails_own_button_does_not_let_somebody_approve_their_own_words(desk: Desk, reviewer: Person) -> None:
    reviewer.groups.add(Group.objects.create(name="Teachers"))  # or the button would be out of reach: see test_desk_only
    state = desk.state()
    desk.translate(state, reviewer)
    submit(state, by=reviewer)
    page = desk.lesson.get_translation(state.translation.target_locale)
    task = page.current_workflow_task_state
    client = Client()
    client.force_login(reviewer)
    answer = client.post(f"/cms/pages/workflow/action/{page.pk}/approve/{task.pk}/", {"comment": ""})
    assert answer.headers["Location"] == "/cms/"  # where Wagtail sends those who may not
    assert desk.state().stage == Stage.IN_REVIEW


def test_approving_in_wagtails_own_list_is_approving_on_the_desk(desk: Desk, translator: Person, reviewer: Person) -> None:
    state = desk.state()
    desk.translate(state, translator)
    submit(state, by=translator)
    page = desk.lesson.get_translation(state.translation.target_locale)
    page.current_workflow_task_state.approve(user=reviewer)
    state = desk.state()
    assert (state.stage, state.approved_by) == (Stage.APPROVED, reviewer)
    assert not Page.objects.get(pk=page.pk).live


def test_half_a_translation_is_not_sent_to_review(desk: Desk, translator: Person) -> None:
    state = desk.state()
    sentence = sentences_of(state.translation)[0]
    record_sentences(translation=state.translation, targets={sentence.segment: "SW"}, origin=Origin(translator))
    with pytest.raises(StepRefused, match="sentences are not translated yet"):
        submit(desk.state(), by=translator)
    assert desk.state().standing == Standing.DRAFT


def test_a_translation_sent_back_is_a_draft_with_its_reason(desk: Desk, translator: Person, reviewer: Person) -> None:
    state = desk.state()
    desk.translate(state, translator)
    state = submit(state, by=translator)
    with pytest.raises(StepRefused, match="Say in a sentence"):
        send_back(state, by=reviewer, comment=" ")
    assert send_back(state, by=reviewer, comment="The title is too formal.").stage == Stage.DRAFT
    assert submit(desk.state(), by=translator).stage == Stage.IN_REVIEW


def test_nothing_goes_live_that_nobody_answers_for(desk: Desk, translator: Person, reviewer: Person) -> None:
    state = desk.state()
    desk.translate(state, translator)
    with pytest.raises(StepRefused, match="not approved yet"):
        publish(desk.state(), by=reviewer)
    page = desk.lesson.get_translation(state.translation.target_locale)
    with pytest.raises(PublishRefused, match="No second person"):
        page.save_revision().publish()
    assert not Page.objects.get(pk=page.pk).live


def test_somebody_with_that_right_publishes_an_unreviewed_translation_and_the_page_says_so(
    desk: Desk, translator: Person, reviewer: Person
) -> None:
    for state in desk.states():
        desk.translate(state, translator)
        with pytest.raises(StepRefused, match="may not publish a translation that nobody has reviewed"):
            release(state, by=reviewer)
        release(state, by=desk.coordinator)
    version = shown(desk)
    assert version
    assert version.content["translation_status"] == "in_review"


def test_a_published_translation_stays_served_while_its_words_change(desk: Desk, translator: Person, reviewer: Person) -> None:
    through(desk, translator, reviewer)
    before = shown(desk)
    state = desk.state()
    sentence = sentences_of(state.translation)[0]
    record_sentences(translation=state.translation, targets={sentence.segment: "Maneno mapya"}, origin=Origin(translator))
    state = desk.state()
    assert (state.standing, state.is_live) == (Standing.DRAFT, True)
    submit(state, by=translator)
    assert shown(desk) == before
    page = LessonPage.objects.get(pk=before.page_id)  # type: ignore[union-attr]
    assert page.live
    assert page.title == before.title


def test_a_live_translation_whose_words_change_can_still_be_moved(desk: Desk, translator: Person, reviewer: Person) -> None:
    through(desk, translator, reviewer)
    desk.translate(desk.state(), translator)
    state = desk.state()
    sentence = sentences_of(state.translation)[0]
    record_sentences(translation=state.translation, targets={sentence.segment: "Maneno mapya"}, origin=Origin(translator))
    page = desk.lesson.get_translation(state.translation.target_locale)
    page.save()
    assert Page.objects.get(pk=page.pk).live


def test_a_reworded_source_changes_no_translation_until_it_is_synced(desk: Desk, translator: Person, reviewer: Person) -> None:
    through(desk, translator, reviewer)
    before = shown(desk)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Another title"
    lesson.save_revision().publish()
    state = desk.state()
    assert state.is_behind
    assert state.words_changed == 2
    assert state.stage == Stage.PUBLISHED
    assert shown(desk) == before
    sync(state.translation)
    state = desk.state()
    assert not state.is_behind
    assert state.stage == Stage.DRAFT
    assert state.sentences - state.translated == 1
    assert shown(desk) == before


def test_assigning_names_people_who_may(desk: Desk, translator: Person, reviewer: Person) -> None:
    state = assign(desk.state(), translator=translator, reviewer=reviewer, by=desk.coordinator)
    assert (state.translator, state.reviewer) == (translator, reviewer)
    with pytest.raises(StepRefused, match="may not assign"):
        assign(state, translator=translator, reviewer=None, by=translator)
    with pytest.raises(StepRefused, match="may not review this language"):
        assign(state, translator=reviewer, reviewer=translator, by=desk.coordinator)
    with pytest.raises(StepRefused, match="second person"):
        assign(state, translator=reviewer, reviewer=reviewer, by=desk.coordinator)
