"""Where one page stands in one language: stage, people, counts. One row beside each of wagtail-localize's translations.

The sentences themselves are wagtail-localize's rows; what is counted here can be counted again (`rebuild_translation_states`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import StringTranslation


class Stage(models.TextChoices):
    """How far a translation has come. Changing a sentence of an approved or published one takes it back to `DRAFT`."""

    DRAFT = "draft", _("being translated")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")


class Standing(models.TextChoices):
    """What the board shows: the stage, with what a draft's sentences are told apart."""

    UNTRANSLATED = "untranslated", _("untranslated")
    MACHINE_DRAFT = "machine_draft", _("machine draft")
    DRAFT = "draft", _("being translated")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")


class PageKind(models.TextChoices):
    """Which of our pages is translated."""

    CATALOGUE = "catalogue", _("home page")
    COURSE = "course", _("course")
    MODULE = "module", _("module")
    LESSON = "lesson", _("lesson")


# `TranslationState.standing` for the database: the same rules in the same order.
STANDING = Case(
    When(stage=Stage.PUBLISHED, is_live=False, then=Value(Standing.APPROVED)),
    When(~Q(stage=Stage.DRAFT), then=F("stage")),
    When(translated=0, then=Value(Standing.UNTRANSLATED)),
    When(by_machine=F("translated"), then=Value(Standing.MACHINE_DRAFT)),
    default=Value(Standing.DRAFT),
    output_field=CharField(),
)


class TranslationStateQuerySet(QuerySet["TranslationState"]):
    """Questions about many translations."""

    def of_course(self, course_key: object) -> TranslationStateQuerySet:
        """All pages of a course, whatever the language."""
        return self.filter(course_key=course_key)

    def of_page(self, page: Any) -> TranslationStateQuerySet:
        """The one of a translated page."""
        return self.filter(page_key=page.translation_key, translation__target_locale_id=page.locale_id)

    def into(self, language: str) -> TranslationStateQuerySet:
        """Those into a language."""
        return self.filter(language=language)

    def at_work(self) -> TranslationStateQuerySet:
        """Those whose translation nobody has stopped."""
        return self.filter(translation__enabled=True)

    def on_the_board(self) -> TranslationStateQuerySet:
        """Those at work, and those whose translation was stopped while learners see it: their page is edited by hand."""
        return self.filter(Q(translation__enabled=True) | Q(is_live=True))

    def with_standing(self) -> TranslationStateQuerySet:
        """Each with `now`, its standing, to be counted and filtered by."""
        return self.annotate(now=STANDING)


class TranslationState(models.Model):
    """Where a page stands in a language. Actions on it stand in `translations/workflow.py`."""

    translation = models.OneToOneField("wagtail_localize.Translation", models.CASCADE, related_name="state")
    # Said here again, so that a board of 15,000 pages is one GROUP BY.
    language = models.CharField(max_length=12)
    source_language = models.CharField(max_length=12)
    course_key = models.UUIDField(null=True, help_text="The translation key of the course; none for a home page.")
    page_key = models.UUIDField(help_text="The translation key of the page.")
    kind = models.CharField(max_length=9, choices=PageKind.choices)
    title = models.CharField(max_length=255, help_text="The source page's title.")

    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.DRAFT)
    translator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    # The words of this moment may go live without a second person; the page then says so to learners.
    is_released = models.BooleanField(default=False)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_live = models.BooleanField(default=False, help_text="Learners can see a translation, this one or an earlier one.")

    # Counts of sentences and of the source's words.
    sentences = models.PositiveIntegerField(default=0)
    translated = models.PositiveIntegerField(default=0, help_text="By anybody or any machine.")
    by_machine = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    words_left = models.PositiveIntegerField(default=0)
    # The published source says something else than the sentences on the desk.
    is_behind = models.BooleanField(default=False)
    behind_since = models.DateTimeField(null=True, blank=True)
    words_changed = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TranslationStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")
        indexes = [
            models.Index(fields=["course_key", "language"], name="state_of_course"),
            models.Index(fields=["page_key"], name="state_of_page"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=["approved", "published"]) | Q(sentences=models.F("translated")),
                name="only_whole_translations_are_approved",
            )
        ]
        permissions = [
            ("coordinate_translations", _("Can assign translations and send courses to translation")),
            ("publish_unreviewed", _("Can publish a translation that no second person has approved")),
        ]

    def __str__(self) -> str:
        return f"{self.title} → {self.language}"

    @property
    def standing(self) -> Standing:
        """What the board shows for this page. One that was taken away from learners is approved, not published."""
        if self.stage == Stage.PUBLISHED and not self.is_live:
            return Standing.APPROVED
        if self.stage != Stage.DRAFT:
            return Standing(self.stage)
        if not self.translated:
            return Standing.UNTRANSLATED
        return Standing.MACHINE_DRAFT if self.by_machine == self.translated else Standing.DRAFT

    @property
    def is_complete(self) -> bool:
        """Whether every sentence has a translation."""
        return self.translated == self.sentences

    @property
    def may_go_live(self) -> bool:
        """Whether somebody has answered for the words as they are now."""
        return self.stage in {Stage.APPROVED, Stage.PUBLISHED} or self.is_released

    def is_by(self, person: Any) -> bool:
        """Whether the words are this person's own: they translated or submitted the page, or nobody else wrote a sentence of it."""
        if person.pk in {self.translator_id, self.submitted_by_id}:
            return True
        rows = StringTranslation.objects.filter(
            locale_id=self.translation.target_locale_id,
            context__object_id=self.page_key,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
        return set(rows.values_list("last_translated_by", flat=True).distinct()) == {person.pk}
