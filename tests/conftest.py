"""What every test stands on: collected static files, compiled catalogues, the cast, a small course."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.db import connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import TransactionTestCase

# A busy machine may pause for longer than Hypothesis lets an example take: timings are never tests.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Once, before the workers of pytest-xdist start: static files under their hashed names, catalogues compiled."""
    if hasattr(config, "workerinput"):
        return
    # A folder of this run's own: two runs side by side would rewrite each other's manifest.
    folder = tempfile.mkdtemp(prefix="mwanga-test-static-")
    os.environ["MWANGA_TEST_STATIC"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    from django.conf import settings
    from django.core.management import call_command
    from django.core.signals import setting_changed

    from translations.catalogues import compile_catalogues

    settings.STATIC_ROOT = folder
    setting_changed.send(sender=None, setting="STATIC_ROOT", value=folder, enter=True)
    if settings.DATA_DIR.name.startswith("mwanga-test-"):
        config.add_cleanup(lambda: shutil.rmtree(settings.DATA_DIR, ignore_errors=True))
    compile_catalogues()
    call_command("collectstatic", interactive=False, verbosity=0)


WHILE_PREPARING = 8  # files to be tested while the first served site is prepared
USES_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client", "client"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database runs: the rest is the same there and has run on SQLite."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        same = [item for item in items if not touches_the_database(item)]
        config.hook.pytest_deselected(items=same)
        kept = set(items) - set(same)
        items[:] = [item for item in items if item in kept]
    items[:] = in_turns(items)


def in_turns(items: list[pytest.Item]) -> list[pytest.Item]:
    """Files with a served site come early, others between them: while one worker prepares the site, the others need not wait."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    served = [path for path, of_file in files.items() if any("prepared_folder" in fixtures_of(item) for item in of_file)]
    others = [path for path in files if path not in set(served)]
    others.sort(key=lambda path: not any(item.get_closest_marker("long") for item in files[path]))
    order: list[Path] = []
    for path in served:
        between = 2 if order else WHILE_PREPARING
        order += [path, *others[:between]]
        del others[:between]
    return [item for path in order + others for item in files[path]]


def fixtures_of(item: pytest.Item) -> tuple[str, ...]:
    """The names of the fixtures a test stands on."""
    return tuple(getattr(item, "fixturenames", ()))


def touches_the_database(item: pytest.Item) -> bool:
    """Whether a test asks for a database, or for the servers of this pass."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or not USES_THE_DATABASE.isdisjoint(fixtures_of(item))


@pytest.fixture(scope="session", autouse=True)
def rows_of_migrations_come_back() -> Iterator[None]:
    """A test with real transactions empties the database; what migrations put there (root page, rights) is put back after it.

    Django keeps those rows at its connection. While Playwright's event loop runs in this thread there is another connection that
    knows nothing of them, so they are kept here.
    """
    from django.contrib.contenttypes.models import ContentType

    empty, read = TransactionTestCase._fixture_teardown, BaseDatabaseCreation.serialize_db_to_string
    kept: dict[str, str] = {}

    def read_and_keep(creation: BaseDatabaseCreation) -> str:
        return kept.setdefault(creation.connection.alias, read(creation))

    def empty_and_fill(case: TransactionTestCase) -> None:
        case.serialized_rollback = True  # keeps Django from filling in rights under other numbers
        # All known now, so that none is made anew, under another number, by what listens while the rows come back.
        ContentType.objects.get_for_models(*apps.get_models())
        for name, rows in kept.items():
            connections[name]._test_serialized_contents = rows
        empty(case)
        for name, rows in kept.items():
            connections[name].creation.deserialize_db_from_string(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "serialize_db_to_string", read_and_keep)
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_and_fill)
        yield


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path: Path) -> None:
    """Every test writes objects, bundles, certificates and uploads into a folder of its own."""
    for name in FOLDERS:
        setattr(settings, f"{name.upper()}_ROOT", tmp_path / name)


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """No test sees another's counters, language or locale."""
    from django.core.cache import cache
    from django.utils import translation

    from courses.served_lessons import kept_body

    cache.clear()
    kept_body.cache_clear()
    yield
    translation.deactivate_all()


# Playwright keeps an event loop in this thread while its browser is open; Django would then refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from tests.cast import *  # noqa: E402, F403 - the fixtures of the cast
from tests.kept_rows import FOLDERS, _django_db_helper, kept_rows, kept_stack, rows_are_kept  # noqa: E402, F401 - fixtures
from tests.migrated_database import django_db_keepdb, migrated_file  # noqa: E402, F401 - fixtures
from tests.real_chromium import chromium  # noqa: E402, F401 - a fixture
