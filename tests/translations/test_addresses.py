"""Addresses per language: a course with its own in French, from the desk to the learner, the bundle and the kept copy."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail_localize.models import Translation

from courses.manuscripts.export import export_course
from courses.models import CoursePage, LessonPage, LessonVersion, ModulePage
from courses.rendering.documents import render_due
from learning.bundles.contents import files_of
from learning.bundles.sources import Wanted, inside_of
from tests.cast import Member
from tests.factories import form_of, make_lesson, make_locale, right_response
from tests.kept_rows import kept
from tests.sending import send_course
from tests.translations.conftest import Desk
from translations.addresses import give_address
from translations.errors import AddressRefused
from translations.workflow import release

pytestmark = pytest.mark.django_db
OWN = {"course": "tout-petit-cours", "module": "debut", "lesson": "lecon-1"}


def translation_of(page: Any, language: str = "fr") -> Translation:
    return Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code=language)


@kept
def pages(desk: Desk) -> dict[str, Any]:
    """The pages of the course, which is published in French under the English addresses; a second lesson is English only."""
    make_locale("fr")
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="fr", person=desk.coordinator)
    for state in desk.states("fr"):
        desk.translate(state, desk.coordinator)
        release(state, by=desk.coordinator)
    make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2")
    return {"course": desk.course, "module": ModulePage.objects.get(locale__language_code="en"), "lesson": desk.lesson}


@kept
def french(pages: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """The same, with own addresses and rendered documents."""
    for kind, slug in OWN.items():
        give_address(translation_of(pages[kind]), slug=slug, person=desk.coordinator)
    render_due()
    return pages


HERE = "/fr/tout-petit-cours/debut/lecon-1/"
THERE = "/en/tiny-course/first/lesson-1/"


def test_course_lesson_and_languages_stand_at_their_own_addresses(french: dict[str, Any]) -> None:
    phone = Client()
    course = phone.get("/fr/tout-petit-cours/")
    assert course.status_code == 200
    lessons = re.findall(r'<a class="lesson" href="([^"]+)"', course.content.decode())
    assert [urljoin("/fr/tout-petit-cours/", href) for href in lessons] == [
        f"{HERE}index.html",
        "/en/tiny-course/first/lesson-2/index.html",
    ]
    lesson = phone.get(HERE)
    assert lesson.status_code == 200
    assert 'href="../../../../fr/tout-petit-cours/index.html"' in lesson.content.decode()  # back to the course
    assert phone.get("/fr/tout-petit-cours/debut/").headers["Location"] == "/fr/tout-petit-cours/#debut"


def test_switching_stays_on_the_lesson_in_both_directions(french: dict[str, Any]) -> None:
    for here, code, there in ((HERE, "en", THERE), (THERE, "fr", HERE)):
        phone = Client()
        page = phone.get(f"{here}languages/").content.decode()
        [href] = re.findall(rf'<a href="([^"]+)" lang="{code}"', page)
        assert phone.get(urljoin(f"{here}languages/", href)).headers["Location"] == there
        assert phone.get(there).status_code == 200
    [href] = re.findall(r'<a href="([^"]+)" lang="fr"', Client().get("/en/tiny-course/").content.decode())
    assert Client().get(urljoin("/en/tiny-course/", href)).headers["Location"] == "/fr/tout-petit-cours/"


def test_old_addresses_lead_on(french: dict[str, Any]) -> None:
    assert Client().get("/fr/tiny-course/first/lesson-1/").headers["Location"] == HERE
    assert Client().get("/fr/tiny-course/").headers["Location"] == "/fr/tout-petit-cours/"
    assert Client().get(THERE).status_code == 200  # English stays where it was
    assert Client().get("/ar/tout-petit-cours/debut/lecon-1/").status_code == 404  # offered in French and English


def test_progress_is_the_same_under_any_address(french: dict[str, Any], learner: Member) -> None:
    version = LessonVersion.objects.current().get(path=HERE.strip("/"))
    for index in version.questions.values():
        fields = {**form_of(index, right_response(index)), "version": str(version.number)}
        assert learner.client.post(f"{HERE}answer/", fields).status_code == 303
    english = learner.client.get("/en/tiny-course/").content.decode()
    assert '<i class="lit" aria-hidden="true"></i>' in english
    assert len(json.loads(learner.client.get(f"{THERE}mine.json").content)["right"]) == len(version.questions)
    resumed = learner.client.get("/fr/me/").content.decode()
    assert "/fr/tout-petit-cours/index.html" in resumed
    assert learner.client.get("/fr/me/certificate/tiny-course/").status_code in {200, 302}


def test_an_answer_from_a_page_of_before_finds_its_lesson(pages: dict[str, Any], desk: Desk, learner: Member) -> None:
    old = "fr/tiny-course/first/lesson-1"
    version = LessonVersion.objects.current().get(path=old)
    index = next(iter(version.questions.values()))
    fields = {
        **form_of(index, right_response(index)),
        "version": str(version.number),
        "uuid": "7b0a4f6e-64e1-4fb0-9a5c-5d5a0d0c3a11",
    }
    assert learner.client.post(f"/{old}/answer/", fields).status_code == 303
    give_address(translation_of(pages["lesson"]), slug="lecon-1", person=desk.coordinator)
    assert learner.client.post(f"/{old}/answer/", fields).status_code == 303  # sent again: the same answer, no conflict
    fields["uuid"] = "7b0a4f6e-64e1-4fb0-9a5c-5d5a0d0c3a12"
    assert learner.client.post(f"/{old}/answer/", fields).status_code == 303


def test_every_link_of_a_bundle_leads_to_a_file_in_it(french: dict[str, Any], desk: Desk) -> None:
    files = {file.path: file for file in files_of(inside_of(Wanted(desk.course.translation_key, "fr")))}
    assert f"{HERE.strip('/')}/index.html" in files
    assert not [path for path in files if path.startswith("fr/tiny-course/")]
    for path, file in files.items():
        if not path.endswith(".html"):
            continue
        for link in re.findall(r'(?:href|src|action)="([^"#?]+)', file.read().decode()):
            if not re.match(r"[a-z]+:", link):
                assert urljoin(f"/{path}", link).lstrip("/") in files or "answer" in link, (path, link)


def test_a_kept_course_follows_its_addresses(french: dict[str, Any]) -> None:
    listed = json.loads(Client().get("/fr/tout-petit-cours/files.json").content)["files"]
    paths = [path for path, _hash, _bytes in listed]
    assert {"/fr/tout-petit-cours/?kept", f"{HERE}?tier=text", f"{HERE}answers.js"} <= set(paths)
    assert all(Client().get(path).status_code == 200 for path in paths if not path.startswith("/static/"))


def test_search_finds_the_lesson_at_its_own_address(french: dict[str, Any]) -> None:
    page = Client().get("/fr/search/?q=lesson-1").content.decode()
    assert f'href="{HERE}index.html"' in page or "tout-petit-cours/debut/lecon-1/index.html" in page


def test_an_own_address_survives_the_next_publishing(french: dict[str, Any], desk: Desk) -> None:
    state = desk.state(language="fr")
    release(state, by=desk.coordinator)
    assert LessonPage.objects.get(locale__language_code="fr").slug == "lecon-1"
    assert Client().get(HERE).status_code == 200


def test_without_a_slug_a_page_has_its_sources_address_again(french: dict[str, Any], desk: Desk) -> None:
    give_address(translation_of(french["lesson"]), slug="", person=desk.coordinator)
    release(desk.state(language="fr"), by=desk.coordinator)
    assert Client().get(HERE).headers["Location"] == "/fr/tout-petit-cours/debut/lesson-1/"


def test_an_export_keeps_the_addresses_all_languages_share(french: dict[str, Any], tmp_path: Any) -> None:
    export_course("tout-petit-cours", tmp_path)
    assert "slug: tiny-course" in (tmp_path / "fr" / "course.md").read_text()
    lesson = (tmp_path / "fr" / "lesson-1.md").read_text()
    assert "slug: lesson-1" in lesson
    assert "module: first" in lesson


@pytest.mark.parametrize(
    ("kind", "slug", "sentence"),
    [
        ("lesson", "leçon", "“leçon” is no address."),
        ("lesson", "a b", "“a b” is no address."),
        ("lesson", "../cms", "“../cms” is no address."),
        ("course", "search", "The address “search” is used by the site itself."),
        ("course", "languages", "The address “languages” is used by the site itself."),
    ],
)
def test_an_address_nobody_could_use_is_refused(pages: dict[str, Any], desk: Desk, kind: str, slug: str, sentence: str) -> None:
    with pytest.raises(AddressRefused, match=re.escape(sentence)):
        give_address(translation_of(pages[kind]), slug=slug, person=desk.coordinator)
    assert Client().get("/fr/tiny-course/").status_code == 200


def test_an_address_that_is_taken_is_refused(pages: dict[str, Any], desk: Desk) -> None:
    other = LessonPage.objects.get(locale__language_code="fr").copy(update_attrs={"slug": "taken", "title": "Other"})
    with pytest.raises(AddressRefused, match="“Other” has the address “taken” already"):
        give_address(translation_of(pages["lesson"]), slug="taken", person=desk.coordinator)
    other.delete()


def test_an_address_can_be_given_from_a_shell(pages: dict[str, Any]) -> None:
    said = StringIO()
    call_command("set_address", "fr/tiny-course/first/lesson-1", "lecon-1", stdout=said)
    assert said.getvalue() == "fr/tiny-course/first/lecon-1\n"
    for path, sentence in (("fr/nothing", "There is no page fr/nothing"), ("en/tiny-course", "en/tiny-course is no translation")):
        with pytest.raises(CommandError, match=sentence):
            call_command("set_address", path, "x")
    with pytest.raises(CommandError, match="is no address"):
        call_command("set_address", "fr/tiny-course", "é")
