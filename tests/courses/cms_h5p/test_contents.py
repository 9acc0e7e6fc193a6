"""Contents in the CMS: listed, looked at, replaced, deleted only where nothing shows them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from courses.cms_h5p import contents
from courses.models import H5PContent, LessonPage, LessonVersion, ModulePage
from courses.playing.uses import uses_of
from tests.cast import Member
from tests.courses.cms_h5p.packages import imported, installed, played_content, plays, sent
from tests.courses.cms_h5p.test_wizard import draft_of, page_of
from tests.factories import lesson_fields, make_lesson
from tests.h5p.packages import h5p_json, packed, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(trainer: Member, administrator: Member, lesson: LessonPage) -> H5PContent:
    """One that plays, in the draft of a published lesson."""
    installed(administrator.person)
    return played_content(trainer.client, lesson)


def shown(client: Any, name: str, *args: Any, **query: str) -> str:
    return page_of(client.get(reverse(name, args=args), query))


def without_card(page: LessonPage) -> None:
    """Takes H5P out of a lesson's draft."""
    draft = draft_of(page)
    raw = [card for card in draft.body.get_prep_value() if card["type"] != "h5p"]
    draft.body = LessonPage.body.field.stream_block.to_python(raw)
    draft.save_revision()


def test_the_list_says_what_each_is_and_sorts_by_known_words_only(trainer: Member, content: H5PContent) -> None:
    for sort in ("", "title", "-title", "kind", "weight", "newest", "params", "-pk;drop"):
        page = shown(trainer.client, "h5p_contents", sort=sort)
        assert "Rain and soil" in page
        assert "CC BY" in page
    assert "Rain and soil" not in shown(trainer.client, "h5p_contents", q="wind")
    assert "Rain and soil" in shown(trainer.client, "h5p_contents", q="test.question")


def test_a_draft_that_shows_it_counts_as_use(trainer: Member, content: H5PContent, lesson: LessonPage) -> None:
    assert [(use.page.pk, use.is_draft) for use in uses_of([content])[content.pk]] == [(lesson.pk, True)]
    page = shown(trainer.client, "h5p_content", content.pk)
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in page
    without_card(lesson)
    assert uses_of([content]) == {}


def test_it_is_deleted_only_where_nothing_shows_it(trainer: Member, content: H5PContent, lesson: LessonPage) -> None:
    address = reverse("h5p_delete", args=[content.pk])
    assert address not in shown(trainer.client, "h5p_content", content.pk)
    assert "Take it out of them first" in page_of(trainer.client.post(address, follow=True))
    without_card(lesson)
    assert address in shown(trainer.client, "h5p_content", content.pk)
    assert trainer.client.get(address).status_code == 200
    assert H5PContent.objects.exists()
    trainer.client.post(address)
    assert not H5PContent.objects.exists()


def test_a_newer_package_takes_its_place(trainer: Member, content: H5PContent) -> None:
    newer = packed(with_files({"h5p.json": h5p_json(title="Rain again"), "content/content.json": {"question": "When?"}}).items())
    was = content.uuid
    trainer.client.post(reverse("h5p_replace", args=[content.pk]), {"file": sent(newer)})
    content.refresh_from_db()
    assert (content.title, content.filtered, content.uuid) == ("Rain again", {"question": "When?"}, was)
    broken = trainer.client.post(reverse("h5p_replace", args=[content.pk]), {"file": sent(b"no zip")})
    assert broken.status_code == 422
    assert trainer.client.post(reverse("h5p_replace", args=[content.pk]), {}).status_code == 422
    content.refresh_from_db()
    assert content.title == "Rain again"


def test_published_lessons_name_what_replaced_it(trainer: Member, content: H5PContent, module: ModulePage) -> None:
    body = [*lesson_fields()["body"].get_prep_value()]
    card = {"type": "h5p", "value": {"content": content.pk, "summary": "Why it rains.", "own_phone": False}, "id": "a" * 36}
    page = draft_of(make_lesson(module, "with-h5p", live=False))
    page.body = LessonPage.body.field.stream_block.to_python([*body, card])
    page.save_revision().publish()
    newer = packed(with_files({"h5p.json": h5p_json(title="Rain again")}).items())
    trainer.client.post(reverse("h5p_replace", args=[content.pk]), {"file": sent(newer)})
    version = LessonVersion.objects.current().get(lesson_key=page.translation_key)
    assert [card["title"] for card in version.content["cards"] if card["kind"] == "h5p"] == ["Rain again"]


def test_one_that_waits_says_for_what(trainer: Member, administrator: Member, module: ModulePage) -> None:
    imported(trainer.client, plays(), module)
    content = H5PContent.objects.get()
    page = shown(trainer.client, "h5p_content", content.pk, play="1")
    assert "Test.Question 1.0" in page
    assert "Ask an administrator" in page
    assert "<iframe" not in page
    assert reverse("h5p_difference", args=[content.package]) in shown(administrator.client, "h5p_content", content.pk)


def test_it_is_tried_in_a_frame_that_goes_nowhere_else(
    trainer: Member, content: H5PContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "can_play", lambda content: True)
    assert "<iframe" not in shown(trainer.client, "h5p_content", content.pk)
    answer = trainer.client.get(reverse("h5p_content", args=[content.pk]), {"play": "1"})
    assert f'data-src="{reverse("h5p_preview_frame", args=[content.pk])}?nonce=' in page_of(answer)
    assert "/h5p/" in answer.headers["Content-Security-Policy"].split("frame-src ")[1].split(";")[0]
    monkeypatch.setattr(contents, "can_play", lambda content: False)
    assert "The player is not installed" in shown(trainer.client, "h5p_content", content.pk, play="1")


def test_the_chooser_says_kind_and_weight(trainer: Member, content: H5PContent) -> None:
    page = page_of(trainer.client.get(reverse(content.snippet_viewset.chooser_viewset.get_url_name("choose"))))
    assert "Test.Question 1.0" in page
    assert "KB" in page


def test_wagtails_own_pages_of_contents_write_nothing(administrator: Member, content: H5PContent) -> None:
    names = content.snippet_viewset.get_url_name
    for view, args in (("add", []), ("edit", [content.pk]), ("delete", [content.pk])):
        administrator.client.post(reverse(names(view), args=args), {"title": "Changed"})
    content.refresh_from_db()
    assert content.title == "Rain and soil"
