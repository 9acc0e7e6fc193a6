"""Every field of every model of ours is declared with purpose and life; all that is kept about a learner can be taken along."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField

from courses.declared import LEARNERS, NOBODY, STAFF, data_page, declared, fields_of, our_apps
from learning.models import Person
from learning.records import PARTS
from tests.conventions.sources import ROOT

MODELS = [model for config in our_apps() for model in config.get_models()]
# Sentences that would tell who somebody is, wherever they stand.
NEVER = {"phone", "phone_number", "birth_date", "birthday", "address", "photo", "ip", "ip_address", "latitude", "longitude"}


def label(model: type[Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_every_field_is_declared(model: type[Model]) -> None:
    assert label(model) in declared(), f"{label(model)} stands in no DECLARED: say in declarations.py why it is kept, and how long."
    assert set(declared()[label(model)].fields) == fields_of(model)


def test_nothing_is_declared_that_is_gone() -> None:
    assert sorted(set(declared()) - {label(model) for model in MODELS}) == []


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_declaration_says_why_and_how_long(name: str) -> None:
    table = declared()[name]
    assert table.purpose
    assert table.life
    assert table.about in {LEARNERS, STAFF, NOBODY}
    if table.about != NOBODY:
        assert [field for field, reason in table.fields.items() if not reason.strip()] == []


def points_at_people(model: type[Model]) -> bool:
    return any(
        isinstance(field, ForeignKey | OneToOneField) and field.related_model is Person for field in model._meta.local_fields
    )


@pytest.mark.parametrize("model", [model for model in MODELS if points_at_people(model)], ids=label)
def test_what_points_at_a_person_is_not_said_to_be_about_nobody(model: type[Model]) -> None:
    assert declared()[label(model)].about != NOBODY or label(model) == "courses.Picture"


def test_all_that_is_kept_about_learners_can_be_taken_along() -> None:
    exported = {name for part in PARTS.values() for name in part.models}
    about_learners = {name for name, table in declared().items() if table.about == LEARNERS}
    assert about_learners <= exported
    assert exported <= {label(model) for model in MODELS}


def test_no_field_asks_for_what_is_never_asked() -> None:
    assert [f"{label(model)}.{name}" for model in MODELS for name in fields_of(model) & NEVER] == []


def test_the_page_says_what_the_code_declares() -> None:
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert page == data_page(), "run: .venv/bin/python manage.py describe_data > docs/data.md"


def test_apps_of_ours_are_all_asked() -> None:
    assert {config.label for config in our_apps()} >= {"courses", "learning", "translations", "certificates", "bundles"}
    assert apps.is_installed("learning")
