"""Fetching and sending files over HTTP: who may, what they read, what it costs."""

from __future__ import annotations

from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.users.models import UserProfile

from courses.models import CoursePage
from learning.models import Person
from tests.cast import Member
from tests.factories import make_lesson, make_locale
from tests.sending import send_course
from tests.translations.conftest import Desk, member
from tests.translations.exchange_files import everything_stored, exported, filled_by_polib
from translations.exchange.page_file import translations_of_course
from translations.models.invitation import DeskRole
from translations.sentences import sentences_of

pytestmark = pytest.mark.django_db
KINDS = {"po": ".po", "xliff": ".xlf", "xliff2": "-2.1.xlf"}


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_address(desk: Desk, name: str, *more: str) -> str:
    return reverse(f"translations:{name}", args=[desk.state().translation.uuid, *more])


def course_address(desk: Desk, name: str, *more: str) -> str:
    return reverse(f"translations:{name}", args=[desk.course.translation_key, "sw", *more])


def upload(client: Client, address: str, data: bytes, name: str = "file.po") -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_translator_fetches_a_page_and_a_course(kind: str, desk: Desk, translator: Person) -> None:
    client = browser(translator)
    page = client.get(page_address(desk, "export", kind))
    assert page.status_code == 200
    assert page["Content-Disposition"] == f'attachment; filename="lesson-1-sw{KINDS[kind]}"'
    assert page.content == exported(kind, desk.state().translation)
    course = client.get(course_address(desk, "export_course", kind))
    assert course["Content-Disposition"] == f'attachment; filename="tiny-course-sw{KINDS[kind]}"'
    assert course.content == exported(kind, *translations_of_course(desk.course.translation_key, "sw"))


def test_the_file_is_the_same_in_whatever_language_the_cms_is(desk: Desk, translator: Person) -> None:
    client = browser(translator)
    english = client.get(page_address(desk, "export", "po")).content
    profile = UserProfile.get_for_user(translator)
    profile.preferred_language = "ar"
    profile.save()
    assert client.get(page_address(desk, "export", "po")).content == english
    assert 'dir="rtl"' in client.get(page_address(desk, "import_page")).content.decode()


def test_unknown_pages_courses_languages_and_formats_are_not_found(desk: Desk) -> None:
    client = browser(desk.coordinator)
    nothing = "00000000-0000-4000-8000-000000000000"
    for name, args in [
        ("export", [nothing, "po"]),
        ("export", [desk.state().translation.uuid, "docx"]),
        ("import_page", [nothing]),
        ("export_course", [nothing, "sw", "po"]),
        ("import_course", [nothing, "sw"]),
    ]:
        assert client.get(reverse(f"translations:{name}", args=args), follow=True).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "learner", "other"])
def test_those_who_do_not_translate_the_language_see_nothing(who: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    if who == "other":
        make_locale("ar")
        send_course(CoursePage.objects.get(pk=desk.course.pk), language="ar", person=desk.coordinator)
        client = browser(member("arabic", DeskRole.TRANSLATOR, "ar"))
    else:
        client = request.getfixturevalue(who).client
    data = filled_by_polib_text(exported("po", desk.state().translation))
    before = everything_stored()
    addresses = [page_address(desk, "export", "po"), page_address(desk, "import_page")]
    addresses += [course_address(desk, "export_course", "po"), course_address(desk, "import_course")]
    for address in addresses:
        assert client.get(address).status_code in {302, 403}
        assert upload(client, address, data).status_code in {302, 403, 405}
    assert everything_stored() == before


def filled_by_polib_text(data: bytes) -> bytes:
    po = polib.pofile(data.decode())
    for entry in po:
        entry.msgstr = f"SW {entry.msgid}"
    return str(po).encode()


def test_what_a_file_changed_is_said(desk: Desk, translator: Person) -> None:
    client = browser(translator)
    po = polib.pofile(exported("po", *translations_of_course(desk.course.translation_key, "sw")).decode())
    for entry in po:
        entry.msgstr = "" if entry.msgid == "Her profit?" else f"SW {entry.msgid}"
        if entry.msgid == "A lesson.":
            entry.flags.append("fuzzy")
    answer = upload(client, course_address(desk, "import_course"), str(po).encode())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{len(po) - 2} sentences changed" in page
    assert "on 3 pages" in page
    assert "1 is empty in the file" in page
    assert "1 was not taken" in page
    assert desk.state().translated == desk.state().sentences - 2
    assert (
        "No sentence changed"
        in upload(client, page_address(desk, "import_page"), exported("po", desk.state().translation)).content.decode()
    )


def test_every_reason_is_shown_and_markup_is_only_words(desk: Desk, translator: Person) -> None:
    po = polib.pofile(exported("po", desk.state().translation).decode())
    po[0].msgstr, po[1].msgstr = "<script>alert(1)</script>", "<b>x"
    before = everything_stored()
    answer = upload(browser(translator), page_address(desk, "import_page"), str(po).encode())
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Nothing of it was stored" in page
    assert escape("the tag <script> is not allowed") in page
    assert escape("the tag <b> is not closed") in page
    assert "<script>alert" not in page
    assert everything_stored() == before


def test_no_file_and_an_empty_file_are_answered_in_words(desk: Desk, translator: Person) -> None:
    client = browser(translator)
    assert "This field is required" in client.post(page_address(desk, "import_page")).content.decode()
    answer = upload(client, page_address(desk, "import_page"), b"")
    assert "neither PO nor XLIFF" in answer.content.decode()


def test_a_trainer_and_a_reviewer_may_as_well(desk: Desk, reviewer: Person, trainer: Member) -> None:
    data = filled_by_polib_text(exported("po", desk.state().translation))
    assert trainer.person is not None
    for client in (browser(reviewer), trainer.client):
        assert upload(client, page_address(desk, "import_page"), data).status_code == 200


def test_a_stopped_translation_is_not_found(desk: Desk, translator: Person) -> None:
    translation = desk.state().translation
    translation.enabled = False
    translation.save(update_fields=["enabled"])
    assert browser(translator).get(page_address(desk, "export", "po"), follow=True).status_code == 404


def test_queries_of_a_course_of_many_lessons(desk: Desk, django_assert_max_num_queries: Any, tmp_path: Any) -> None:
    module = desk.lesson.get_parent().specific
    for number in range(2, 8):
        make_lesson(module, f"lesson-{number}")
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="sw", person=desk.coordinator)
    translations = translations_of_course(desk.course.translation_key, "sw")
    assert len(translations) == 9
    client = browser(desk.coordinator)
    client.get(course_address(desk, "export_course", "po"))
    for kind in KINDS:
        # Two a page, and what is the same for all: session, person, rights, states, addresses, dates, terms.
        with django_assert_max_num_queries(2 * len(translations) + 12):
            data = client.get(course_address(desk, "export_course", kind)).content
    with django_assert_max_num_queries(2 * len(translations) + 14):
        upload(client, course_address(desk, "import_course"), data)
    filled = filled_by_polib(exported("po", *translations), lambda words: f"SW {words}", tmp_path)
    assert upload(client, course_address(desk, "import_course"), filled).status_code == 200
    assert all(sentence.target for translation in translations for sentence in sentences_of(translation))
