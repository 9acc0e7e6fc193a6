"""Every address of the site, asked for by each of the cast: none breaks, in a language of either direction.

The addresses come from the URL map itself, so a new page is visited without being named here. What it needs is filled from a
small course that exists in English and Arabic; a new kind of parameter must be given its values in `Town`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page

from courses.models import CourseVersion, LessonPage, LessonVersion, RenderedDocument
from courses.models.readiness import RESERVED_SLUGS
from courses.playing.assets import content_token, joined_for
from courses.playing.core import core as installed_core
from courses.rendering import objects
from courses.rendering.documents import render_due
from learning.answers import Address, record_answer
from learning.bundles.results.receive import receive_results
from learning.certificates.issuing import issue_certificate
from learning.certificates.models import Certificate
from learning.models import Cohort, CohortCourse, Person
from tests.cast import Member
from tests.courses.playing.contents import install_own, own_content
from tests.courses.sound_files import STARTS
from tests.factories import make_cohort, make_course, make_lesson, make_module, right_response, seat_learner
from tests.h5p.packages import PNG
from tests.kept_rows import kept
from tests.learning.bundles.results.device import Device
from tests.learning.bundles.room.rows import make_choice, make_listing
from tests.learning.certificates.programme_of import make_programme
from tests.learning.h5p_of import body_with

pytestmark = pytest.mark.long

CAST = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "partner"]
CAST += ["hausa_translator", "swahili_reviewer", "trainer", "administrator"]
# These see all that any of the cast sees: what the others ask of a database is the same, and is asked once.
BETWEEN_THEM = ["visitor", "learner", "facilitator", "partner", "administrator"]
ALL = [who if who in BETWEEN_THEM else pytest.param(who, marks=pytest.mark.once) for who in CAST]
LANGUAGES = ["en", "ar"]
CMS = "cms/"
OUTSIDERS = {"hausa_translator", "swahili_reviewer"}
DESK, OWN = "/cms/translations/", ("/cms/account/", "/cms/dismissibles/")


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the URL map with its pattern; the language prefix is that of the active language."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        else:
            yield route, entry


def routes() -> list[str]:
    """Our own routes: without the CMS and without what is written as a regular expression (Wagtail's catch-all)."""
    found = [route for route, _entry in addresses(get_resolver().url_patterns)]
    found.sort(key=lambda route: route.endswith("sign-out/"))  # who has signed out would see the rest as a visitor
    return [route for route in found if not route.startswith((CMS, "documents/")) and "^" not in route]


class Town:
    """A small course in two languages, a learner who has finished it, and values for the routes' parameters."""

    def __init__(self, person: Any) -> None:
        install_own()
        core, played = installed_core(), own_content(files={"images/a.png": PNG})
        for code in LANGUAGES:
            lesson = make_lesson(make_module(make_course(code=code)), title="Lesson", body=body_with(played))
            if code == "en":
                key = lesson.translation_key
                course_key, module_key = (page.specific.translation_key for page in lesson.get_ancestors()[2:])
            else:
                self.join(lesson, [course_key, module_key, key])
        render_due()
        version = LessonVersion.objects.current().get(language="en")
        for question_id, index in version.questions.items():
            address = Address(question_id=question_id, path=version.path)
            record_answer(uuid=uuid4(), person=person, address=address, response=right_response(index))
        name = "Zawadi Nakupenda"
        certificate: Certificate = issue_certificate(person=person, course_key=course_key, name=name, language="en")
        programme = make_programme(course_key)
        sound = objects.put(STARTS["mp3"], "mp3")
        cohort = make_cohort()
        CohortCourse.objects.create(cohort=cohort, course_key=course_key)
        member = seat_learner(cohort, person)
        self.parameters = {
            "course": ["tiny-course", "no-course"],
            "module": ["first", "no-module"],
            "lesson": ["lesson-1", "no-lesson"],
            "card": [*self.playing_cards(), "no-card"],
            "place": ["1", "99"],
            "number": [str(certificate.number), "nothing"],
            "typed": [str(certificate.number), "nothing", "a/b"],
            "folder": [sound[:2]],
            "name": [sound, "nothing.mp3", "../secret-key"],
            "file_name": ["nothing.zip", "..%2fsecret-key", "figures.csv", "figures.xlsx", "dhis2.json"],
            "course_key": [str(course_key), str(uuid4())],
            "programme": [str(programme.slug), "no-programme"],
            "page_view_restriction_id": ["1"],
            "page_id": ["1"],
            "language": ["en", "no-language"],
            "rest": ["tiny-course", "no/such/page"],
            "cohort": [str(cohort.uuid), str(uuid4())],
            "seat": [str(member.seat), "99"],
            "class_code": [cohort.join_code, "ABC234"],
            "institution": [str(cohort.institution.uuid), str(uuid4())],
            "line": ["0123456789abcdef", "no-line"],
            "returned": [self.brought(cohort), str(uuid4())],
            "pk": ["1", "999"],
            "core_key": [core.key if core else "none", "none"],
            "libraries": [joined_for(played).key, "none"],
            "token": [content_token(played), "1-2-3"],
            "file": ["LICENSE", "images/a.png", "Mwanga.Questions-1.0/questions.js", "../secret-key"],
            "provider_id": ["library", "no-institution"],
            "subscription": [str(make_choice(cohort.institution, course_key).uuid), str(uuid4())],
            "listing": [str(make_listing(cohort.institution).uuid), str(uuid4())],
        }

    def playing_cards(self) -> list[str]:
        """The card that plays an H5P content, in each language."""
        cards = [card for version in LessonVersion.objects.current() for card in version.content["cards"]]
        return [card["id"] for card in cards if card["kind"] == "h5p"]

    def brought(self, cohort: Cohort) -> str:
        """Results of a device that came home for the class."""
        device, version = Device(), LessonVersion.objects.current().get(language="en")
        data = device.file(device.learner(device.lesson(version)))
        by = Person.objects.create_superuser(username="bringer")
        return str(receive_results(data=data, by=by, institution=cohort.institution, cohort=cohort).returned.uuid)

    def join(self, lesson: LessonPage, keys: list[Any]) -> None:
        """Makes the Arabic pages the translations of the English ones."""
        for page, key in zip([*lesson.get_ancestors()[2:], lesson], keys, strict=True):
            specific = page.specific
            specific.translation_key = key
            specific.save(clean=False)
            specific.save_revision(clean=False).publish()

    def filled(self, route: str) -> list[str]:
        """A route with the first values of its parameters, which are there, and with each other value in the place of one."""
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        there = {name: self.parameters[name][0] for name in names}
        others = [there | {name: value} for name in names for value in self.parameters[name][1:]]
        paths = []
        for values in (there, *others):
            path = route
            for name, value in values.items():
                path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
            paths.append("/" + path)
        return paths


@kept
def town(learning_person: Person) -> Town:
    return Town(learning_person)


def in_language(path: str, code: str) -> str:
    return re.sub(r"^/en/", f"/{code}/", path)


def opened_by(member: Member, town: Town, *, code: str, methods: tuple[str, ...]) -> set[str]:
    """Asks for every address as somebody; which of them were shown to her. Fails when one breaks."""
    member.client.raise_request_exception = False
    broken, opened = [], set()
    for route in routes():
        for path in town.filled(route):
            for method in methods:
                answer = getattr(member.client, method)(in_language(path, code))
                if answer.status_code >= 500:
                    broken.append(f"{method} {path} {answer.status_code}")
                if answer.streaming:
                    b"".join(answer)
                if method == "get" and answer.status_code == 200:
                    opened.add(path)
    assert broken == []
    return opened


@pytest.mark.django_db
@pytest.mark.parametrize("who", ALL)
def test_no_address_breaks(town: Town, who: str, request: pytest.FixtureRequest) -> None:
    opened = opened_by(request.getfixturevalue(who), town, code="en", methods=("get", "head", "post"))
    assert "/en/" in opened


@pytest.mark.once
@pytest.mark.django_db
def test_no_address_breaks_from_right_to_left(town: Town, request: pytest.FixtureRequest) -> None:
    """What any of the cast may see, in Arabic."""
    seen = [opened_by(request.getfixturevalue(who), town, code="ar", methods=("get",)) for who in BETWEEN_THEM]
    assert "/en/" in seen[0]


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_of_the_course_are_there_in_each_language(town: Town, visitor: Member, code: str) -> None:
    assert CourseVersion.objects.current().count() == LessonVersion.objects.current().count() == 2
    assert RenderedDocument.objects.count() == 6  # text, pictures, and in full: a card plays
    for path in (f"/{code}/", f"/{code}/tiny-course/", f"/{code}/tiny-course/first/lesson-1/", f"/{code}/verify/", "/bundles/"):
        answer = visitor.client.get(path)
        assert answer.status_code == 200, path
        direction = 'dir="rtl"' if code == "ar" else 'dir="ltr"'
        assert direction in answer.content.decode() or path == "/bundles/", path


@pytest.mark.django_db
def test_another_learner_sees_nothing_of_the_first(town: Town, learner: Member, other_learner: Member) -> None:
    assert learner.person is not None
    for path in town.filled("en/me/") + town.filled("en/tiny-course/") + town.filled("en/me/certificates/<str:number>/"):
        page = other_learner.client.get(path, follow=True).content.decode()
        assert "Zawadi" not in page, path
        assert str(learner.person.code) not in page, path


# --- the CMS ----------------------------------------------------------------------------------------------------------

# Answers of these are for scripts of the CMS and need what the scripts send; “failwhale” is Wagtail's trial of an error page.
FOR_SCRIPTS = re.compile(r"/(failwhale|sprite|jsi18n|choose|chosen|task_chooser|upload|results|generate|preview|autocomplete)")


def cms_indexes() -> list[str]:
    """Pages of the CMS that need no parameter: dashboard, lists, forms that add something."""
    found = [route for route, _entry in addresses(get_resolver().url_patterns) if route.startswith(CMS)]
    return sorted({"/" + route for route in found if not re.search(r"[<^(\\]", route) and not FOR_SCRIPTS.search("/" + route)})


def cms_pages(page: Page) -> Iterator[str]:
    """What the CMS offers for one page."""
    yield reverse("wagtailadmin_explore", args=[page.pk])
    changing = ("edit", "copy", "move", "delete", "unpublish", "set_privacy", "add_subpage")
    for name in (*changing, "history", "usage", "workflow_history", "view_draft"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
    for model in page.specific_class.allowed_subpage_models():
        yield reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, page.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("who", ALL)
def test_no_page_of_the_cms_breaks(town: Town, who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who).client
    client.raise_request_exception = False
    paths = [*cms_indexes(), *(path for page in Page.objects.exclude(depth=1) for path in cms_pages(page.specific))]
    statuses = {path: client.get(path).status_code for path in paths if "logout" not in path}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}
    if who not in {"trainer", "administrator"}:
        open_to_all = {path for path, status in statuses.items() if status == 200}
        theirs = {path for path in paths if path.startswith((DESK, *OWN))} if who in OUTSIDERS else set()
        assert open_to_all - theirs <= {
            "/cms/login/",
            "/cms/password_reset/",
            "/cms/password_reset/done/",
            "/cms/password_reset/complete/",
        }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["recording", "film", "helpline", "dataprice", "competency", "framework"])
def test_a_trainer_reaches_every_list_of_ours_in_the_cms(town: Town, trainer: Member, name: str) -> None:
    for view in ("list", "add"):
        assert trainer.client.get(reverse(f"wagtailsnippets_courses_{name}:{view}")).status_code == 200
    assert trainer.client.get(reverse("wagtailimages:index")).status_code == 200
    assert trainer.client.get(reverse("wagtailimages:add")).status_code == 200


# --- names that a course may not take ---------------------------------------------------------------------------------


def test_what_the_site_itself_uses_is_reserved() -> None:
    """A course named like a page of ours would never be found."""
    first_parts = {route.split("/")[1] for route in routes() if route.startswith("en/") and "<" not in route.split("/")[1]}
    assert first_parts - {"", "_util"} <= RESERVED_SLUGS
