"""What search looks at: the words of every version that learners can read, and the list of words there are.

Words are as `courses.search.words` makes them, with a space between. The databases' own indexes follow these rows by themselves:
a full-text table with triggers on SQLite, three columns with GIN indexes on PostgreSQL (migration 0002). A migration that changes
`SearchEntry` on SQLite makes its table anew, which drops the triggers: it has to make them again.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from courses.models.version import CourseVersion, LessonVersion


class SearchEntryQuerySet(models.QuerySet):
    """Questions about entries."""

    def readable(self) -> Self:
        """Those whose version learners get now, whatever a process that died may have left behind."""
        courses = CourseVersion.objects.current()
        same_course = {name: OuterRef(name) for name in ("course_key", "language")}
        # Read from the indexes of what is current: in a row the mark stands behind the content, which SQLite would have to read.
        lessons = LessonVersion.objects.current().filter(Exists(courses.filter(**same_course)))
        return self.filter(Q(course_version__in=courses.values("pk")) | Q(lesson_version__in=lessons.values("pk")))


class SearchEntry(models.Model):
    """The words of one lesson or course in one language."""

    lesson_version = models.OneToOneField(LessonVersion, null=True, on_delete=models.CASCADE, related_name="search_entry")
    course_version = models.OneToOneField(CourseVersion, null=True, on_delete=models.CASCADE, related_name="search_entry")
    language = models.CharField(max_length=12, db_index=True)
    rules = models.PositiveSmallIntegerField(help_text="By which rules the words were made: `courses.search.words.RULES`.")
    title = models.TextField()
    head = models.TextField(help_text="What it says of itself: the summary, and what one can do afterwards.")
    body = models.TextField(help_text="Everything else that can be read in it.")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lesson_version__isnull=False, course_version=None)
                | Q(lesson_version=None, course_version__isnull=False),
                name="a_search_entry_is_of_a_lesson_or_a_course",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"


class SearchWord(models.Model):
    """A word that stands in an entry of its language, or once did: what a slip of the finger is compared with."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="one_search_word_per_language")]

    def __str__(self) -> str:
        return f"{self.language}: {self.word}"
