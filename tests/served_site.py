"""A real site for tests: a data folder made by the set-up, served by the processes that `make run` starts.

Setting up takes half a minute, so it is done once for each run of the tests and copied.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.free_ports import free_port
from tests.migrated_database import one_at_a_time, shared_by_workers, start_from

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "lamp-lamp-lamp"
COURSE = "safe-and-strong-with-ai"
PLAIN_HOST = "learn.localtest"  # a name that browsers trust less than this very machine, for plain HTTP


class Site:
    """A served data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = environment(folder) | {"PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> str:
        """Runs a Python command in the site's surroundings and returns what it printed."""
        return run([sys.executable, *words], self.env)

    def start(self) -> None:
        """Starts server, worker and clock; returns when pages are served."""
        self.process = subprocess.Popen([sys.executable, "-m", "config.serve"], cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL)
        until(self.answers_or_ended, seconds=60)
        assert self.process.poll() is None, f"the site at port {self.port} ended as it started: its words are above"

    def answers_or_ended(self) -> bool:
        """Whether waiting for the start is over: pages are served, or the process is no more."""
        return self.ask("GET", "/healthz") == 200 or (self.process is not None and self.process.poll() is not None)

    def stop(self) -> None:
        """Stops all of it, as Ctrl-C does."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> int:
        """The status of an answer, or 0 when there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            connection.request(method, path, urllib.parse.urlencode(fields or {}), headers)
            response = connection.getresponse()
            response.read()
            return response.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Reads the site's database directly."""
        with sqlite3.connect(self.folder / "mwanga.sqlite3", timeout=20) as database:
            return database.execute(sql).fetchall()

    def jobs_are_done(self) -> bool:
        """Whether no background job waits or runs."""
        return not self.rows("SELECT 1 FROM courses_job WHERE status IN ('pending', 'running')")


def environment(folder: Path) -> dict[str, str]:
    """The surroundings of a small machine, without those of the tests."""
    ours = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "MWANGA_TEST_STATIC"}}
    own = {"MWANGA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev", "MWANGA_PASSWORD": PASSWORD}
    return ours | own | {"ALLOWED_HOSTS": f"127.0.0.1,localhost,{PLAIN_HOST}"}


def run(words: list[str], env: dict[str, str]) -> str:
    """Runs a command to its end; its errors are part of a failure's message."""
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def until(holds: Callable[[], Any], *, seconds: float) -> None:
    """Waits for a condition; fails when it does not come true in time."""
    assert comes_true(holds, seconds=seconds), f"it did not come true within {seconds} seconds"


def comes_true(holds: Callable[[], Any], *, seconds: float) -> bool:
    """Waits for a condition; whether it came true in time."""
    over = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > over:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="session")
def prepared_folder(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a fresh machine has it after the set-up; shared by the workers of pytest-xdist."""
    shared = shared_by_workers(tmp_path_factory) / "prepared-site"
    with one_at_a_time(shared):
        if not (shared / "ready").exists():
            start_from(migrated_file, shared)
            run([sys.executable, "-m", "config.set_up"], environment(shared))
            run([sys.executable, "manage.py", "resume_jobs", "--here"], environment(shared))
            (shared / "ready").touch()
    return shared


@contextlib.contextmanager
def served(prepared: Path, folder: Path, **surroundings: str) -> Iterator[Site]:
    """A site with a data folder of its own, served until the block is left; what it finds around it may be more than usual."""
    shutil.copytree(prepared, folder, symlinks=True)
    site = Site(folder)
    site.env |= surroundings
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def site(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served site of this module's own."""
    with served(prepared_folder, tmp_path_factory.mktemp("site") / "var") as site:
        yield site
