"""Invitations: made by coordinators, accepted once by somebody without an account, worth nothing when used, late or withdrawn."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage
from learning.models import Person
from learning.staff_roles import set_up_roles
from tests.factories import make_catalogue, make_locale
from tests.sending import send_course
from tests.translations.conftest import Desk
from translations.errors import InvitationRefused
from translations.invitations import LASTS, accept, hash_of, invite, withdraw
from translations.models import Invitation
from translations.models.invitation import DeskRole
from translations.roles import can_review, can_translate, is_outsider, languages_of, set_up_desk, set_up_language

pytestmark = pytest.mark.django_db

PASSWORD = "lamp-fish-drum-river"


def new_secret(desk: Desk, role: DeskRole = DeskRole.TRANSLATOR) -> str:
    return invite(language="sw", role=role, by=desk.coordinator, note="Cousin of the teacher").secret


def href(secret: str) -> str:
    return reverse("invitation:accept", args=[secret])


def fields(**changed: str) -> dict[str, str]:
    return {"username": "Zawadi", "password": PASSWORD} | changed


# --- making -------------------------------------------------------------------------------------------------------------


def test_the_secret_is_told_once_and_only_its_hash_is_kept(desk: Desk) -> None:
    made = invite(language="sw", role=DeskRole.TRANSLATOR, by=desk.coordinator)
    row = Invitation.objects.values().get()
    assert len(made.secret) >= 43
    assert made.secret not in str(row)
    assert row["secret_hash"] == hash_of(made.secret)
    assert timezone.now() + LASTS - row["expires_at"] < timedelta(minutes=1)


def test_only_coordinators_invite_and_into_languages_of_the_desk(desk: Desk, reviewer: Person) -> None:
    with pytest.raises(InvitationRefused, match="may not invite"):
        invite(language="sw", role=DeskRole.TRANSLATOR, by=reviewer)
    for language in ("ar", "en", "xx"):
        with pytest.raises(InvitationRefused, match="right that you do not have yourself"):
            invite(language=language, role=DeskRole.TRANSLATOR, by=desk.coordinator)
    with pytest.raises(InvitationRefused, match="no role"):
        invite(language="sw", role="administrator", by=desk.coordinator)
    with pytest.raises(InvitationRefused, match="too long"):
        invite(language="sw", role=DeskRole.TRANSLATOR, by=desk.coordinator, note="x" * 121)
    assert not Invitation.objects.exists()


def test_a_coordinator_cannot_invite_a_second_self_to_approve_their_words(desk: Desk, translator: Person) -> None:
    """A translator who also coordinates has no right to publish, and so has none to hand out."""
    translator.user_permissions.add(Permission.objects.get(codename="coordinate_translations"))
    person = Person.objects.get(pk=translator.pk)
    assert invite(language="sw", role=DeskRole.TRANSLATOR, by=person).secret
    with pytest.raises(InvitationRefused, match="right that you do not have yourself"):
        invite(language="sw", role=DeskRole.REVIEWER, by=person)


def test_a_language_that_comes_to_the_desk_can_be_invited_into(desk: Desk) -> None:
    make_locale("ar")
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="ar", person=desk.coordinator)
    secret = invite(language="ar", role=DeskRole.REVIEWER, by=desk.coordinator).secret
    person = accept(secret=secret, username="زهرة", password=PASSWORD)
    assert languages_of(person) == {"ar"}


# --- accepting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", DeskRole)
def test_accepting_makes_a_person_of_the_languages_group_and_of_nothing_else(desk: Desk, role: DeskRole) -> None:
    secret = new_secret(desk, role)
    person = accept(secret=secret, username=" Zawadi ", password=PASSWORD)
    person = Person.objects.get(pk=person.pk)
    assert (person.username, person.email, person.code) == ("Zawadi", "", None)
    assert person.check_password(PASSWORD)
    assert is_outsider(person)
    assert can_translate(person, "sw")
    assert can_review(person, "sw") is (role == DeskRole.REVIEWER)
    row = Invitation.objects.get()
    assert row.person == person
    assert row.used_at


def test_an_invitation_is_used_once(desk: Desk) -> None:
    secret = new_secret(desk)
    accept(secret=secret, username="Zawadi", password=PASSWORD)
    with pytest.raises(InvitationRefused, match="used already"):
        accept(secret=secret, username="Amani", password=PASSWORD)
    assert not Person.objects.filter(username="Amani").exists()


def test_late_withdrawn_and_made_up_invitations_are_worth_nothing(desk: Desk) -> None:
    late, withdrawn = new_secret(desk), new_secret(desk)
    Invitation.objects.filter(secret_hash=hash_of(late)).update(expires_at=timezone.now())
    withdraw(Invitation.objects.get(secret_hash=hash_of(withdrawn)), by=desk.coordinator)
    worthless = {late: "has expired", withdrawn: "withdrawn", "made-up": "not an invitation", "\ud800": "not an invitation"}
    for secret, sentence in worthless.items():
        with pytest.raises(InvitationRefused, match=sentence):
            accept(secret=secret, username="Zawadi", password=PASSWORD)
    assert not Person.objects.filter(username="Zawadi").exists()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"username": "  "}, "username", "Write the name"),
        ({"username": "x" * 41}, "username", "at most 40"),
        ({"username": "Amina Odhiambo"}, "username", "valid username"),
        ({"username": "amina\u202e"}, "username", "valid username"),
        ({"username": "COORDINATOR"}, "username", "already"),
        ({"password": "short"}, "password", "too short"),
        ({"password": "1234567890"}, "password", "too common"),
        ({"username": "nakupenda", "password": "nakupenda1"}, "password", "too similar"),
        ({"password": "x" * 201}, "password", "at most 200"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_used_up(desk: Desk, changed: dict[str, str], field: str, sentence: str) -> None:
    secret = new_secret(desk)
    with pytest.raises(InvitationRefused, match=sentence) as refused:
        accept(secret=secret, **fields(**changed))
    assert [name for name, found in refused.value.by_field.items() if found] == [field]
    assert Person.objects.count() == 1
    assert accept(secret=secret, **fields()).username == "Zawadi"


def test_names_in_every_script_are_names(desk: Desk) -> None:
    for name in ("زهرة", "አማን", "Ɗanjuma", "zawadi.n"):
        assert accept(secret=new_secret(desk), username=name, password=PASSWORD).username == name


@pytest.mark.django_db(transaction=True)
def test_two_who_use_a_link_in_the_same_moment_make_one_account() -> None:
    make_catalogue("sw")
    set_up_language(make_locale("sw"))
    by = Person.objects.create_superuser(username="coordinator", password=PASSWORD)
    secret = invite(language="sw", role=DeskRole.TRANSLATOR, by=by).secret
    start, outcomes = threading.Barrier(4), []

    def one(number: int) -> None:
        start.wait()
        try:
            outcomes.append(accept(secret=secret, username=f"person-{number}", password=PASSWORD).username)
        except InvitationRefused as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome.startswith("person-") for outcome in outcomes) == 1
    assert sum("used already" in outcome for outcome in outcomes) == 3
    assert Person.objects.count() == 2


# --- the page -----------------------------------------------------------------------------------------------------------


def test_somebody_with_the_link_makes_an_account_and_is_on_the_desk(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    secret = new_secret(desk)
    first = client.get(href(secret))
    text = first.content.decode()
    assert "Kiswahili" in text
    assert "Cousin of the teacher" not in text
    assert 'type="email"' not in text
    assert Invitation.objects.get().used_at is None
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert token
    answer = client.post(href(secret), fields(csrfmiddlewaretoken=token[1]))
    assert (answer.status_code, answer["Location"]) == (303, "/cms/translations/")
    assert client.session["_auth_user_id"] == str(Person.objects.get(username="Zawadi").pk)
    assert client.get(reverse("wagtailadmin_account")).status_code == 200
    again = client.get(href(secret))
    assert again.status_code == 410
    assert "used already" in again.content.decode()


def test_the_page_is_kept_by_nobody_and_tells_no_other_site_its_address(desk: Desk) -> None:
    for secret in (new_secret(desk), "made-up"):
        answer = Client().get(href(secret))
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert '<meta name="robots" content="noindex,nofollow">' in answer.content.decode()


def test_a_post_from_elsewhere_is_refused(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(href(new_secret(desk)), fields()).status_code == 403
    assert not Person.objects.filter(username="Zawadi").exists()


def test_the_page_speaks_the_browsers_language_and_direction(desk: Desk) -> None:
    text = Client(headers={"Accept-Language": "ar"}).get(href(new_secret(desk))).content.decode()
    assert '<html lang="ar" dir="rtl"' in text
    assert '<dd><bdi lang="sw" dir="ltr">Kiswahili</bdi></dd>' in text


def test_problems_stand_beside_their_field_and_the_password_is_not_sent_back(desk: Desk) -> None:
    answer = Client().post(href(new_secret(desk)), fields(username="coordinator", password="short"))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "is called “coordinator” already" in text
    assert "too short" in text
    assert 'value="coordinator"' in text
    assert 'value="short"' not in text
    assert text.count('aria-invalid="true"') == 2


def test_a_hostile_name_is_only_text(desk: Desk) -> None:
    text = Client().post(href(new_secret(desk)), fields(username='"><script>x</script>')).content.decode()
    assert "<script>x" not in text


def test_a_network_that_tries_for_ever_has_to_wait(desk: Desk) -> None:
    client, secret = Client(), new_secret(desk)
    statuses = {client.post(href(secret), fields(password="short")).status_code for _try in range(30)}
    assert statuses == {400}
    answer = client.post(href(secret), fields())
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.content.decode()
    assert client.get(href(secret)).status_code == 200


def test_somebody_who_is_signed_in_is_told_so(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.coordinator)
    assert "signed in as <bdi>coordinator</bdi>" in client.get(href(new_secret(desk))).content.decode()


# --- the list in the CMS --------------------------------------------------------------------------------------------------


@pytest.fixture
def cms(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.coordinator)
    return client


def test_the_link_is_shown_once_and_works(desk: Desk, cms: Client) -> None:
    listed = reverse("translations:invitations")
    made = cms.post(listed, {"language": "sw", "role": "translator", "note": "Cousin"})
    link = re.search(r'value="http://testserver(/cms/translations/invitation/[\w-]+/)"', made.content.decode())
    assert link
    assert "no-store" in made.headers["Cache-Control"]
    assert link[1] not in cms.get(listed).content.decode()
    assert Client().get(link[1]).status_code == 200


def test_the_list_shows_open_used_and_late_invitations(desk: Desk, cms: Client) -> None:
    _open, late, used = new_secret(desk), new_secret(desk), new_secret(desk)
    Invitation.objects.filter(secret_hash=hash_of(late)).update(expires_at=timezone.now())
    accept(secret=used, username="Zawadi", password=PASSWORD)
    text = cms.get(reverse("translations:invitations")).content.decode()
    assert [text.count(f">{standing}</span>") for standing in ("open", "expired", "used")] == [1, 1, 1]
    assert "<bdi>Zawadi</bdi>" in text
    assert text.count("/withdraw/") == 2
    row = Invitation.objects.get(secret_hash=hash_of(used))
    cms.post(reverse("translations:withdraw_invitation", args=[row.uuid]))
    assert Invitation.objects.filter(pk=row.pk).exists()
    row = Invitation.objects.get(secret_hash=hash_of(_open))
    assert cms.post(reverse("translations:withdraw_invitation", args=[row.uuid])).status_code == 303
    assert Client().get(href(_open)).status_code == 410


def test_the_list_takes_as_many_queries_for_many_invitations(
    desk: Desk, cms: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _one in range(30):
        new_secret(desk)
    cms.get(reverse("translations:invitations"))
    with django_assert_max_num_queries(15):
        cms.get(reverse("translations:invitations"))


def test_trainers_invite_and_translators_do_not(desk: Desk, translator: Person, reviewer: Person) -> None:
    set_up_desk(set_up_roles())
    trainer = Person.objects.create_user(username="trainer", password=PASSWORD)
    trainer.groups.add(Group.objects.get(name="Trainers"))
    listed, made = reverse("translations:invitations"), {"language": "sw", "role": "reviewer"}
    client = Client()
    client.force_login(trainer)
    assert client.post(listed, made).status_code == 200
    for person in (translator, reviewer):
        client = Client()
        client.force_login(person)
        assert client.get(listed).status_code == client.post(listed, made).status_code == 302
    assert Invitation.objects.count() == 1


def test_a_form_that_was_tampered_with_makes_nothing(desk: Desk, cms: Client) -> None:
    for wrong in ({"language": "en", "role": "translator"}, {"language": "sw", "role": "admin"}, {}):
        assert cms.post(reverse("translations:invitations"), wrong).status_code == 400
    assert not Invitation.objects.exists()
