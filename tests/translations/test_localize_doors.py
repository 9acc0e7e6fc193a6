"""wagtail-localize's own addresses: none stores what the desk refuses, none puts live what nobody approved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringSegment, Translation, TranslationSource

from courses.models import LessonPage
from learning.models import Person
from tests.cast import Member
from tests.factories import make_catalogue, make_lesson
from tests.kept_rows import kept
from tests.translations.conftest import Desk, member
from tests.translations.exchange_files import everything_stored, exported
from translations.models import Stage, TranslationState
from translations.models.invitation import DeskRole
from translations.pages import send_to_translation
from translations.roles import set_up_language
from translations.workflow import approve, publish, submit

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["trainer", "translator", "reviewer"])
def somebody(request: pytest.FixtureRequest, desk: Desk) -> Client:
    """Each of those who may edit pages of the language and see more of the CMS than the desk."""
    found: Person | Member = request.getfixturevalue(request.param)
    if isinstance(found, Member):
        return found.client
    found.groups.add(Group.objects.create(name="Staff of the house"))
    return browser_of_staff(found)


def browser_of_staff(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def door(name: str, *args: Any) -> str:
    return reverse(f"wagtail_localize:{name}", args=args)


def live_pages() -> list[Any]:
    """Every page's words that learners see."""
    return sorted(Page.objects.values_list("pk", "live", "title", "live_revision", "alias_of", "locale"))


def title_segment(translation: Translation) -> StringSegment:
    return StringSegment.objects.get(source=translation.source, context__path="title")


def put(client: Client, address: str, value: str) -> Any:
    return client.put(address, urlencode({"value": value}), content_type="application/x-www-form-urlencoded")


def test_a_sentence_goes_through_the_one_door(desk: Desk, somebody: Client) -> None:
    translation = desk.state().translation
    address = door("edit_string_translation", translation.pk, title_segment(translation).pk)
    assert put(somebody, address, "Somo").status_code == 201
    assert put(somebody, address, "Somo la kwanza").json()["data"] == "Somo la kwanza"
    assert desk.state().translated == 1
    assert somebody.delete(address).status_code == 200
    assert somebody.delete(address).status_code == 204
    assert desk.state().translated == 0


HOSTILE = ["<script>alert(1)</script>", "<b>x", "\u202ex", "M" * 900_000, '<a href="//x">x</a>']


def test_a_hostile_sentence_is_refused_with_its_reason(desk: Desk, somebody: Client) -> None:
    translation = desk.state().translation
    before = everything_stored()
    for words in HOSTILE:
        answer = put(somebody, door("edit_string_translation", translation.pk, title_segment(translation).pk), words)
        assert answer.status_code == 400, words[:40]
        assert "was not saved" in answer.json()["detail"]
    assert everything_stored() == before


def test_a_new_sentence_makes_an_approved_page_a_draft(desk: Desk, somebody: Client, translator: Person, reviewer: Person) -> None:
    desk.translate(desk.state(), translator)
    approve(submit(desk.state(), by=translator), by=reviewer)
    translation = desk.state().translation
    put(somebody, door("edit_string_translation", translation.pk, title_segment(translation).pk), "Jina jingine")
    assert desk.state().stage == Stage.DRAFT


def test_a_sentence_of_another_page_is_not_found(desk: Desk, somebody: Client) -> None:
    course, _module, lesson = (state.translation for state in desk.states())
    before = everything_stored()
    answer = put(somebody, door("edit_string_translation", lesson.pk, title_segment(course).pk), "x")
    # Django looks for what is not found below each language's address as well.
    assert somebody.get(answer["Location"]).status_code == 404
    assert everything_stored() == before


