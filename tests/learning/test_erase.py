"""Erase me: with code and pictures, all at once or not at all; what stays names nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from learning.certificates.files import path_of
from learning.certificates.models import Certificate, CertificateStatus
from learning.erasing import erase_person
from learning.models import Attempt, ClassSession, HandsUp, Person, StaffAction
from learning.signals import person_erased
from tests.cast import PIN, Member
from tests.learning.kept_learner import NAME, Kept, answer_all, keep_everything

pytestmark = pytest.mark.django_db
ERASE = "/en/me/data/erase/"


@pytest.fixture
def kept(learner: Member, facilitator: Member) -> Kept:
    return keep_everything(learner.person, facilitator.person)  # type: ignore[arg-type]


def fields(person: Person, pin: tuple[str, ...] = PIN) -> dict[str, str]:
    return {"code": str(person.code), **{f"picture{place}": name for place, name in enumerate(pin, start=1)}}


def rows_about(pk: int) -> dict[str, int]:
    """Model -> how many rows point at a person, over the whole database."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is Person:
                manager: Any = model._default_manager
                if count := manager.filter(**{field.name: pk}).count():
                    found[model._meta.label] = count
    return found


def test_with_code_and_pictures_everything_goes(kept: Kept, learner: Member) -> None:
    assert len(rows_about(kept.person.pk)) >= 9
    answer = learner.client.post(ERASE, fields(kept.person))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/me/data/erased/")
    assert not Person.objects.filter(pk=kept.person.pk).exists()
    assert rows_about(kept.person.pk) == {}
    assert not Attempt.objects.exists()
    assert not learner.client.cookies["learner"].value


def test_the_classes_register_and_the_log_stay_and_name_nobody(kept: Kept) -> None:
    erase_person(person=kept.person)
    assert HandsUp.objects.get().count == 7
    assert ClassSession.objects.count() == 1
    action = StaffAction.objects.get()
    assert (action.person, action.detail, action.action) == (None, "", "reset_pin")


def test_of_a_certificate_a_hash_and_a_word_stay_and_the_file_goes(
    kept: Kept, visitor: Member, django_capture_on_commit_callbacks: Any
) -> None:
    path = path_of(kept.certificate)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=kept.person)
    row = Certificate.objects.get()
    assert (row.person, row.name, row.statement, row.status) == (None, "", {}, CertificateStatus.ERASED)
    assert len(row.name_hash) == 64
    assert not path.exists()
    page = visitor.client.get(f"/c/{row.shown_number}")
    assert page.status_code == 200
    assert "Erased by its holder" in page.content.decode()
    assert "Z***" not in page.content.decode()
    assert NAME not in page.content.decode()


@pytest.mark.parametrize("pin", [("key", "key", "key"), ()])
def test_wrong_pictures_erase_nothing(kept: Kept, learner: Member, pin: tuple[str, ...]) -> None:
    assert learner.client.post(ERASE, fields(kept.person, pin)).status_code == 403
    assert Person.objects.filter(pk=kept.person.pk).exists()
    assert Attempt.objects.count() == 5


def test_a_phone_that_is_open_is_not_enough(kept: Kept, learner: Member) -> None:
    assert learner.client.post(ERASE).status_code == 403
    assert Person.objects.filter(pk=kept.person.pk).exists()


def test_a_guest_goes_at_once(kept: Kept, guest: Member) -> None:
    answer_all(guest.person)  # type: ignore[arg-type]
    assert guest.client.post(ERASE).status_code == 303
    assert not Person.objects.filter(pk=guest.person.pk).exists()  # type: ignore[union-attr]
    assert Attempt.objects.count() == 5


def test_the_page_says_what_goes_and_what_stays(learner: Member, visitor: Member) -> None:
    for member in (learner, visitor):
        page = member.client.get(ERASE).content.decode()
        assert "What goes:" in page
        assert "What stays:" in page


def test_a_part_that_fails_undoes_all(kept: Kept) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("no")

    person_erased.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            erase_person(person=kept.person)
    finally:
        person_erased.disconnect(fail)
    assert Person.objects.filter(pk=kept.person.pk).exists()
    assert Certificate.objects.get().name == NAME
    assert StaffAction.objects.get().person == kept.person


def test_staff_are_not_erased_by_this_door_and_twice_is_once(kept: Kept, facilitator: Member) -> None:
    erase_person(person=facilitator.person)  # type: ignore[arg-type]
    assert Person.objects.filter(username="facilitator").exists()
    erase_person(person=kept.person)
    erase_person(person=kept.person)
    assert Person.objects.filter(username=None).count() == 0


def test_another_learner_keeps_everything(kept: Kept, other_learner: Member, learner: Member) -> None:
    answer_all(other_learner.person)  # type: ignore[arg-type]
    learner.client.post(ERASE, fields(kept.person))
    owner: type[Model] = Attempt
    assert owner._default_manager.count() == 5
    assert Attempt.objects.first().person == other_learner.person  # type: ignore[union-attr]
