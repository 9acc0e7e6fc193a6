"""An empty, migrated database, made once for a run of the tests and copied: to migrate takes longer than most files of tests.

On SQLite a file is copied. On PostgreSQL a database is the template of the workers' own. Other data folders (a served site, the
place where bundles are built) start from the file as well, whatever the tests' database is.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "mwanga_migrated"


def shared_by_workers(factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that all workers of pytest-xdist see."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@contextmanager
def one_at_a_time(what: Path) -> Iterator[None]:
    """Lets one worker make something that all use; the others wait."""
    with what.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database that nobody writes to."""
    folder = shared_by_workers(tmp_path_factory) / "migrated"
    file = folder / "mwanga.sqlite3"
    with one_at_a_time(folder):
        if not (folder / "ready").exists():
            migrate({"MWANGA_DATA": str(folder)})
            (folder / "ready").touch()
    return file


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_modify_db_settings: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> bool:
    """pytest-django asks whether the database is there already: it is, put there by this fixture."""
    from django.db import connection

    name = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        for rest in ("-wal", "-shm"):
            Path(f"{name}{rest}").unlink(missing_ok=True)
        shutil.copyfile(request.getfixturevalue("migrated_file"), name)
    else:
        copy_template(name, shared_by_workers(tmp_path_factory) / "migrated-postgres")
    return True


def copy_template(name: str, made: Path) -> None:
    """Makes a PostgreSQL database out of the template; `made` is there when the template is."""
    url = os.environ["DATABASE_URL"]
    with one_at_a_time(made), psycopg.connect(url, autocommit=True) as server:
        if not made.exists():
            server.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}".encode())
            server.execute(f"CREATE DATABASE {TEMPLATE}".encode())
            migrate({"DATABASE_URL": f"{url.rpartition('/')[0]}/{TEMPLATE}"})
            made.mkdir()
        server.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}'.encode())


def start_from(file: Path, folder: Path) -> None:
    """Puts a copy of the migrated file into a new data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)


def migrate(surroundings: dict[str, str]) -> None:
    """Runs all migrations, in a process of its own."""
    ours = {name: value for name, value in os.environ.items() if name not in {"MWANGA_DATA", "PYTEST_XDIST_WORKER"}}
    if "DATABASE_URL" not in surroundings:
        ours.pop("DATABASE_URL", None)
        ours.pop("REDIS_URL", None)
    env: dict[str, Any] = {**ours, "DJANGO_SETTINGS_MODULE": "config.settings.test", **surroundings}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
