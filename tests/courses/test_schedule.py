"""The schedule: what is due goes live, what is unready keeps its date, and one never stops the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Revision

from courses.models import LessonPage, LessonVersion, ModulePage
from courses.schedule import publish_scheduled
from courses.tasks import publish_scheduled_pages
from tests.courses.editor import lesson_at
from tests.factories import make_lesson

pytestmark = pytest.mark.django_db


def scheduled(module: ModulePage, slug: str, minutes_ago: int, *, live: bool = False, **changed: object) -> LessonPage:
    """A lesson whose publishing has been due for some minutes."""
    page = make_lesson(module, slug, live=live).get_latest_revision_as_object()
    for name, value in changed.items():
        setattr(page, name, value)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision(clean=False)
    revision.publish()
    due = timezone.now() - timedelta(minutes=minutes_ago)
    content = {**revision.content, "go_live_at": due.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due, content=content)
    if not live:
        LessonPage.objects.filter(pk=page.pk).update(go_live_at=due)
    return page


def is_scheduled(page: LessonPage) -> bool:
    return Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False).exists()


def test_nothing_goes_live_before_its_time(module: ModulePage) -> None:
    page = scheduled(module, "early", -30)
    assert publish_scheduled() == (0, 0, 0)
    assert not lesson_at(page).live
    assert publish_scheduled(at=timezone.now() + timedelta(hours=2)) == (0, 1, 0)


def test_the_good_go_live_and_the_bad_one_between_them_keeps_its_schedule(
    module: ModulePage, caplog: pytest.LogCaptureFixture
) -> None:
    first, bad, last = (
        scheduled(module, "first", 30),
        scheduled(module, "bad", 20, summary=""),
        scheduled(module, "last", 10),
    )
    assert publish_scheduled() == (0, 2, 1)
    assert [lesson_at(page).live for page in (first, bad, last)] == [True, False, True]
    assert [is_scheduled(page) for page in (first, bad, last)] == [False, True, False]
    assert "The summary is missing. Write one sentence for the course page." in caplog.text
    assert set(LessonVersion.objects.values_list("title", flat=True)) == {"First", "Last"}


def test_a_refused_page_goes_live_once_it_is_ready(module: ModulePage) -> None:
    bad = scheduled(module, "bad", 20, summary="")
    assert publish_scheduled() == (0, 0, 1)
    revision = Revision.objects.get(object_id=str(bad.pk), approved_go_live_at__isnull=False)
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "summary": "A lesson."})
    assert publish_scheduled() == (0, 1, 0)
    assert lesson_at(bad).live
    assert publish_scheduled() == (0, 0, 0)


def test_an_unready_new_version_of_a_live_lesson_leaves_the_old_one_live(module: ModulePage) -> None:
    page = scheduled(module, "living", 20, live=True, summary="")
    assert publish_scheduled() == (0, 0, 1)
    assert lesson_at(page).live
    assert lesson_at(page).summary == "A lesson."
    assert is_scheduled(page)


def test_a_page_that_breaks_in_another_way_does_not_stop_the_run_either(
    module: ModulePage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, good = scheduled(module, "broken", 30), scheduled(module, "good", 20)
    publish = Revision.publish

    def publish_or_break(self: Revision, **kwargs: Any) -> None:
        if self.object_id == str(broken.pk):
            raise AttributeError("a block that is no more")
        publish(self, **kwargs)

    monkeypatch.setattr(Revision, "publish", publish_or_break)
    assert publish_scheduled() == (0, 1, 1)
    assert lesson_at(good).live
    assert is_scheduled(broken)
    assert "a block that is no more" in caplog.text


def test_two_pages_that_want_one_address_do_not_stop_the_run(module: ModulePage) -> None:
    taken = make_lesson(module, "taken")
    rival, good = scheduled(module, "rival", 30), scheduled(module, "good", 20)
    revision = Revision.objects.get(object_id=str(rival.pk), approved_go_live_at__isnull=False)
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "slug": taken.slug})
    assert publish_scheduled() == (0, 1, 1)
    assert lesson_at(good).live
    assert is_scheduled(rival)


def test_what_has_expired_is_withdrawn_even_when_unready(module: ModulePage) -> None:
    page = make_lesson(module, "short-lived")
    LessonPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1), summary="")
    assert publish_scheduled() == (1, 0, 0)
    assert not lesson_at(page).live
    assert lesson_at(page).expired
    assert not LessonVersion.objects.current().exists()


def test_the_task_looks_at_the_clock_itself(module: ModulePage) -> None:
    page = scheduled(module, "due", 1)
    publish_scheduled_pages()
    assert lesson_at(page).live
