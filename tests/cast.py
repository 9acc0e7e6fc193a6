"""The cast: those who use the site, and those who must see nothing of each other."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from learning.models import Institution, InstitutionStaff, Person, StaffRole
from learning.people import keep_progress
from learning.staff_roles import set_up_roles
from learning.visitor import COOKIE, SALT
from tests.factories import make_catalogue, make_locale
from tests.kept_rows import kept
from translations.models.invitation import DeskRole
from translations.roles import group_name, set_up_language

PIN = ("sun", "fish", "drum")
PASSWORD = "correct-horse-battery"


class Member(NamedTuple):
    """A person and the browser they sit at."""

    person: Person | None
    client: Client


def browser_of(person: Person) -> Client:
    """A browser that is open on a learner."""
    from django.core import signing

    client = Client()
    client.cookies[COOKIE] = signing.dumps([str(person.uuid), person.phone_epoch], salt=SALT)
    return client


@pytest.fixture
def visitor(db: None) -> Member:
    """Somebody without a cookie."""
    return Member(None, Client())


@pytest.fixture
def guest(db: None) -> Member:
    """Somebody who has answered without a code."""
    person = Person.objects.create()
    return Member(person, browser_of(person))


@kept
def learning_person() -> Person:
    """Whom `learner` is."""
    return keep_progress(person=None, pin=PIN)


@pytest.fixture
def learner(learning_person: Person) -> Member:
    """Somebody with a code."""
    return Member(learning_person, browser_of(learning_person))


@pytest.fixture
def other_learner(db: None) -> Member:
    """A learner of another class, who must see nothing of the first."""
    person = keep_progress(person=None, pin=("key", "key", "key"))
    return Member(person, browser_of(person))


@pytest.fixture
def trainer(db: None) -> Member:
    """Somebody who writes lessons in the CMS."""
    person = Person.objects.create_user(username="trainer", password=PASSWORD)
    person.groups.add(set_up_roles())
    client = Client()
    client.force_login(person)
    return Member(person, client)


def of_the_desk(name: str, role: DeskRole, language: str) -> Member:
    """Somebody who came by invitation: of one language's group and of no other."""
    make_catalogue()
    make_catalogue(language)
    set_up_language(make_locale(language))
    person = Person.objects.create_user(username=name, password=PASSWORD)
    person.groups.add(Group.objects.get(name=group_name(role, language)))
    client = Client()
    client.force_login(person)
    return Member(person, client)


@pytest.fixture
def hausa_translator(db: None) -> Member:
    """Somebody who translates into a language, and sees the desk alone."""
    return of_the_desk("translator", DeskRole.TRANSLATOR, "ha")


@pytest.fixture
def swahili_reviewer(db: None) -> Member:
    """Somebody who reviews a language, and sees the desk alone."""
    return of_the_desk("reviewer", DeskRole.REVIEWER, "sw")


def of_an_institution(name: str, institution: str, role: StaffRole) -> Member:
    """Somebody who works for a partner institution, which is made when it is not there yet."""
    person = Person.objects.create_user(username=name, password=PASSWORD)
    house, _made = Institution.objects.get_or_create(name=institution, defaults={"country": "KE"})
    InstitutionStaff.objects.create(institution=house, person=person, role=role)
    client = Client()
    client.force_login(person)
    return Member(person, client)


@pytest.fixture
def facilitator(db: None) -> Member:
    """Somebody who leads classes of the library; which ones, a test says."""
    return of_an_institution("facilitator", "Library", StaffRole.FACILITATOR)


@pytest.fixture
def partner(db: None) -> Member:
    """Somebody who looks after all classes of the library."""
    return of_an_institution("partner", "Library", StaffRole.PARTNER)


@pytest.fixture
def other_facilitator(db: None) -> Member:
    """A facilitator of another institution, who must see nothing of the first."""
    return of_an_institution("other-facilitator", "Other library", StaffRole.FACILITATOR)


@pytest.fixture
def administrator(db: None) -> Member:
    """Somebody who may do everything."""
    person = Person.objects.create_superuser(username="admin", password=PASSWORD)
    client = Client()
    client.force_login(person)
    return Member(person, client)
