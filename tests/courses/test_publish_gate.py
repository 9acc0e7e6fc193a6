"""No route puts an unready lesson live, and each says in whole sentences why; drafts stay free."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow
from wagtail.test.utils.form_data import streamfield
from wagtail.test.utils.timestamps import submittable_timestamp
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courses.models import LessonPage, LessonVersion, ModulePage
from courses.models.catalogue import TranslationStatus
from tests.cast import Member
from tests.courses.editor import empty_cards, lesson_at, lesson_form, press, press_in_new_page, says, without_feedback
from tests.factories import make_catalogue, make_lesson, make_locale
from translations.loaded import note_loaded

pytestmark = pytest.mark.django_db

NO_SUMMARY = "The summary is missing. Write one sentence for the course page."
NO_FEEDBACK = "Card 2 (one right answer): option “No” has no feedback."


def test_the_publish_button_refuses_and_says_why(trainer: Member, draft: LessonPage) -> None:
    refused = press(trainer.client, draft, "publish", lesson_form(summary="", can_do=" "))
    assert refused.status_code == 200
    assert says(refused, NO_SUMMARY)
    assert says(refused, "“I can …” is missing. Say what a learner can do after the lesson.")
    assert not lesson_at(draft).live
    assert not LessonVersion.objects.exists()


def test_what_is_wrong_inside_a_card_and_outside_is_said_at_once(trainer: Member, draft: LessonPage) -> None:
    refused = press(trainer.client, draft, "publish", without_feedback(lesson_form(summary="")))
    assert refused.status_code == 200
    assert says(refused, NO_SUMMARY)
    assert says(refused, NO_FEEDBACK)
    assert not lesson_at(draft).live


def test_the_publish_button_of_a_new_page_refuses_and_adds_nothing(trainer: Member, module: ModulePage) -> None:
    refused = press_in_new_page(trainer.client, module, "publish", lesson_form(summary=""))
    assert says(refused, NO_SUMMARY)
    assert not LessonPage.objects.exists()


def test_a_ready_lesson_is_published_by_the_button(trainer: Member, module: ModulePage) -> None:
    assert press_in_new_page(trainer.client, module, "publish", lesson_form()).status_code == 302
    assert LessonPage.objects.get().live
    assert LessonVersion.objects.get().path == "en/tiny-course/first/greetings"


def test_scheduling_refuses_an_unready_lesson(trainer: Member, draft: LessonPage) -> None:
    tomorrow = submittable_timestamp(timezone.now() + timedelta(days=1))
    refused = press(trainer.client, draft, "publish", lesson_form(summary="", go_live_at=tomorrow))
    assert says(refused, NO_SUMMARY)
    assert not draft.revisions.exclude(approved_go_live_at=None).exists()
    assert press(trainer.client, draft, "publish", lesson_form(go_live_at=tomorrow)).status_code == 302
    assert draft.revisions.filter(approved_go_live_at__isnull=False).count() == 1
    assert not lesson_at(draft).live


def test_submitting_to_a_workflow_refuses_an_unready_lesson(trainer: Member, draft: LessonPage) -> None:
    assert Workflow.objects.filter(active=True).exists()
    refused = press(trainer.client, draft, "submit", lesson_form(summary=""))
    assert says(refused, NO_SUMMARY)
    assert lesson_at(draft).current_workflow_state is None
    assert press(trainer.client, draft, "submit", lesson_form()).status_code == 302
    assert lesson_at(draft).current_workflow_state is not None


def test_approving_what_became_unready_after_submission_refuses_with_a_sentence(
    trainer: Member, administrator: Member, draft: LessonPage
) -> None:
    press(trainer.client, draft, "submit", lesson_form())
    unready = lesson_at(draft).get_latest_revision_as_object()
    unready.summary = ""
    unready.save_revision(clean=False)
    state = lesson_at(draft).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    answer = administrator.client.post(url, {"comment": "", "next": "/cms/"}, follow=True)
    assert answer.status_code == 200
    assert says(answer, NO_SUMMARY)
    assert not lesson_at(draft).live
    assert lesson_at(draft).current_workflow_state is not None


def test_approving_in_the_editor_refuses_an_unready_lesson(trainer: Member, administrator: Member, draft: LessonPage) -> None:
    press(trainer.client, draft, "submit", lesson_form())
    form = lesson_form(summary="", **{"action-workflow-action": "true", "workflow-action-name": "approve"})
    refused = press(administrator.client, draft, "", form)
    assert says(refused, NO_SUMMARY)
    assert not lesson_at(draft).live


def bulk_publish(member: Member, *pages: object, **fields: str):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return member.client.post(f"{url}?{ids}&next=/cms/", fields, follow=True)


def test_bulk_publishing_refuses_all_when_one_is_unready(trainer: Member, module: ModulePage, draft: LessonPage) -> None:
    ready = make_lesson(module, "ready", live=False)
    answer = bulk_publish(trainer, ready, draft)
    assert answer.status_code == 200
    assert says(answer, f"“Draft” was not published: {NO_SUMMARY}")
    assert not LessonPage.objects.live().exists()
    assert bulk_publish(trainer, ready).status_code == 200
    assert LessonPage.objects.live().get() == ready


def test_bulk_publishing_with_what_stands_below_refuses_an_unready_lesson(
    trainer: Member, module: ModulePage, draft: LessonPage
) -> None:
    answer = bulk_publish(trainer, module, include_descendants="on")
    assert says(answer, f"“Draft” was not published: {NO_SUMMARY}")
    assert not LessonPage.objects.live().exists()
    assert bulk_publish(trainer, module).status_code == 200  # without what stands below it is free


def test_bulk_publishing_leaves_live_lessons_with_unfinished_drafts_alone(trainer: Member, lesson: LessonPage) -> None:
    lesson.summary = ""
    lesson.save_revision(clean=False)
    ready = make_lesson(lesson.get_parent().specific, "ready", live=False)
    answer = bulk_publish(trainer, lesson.get_parent(), include_descendants="on")
    assert not says(answer, "was not published")
    assert lesson_at(ready).live
    assert lesson_at(lesson).summary == "A lesson."


def test_publishing_in_code_refuses_and_stays_draft(draft: LessonPage) -> None:
    with pytest.raises(ValidationError, match="The summary is missing") as refusal:
        draft.get_latest_revision().publish()
    assert refusal.value.error_dict  # wagtail-localize's editor reads it
    assert not lesson_at(draft).live
    assert not LessonVersion.objects.exists()


def test_saving_a_page_as_live_in_code_refuses(draft: LessonPage, module: ModulePage) -> None:
    page = lesson_at(draft)
    page.live = True
    with pytest.raises(ValidationError, match="The summary is missing"):
        page.save()
    assert not lesson_at(draft).live
    module.title = " "
    with pytest.raises(ValidationError):
        module.save_revision(clean=False).publish()


def translation_of(lesson: LessonPage, code: str = "ar") -> Translation:
    """A translation of a lesson's course and itself, translated and approved; only the lesson is not published yet."""
    make_catalogue(code)
    locale = make_locale(code)
    for page in (*lesson.get_ancestors().specific()[2:], lesson):
        source, _ = TranslationSource.update_or_create_from_instance(page)
        translation = Translation.objects.get_or_create(source=source, target_locale=locale)[0]
        for segment in source.stringsegment_set.select_related("string"):
            place = {"translation_of": segment.string, "context": segment.context, "locale": locale}
            StringTranslation.objects.get_or_create(**place, defaults={"data": segment.string.data})
        note_loaded(translation, status=TranslationStatus.REVIEWED, is_complete=True)
        if page.pk != lesson.pk:
            translation.save_target(publish=True)
    return translation


