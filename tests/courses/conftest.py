"""A small published course, and the background work that follows publishing done at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wagtail.images.tests.utils import get_test_image_file

from courses.models import CoursePage, LessonPage, LessonVersion, ModulePage, Picture
from courses.rendering.documents import render_due
from tests.factories import make_course, make_lesson, make_module
from tests.kept_rows import kept


@kept
def course() -> CoursePage:
    return make_course()


@kept
def module(course: CoursePage) -> ModulePage:
    return make_module(course)


@kept
def lesson(module: ModulePage) -> LessonPage:
    """A published lesson with a text card and one question of each kind; its document is not rendered yet."""
    return make_lesson(module)


@kept
def draft(module: ModulePage) -> LessonPage:
    """A lesson nobody can see, with everything it needs but a summary."""
    return make_lesson(module, "draft", live=False, summary="")


@kept
def rendered(lesson: LessonPage) -> LessonVersion:
    """The published lesson's version, its documents rendered."""
    render_due()
    return version_of(lesson)


@kept
def picture() -> Picture:
    """A picture with its licence."""
    return Picture.objects.create(title="Phone", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")


@pytest.fixture
def work_done(django_capture_on_commit_callbacks: Callable) -> Callable:
    """`with work_done():` does what its block sets in motion after commit: jobs run at once."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def version_of(lesson: LessonPage, language: str = "en") -> LessonVersion:
    """The version learners get now."""
    return LessonVersion.objects.current().get(lesson_key=lesson.translation_key, language=language)
