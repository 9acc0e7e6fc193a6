"""What happens to translated pages when their source is moved, deleted or copied; and to reviews that end elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courses.models import CoursePage, LessonPage, LessonVersion, ModulePage
from courses.models.readiness import PublishRefused
from courses.schedule import publish_scheduled
from learning.models import Person
from tests.factories import make_course, make_lesson, make_module
from tests.kept_rows import kept
from tests.translations.conftest import LANGUAGE, Desk
from translations.errors import StepRefused
from translations.models import MemoryUnit, Stage, TranslationState
from translations.pages import send_to_translation, sync
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import approve, publish, release, submit

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@kept
def live(desk: Desk, translator: Person, reviewer: Person) -> Desk:
    """The course is published in Swahili, with few sentences in its lesson."""
    for state in desk.states():
        desk.translate(state, translator)
        publish(approve(submit(state, by=translator), by=reviewer), by=reviewer)
    return desk


def translated(page: Any) -> Any:
    """The page in Swahili as it is stored now, or None."""
    locale = Locale.objects.get(language_code=LANGUAGE)
    return type(page).objects.filter(translation_key=page.translation_key, locale=locale).first()


def shown(page: Any) -> LessonVersion | None:
    """What learners of Swahili see."""
    return LessonVersion.objects.current().filter(lesson_key=page.translation_key, language=LANGUAGE).first()


def is_sound() -> bool:
    return [list(found) for found in Page.find_problems()] == [[], [], [], [], []]


# --- deleting ------------------------------------------------------------------------------------------------------------------


def test_deleting_a_source_deletes_its_translations_and_keeps_their_sentences(
    live: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    remembered, rows = MemoryUnit.objects.count(), StringTranslation.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        LessonPage.objects.get(pk=live.lesson.pk).delete()
    assert translated(live.lesson) is None
    assert shown(live.lesson) is None
    assert not TranslationState.objects.filter(page_key=live.lesson.translation_key).exists()
    assert not Translation.objects.filter(source__object_id=live.lesson.translation_key, enabled=True).exists()
    assert (MemoryUnit.objects.count(), StringTranslation.objects.count()) == (remembered, rows)
    assert is_sound()


@pytest.mark.parametrize("model", [CoursePage, ModulePage])
def test_deleting_a_whole_course_or_module_deletes_all_its_translations(live: Desk, model: type[Page]) -> None:
    model.objects.get(locale__language_code="en").delete()
    left = {CoursePage: set(), ModulePage: {CoursePage}}[model]
    assert {type(page.specific) for page in Page.objects.filter(locale__language_code=LANGUAGE, depth__gt=2)} == left
    assert {state.kind for state in TranslationState.objects.exclude(kind="catalogue")} == {
        one._meta.model_name[:6] for one in left
    }
    assert is_sound()


def test_wagtails_own_delete_page_deletes_the_translations_and_says_so(live: Desk) -> None:
    client = Client()
    client.force_login(live.coordinator)
    module = ModulePage.objects.get(locale__language_code="en")
    url = f"/cms/pages/{module.pk}/delete/"
    assert "Its translations are deleted with it: Kiswahili" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not Page.objects.filter(translation_key__in=[module.translation_key, live.lesson.translation_key]).exists()
    assert is_sound()


def test_a_page_written_in_the_language_itself_is_not_deleted_with_the_module_above_it(live: Desk) -> None:
    module = ModulePage.objects.get(locale__language_code=LANGUAGE)
    own = make_lesson(module, "own-words")
    ModulePage.objects.get(locale__language_code="en").delete()
    assert Page.objects.get(pk=own.pk).get_parent().pk == module.pk
    assert translated(live.lesson) is None
    assert is_sound()


def test_a_translation_whose_source_stands_elsewhere_is_not_deleted_with_the_module_it_waited_in(live: Desk) -> None:
    course = CoursePage.objects.get(pk=live.course.pk)
    second = make_module(course, "second")
    LessonPage.objects.get(pk=live.lesson.pk).move(second, pos="last-child")
    first = ModulePage.objects.get(slug="first", locale__language_code="en")
    assert translated(live.lesson).get_parent().translation_key == first.translation_key
    first.delete()
    assert translated(live.lesson)
    assert shown(live.lesson)
    assert is_sound()


def test_a_translation_deleted_alone_waits_with_its_sentences_to_be_sent_again(live: Desk, reviewer: Person) -> None:
    translated(live.lesson).delete()
    state = live.state()
    assert (state.stage, state.is_live, state.translation.enabled) == (Stage.APPROVED, False, False)
    with pytest.raises(StepRefused, match="Send it to translation again"):
        publish(state, by=reviewer)
    send_to_translation(live.lesson, language=LANGUAGE, person=live.coordinator)
    assert not translated(live.lesson).live
    publish(live.state(), by=reviewer)
    assert live.state().stage == Stage.PUBLISHED
    assert translated(live.lesson).title == f"SW {live.lesson.title}"


def test_a_translation_deleted_in_review_is_a_draft_again(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    submit(desk.state(), by=translator)
    translated(desk.lesson).delete()
    assert desk.state().stage == Stage.DRAFT
    send_to_translation(desk.lesson, language=LANGUAGE, person=desk.coordinator)
    assert submit(desk.state(), by=translator).stage == Stage.IN_REVIEW


def test_an_alias_is_deleted_with_its_source(desk: Desk) -> None:
    lesson = make_lesson(ModulePage.objects.get(locale__language_code="en"), "aliased")
    alias = lesson.copy_for_translation(Locale.objects.get(language_code=LANGUAGE), alias=True)
    lesson.delete()
    assert not Page.objects.filter(pk=alias.pk).exists()
    assert is_sound()


def test_a_whole_translated_course_deleted_comes_back_when_its_lesson_is_sent(live: Desk) -> None:
    translated(live.course).delete()
    send_to_translation(live.lesson, language=LANGUAGE, person=live.coordinator)
    assert [translated(page).live for page in (live.course, live.lesson)] == [False, False]
    assert all(state.translation.enabled for state in live.states())
    assert is_sound()


# --- moving --------------------------------------------------------------------------------------------------------------------


def test_a_moved_draft_translation_follows_at_once_to_a_parent_sent_now(desk: Desk) -> None:
    second = make_module(CoursePage.objects.get(pk=desk.course.pk), "second")
    LessonPage.objects.get(pk=desk.lesson.pk).move(second, pos="last-child")
    assert translated(desk.lesson).get_parent().translation_key == second.translation_key
    assert desk.state(second).stage == Stage.DRAFT
    assert not translated(second).live
    assert is_sound()


def test_a_live_translation_stays_where_learners_find_it_until_its_new_module_is_live(
    live: Desk, translator: Person, reviewer: Person
) -> None:
    before = shown(live.lesson)
    second = make_module(CoursePage.objects.get(pk=live.course.pk), "second")
    LessonPage.objects.get(pk=live.lesson.pk).move(second, pos="last-child")
    assert shown(live.lesson) == before
    state = live.state(second)
    live.translate(state, translator)
    publish(approve(submit(state, by=translator), by=reviewer), by=reviewer)
    assert translated(live.lesson).get_parent().translation_key == second.translation_key
    after = shown(live.lesson)
    assert after
    assert after.path.split("/")[2] == "second"
    assert is_sound()


def test_a_module_moved_to_another_course_takes_its_translations_and_rows_along(live: Desk) -> None:
    other = make_course("other", title="Other course")
    module = ModulePage.objects.get(locale__language_code="en")
    send_to_translation(other, language=LANGUAGE, person=live.coordinator)
    translated(live.lesson).get_parent().unpublish()
    module.move(CoursePage.objects.get(pk=other.pk), pos="last-child")
    assert translated(module).get_parent().translation_key == other.translation_key
    assert {live.state(page).course_key for page in (module, live.lesson)} == {other.translation_key}
    assert is_sound()


def test_a_moved_translation_finds_another_address_when_its_own_is_taken(desk: Desk) -> None:
    second = make_module(CoursePage.objects.get(pk=desk.course.pk), "second")
    send_to_translation(second, language=LANGUAGE, person=desk.coordinator)
    make_lesson(translated(second), desk.lesson.slug)
    LessonPage.objects.get(pk=desk.lesson.pk).move(ModulePage.objects.get(pk=second.pk), pos="last-child")
    moved = translated(desk.lesson)
    assert moved.get_parent().translation_key == second.translation_key
    assert moved.slug == f"{desk.lesson.slug}-1"
    assert moved.url_path.endswith(f"/second/{moved.slug}/")


def test_moving_a_translated_page_moves_no_source(live: Desk) -> None:
    second = make_module(CoursePage.objects.get(pk=live.course.pk), "second")
    send_to_translation(second, language=LANGUAGE, person=live.coordinator)
    place = LessonPage.objects.get(pk=live.lesson.pk).path
    translated(live.lesson).move(translated(second), pos="last-child")
    assert LessonPage.objects.get(pk=live.lesson.pk).path == place
    sync(live.state().translation)
    assert is_sound()


# --- sent, copied, aliased -----------------------------------------------------------------------------------------------------


def test_what_was_never_published_is_not_sent_to_translation(desk: Desk) -> None:
    draft = make_lesson(ModulePage.objects.get(locale__language_code="en"), "draft", live=False)
    with pytest.raises(StepRefused, match="is not published"):
        send_to_translation(draft, language=LANGUAGE, person=desk.coordinator)
    assert not TranslationSource.objects.filter(object_id=draft.translation_key).exists()


def test_a_copied_source_is_a_page_of_its_own_that_the_desk_does_not_know(live: Desk) -> None:
    states = TranslationState.objects.count()
    copy = CoursePage.objects.get(pk=live.course.pk).copy(recursive=True, update_attrs={"slug": "copy"})
    assert TranslationState.objects.count() == states
    copy.delete()
    assert translated(live.lesson)
    assert shown(live.lesson)
    assert is_sound()


def test_two_modules_with_one_address_in_the_language_stand_side_by_side(desk: Desk) -> None:
    make_module(translated(desk.course), "second")
    second = make_module(CoursePage.objects.get(pk=desk.course.pk), "second")
    send_to_translation(second, language=LANGUAGE, person=desk.coordinator)
    assert translated(second).slug == "second-1"
    assert is_sound()


def test_an_alias_above_becomes_a_draft_and_keeps_what_stands_below_it(desk: Desk) -> None:
    locale = Locale.objects.get(language_code=LANGUAGE)
    second = make_module(CoursePage.objects.get(pk=desk.course.pk), "second")
    alias = second.copy_for_translation(locale, alias=True)
    own = make_lesson(ModulePage.objects.get(pk=alias.pk), "own-words")
    lesson = make_lesson(ModulePage.objects.get(pk=second.pk), "lesson-2")
    send_to_translation(lesson, language=LANGUAGE, person=desk.coordinator)
    parent = translated(second)
    assert (parent.pk, parent.alias_of, parent.live) == (alias.pk, None, False)
    assert {page.pk for page in parent.get_children()} == {own.pk, translated(lesson).pk}
    assert is_sound()


def test_nothing_is_published_under_an_alias(desk: Desk, translator: Person, reviewer: Person) -> None:
    desk.translate(desk.state(), translator)
    state = approve(submit(desk.state(), by=translator), by=reviewer)
    source = CoursePage.objects.get(pk=desk.course.pk)
    Page.objects.filter(pk=translated(desk.course).pk).update(alias_of=source, live=True)
    with pytest.raises(StepRefused, match="cannot be published before"):
        publish(state, by=reviewer)


def test_a_translation_made_an_alias_as_wagtail_localize_does_is_shown_to_nobody(live: Desk) -> None:
    page = translated(live.lesson)
    page.alias_of = LessonPage.objects.get(pk=live.lesson.pk).page_ptr
    page.save(update_fields=["alias_of"], clean=False)
    live.state().translation.delete()
    assert shown(live.lesson) is None
    assert not TranslationState.objects.filter(page_key=live.lesson.translation_key).exists()


# --- synced --------------------------------------------------------------------------------------------------------------------


def test_a_card_deleted_in_the_source_goes_at_the_next_sync_and_publishing(live: Desk, reviewer: Person) -> None:
    lesson = LessonPage.objects.get(pk=live.lesson.pk)
    del lesson.body[1]
    lesson.save_revision().publish()
    state = sync(live.state().translation)
    assert state
    assert (state.stage, state.is_complete) == (Stage.APPROVED, True)
    publish(state, by=reviewer)
    assert [child.id for child in translated(lesson).body] == [child.id for child in lesson.body]


def test_a_sentence_that_comes_back_with_an_old_translation_has_to_be_read_again(live: Desk, reviewer: Person) -> None:
    lesson = LessonPage.objects.get(pk=live.lesson.pk)
    first = lesson.title
    for title in ("Other words", first):
        lesson = LessonPage.objects.get(pk=live.lesson.pk)
        lesson.title = title
        lesson.save_revision().publish()
        state = sync(live.state().translation)
    assert state
    assert (state.is_complete, state.stage) == (True, Stage.DRAFT)
    with pytest.raises(StepRefused, match="not approved yet"):
        publish(state, by=reviewer)


def test_a_release_does_not_cover_sentences_that_came_later(desk: Desk, translator: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)
        release(state, by=desk.coordinator)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Other words"
    lesson.save_revision().publish()
    sync(desk.state().translation)
    assert not desk.state().is_released


def test_sentences_added_in_review_keep_the_review_from_ending(desk: Desk, translator: Person, reviewer: Person) -> None:
    desk.translate(desk.state(), translator)
    submit(desk.state(), by=translator)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Other words"
    lesson.save_revision().publish()
    sync(desk.state().translation)
    with pytest.raises(PermissionDenied, match="not translated yet"):
        translated(lesson).current_workflow_task_state.approve(user=reviewer)
    assert desk.state().stage == Stage.IN_REVIEW


def test_wagtail_localizes_own_sync_leaves_the_rows_true(live: Desk, django_capture_on_commit_callbacks: Any) -> None:
    before = shown(live.lesson)
    lesson = LessonPage.objects.get(pk=live.lesson.pk)
    lesson.title = "Other words"
    lesson.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        live.state().translation.source.update_from_db()
    state = live.state()
    assert (state.sentences - state.translated, state.stage, state.is_behind) == (1, Stage.DRAFT, False)
    assert shown(live.lesson) == before


# --- other doors to going live -------------------------------------------------------------------------------------------------


def words_by_another_door(desk: Desk, words: str = "Maneno mapya") -> StringTranslation:
    """Somebody writes a sentence past the desk, as wagtail-localize's editor and import do."""
    translation = desk.state().translation
    sentence = next(one for one in sentences_of(translation) if one.path == "title")
    row = StringTranslation.objects.get(translation_of=sentence.string, context=sentence.context, locale__language_code=LANGUAGE)
    row.data = words
    row.save()
    return row


