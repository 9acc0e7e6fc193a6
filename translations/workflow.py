"""The steps of a translation: assign → translate → submit → approve or send back → publish. Each is one action, atomic and logged.

Review runs through Wagtail's own workflow (its task, its log, its "awaiting your review"); what the desk knows besides stands in
`TranslationState`. A page that is live keeps its words until `publish`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState
from wagtail.workflows import publish_workflow_state
from wagtail_localize.models import Translation

from courses.models import CoursePage, ModulePage
from courses.models.catalogue import TranslationStatus
from courses.publishing import refresh_course
from translations import memory
from translations.checks import blocking
from translations.errors import StepRefused
from translations.gate import says_what_the_desk_says
from translations.harmless import hostile_links, hostile_sentences
from translations.models import Stage, TranslationState
from translations.roles import can_coordinate, can_publish_unreviewed, can_review, can_translate
from translations.sentences import sentences_of
from translations.states import count, source_page_of, target_page_of


@transaction.atomic
def assign(state: TranslationState, *, translator: Any, reviewer: Any, by: Any) -> TranslationState:
    """Names who translates and who reviews; either may be None. Raises `StepRefused`."""
    if not can_coordinate(by):
        raise StepRefused(_("You may not assign translations. Ask a coordinator."))
    language = state.language
    if translator and not can_translate(translator, language):
        raise StepRefused(_("%(person)s may not translate into this language. Invite them first.") % {"person": translator})
    if reviewer and not can_review(reviewer, language):
        raise StepRefused(_("%(person)s may not review this language. Make them a reviewer first.") % {"person": reviewer})
    if reviewer and reviewer == translator:
        raise StepRefused(_("A second person reviews: choose somebody other than the translator."))
    state.translator, state.reviewer = translator, reviewer
    state.save(update_fields=["translator", "reviewer", "updated_at"])
    return state


@transaction.atomic
def submit(state: TranslationState, *, by: Any) -> TranslationState:
    """Sends a whole translation to review. Raises `StepRefused` with all that is in the way."""
    state = locked(state)
    if not can_translate(by, state.language):
        raise StepRefused(_("You may not translate into this language."))
    if state.stage != Stage.DRAFT:
        raise StepRefused(_("This translation is %(stage)s already.") % {"stage": state.get_stage_display()})
    require_whole(state)
    if problems := blocking(state.translation):
        raise StepRefused(*problems)
    require_unlocked(state, by)
    page = save_draft(state, by=by)
    workflow = page.get_workflow()
    if page.current_workflow_state:
        page.current_workflow_state.cancel(user=by)
    if workflow is None:
        raise StepRefused(
            _("This language has no workflow for reviews. An administrator can set one up under Settings → Workflows.")
        )
    state.stage, state.submitted_by, state.submitted_at = Stage.IN_REVIEW, by, timezone.now()
    state.translator = state.translator or by
    state.save(update_fields=["stage", "submitted_by", "submitted_at", "translator", "updated_at"])
    workflow.start(page, by)
    return state


@transaction.atomic
def approve(state: TranslationState, *, by: Any, comment: str = "") -> TranslationState:
    """A second person answers for the words. Raises `StepRefused`."""
    state = locked(state)
    require_reviewer(state, by)
    require_in_review(state)
    require_whole(state)
    if problems := blocking(state.translation):
        raise StepRefused(*problems)
    task_state = open_task(state)
    if task_state is None:
        mark_approved(state, by=by)
    else:
        # A reviewer may have corrected words: what is approved is the page as it is now.
        task_state.revision = save_draft(state, by=by).latest_revision
        task_state.save(update_fields=["revision"])
        act(task_state, "approve", by=by, comment=comment)
    state.refresh_from_db()
    return state


@transaction.atomic
def send_back(state: TranslationState, *, by: Any, comment: str) -> TranslationState:
    """Returns a translation to its translator with what is to be done. Raises `StepRefused`."""
    state = locked(state)
    require_reviewer(state, by)
    if not comment.strip():
        raise StepRefused(_("Say in a sentence what is to be changed, so that the translator knows."))
    if state.stage != Stage.IN_REVIEW:
        raise StepRefused(
            _("Only a translation that is in review can be sent back; this one is %(stage)s.")
            % {"stage": state.get_stage_display()}
        )
    task_state = open_task(state)
    if task_state:
        act(task_state, "reject", by=by, comment=comment.strip())
    TranslationState.objects.filter(pk=state.pk).update(stage=Stage.DRAFT)
    state.refresh_from_db()
    return state


@transaction.atomic
def release(state: TranslationState, *, by: Any) -> TranslationState:
    """Lets the words of now go live without a second person; the page will say so. Raises `StepRefused`."""
    state = locked(state)
    if not can_publish_unreviewed(by):
        raise StepRefused(_("You may not publish a translation that nobody has reviewed. Send it to review."))
    require_whole(state)
    if problems := blocking(state.translation):
        raise StepRefused(*problems)
    state.is_released, state.released_by = True, by
    state.save(update_fields=["is_released", "released_by", "updated_at"])
    return publish(state, by=by)


@transaction.atomic
def publish(state: TranslationState, *, by: Any) -> TranslationState:
    """Builds the page from its sentences and puts it live, in one transaction. Raises `StepRefused`, `PublishRefused`."""
    state = locked(state)
    if not can_review(by, state.language):
        raise StepRefused(_("You may not publish in this language."))
    if not state.may_go_live:
        raise StepRefused(_("“%(title)s” is not approved yet, so it cannot be published.") % {"title": state.title})
    require_whole(state)
    require_parents(state)
    require_unlocked(state, by)
    page = build(state, by=by)
    page.latest_revision.publish(user=by)
    return count(state)


@transaction.atomic
def stop(state: TranslationState, *, by: Any) -> TranslationState:
    """Ends the work on a translation for now: its sentences stay, its page is edited in the CMS. Raises `StepRefused`."""
    return set_at_work(state, by=by, is_at_work=False)


@transaction.atomic
def start(state: TranslationState, *, by: Any) -> TranslationState:
    """Takes up the work on a translation that was stopped. Raises `StepRefused`."""
    return set_at_work(state, by=by, is_at_work=True)


def set_at_work(state: TranslationState, *, by: Any, is_at_work: bool) -> TranslationState:
    """Sets whether a translation is worked on. Raises `StepRefused` for those who neither review nor coordinate."""
    state = locked(state)
    if not can_coordinate(by) and not can_review(by, state.language):
        raise StepRefused(_("You may not stop or start translations. Ask somebody who reviews or coordinates."))
    state.translation.enabled = is_at_work
    state.translation.save(update_fields=["enabled"])
    return state


def note_published(page: Any) -> None:
    """A translated page has gone live, by `publish` or by another door: what is approved is published now, and the page says so."""
    state = TranslationState.objects.of_page(page).at_work().select_related("translation__source").first()
    if state is None or not state.may_go_live or not says_what_the_desk_says(page, state.translation):
        return
    TranslationState.objects.filter(pk=state.pk, stage=Stage.APPROVED).update(stage=Stage.PUBLISHED)
    status = status_for_learners(state)
    if getattr(page, "translation_status", status) != status:
        # Built by `publish` it says so already; a schedule or wagtail-localize's button does not know of it.
        type(page).objects.filter(pk=page.pk).update(translation_status=status)
        if state.course_key:
            refresh_course(state.course_key, changed={page.pk})


def status_for_learners(state: TranslationState) -> str:
    """What the page says to learners about its words."""
    if state.stage in {Stage.APPROVED, Stage.PUBLISHED}:
        return str(TranslationStatus.REVIEWED.value)
    return str((TranslationStatus.MACHINE_DRAFT if state.by_machine else TranslationStatus.IN_REVIEW).value)


def build(state: TranslationState, *, by: Any) -> Any:
    """The translated page with the words and the status of now, its row overwritten: publish its latest revision at once."""
    page = own_page(state)
    if hasattr(page, "translation_status"):
        type(page).objects.filter(pk=page.pk).update(translation_status=status_for_learners(state))
    # Fetched anew: wagtail-localize keeps what it has read, and the sentences may be newer.
    translation = Translation.objects.get(pk=state.translation_id)
    translation.source.create_or_update_translation(translation.target_locale, user=by, publish=False, fallback=True)
    return type(page).objects.get(pk=page.pk)


def save_draft(state: TranslationState, *, by: Any) -> Any:
    """Keeps the words of now as a revision of the translated page; what is live stays as it is."""
    page = own_page(state)
    draft = state.translation.source.get_ephemeral_translated_instance(state.translation.target_locale, fallback=True)
    if hasattr(draft, "translation_status"):
        draft.translation_status = TranslationStatus.IN_REVIEW
    draft.save_revision(user=by, clean=False)
    return type(page).objects.get(pk=page.pk)


def own_page(state: TranslationState) -> Any:
    """The translated page. Raises `StepRefused` when it was deleted, was made an alias, or nobody translates it any more."""
    page = target_page_of(state.translation)
    if page is None or page.alias_of_id or not state.translation.enabled:
        raise StepRefused(
            _("The page “%(title)s” has no translated page any more. Send it to translation again.") % {"title": state.title}
        )
    return page


def open_task(state: TranslationState) -> TaskState | None:
    """The step of Wagtail's workflow that waits for somebody."""
    page = target_page_of(state.translation)
    task_state = page.current_workflow_task_state if page else None
    return task_state.specific if task_state else None