@pytest.mark.parametrize("who", ["visitor", "learner", "stranger", "translator", "reviewer"])
def test_strangers_and_those_of_the_desk_alone_write_nothing_here(who: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    """The last two write on the desk; the rest of the CMS is closed to them."""
    if who == "stranger":
        set_up_language(make_catalogue("ar").locale)
        arabic = member("arabic", DeskRole.TRANSLATOR, "ar")
        arabic.groups.add(Group.objects.create(name="Staff of the house"))
        client = browser_of_staff(arabic)
    else:
        found = request.getfixturevalue(who)
        client = found.client if isinstance(found, Member) else browser_of_staff(found)
    translation = desk.state().translation
    before = everything_stored(), live_pages()
    for address in every_door(desk, translation):
        client.get(address)
        client.post(address, {"value": "x", "publish_translations": "on", "locales": [translation.target_locale_id]})
        put(client, address, "x")
        client.delete(address)
    assert (everything_stored(), live_pages()) == before
    assert Translation.objects.get(pk=translation.pk).enabled


def every_door(desk: Desk, translation: Translation) -> list[str]:
    """All addresses of wagtail-localize that write."""
    page = translation.get_target_instance()
    return [
        door("edit_string_translation", translation.pk, title_segment(translation).pk),
        door("upload_pofile", translation.pk),
        door("machine_translate", translation.pk),
        door("update_translations", translation.source_id),
        door("submit_page_translation", desk.lesson.pk),
        door("submit_page_translation", desk.course.pk),
        door("convert_to_alias", page.pk),
    ]


def test_no_door_publishes_or_stores_past_the_desk(desk: Desk, somebody: Client, translator: Person, reviewer: Person) -> None:
    """The page is live, and has words that nobody has approved since."""
    for state in desk.states():
        desk.translate(state, translator)
        publish(approve(submit(desk.state(state.translation.get_target_instance()), by=translator), by=reviewer), by=reviewer)
    translation = desk.state().translation
    segment = title_segment(translation)
    put(somebody, door("edit_string_translation", translation.pk, segment.pk), "Haijaidhinishwa")
    assert desk.state().stage == Stage.DRAFT
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.summary = "Reworded."
    lesson.save_revision().publish()
    before = everything_stored(), live_pages()
    hostile = exported("po", translation).replace(b'msgstr "SW ', b'msgstr "<script>')
    for address in every_door(desk, translation)[1:]:
        assert somebody.get(address).status_code in {302, 405}
        data = {
            "publish_translations": "on",
            "use_machine_translation": "on",
            "include_subtree": "on",
            "locales": [translation.target_locale_id],
            "file": SimpleUploadedFile("x.po", hostile),
        }
        assert somebody.post(address, data).status_code in {302, 403}, address
    assert (everything_stored(), live_pages()) == before
    assert Translation.objects.get(pk=translation.pk).enabled
    assert TranslationSource.objects.get(pk=translation.source_id).content_json == translation.source.content_json


def test_each_door_says_why_and_leads_on(desk: Desk, somebody: Client) -> None:
    translation = desk.state().translation
    for address in every_door(desk, translation)[1:]:
        answer = somebody.post(address, follow=True)
        assert answer.redirect_chain, address
        assert list(answer.context["messages"]), address
    fetched = somebody.get(door("download_pofile", translation.pk), follow=True)
    assert fetched.content == exported("po", translation)


def test_a_translation_is_stopped_by_the_rules_of_the_desk(desk: Desk, trainer: Member, translator: Person) -> None:
    translator.groups.add(Group.objects.create(name="Staff of the house"))
    address = door("stop_translation", desk.state().translation_id)
    browser_of_staff(translator).post(address)
    assert Translation.objects.get(pk=desk.state().translation_id).enabled
    trainer.client.get(address)
    assert Translation.objects.get(pk=desk.state().translation_id).enabled
    browser_of_staff(desk.coordinator).post(address)
    assert not Translation.objects.get(pk=desk.state().translation_id).enabled


@kept
def linked(desk: Desk, translator: Person, reviewer: Person) -> Translation:
    """An approved lesson with a link."""
    body = [("text", {"text": '<p>A <a href="https://example.org/">link</a>.</p>'})]
    body += [(one.block_type, one.value) for one in desk.lesson.body][1:]
    lesson = make_lesson(desk.lesson.get_parent().specific, "linked", body=body)
    send_to_translation(lesson, language="sw", person=desk.coordinator)
    desk.translate(desk.state(lesson), translator)
    approve(submit(desk.state(lesson), by=translator), by=reviewer)
    return desk.state(lesson).translation


def override_of(translation: Translation, words: str) -> str:
    """The address at which something of a language's own is set."""
    segment = OverridableSegment.objects.get(source=translation.source, data_json__contains=words)
    return door("edit_override", translation.pk, segment.pk)


def test_a_page_gets_an_address_of_its_own_and_is_a_draft(linked: Translation, somebody: Client) -> None:
    address = override_of(linked, "linked")
    for value in ["javascript:alert(1)", "kwa mfano", "lesson-1", "x" * 300]:
        assert put(somebody, address, value).status_code == 400, value
    assert not SegmentOverride.objects.exists()
    assert TranslationState.objects.get(translation=linked).stage == Stage.APPROVED
    assert put(somebody, address, "kwa-mfano").status_code == 204
    assert SegmentOverride.objects.get().data == "kwa-mfano"
    assert TranslationState.objects.get(translation=linked).stage == Stage.DRAFT
    assert somebody.delete(address).status_code == 204
    assert not SegmentOverride.objects.exists()


def test_links_stay_those_of_the_source(linked: Translation, somebody: Client) -> None:
    for value in ["javascript:alert(1)", "https://example.org/sw/"]:
        answer = put(somebody, override_of(linked, "example.org"), value)
        assert answer.status_code == 400
        assert "same in every language" in answer.json()["detail"]
    assert not SegmentOverride.objects.exists()
    assert TranslationState.objects.get(translation=linked).stage == Stage.APPROVED