def test_a_sentence_written_in_wagtail_localizes_editor_takes_the_approval_away(
    live: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        words_by_another_door(live)
    assert live.state().stage == Stage.DRAFT
    with django_capture_on_commit_callbacks(execute=True):
        words_by_another_door(live, "").delete()
    assert live.state().sentences - live.state().translated == 1


def test_wagtail_localizes_own_publishing_puts_no_unapproved_word_live(live: Desk) -> None:
    words_by_another_door(live)
    before = (shown(live.lesson), translated(live.lesson).title)
    with pytest.raises(PublishRefused, match="No second person"):
        live.state().translation.save_target(publish=True)
    assert (shown(live.lesson), translated(live.lesson).title) == before


def test_a_revision_of_long_ago_does_not_go_live_in_place_of_the_approved_words(
    live: Desk, translator: Person, reviewer: Person
) -> None:
    old = translated(live.lesson).latest_revision
    sentence = sentences_of(live.state().translation)[0]
    record_sentences(translation=live.state().translation, targets={sentence.segment: "Maneno mapya"}, origin=Origin(translator))
    state = approve(submit(live.state(), by=translator), by=reviewer)
    publish(state, by=reviewer)
    now = shown(live.lesson)
    with pytest.raises(PublishRefused, match="something else than the approved translation"):
        old.publish()
    assert shown(live.lesson) == now


def test_a_scheduled_translation_goes_live_when_it_is_approved_by_then_and_says_who_read_it(
    live: Desk, translator: Person, reviewer: Person
) -> None:
    live.translate(live.state(), translator)
    sentence = sentences_of(live.state().translation)[0]
    record_sentences(translation=live.state().translation, targets={sentence.segment: "Maneno mapya"}, origin=Origin(translator))
    submit(live.state(), by=translator)
    before = shown(live.lesson)
    draft = translated(live.lesson).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    draft.save_revision().publish()
    later = timezone.now() + timezone.timedelta(hours=2)
    scheduled = translated(live.lesson).latest_revision
    scheduled.content = {**scheduled.content, "go_live_at": None}
    scheduled.save()
    assert publish_scheduled(at=later) == (0, 0, 1)
    assert shown(live.lesson) == before
    assert translated(live.lesson).scheduled_revision
    approve(live.state(), by=reviewer)
    assert publish_scheduled(at=later) == (0, 1, 0)
    after = shown(live.lesson)
    assert after
    assert after != before
    assert after.content["translation_status"] == "reviewed"
    assert live.state().stage == Stage.PUBLISHED


def test_an_unpublished_translation_is_approved_and_can_be_published_again(live: Desk, reviewer: Person) -> None:
    translated(live.lesson).unpublish()
    assert (live.state().stage, live.state().is_live, shown(live.lesson)) == (Stage.APPROVED, False, None)
    publish(live.state(), by=reviewer)
    assert (live.state().stage, live.state().is_live) == (Stage.PUBLISHED, True)
    assert shown(live.lesson)


def test_a_page_locked_by_somebody_else_is_neither_submitted_nor_published(
    desk: Desk, translator: Person, reviewer: Person
) -> None:
    desk.translate(desk.state(), translator)
    page = Page.objects.filter(pk=translated(desk.lesson).pk)
    page.update(locked=True, locked_by=desk.coordinator, locked_at=timezone.now())
    with pytest.raises(StepRefused, match="is locked in the CMS by"):
        submit(desk.state(), by=translator)
    page.update(locked=False, locked_by=None)
    assert approve(submit(desk.state(), by=translator), by=reviewer).stage == Stage.APPROVED


# --- reviews that end in Wagtail's own pages -----------------------------------------------------------------------------------


def test_a_review_cancelled_in_wagtail_is_a_draft_again(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    submit(desk.state(), by=translator)
    translated(desk.lesson).current_workflow_state.cancel(user=desk.coordinator)
    assert desk.state().stage == Stage.DRAFT
    assert submit(desk.state(), by=translator).stage == Stage.IN_REVIEW


def test_a_translation_rejected_in_wagtails_list_is_a_draft_again(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    submit(desk.state(), by=translator)
    page = translated(desk.lesson)
    client = Client()
    client.force_login(desk.coordinator)
    url = f"/cms/pages/workflow/action/{page.pk}/reject/{page.current_workflow_task_state.pk}/"
    assert client.post(url, {"comment": "Too formal."}).status_code == 302
    assert desk.state().stage == Stage.DRAFT
    assert submit(desk.state(), by=translator).stage == Stage.IN_REVIEW


def test_releasing_a_translation_in_review_ends_the_review(desk: Desk, translator: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)
        submit(state, by=translator)
        release(state, by=desk.coordinator)
    state = desk.state()
    assert (state.stage, state.is_released, state.is_live) == (Stage.DRAFT, True, True)
    assert translated(desk.lesson).current_workflow_state is None


# --- repair --------------------------------------------------------------------------------------------------------------------


def test_rebuilding_repairs_rows_and_places_and_changes_nothing_more(live: Desk) -> None:
    TranslationState.objects.filter(kind="lesson").update(sentences=1, translated=1, course_key=None, is_live=False)
    TranslationState.objects.filter(kind="module").delete()
    call_command("rebuild_translation_states", verbosity=0)
    assert live.state().course_key == live.course.translation_key
    assert live.state().is_live
    assert len(live.states()) == 3
    rows = list(TranslationState.objects.order_by("pk").values())
    call_command("rebuild_translation_states", verbosity=0)
    assert list(TranslationState.objects.order_by("pk").values()) == rows