def act(task_state: TaskState, action: str, *, by: Any, comment: str) -> None:
    """Takes a step of Wagtail's workflow as its own buttons do."""
    try:
        task_state.task.specific.on_action(task_state, by, action, comment=comment)
    except PermissionDenied as error:
        raise StepRefused(str(error)) from error


@transaction.atomic
def end_review(workflow_state: Any, user: Any = None) -> None:
    """What follows when Wagtail's workflow has ended: a translation is approved, other pages go live.

    Raises `PermissionDenied` when it cannot be approved as it is now: then Wagtail's workflow has not ended either.
    """
    page = workflow_state.content_object
    state = TranslationState.objects.of_page(page).at_work().first() if isinstance(page, Page) else None
    if state is None:
        publish_workflow_state(workflow_state, user=user)
        return
    state = locked(state)
    try:
        require_in_review(state)
        require_whole(state)
        if problems := blocking(state.translation):
            raise StepRefused(*problems)
    except StepRefused as error:
        raise PermissionDenied(str(error)) from error
    mark_approved(state, by=user)


def end_review_without_approval(workflow_state: Any) -> None:
    """Wagtail's workflow was cancelled or its reviewer wants changes: the translator has the translation again."""
    page = workflow_state.content_object
    if isinstance(page, Page):
        TranslationState.objects.of_page(page).filter(stage=Stage.IN_REVIEW).update(stage=Stage.DRAFT)


