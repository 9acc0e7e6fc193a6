"""What happens in the CMS reaches `publishing.refresh_course` and `media.prepare` from here; the receivers decide nothing."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.media.prepare import ask_for
from courses.models import CoursePage, Film, LessonPage, LessonVersion, ModulePage, Picture, Recording
from courses.publishing import refresh_course

OURS = (CoursePage, ModulePage, LessonPage)


@receiver(page_published)
@receiver(page_unpublished)
def refresh_after_change(sender: type[Page], instance: Page, **_: Any) -> None:
    """A page of ours went live or away."""
    if isinstance(instance, OURS) and (key := course_key_of(instance)):
        refresh_course(key, changed={instance.pk} if isinstance(instance, LessonPage) else set())


@receiver(post_page_move)
def refresh_after_move(sender: type[Page], instance: Page, **_: Any) -> None:
    """Both the old and the new course change; the old one is known from the versions."""
    page = instance.specific
    if not isinstance(page, OURS):
        return
    now = course_key_of(page)
    # The new course first: it takes its lessons over with their versions, so that the old one has nothing to withdraw.
    for key in [now, *sorted(old_course_keys(page) - {now})]:
        if key:
            refresh_course(key, changed=set())


@receiver(post_delete)
def refresh_after_delete(sender: type[Any], instance: Any, **_: Any) -> None:
    """A deleted page is no longer live; its course is known from the versions, for its parents may be gone too."""
    if isinstance(instance, CoursePage):
        keys = {instance.translation_key}
    elif isinstance(instance, LessonPage):
        keys = old_course_keys(instance)
    else:
        return  # a module's lessons are deleted with it and say so themselves
    for key in keys:
        # After the whole deletion: until then the tree is half there.
        transaction.on_commit(partial(refresh_course, key, changed=set()))


@receiver(post_save, sender=Picture)
@receiver(post_save, sender=Recording)
@receiver(post_save, sender=Film)
def prepare_after_upload(sender: type[Any], instance: Any, **saved: Any) -> None:
    """A picture, recording or video was stored: its light variants are made before a lesson needs them."""
    fields = saved["update_fields"]
    if not saved["raw"] and (fields is None or "file" in fields):
        ask_for(instance)


def course_key_of(page: Page) -> UUID | None:
    """The translation key of the course a page is or belongs to."""
    if isinstance(page, CoursePage):
        return page.translation_key
    key: UUID | None = CoursePage.objects.ancestor_of(page).values_list("translation_key", flat=True).first()
    return key


def old_course_keys(page: Page) -> set[UUID]:
    """Courses whose versions still hold the lessons at or below a page."""
    if isinstance(page, LessonPage):
        rows = LessonVersion.objects.current().filter(lesson_key=page.translation_key)
    else:
        lessons = LessonPage.objects.descendant_of(page).values("translation_key")
        rows = LessonVersion.objects.current().filter(lesson_key__in=lessons)
    return set(rows.values_list("course_key", flat=True))
