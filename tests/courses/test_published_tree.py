"""The published tree: what is linked is served without a query, and nothing stale, withdrawn or half done is linked."""

from __future__ import annotations

import shutil
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage, CourseVersion, Job, LessonPage, LessonVersion, ModulePage, RenderedDocument
from courses.models.job import JobStatus
from courses.rendering import documents, objects, published
from courses.rendering.documents import render_course, render_due
from courses.rendering.variants import TIERS
from tests.factories import as_stream, make_competency, make_course, make_lesson, make_module
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


def is_linked(path: str) -> list[bool]:
    return [published.document_at(path, tier) is not None for tier in TIERS]


def publish_again(page: Any, **changed: Any) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in changed.items():
        setattr(page, name, value)
    page.save_revision().publish()


@kept
def second(rendered: LessonVersion, module: ModulePage) -> LessonPage:
    """A second lesson beside the first, rendered."""
    page = make_lesson(module, "lesson-2", title="Second lesson")
    render_due()
    return page


# --- what is linked -----------------------------------------------------------------------------------------------------


def test_a_published_lesson_is_linked_in_every_tier_to_one_folder_with_all_its_forms(rendered: LessonVersion) -> None:
    for tier in TIERS:
        folder = published.link_of(rendered.path, tier)
        assert folder.is_symlink()
        assert {file.name for file in folder.iterdir()} >= {"index.html", "index.html.br", "index.html.gz"}
    text, fullest = (published.document_at(rendered.path, tier) for tier in ("text", "video"))
    assert RenderedDocument.objects.get(tier="text").object_name == text
    assert RenderedDocument.objects.get(tier="pictures").object_name == fullest


def test_the_tree_can_be_moved_with_the_data_folder(rendered: LessonVersion) -> None:
    for tier in TIERS:
        assert not published.link_of(rendered.path, tier).readlink().is_absolute()


def test_an_unpublished_lesson_is_gone_at_once(rendered: LessonVersion, lesson: LessonPage) -> None:
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert not any(is_linked(rendered.path))
    assert Client().get(f"/{rendered.path}/").status_code == 404


def test_it_is_gone_before_the_change_is_committed_and_a_change_that_fails_costs_speed_only(rendered: LessonVersion) -> None:
    with transaction.atomic():
        LessonPage.objects.get().unpublish()
        assert not any(is_linked(rendered.path))
        transaction.set_rollback(True)
    assert Client().get(f"/{rendered.path}/").status_code == 200
    render_due()
    assert all(is_linked(rendered.path))


def test_new_words_are_served_at_once_and_the_old_never_again(rendered: LessonVersion, lesson: LessonPage) -> None:
    publish_again(lesson, title="New words")
    drawn = Client().get(f"/{rendered.path}/")
    assert "New words" in drawn.content.decode()
    render_due()
    assert Client().get(f"/{rendered.path}/").content == drawn.content
    assert all(is_linked(rendered.path))


def test_a_new_address_is_served_and_the_old_one_is_not(rendered: LessonVersion, lesson: LessonPage, second: LessonPage) -> None:
    publish_again(second, slug="elsewhere")
    assert not any(is_linked("en/tiny-course/first/lesson-2"))
    assert Client().get("/en/tiny-course/first/lesson-2/").headers["Location"] == "/en/tiny-course/first/elsewhere/"
    # The neighbour would lead to the old address: it is drawn anew from now on.
    assert b"first/elsewhere/index.html" in Client().get(f"/{rendered.path}/").content
    render_due()
    assert all(is_linked("en/tiny-course/first/elsewhere"))
    assert b"first/elsewhere/index.html" in Client().get(f"/{rendered.path}/").content


def test_a_course_that_is_renamed_is_never_shown_under_its_old_name(rendered: LessonVersion, second: LessonPage) -> None:
    publish_again(CoursePage.objects.get(), title="Another name")
    page = Client().get(f"/{rendered.path}/").content.decode()
    assert "Another name" in page
    assert "Tiny course" not in page


