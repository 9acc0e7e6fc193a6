"""Translators who were invited see the desk and nothing else of the CMS; learners' pages cost them and everybody else no query."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from wagtail.models import GroupPagePermission, Page

from courses.models import CoursePage
from learning.models import Person
from learning.staff_roles import set_up_roles
from tests.conventions.test_every_address import cms_indexes, cms_pages
from tests.factories import make_locale
from tests.sending import send_course
from tests.translations.conftest import Desk
from translations.desk_only import DeskOnlyMiddleware, sees_only_desk
from translations.roles import is_outsider

pytestmark = pytest.mark.django_db

# What an outsider may open of the CMS besides the desk.
OPEN = {
    "/cms/account/",
    "/cms/login/",
    "/cms/password_reset/",
    "/cms/password_reset/done/",
    "/cms/password_reset/complete/",
}
FOR_SCRIPTS = {"/cms/dismissibles/", "/cms/logout/"}


@pytest.fixture
def outsider(desk: Desk, reviewer: Person) -> Client:
    """A reviewer: of all outsiders the one with the most rights."""
    client = Client()
    client.force_login(reviewer)
    return client


def test_every_page_of_the_cms_but_the_desk_leads_back_to_it(desk: Desk, outsider: Client) -> None:
    """Their own language's pages too, which Wagtail would let them edit."""
    pages = [path for page in Page.objects.exclude(depth=1) for path in cms_pages(page.specific)]
    theirs = [path for path in cms_indexes() if path.startswith("/cms/translations/")]
    outside = [path for path in [*cms_indexes(), *pages] if path not in {*OPEN, *theirs, *FOR_SCRIPTS}]
    assert len(outside) > 100
    answers = {path: outsider.get(path) for path in outside}
    led = {path: (answer.status_code, answer.get("Location")) for path, answer in answers.items()}
    assert {path: where for path, where in led.items() if where != (302, "/cms/translations/")} == {}
    assert {outsider.get(path).status_code for path in OPEN} <= {200, 302}
    assert outsider.get("/cms/account/").status_code == 200


def test_their_own_language_is_open_and_no_other(desk: Desk, outsider: Client) -> None:
    make_locale("ar")
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="ar", person=desk.coordinator)

    def addresses_in(language: str) -> list[str]:
        uuid = desk.state(language=language).translation.uuid
        named = [
            reverse(f"translations:{name}", args=[uuid]) for name in ("desk", "desk_preview", "machine_page", "machine_page_state")
        ]
        return [*named, reverse("translations:course", args=[desk.course.translation_key, language])]

    assert outsider.get("/cms/translations/").status_code == 200
    assert {path: outsider.get(path).status_code for path in addresses_in("sw")} == dict.fromkeys(addresses_in("sw"), 200)
    assert {path for path in addresses_in("ar") if outsider.get(path).status_code == 200} == set()
    board = outsider.get("/cms/translations/").content.decode()
    assert "Kiswahili" in board
    assert "العربيّة" not in board


def test_somebody_whose_language_is_gone_is_told_so(desk: Desk, outsider: Client) -> None:
    """The board would send them to the start, and the start back to the board."""
    GroupPagePermission.objects.filter(group__name="Reviewers (sw)").delete()
    assert outsider.get("/cms/translations/", follow=True).status_code == 403


def test_nothing_is_done_outside_the_desk(desk: Desk, outsider: Client) -> None:
    page = desk.lesson.get_translation(desk.state().translation.target_locale)
    before = page.latest_revision_id
    posts = [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        reverse("wagtailadmin_pages:delete", args=[page.pk]),
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        reverse("wagtailimages:add"),
        reverse("wagtailusers_users:add"),
        f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}",
    ]
    assert {path: outsider.post(path).status_code for path in posts} == dict.fromkeys(posts, 403)
    assert {outsider.generic(method, posts[0]).status_code for method in ("PUT", "PATCH", "DELETE")} == {403}
    assert Page.objects.get(pk=page.pk).latest_revision_id == before