def test_a_ready_translation_is_published(lesson: LessonPage, work_done: Callable) -> None:
    with work_done():
        translation_of(lesson).save_target(publish=True)
    assert LessonVersion.objects.current().get(language="ar").path == "ar/tiny-course/first/lesson-1"


def test_publishing_an_unready_translation_refuses_and_stays_draft(lesson: LessonPage, work_done: Callable) -> None:
    with work_done():
        translation = translation_of(lesson)
    make_unready(translation)
    with pytest.raises(ValidationError, match="The summary is missing"), work_done():
        translation.save_target(publish=True)
    assert not LessonPage.objects.get(locale__language_code="ar").live
    assert not LessonVersion.objects.filter(language="ar").exists()


def test_the_publish_button_of_the_translation_editor_publishes_nothing_past_the_desk(
    administrator: Member, lesson: LessonPage, work_done: Callable
) -> None:
    translation_of(lesson).save_target(publish=False)
    page = LessonPage.objects.get(locale__language_code="ar")
    with work_done():
        answer = administrator.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    assert answer.headers["Location"].startswith("/cms/translations/")
    assert not lesson_at(page).live


def make_unready(translation: Translation) -> None:
    """A translator's summary of spaces only."""
    segment = translation.source.stringsegment_set.get(context__path="summary")
    StringTranslation.objects.filter(context=segment.context, locale=translation.target_locale).update(data=" ")