def test_a_worker_that_drew_from_what_was_replaced_meanwhile_links_nothing(
    rendered: LessonVersion, lesson: LessonPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = objects.put_document

    def slow_put(html: str) -> Any:
        monkeypatch.setattr(objects, "put_document", put)
        LessonPage.objects.get(pk=lesson.pk).unpublish()
        return put(html)

    shutil.rmtree(settings.OBJECTS_ROOT)
    monkeypatch.setattr(objects, "put_document", slow_put)
    render_course(rendered.course_key)
    assert not any(is_linked(rendered.path))
    assert not RenderedDocument.objects.exists()


# --- only what has to be drawn is drawn -----------------------------------------------------------------------------------


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of lessons that are drawn, one entry a document."""
    titles: list[str] = []
    draw = documents.drawn

    def noted(context: dict[str, Any]) -> str:
        titles.append(context["lesson"]["title"])
        return draw(context)

    monkeypatch.setattr(documents, "drawn", noted)
    return titles


def test_what_would_come_out_the_same_is_not_drawn_again(second: LessonPage, drawings: list[str]) -> None:
    assert render_due() == 0
    assert drawings == []


def test_an_edit_of_one_word_draws_the_lesson_it_touches_and_no_other(
    rendered: LessonVersion, second: LessonPage, drawings: list[str]
) -> None:
    page = LessonPage.objects.get(pk=second.pk)
    body = [(child.block_type, child.value) for child in page.body]
    body[0] = ("text", {"text": "<p>AI guesses again.</p>"})
    publish_again(second, body=as_stream([body[0], ("true_false", question())]))
    drawings.clear()
    assert render_due() == 2
    assert drawings == ["Second lesson"] * 2


def question() -> dict[str, Any]:
    return {
        "prompt": "Sure means right.",
        "is_true": "false",
        "feedback_true": "Sure can be wrong.",
        "feedback_false": "Right.",
        "assesses": make_competency(),
    }


def test_publishing_what_did_not_change_writes_nothing(rendered: LessonVersion, lesson: LessonPage) -> None:
    before = {path: path.stat().st_mtime_ns for path in settings.OBJECTS_ROOT.rglob("*")}
    rows = list(RenderedDocument.objects.values_list("pk", "rendered_at"))
    versions = CourseVersion.objects.count()
    Job.objects.update(status=JobStatus.DONE)
    publish_again(lesson)
    render_due()
    assert {path: path.stat().st_mtime_ns for path in settings.OBJECTS_ROOT.rglob("*")} == before
    assert list(RenderedDocument.objects.values_list("pk", "rendered_at")) == rows
    assert not Job.objects.filter(status=JobStatus.PENDING).exists()
    assert LessonVersion.objects.count() == 1
    assert CourseVersion.objects.count() == versions


@pytest.mark.parametrize("part", ["css_href", "js_href"])
def test_a_release_of_style_or_script_draws_every_document_anew(
    second: LessonPage, drawings: list[str], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    context_of = documents.lesson_context
    monkeypatch.setattr(documents, "lesson_context", lambda *args, **kwargs: {**context_of(*args, **kwargs), part: "../new"})
    render_due()
    assert sorted(set(drawings)) == ["Lesson-1", "Second lesson"]


def test_a_release_of_templates_or_sentences_draws_every_document_anew(
    second: LessonPage, drawings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courses.rendering.fingerprint.release_of", lambda language: "another release")
    render_due()
    assert len(drawings) == 4
    drawings.clear()
    render_due()
    assert drawings == []


# --- repairs ----------------------------------------------------------------------------------------------------------------


def test_a_link_that_no_document_stands_behind_is_swept_away(rendered: LessonVersion) -> None:
    published.publish("en/gone/first/lesson-9", {"text": "0" * 32, "pictures": "0" * 32})
    render_due()
    assert not any(is_linked("en/gone/first/lesson-9"))
    assert all(is_linked(rendered.path))


def test_a_lost_tree_is_made_again(rendered: LessonVersion) -> None:
    shutil.rmtree(settings.PUBLISHED_ROOT)
    assert Client().get(f"/{rendered.path}/").status_code == 200
    render_due()
    assert all(is_linked(rendered.path))


def test_replacing_a_link_leaves_nothing_behind(rendered: LessonVersion, lesson: LessonPage) -> None:
    publish_again(lesson, title="New words")
    render_due()
    assert not list(settings.PUBLISHED_ROOT.rglob(".*"))


def test_rendering_a_course_that_is_rendered_costs_a_few_queries(second: LessonPage) -> None:
    key = CourseVersion.objects.current().get().course_key
    with CaptureQueriesContext(connection) as captured:
        render_course(key)
    assert len(captured.captured_queries) <= 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_waits_for_who_withdraws_and_then_links_nothing() -> None:
    page = make_lesson(make_module(make_course()))
    render_due()
    version = LessonVersion.objects.current().get()
    published.withdraw(version.path)  # so that the worker has something to link

    def work() -> None:
        render_course(version.course_key)
        connection.close()

    worker = Thread(target=work)
    with transaction.atomic():
        LessonPage.objects.get(pk=page.pk).unpublish()
        worker.start()
        worker.join(1)
        assert worker.is_alive()  # it holds back until we are done
    worker.join(120)
    assert not worker.is_alive()
    assert not any(is_linked(version.path))
