"""The import wizard through HTTP: what it says, what it makes, what it refuses, and whom."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client
from django.urls import reverse

from courses.cms_h5p import uploads
from courses.h5p_storage import path_of
from courses.models import H5PContent, LessonPage, ModulePage
from courses.playing.undecided import sweep
from tests.cast import Member
from tests.courses.cms_h5p.packages import column, imported, installed, plays, plays_later, question, send
from tests.factories import make_catalogue
from tests.h5p.packages import packed, whole
from translations.pages import send_to_translation

pytestmark = pytest.mark.django_db


def draft_of(page: LessonPage) -> LessonPage:
    return LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def newest() -> LessonPage:
    return draft_of(LessonPage.objects.latest("pk"))


def page_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_a_question_becomes_a_new_draft_lesson(trainer: Member, module: ModulePage) -> None:
    step = send(trainer.client, question(), module)
    assert step.status_code == 302
    shown = page_of(trainer.client.get(step.url))
    assert "Amina Lamp" in shown
    assert "CC BY 4.0" in shown
    assert 'value="native" checked' in shown
    assert 'value="embedded"' in shown
    done = trainer.client.post(step.url, {"into": str(module.pk), "way-0": "native"})
    lesson = newest()
    assert done.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert not lesson.live
    assert [card.block_type for card in lesson.body] == ["one_answer"]
    assert lesson.body[0].value["prompt"] == "Who wrote it?"
    assert not H5PContent.objects.exists()


def test_cards_go_to_the_end_of_a_lessons_draft_and_learners_see_none(trainer: Member, lesson: LessonPage) -> None:
    before = len(lesson.body)
    imported(trainer.client, question(), lesson, **{"way-0": "native"})
    assert len(LessonPage.objects.get(pk=lesson.pk).body) == before
    assert len(draft_of(lesson).body) == before + 1


def test_each_item_comes_the_way_that_was_ticked(trainer: Member, administrator: Member, module: ModulePage) -> None:
    installed(administrator.person)
    imported(trainer.client, column(), module, **{"way-0": "native", "way-1": "embedded"})
    assert [card.block_type for card in newest().body] == ["one_answer", "h5p"]
    content = H5PContent.objects.get()
    assert content.is_playable
    assert content.authors == "Amina Lamp"


def test_a_way_that_is_not_offered_is_not_taken(trainer: Member, module: ModulePage) -> None:
    imported(trainer.client, plays_later(), module, **{"way-0": "native", "way-7": "embedded"})
    assert [card.block_type for card in newest().body] == ["h5p"]


def test_content_whose_libraries_are_missing_is_held_and_says_so(trainer: Member, module: ModulePage) -> None:
    step = send(trainer.client, plays(), module)
    shown = page_of(trainer.client.get(step.url))
    assert "Test.Question 1.0" in shown
    assert "held until an administrator installs them" in shown
    assert "See what installing would change" not in shown
    editor = trainer.client.post(step.url, {"into": str(module.pk)}, follow=True)
    assert "waits until an administrator has installed its libraries" in page_of(editor)
    assert H5PContent.objects.get().waits_for == ["Test.Question 1.0"]


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(trainer: Member, module: ModulePage) -> None:
    files = {**whole(), "content/page.html": b"<p>", "content/run.exe": b"MZ", "h5p.json": {"title": "x"}}
    answer = send(trainer.client, packed(files.items()), module)
    assert answer.status_code == 422
    shown = page_of(answer)
    for place in ("content/page.html", "content/run.exe", "h5p.json"):
        assert place in shown
    assert uploads.KEY not in trainer.client.session
    assert not H5PContent.objects.exists()


def test_what_is_missing_in_the_form_is_said_with_its_field(trainer: Member, module: ModulePage) -> None:
    answer = trainer.client.post(reverse("h5p_import"), {})
    assert answer.status_code == 422
    shown = page_of(answer)
    assert '<a href="#id_file">' in shown
    assert '<a href="#id_into">' in shown


def test_the_script_gets_the_address_or_the_problems(trainer: Member, module: ModulePage) -> None:
    by_script = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    good = json.loads(send(trainer.client, question(), module, **by_script).content)
    assert good["go"].startswith("/cms/h5p/import/")
    bad = send(trainer.client, b"no zip", module, **by_script)
    assert bad.status_code == 422
    assert 'role="alert"' in json.loads(bad.content)["problems"]


def test_a_module_or_lesson_is_chosen_before_by_the_link_to_the_wizard(trainer: Member, lesson: LessonPage) -> None:
    shown = page_of(trainer.client.get(f"{reverse('h5p_import')}?into={lesson.pk}"))
    assert f'value="{lesson.pk}" selected' in shown
    editor = page_of(trainer.client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])))
    assert f"{reverse('h5p_import')}?into={lesson.pk}" in editor
    assert reverse("h5p_download", args=[lesson.pk]) in editor


def test_what_one_sent_nobody_else_sees(trainer: Member, administrator: Member, module: ModulePage) -> None:
    step = send(trainer.client, question(), module)
    assert administrator.client.get(step.url).url == reverse("h5p_import")
    assert administrator.client.post(step.url, {"into": str(module.pk)}).url == reverse("h5p_import")
    assert Client().get(step.url).url.startswith("/cms/login/")
    assert not LessonPage.objects.exists()
    for other in ("0" * 64, "..", "%2e%2e"):
        assert trainer.client.get(f"/cms/h5p/import/{other}/").status_code in {302, 404}


def test_after_an_hour_it_is_gone(trainer: Member, module: ModulePage, monkeypatch: pytest.MonkeyPatch) -> None:
    step = send(trainer.client, question(), module)
    now = time.time()
    assert kept(step.url)
    assert sweep(at=now + 3500) == 0
    monkeypatch.setattr(uploads.time, "time", lambda: now + 3700)
    assert "kept for an hour" in page_of(trainer.client.get(step.url, follow=True))
    assert sweep(at=now + 3700) == 1
    assert not kept(step.url)


def test_what_was_decided_is_not_kept_unless_a_content_waits_with_it(trainer: Member, module: ModulePage) -> None:
    step = send(trainer.client, question(), module)
    trainer.client.post(step.url, {"into": str(module.pk), "way-0": "native"})
    assert not kept(step.url)
    step = send(trainer.client, plays(), module)
    trainer.client.post(step.url, {"into": str(module.pk)})
    assert kept(step.url)
    assert sweep(at=time.time() + 9999) == 0


def kept(address: str) -> bool:
    """Whether the package of a second step is on the disk."""
    return path_of(address.split("/")[4]).exists()


def test_a_place_one_may_not_write_to_is_none(trainer: Member, module: ModulePage, lesson: LessonPage) -> None:
    for place in (lesson.get_parent().get_parent().pk, 99999, "x"):
        assert send(trainer.client, question(), place).status_code == 422
    step = send(trainer.client, question(), module)
    assert trainer.client.post(step.url, {"into": "1"}).status_code == 422
    trainer.person.groups.first().page_permissions.all().delete()  # type: ignore[union-attr]
    assert trainer.client.post(step.url, {"into": str(module.pk)}).status_code == 422
    assert LessonPage.objects.count() == 1


def test_a_lesson_that_somebody_has_locked_is_no_place(trainer: Member, administrator: Member, lesson: LessonPage) -> None:
    step = send(trainer.client, question(), lesson)
    LessonPage.objects.filter(pk=lesson.pk).update(locked=True, locked_by=administrator.person)
    assert trainer.client.post(step.url, {"into": str(lesson.pk), "way-0": "native"}).status_code == 422
    assert len(draft_of(lesson).body) == len(lesson.body)


def test_a_page_that_is_being_translated_is_no_place(administrator: Member, lesson: LessonPage) -> None:
    make_catalogue("ar")
    send_to_translation(lesson, language="ar", person=administrator.person)
    translated = LessonPage.objects.get(locale__language_code="ar")
    shown = page_of(administrator.client.get(reverse("h5p_import")))
    assert f'value="{lesson.pk}"' in shown
    assert f'value="{translated.pk}"' not in shown


def test_the_wizard_takes_nothing_from_another_site(trainer: Member, module: ModulePage) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = trainer.client.cookies
    assert send(strict, question(), module).status_code == 403