def test_a_draft_is_saved_however_little_it_has(trainer: Member, module: ModulePage) -> None:
    form = lesson_form(summary="", can_do="", teaches=[], body={"count": "0"})
    assert press_in_new_page(trainer.client, module, "", form).status_code == 302
    assert not LessonPage.objects.get().live


@pytest.mark.parametrize("kind", list(LessonPage.body.field.stream_block.child_blocks))
def test_a_draft_with_a_card_that_was_just_added_is_saved(trainer: Member, module: ModulePage, kind: str) -> None:
    body = streamfield([(kind, empty_cards()[kind])])
    answer = press_in_new_page(trainer.client, module, "", lesson_form(body=body))
    assert answer.status_code == 302, errors_in(answer)
    assert [child.block_type for child in LessonPage.objects.get().body] == [kind]


def test_a_question_without_options_is_saved_as_a_draft_and_refused_at_publishing(trainer: Member, module: ModulePage) -> None:
    for kind, part in (("one_answer", "options"), ("put_in_order", "items"), ("fill_the_gap", "gaps")):
        body = streamfield([(kind, {**empty_cards()[kind], part: {"count": "0"}})])
        form = lesson_form(body=body, slug=kind.replace("_", "-"))
        assert press_in_new_page(trainer.client, module, "", form).status_code == 302, kind
        refused = press(trainer.client, LessonPage.objects.get(slug=form["slug"]), "publish", form)
        assert refused.status_code == 200
        sentence = {
            "options": "there are fewer than two options.",
            "items": "there are fewer than two steps.",
            "gaps": "the text needs",
        }
        assert sentence[part] in refused.content.decode()


def test_options_that_the_editor_sent_with_one_identity_are_told_apart(trainer: Member, module: ModulePage) -> None:
    """Wagtail sends the first items of each new list with the identity of the list's template."""
    form = lesson_form()
    for place in ("0", "1"):
        form["body"]["1"]["value"]["options"][place]["id"] = f"0000000{place}-0000-4000-8000-000000000000"
    form["body"]["2"] = {**form["body"]["1"], "order": "2", "id": ""}
    form["body"]["count"] = "3"
    assert press_in_new_page(trainer.client, module, "publish", form).status_code == 302
    first, second = LessonVersion.objects.get().questions.values()
    assert [option["id"][-12:] for option in first["options"]] == ["000000000000"] * 2
    assert not {option["id"] for option in first["options"]} & {option["id"] for option in second["options"]}


def errors_in(answer: HttpResponse) -> list[str]:
    return re.findall(r"(?:error-message|messages).{0,300}", answer.content.decode(), re.DOTALL)


def test_a_draft_of_a_live_lesson_is_saved_unready_and_the_live_one_stays(trainer: Member, lesson: LessonPage) -> None:
    before = LessonVersion.objects.get()
    assert press(trainer.client, lesson, "", without_feedback(lesson_form(slug=lesson.slug, summary=""))).status_code == 302
    after = lesson_at(lesson)
    assert after.live
    assert after.has_unpublished_changes
    assert after.summary == "A lesson."
    assert after.get_latest_revision_as_object().summary == ""
    assert LessonVersion.objects.get() == before


def test_copying_a_published_lesson_with_its_being_live_works(trainer: Member, module: ModulePage, lesson: LessonPage) -> None:
    url = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(module.pk), "publish_copies": "on"}
    assert trainer.client.post(url, form).status_code == 302
    assert set(LessonVersion.objects.current().values_list("path", flat=True)) == {
        "en/tiny-course/first/lesson-1",
        "en/tiny-course/first/copy",
    }