def test_the_api_and_the_choosers_of_the_cms_are_closed(outsider: Client) -> None:
    closed = ["/cms/api/main/pages/", "/cms/choose-page/", "/cms/images/chooser/", "/cms/pages/results/", "/cms/localize/reports/"]
    for path in closed:
        answer = outsider.get(path)
        assert answer.status_code != 200, path
        assert not answer.content, path


def test_what_the_frame_of_the_cms_needs_is_open(outsider: Client) -> None:
    assert outsider.get(reverse("wagtailadmin_sprite")).status_code == 200
    assert outsider.get(reverse("wagtailadmin_javascript_catalog")).status_code == 200
    assert outsider.patch(reverse("wagtailadmin_dismissibles"), "{}", content_type="application/json").status_code == 200
    assert outsider.post(reverse("wagtailadmin_logout")).status_code == 302
    assert outsider.get("/cms/account/").status_code == 302


def sidebar_of(client: Client) -> str:
    text = client.get("/cms/account/").content.decode()
    found = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.dumps(json.loads(found[1]))


def test_the_menu_has_the_desk_and_no_search(desk: Desk, outsider: Client) -> None:
    sidebar = sidebar_of(outsider)
    assert "wagtail.sidebar.SearchModule" not in sidebar
    links = set(re.findall(r'"(/cms/[^"]*)"', sidebar)) - {"/cms/account/", "/cms/logout/", "/cms/"}
    assert "/cms/translations/" in links
    assert {link for link in links if not link.startswith("/cms/translations/")} == set()
    assert "/cms/translations/invitations/" not in links
    client = Client()
    client.force_login(desk.coordinator)
    assert "wagtail.sidebar.SearchModule" in sidebar_of(client)
    assert "/cms/images/" in sidebar_of(client)


def test_a_trainer_who_also_translates_is_no_outsider(desk: Desk, translator: Person) -> None:
    assert is_outsider(translator)
    translator.groups.add(set_up_roles())
    client = Client()
    client.force_login(translator)
    assert client.get("/cms/").status_code == 200
    assert client.get("/cms/images/").status_code == 200


def test_who_is_an_outsider(desk: Desk, translator: Person, reviewer: Person) -> None:
    nobody = Person.objects.create_user(username="nobody", password="correct-horse-battery")
    assert [is_outsider(one) for one in (translator, reviewer, desk.coordinator, nobody)] == [True, True, False, False]
    reviewer.user_permissions.add(Permission.objects.get(codename="coordinate_translations"))
    assert not is_outsider(Person.objects.get(pk=reviewer.pk))  # as the next request reads them
    nobody.groups.add(Group.objects.create(name="Translators of the office"))
    assert not is_outsider(nobody)


def queries_of(path: str, person: Any) -> int:
    """What the middleware itself asks the database."""
    request = RequestFactory().get(path)
    request.user, request.resolver_match = person, resolve(path)
    middleware = DeskOnlyMiddleware(lambda _request: HttpResponse())
    with CaptureQueriesContext(connection) as asked:
        middleware.process_view(request, request.resolver_match.func, (), {})
    return len(asked)


def test_the_middleware_costs_two_queries_in_the_cms_and_none_elsewhere(desk: Desk, translator: Person) -> None:
    people = [Person.objects.get(pk=one.pk) for one in (translator, desk.coordinator)]
    assert [queries_of("/cms/pages/", one) for one in people] == [2, 0]
    assert {queries_of(path, one) for path in ("/en/", "/bundles/", "/en/me/") for one in [*people, AnonymousUser()]} == {0}
    assert queries_of("/cms/login/", AnonymousUser()) == 0


def test_a_learners_page_is_the_same_for_an_outsider(desk: Desk, outsider: Client) -> None:
    with CaptureQueriesContext(connection) as theirs:
        mine = outsider.get("/en/")
    with CaptureQueriesContext(connection) as everybodys:
        anybodys = Client().get("/en/")
    assert mine.status_code == anybodys.status_code == 200
    assert len(theirs) <= len(everybodys)


def test_a_request_that_no_middleware_saw_is_not_the_desks() -> None:
    assert not sees_only_desk(RequestFactory().get("/cms/"))
