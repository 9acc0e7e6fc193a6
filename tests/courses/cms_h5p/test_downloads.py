"""Lessons, cards and questions as H5P packages, for those who may edit them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse

from courses.models import LessonPage
from h5p.archive import open_package
from h5p.native_package import native_package
from tests.cast import Member
from tests.courses.cms_h5p.test_wizard import page_of

pytestmark = pytest.mark.django_db


def blocks_of(answer: Any) -> Any:
    with open_package(BytesIO(answer.content)) as archive:
        return native_package(archive).blocks


def test_each_card_and_each_way_is_offered_in_a_sentence(trainer: Member, lesson: LessonPage) -> None:
    page = page_of(trainer.client.get(reverse("h5p_download", args=[lesson.pk])))
    for card in lesson.body:
        assert f'value="{card.id}"' in page
    for words in ("Plays everywhere", "Content only", "With the standard types"):
        assert words in page


def test_a_lesson_and_a_question_of_it_are_packages(trainer: Member, lesson: LessonPage) -> None:
    address = reverse("h5p_download_file", args=[lesson.pk])
    whole = trainer.client.get(address, {"mode": "own"})
    assert whole.headers["Content-Disposition"] == 'attachment; filename="lesson-1.h5p"'
    assert len(blocks_of(whole)) >= 1
    question = next(card for card in lesson.body if card.block_type == "true_false")
    one = trainer.client.get(address, {"mode": "content-only", "card": question.id})
    assert [block.prompt for block in blocks_of(one)] == ["Sure means right."]


def test_what_cannot_be_made_is_said_and_what_is_not_there_is_not_found(trainer: Member, lesson: LessonPage) -> None:
    address = reverse("h5p_download_file", args=[lesson.pk])
    full = trainer.client.get(address, {"mode": "full"})
    assert full.status_code == 422
    assert 'role="alert"' in page_of(full)
    for query in ({"mode": "other"}, {"card": "none"}):
        assert trainer.client.get(address, query).status_code in {302, 404}


def test_whoever_may_not_edit_the_lesson_downloads_nothing(
    trainer: Member, lesson: LessonPage, hausa_translator: Member, facilitator: Member
) -> None:
    addresses = [reverse(name, args=[lesson.pk]) for name in ("h5p_download", "h5p_download_file")]
    trainer.person.groups.first().page_permissions.all().delete()  # type: ignore[union-attr]
    for member in (trainer, hausa_translator, facilitator):
        for address in addresses:
            assert member.client.get(address).status_code in {302, 403, 404}
