"""Fixtures whose rows are made once and kept while the tests that follow want the same: a course takes longer to make than to test.

`@kept` stands where `@pytest.fixture` would. What such fixtures write lies in open transactions, one for each fixture and each
inside the one it builds on; every test then works in a savepoint of its own on top. Before a test, what it does not ask for is
rolled back and what it lacks is made, so that it finds exactly the rows it would find if all were made for it alone. Files go the
same way: what a kept fixture wrote to the folders of the settings is copied to those of each test.

A kept fixture may ask for other kept fixtures and for nothing else. What it returns comes fresh to each test: models are read
again.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import models, transaction
from django.test import override_settings

FOLDERS = ("objects", "published", "bundles", "certificates", "packs", "media", "keys", "h5p")


@dataclass
class Layer:
    """What one fixture made, and the transaction around it and all above it."""

    make: Callable[..., Any]
    atomic: transaction.Atomic
    folder: Path
    value: Any = None


stack: list[Layer] = []


def kept(make: Callable[..., Any]) -> Any:
    """A fixture whose rows are kept. Where a test has real transactions it is made on the spot."""

    def fixture(**asked: Any) -> Any:
        del asked["rows_are_kept"]
        layer = next((layer for layer in stack if layer.make is make), None)
        return fresh(layer.value) if layer else make(**asked)

    own = inspect.signature(make)
    ready = inspect.Parameter("rows_are_kept", inspect.Parameter.KEYWORD_ONLY)
    fixture.__signature__ = own.replace(parameters=[*own.parameters.values(), ready])  # type: ignore[attr-defined]
    fixture.__name__, fixture.__doc__, fixture.__module__ = make.__name__, make.__doc__, make.__module__
    fixture.kept = make  # type: ignore[attr-defined]
    return pytest.fixture(fixture)


@pytest.fixture
def rows_are_kept(db: None) -> None:
    """A kept fixture needs the database."""


@pytest.fixture(scope="session")
def kept_stack(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Nothing is kept longer than the database."""
    yield
    with django_db_blocker.unblock():
        keep([])


@pytest.fixture
def kept_rows(
    request: pytest.FixtureRequest, kept_stack: None, django_db_blocker: Any, own_folders: None, fresh_caches: None, tmp_path: Path
) -> None:
    """Before a test begins its transaction: exactly the rows and files of the kept fixtures it asks for."""
    with django_db_blocker.unblock():
        keep([] if has_real_transactions(request) else wanted_by(request.node))
    if stack:
        shutil.copytree(stack[-1].folder, tmp_path, symlinks=True, dirs_exist_ok=True)
        cache.clear()  # whether something was made just now or long ago must not show


@pytest.fixture
def _django_db_helper(kept_rows: None, _django_db_helper: None) -> None:
    """pytest-django's own, after what is kept: its transaction lies on top."""


def has_real_transactions(request: pytest.FixtureRequest) -> bool:
    """Whether a test empties the database instead of rolling back."""
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not {"transactional_db", "live_server"}.isdisjoint(
        request.fixturenames
    )


def wanted_by(item: Any) -> list[Callable[..., Any]]:
    """The kept fixtures of a test, each after those it builds on."""
    known = item._fixtureinfo.name2fixturedefs
    found: dict[str, Callable[..., Any]] = {}

    def add(name: str) -> None:
        make = getattr(known[name][-1].func, "kept", None) if name in known else None
        if make is None or name in found:
            return
        for part in inspect.signature(make).parameters:
            add(part)
        found[name] = make

    for name in sorted(item.fixturenames):
        add(name)
    return list(found.values())


def keep(wanted: list[Callable[..., Any]]) -> None:
    """Rolls back what is not wanted, from the top down, then makes what is missing."""
    same = 0
    while same < min(len(stack), len(wanted)) and stack[same].make is wanted[same]:
        same += 1
    while len(stack) > same:
        undo(stack.pop())
    for make in wanted[same:]:
        stack.append(layer := begin(make))
        try:
            layer.value = made(layer)
        except BaseException:
            undo(stack.pop())
            raise


def begin(make: Callable[..., Any]) -> Layer:
    """Opens the transaction, and a folder that has what the layer below has."""
    folder = Path(tempfile.mkdtemp(prefix="mwanga-kept-"))
    if stack:
        shutil.copytree(stack[-1].folder, folder, symlinks=True, dirs_exist_ok=True)
    layer = Layer(make, transaction.atomic(), folder)
    layer.atomic._from_testcase = True  # like the transaction around a test, it is no obstacle to durable ones
    layer.atomic.__enter__()
    return layer


def made(layer: Layer) -> Any:
    """Calls the fixture, with the settings' folders inside the layer's."""
    below = {one.make.__name__: one.value for one in stack}
    asked = {name: fresh(below[name]) for name in inspect.signature(layer.make).parameters}
    with override_settings(**{f"{name.upper()}_ROOT": layer.folder / name for name in FOLDERS}):
        return layer.make(**asked)


def undo(layer: Layer) -> None:
    """Rolls a layer back, its files too."""
    transaction.set_rollback(True)
    layer.atomic.__exit__(None, None, None)
    shutil.rmtree(layer.folder, ignore_errors=True)


def fresh(value: Any) -> Any:
    """The same for another test: models as they are in the database, containers anew."""
    if isinstance(value, models.Model):
        return type(value)._base_manager.get(pk=value.pk)
    if isinstance(value, dict):
        return {key: fresh(one) for key, one in value.items()}
    if isinstance(value, list):
        return [fresh(one) for one in value]
    if isinstance(value, tuple):
        return type(value)(*map(fresh, value)) if hasattr(value, "_fields") else tuple(map(fresh, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        again = copy.copy(value)
        for field in dataclasses.fields(value):
            object.__setattr__(again, field.name, fresh(getattr(value, field.name)))
        return again
    return value
