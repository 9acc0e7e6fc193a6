"""What is kept between tests (tests/kept_rows.py) is as good as made anew: nobody finds more, less or other rows and files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from learning.models import Person
from tests.kept_rows import kept

made: list[str] = []


@kept
def first() -> Person:
    made.append("first")
    (Path(settings.MEDIA_ROOT)).mkdir()
    (Path(settings.MEDIA_ROOT) / "first.txt").write_text("first", encoding="utf-8")
    return Person.objects.create(username="first")


@kept
def second(first: Person) -> dict[str, list[Person]]:
    made.append("second")
    first.first_name = "Changed by the second"
    first.save()
    return {"both": [first, Person.objects.create(username="second")]}


def names() -> list[str]:
    return sorted(Person.objects.filter(username__in=["first", "second", "third"]).values_list("username", flat=True))


@pytest.mark.parametrize("again", [False, True])
def test_all_is_as_it_was_made_whatever_a_test_did(second: dict[str, list[Person]], tmp_path: Path, again: bool) -> None:
    assert made == ["first", "second"]
    assert names() == ["first", "second"]
    assert [person.first_name for person in second["both"]] == ["Changed by the second", ""]
    file = tmp_path / "media" / "first.txt"
    assert file.read_text(encoding="utf-8") == "first"
    file.unlink()
    Person.objects.create(username="third")
    second["both"].pop().delete()
    second["both"][0].first_name = "Changed by the test"
    second["both"][0].save()


def test_who_asks_for_less_finds_less(first: Person) -> None:
    assert names() == ["first"]
    assert first.first_name == ""


def test_who_asks_for_nothing_finds_nothing(db: None, tmp_path: Path) -> None:
    assert names() == []
    assert not (tmp_path / "media").exists()


def test_a_test_that_breaks_its_transaction_does_no_harm(second: dict[str, list[Person]]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    transaction.set_rollback(True)


def test_durable_transactions_can_be_tested(second: dict[str, list[Person]]) -> None:
    with transaction.atomic(durable=True):
        assert names() == ["first", "second"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_with_real_transactions_they_are_made_on_the_spot(second: dict[str, list[Person]]) -> None:
    assert not transaction.get_connection().in_atomic_block
    assert names() == ["first", "second"]
