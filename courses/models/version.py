"""Versions: what was published, as rows that never change. Answers and certificates point here, never at pages."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.former_address import FormerAddress
from courses.models.purpose import CHECKS, Purpose


class CurrentQuerySet(models.QuerySet):
    """Questions about versions."""

    def current(self) -> Self:
        """Those that learners get now."""
        return self.filter(is_current=True)


class Version(models.Model):
    """What lesson and course versions share."""

    course_key = models.UUIDField(help_text=_("The course's translation key."))
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the content as canonical JSON."))
    title = models.CharField(max_length=255)
    content = models.JSONField()
    is_current = models.BooleanField(default=True)
    published_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = CurrentQuerySet.as_manager()

    class Meta:
        abstract = True


class LessonVersionQuerySet(CurrentQuerySet):
    """Questions about lesson versions."""

    def of_lessons(self) -> Self:
        """Those of lessons, without a course's checks."""
        return self.filter(purpose=Purpose.LESSON)

    def formerly_at(self, path: str) -> Self:
        """Those of the lesson that stood at an address before, in the language of that address."""
        keys = FormerAddress.objects.filter(path=path).values("key")
        return self.filter(lesson_key__in=keys, language=path.partition("/")[0])

    def with_course(self) -> Self:
        """Brings the current version of each lesson's course along in the same query: see `LessonVersion.course`."""
        same_course = {name: models.OuterRef(name) for name in ("course_key", "language")}
        rows = CourseVersion.objects.current().filter(**same_course)
        return self.annotate(
            course_pk=models.Subquery(rows.values("pk")[:1]),
            course_title=models.Subquery(rows.values("title")[:1]),
            course_slug=models.Subquery(rows.values("slug")[:1]),
            course_content=models.Subquery(rows.values("content")[:1], output_field=models.JSONField()),
        )


class LessonVersion(Version):
    """A lesson in one language as it was published.

    `content` is {"minutes", "summary", "can_do": [str], "sensitive": bool, "translation_status", "teaches": [tag],
    "cards": [card], "script": {"steps": [{"id", "minutes", "title", "text"}], "materials": [str], "paper": str}}, and of a check
    "purpose" as well. A script is there only when somebody wrote one. A card is as `courses.rendering.cards` makes it; question
    cards carry their whole index, right answers included, so that an answer is graded by the very version it was given to.
    """

    lesson_key = models.UUIDField(help_text=_("The lesson's translation key."))
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.LESSON, db_default=Purpose.LESSON.value)
    path = models.CharField(max_length=500, help_text=_("language/course/module/lesson, without slashes around."))
    page = models.ForeignKey("courses.LessonPage", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = LessonVersionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson_key", "language", "number"], name="one_lesson_version_number"),
            models.UniqueConstraint(
                fields=["lesson_key", "language"], condition=models.Q(is_current=True), name="one_current_lesson_version"
            ),
        ]
        indexes = [
            models.Index(fields=["path"], condition=models.Q(is_current=True), name="lesson_by_path"),
            models.Index(fields=["course_key", "language"], name="lessons_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.path} v{self.number}"

    @property
    def course(self) -> CourseVersion | None:
        """The course this lesson counts for now. Only on rows fetched `with_course()`; None when it is not published."""
        fetched: Any = self
        if fetched.course_pk is None:
            return None
        return CourseVersion(
            pk=fetched.course_pk,
            course_key=self.course_key,
            language=self.language,
            title=fetched.course_title,
            slug=fetched.course_slug,
            content=fetched.course_content,
        )

    @property
    def is_check(self) -> bool:
        """Whether it is one of the course's two checks and no lesson."""
        return self.purpose in CHECKS

    @property
    def is_quiet(self) -> bool:
        """Whether answers get thanks and nothing else: right and wrong would teach what the lessons are there for."""
        return self.purpose == Purpose.START_CHECK

    @property
    def questions(self) -> dict[str, dict[str, Any]]:
        """Question id -> index, in the lesson's order."""
        return {card["id"]: card["question"] for card in self.content["cards"] if "question" in card}


class CourseVersion(Version):
    """A course in one language as it was published.

    `content` is {"slug", "summary", "description", "audience", "level", "minutes", "licence", "band", "band_colours",
    "source_language", "translation_status", "competencies": [{"tag", "framework", "code", "name"}], "modules": [{"key", "slug",
    "title", "summary", "lessons": [{"key", "language", "path", "version", "title", "summary", "minutes", "sensitive",
    "questions": int}]}]}. Every language lists the lessons of the source language; one that is not translated yet stands
    there in its source language. A course with checks has "checks" as well: {purpose: as a lesson}, apart from its lessons.
    """

    slug = models.SlugField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course_key", "language", "number"], name="one_course_version_number"),
            models.UniqueConstraint(
                fields=["course_key", "language"], condition=models.Q(is_current=True), name="one_current_course_version"
            ),
        ]
        indexes = [models.Index(fields=["language", "slug"], condition=models.Q(is_current=True), name="course_by_slug")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug} v{self.number}"

    @property
    def lessons(self) -> list[dict[str, Any]]:
        """All lessons in order, whatever their module."""
        return [lesson for module in self.content["modules"] for lesson in module["lessons"]]

    @property
    def checks(self) -> dict[str, dict[str, Any]]:
        """Purpose -> the check, listed as a lesson is: the start check first. Versions of before checks have none."""
        checks: dict[str, dict[str, Any]] = self.content.get("checks", {})
        return {purpose: checks[purpose] for purpose in CHECKS if purpose in checks}  # PostgreSQL has an order of its own

    @property
    def pages(self) -> list[dict[str, Any]]:
        """All that can be opened, in order: the start check, the lessons, the end check."""
        start, end = ([self.checks[purpose]] if purpose in self.checks else [] for purpose in CHECKS)
        return [*start, *self.lessons, *end]


class RenderedDocumentQuerySet(models.QuerySet["RenderedDocument"]):
    """Questions about documents."""

    def served(self) -> RenderedDocumentQuerySet:
        """Those of a version that is current and still stands at their address.

        A worker may finish drawing a version after it was replaced, moved or withdrawn.
        """
        return self.filter(lesson_version__is_current=True, lesson_version__path=models.F("path"))


class RenderedDocument(models.Model):
    """A published lesson as one document, compressed ahead of time, in the object store under the hash of its bytes."""

    lesson_version = models.ForeignKey(LessonVersion, on_delete=models.CASCADE, related_name="documents")
    path = models.CharField(max_length=500)
    tier = models.CharField(max_length=8)
    object_name = models.CharField(max_length=80, help_text=_("The folder of its forms in the object store."))
    sizes = models.JSONField(help_text=_("Bytes: raw, br, gz, css, js, and of pictures, audio and video where there are any."))
    inputs_hash = models.CharField(max_length=64, blank=True, help_text=_("What it was drawn from: courses.rendering.fingerprint."))
    rendered_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = RenderedDocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "tier"], name="one_document_per_path_and_tier")]

    def __str__(self) -> str:
        return f"{self.path} ({self.tier})"