def mark_approved(state: TranslationState, *, by: Any) -> None:
    """Notes the approval, and that a second person has read these sentences."""
    state.stage, state.approved_by, state.approved_at = Stage.APPROVED, by, timezone.now()
    state.save(update_fields=["stage", "approved_by", "approved_at", "updated_at"])
    pairs = [(sentence.source, sentence.target) for sentence in sentences_of(state.translation) if sentence.is_translated]
    memory.remember(state.translation, pairs, person=state.submitted_by)
    memory.approve(state.translation, pairs)


def locked(state: TranslationState) -> TranslationState:
    """The row as it is now, for this transaction alone."""
    return TranslationState.objects.select_for_update(of=("self",)).select_related("translation__source").get(pk=state.pk)


def require_whole(state: TranslationState) -> None:
    """Raises `StepRefused` while sentences are missing, or some have come by another door that nobody may be shown."""
    if not state.is_complete:
        left = state.sentences - state.translated
        raise StepRefused(
            _("“%(title)s”: %(count)s of %(all)s sentences are not translated yet.")
            % {"title": state.title, "count": left, "all": state.sentences}
        )
    translation = state.translation
    if hostile := [*hostile_sentences(sentences_of(translation), translation), *hostile_links(translation)]:
        raise StepRefused(*hostile)


def require_in_review(state: TranslationState) -> None:
    """Raises `StepRefused` when nobody has asked for a review, or it has ended."""
    if state.stage != Stage.IN_REVIEW:
        raise StepRefused(
            _("Only a translation that is in review can be approved; this one is %(stage)s.") % {"stage": state.get_stage_display()}
        )


def require_unlocked(state: TranslationState, by: Any) -> None:
    """Raises `StepRefused` when somebody else has locked the translated page in the CMS."""
    page = own_page(state)
    if page.locked and page.locked_by_id != by.pk:
        sentence = _("“%(title)s” is locked in the CMS by %(person)s. Ask them to unlock it.")
        raise StepRefused(sentence % {"title": state.title, "person": page.locked_by or _("somebody")})


def require_reviewer(state: TranslationState, by: Any) -> None:
    """Raises `StepRefused` for those who may not review, and for whoever wrote the words."""
    if not can_review(by, state.language):
        raise StepRefused(_("You may not review translations into this language."))
    if state.is_by(by):
        raise StepRefused(_("A translation is approved by a second person, not by the one who wrote it."))


def require_parents(state: TranslationState) -> None:
    """Raises `StepRefused` when learners could not reach the page: its course or module is not published in the language."""
    page = source_page_of(state.translation)
    if page is None:
        sentence = _("The page “%(title)s” does not exist any more in its source language.")
        raise StepRefused(sentence % {"title": state.title})
    for parent in page.get_ancestors().type(CoursePage, ModulePage):
        if not Page.objects.filter(
            translation_key=parent.translation_key, locale__language_code=state.language, live=True, alias_of=None
        ).exists():
            raise StepRefused(
                _("“%(title)s” cannot be published before “%(parent)s”, which it stands under.")
                % {"title": state.title, "parent": parent.title}
            )
