"""`kill -9` anywhere: no acknowledged answer is lost, a bundle is whole or not there, jobs are taken up again.

The real server and worker, as `make run` starts them, on a data folder of their own.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.speed import family

ROOT = Path(__file__).resolve().parents[2]
COURSE = "safe-and-strong-with-ai"
LESSON = f"en/{COURSE}/around-you/lesson-1"


class Site:
    """A served data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
            "MWANGA_DATA": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> str:
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, check=True, capture_output=True, text=True, timeout=300
        ).stdout

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "config.serve"], cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL)
        until(lambda: self.ask("GET", "/healthz") == 200, seconds=60)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> int:
        """The status, or 0 when there was no answer."""
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

    def rows(self, sql: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "mwanga.sqlite3", timeout=20) as database:
            return database.execute(sql).fetchall()


def until(holds, *, seconds: float) -> None:
    """Waits for a condition; fails when it does not come true in time."""
    over = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < over, "it did not come true in time"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("killed") / "var")
    site.manage("-m", "config.set_up")
    site.start()
    yield site
    site.stop()


def one_answer(site: Site) -> dict[str, str]:
    """The fields of a right answer to the lesson's first one-answer question, from what was published."""
    [(content, number)] = site.rows(f"SELECT content, number FROM courses_lessonversion WHERE path = '{LESSON}' AND is_current")  # noqa: S608
    for card in json.loads(content)["cards"]:
        if card["kind"] == "one_answer":
            right = next(option["id"] for option in card["question"]["options"] if option["correct"])
            return {"question": card["id"], "version": str(number), "answer": right}
    raise AssertionError("the first lesson has no such question")


def test_no_acknowledged_answer_is_lost_when_server_processes_are_killed(site: Site) -> None:
    fields, acknowledged = one_answer(site), []
    dice = random.Random(7)
    for round_ in range(60):
        if round_ % 6 == 5:
            victims = [pid for pid in family(site.process.pid)[1:] if b"mwanga-web" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            os.kill(dice.choice(victims or family(site.process.pid)[1:]), signal.SIGKILL)
        made = str(uuid.uuid4())
        if site.ask("POST", f"/{LESSON}/answer/", {**fields, "uuid": made}) == 200:
            acknowledged.append(made)
    until(lambda: site.ask("GET", f"/{LESSON}/") == 200, seconds=60)
    kept = {row[0] for row in site.rows("SELECT uuid FROM learning_attempt")}
    assert len(acknowledged) > 20
    assert {made.replace("-", "") for made in acknowledged} <= kept


def test_a_killed_worker_leaves_whole_bundles_only_and_its_jobs_are_taken_up(site: Site) -> None:
    until(lambda: not site.rows("SELECT 1 FROM courses_job WHERE status IN ('pending', 'running')"), seconds=120)
    for _round in range(4):
        site.manage("manage.py", "shell", "-c", ask_for_everything())
        workers = [pid for pid in family(site.process.pid)[1:] if b"mwanga-worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        time.sleep(random.Random(_round).uniform(0.1, 1.5))  # somewhere in the middle of the work, wherever that is
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        for bundle in (site.folder / "bundles").glob("*.zip"):
            assert zipfile.ZipFile(bundle).testzip() is None
    until(lambda: not site.rows("SELECT 1 FROM courses_job WHERE status IN ('pending', 'running')"), seconds=150)
    assert not site.rows("SELECT error FROM courses_job WHERE status = 'failed'")
    offered = site.rows("SELECT file_name, size FROM bundles_bundle WHERE is_current")
    assert offered
    for name, size in offered:
        assert (site.folder / "bundles" / name).stat().st_size == size
    leftovers = [path.name for path in (site.folder / "bundles").iterdir() if path.suffix != ".zip"]
    assert not leftovers


def ask_for_everything() -> str:
    """Forgets the built files and asks for all of them again."""
    return (
        "from courses import jobs; from learning.bundles.models import Bundle\n"
        "from django.conf import settings\n"
        "for bundle in Bundle.objects.filter(is_current=True):\n"
        "    (settings.BUNDLES_ROOT / bundle.file_name).unlink(missing_ok=True)\n"
        "    jobs.ask('build_bundle', f'{bundle.course_key}/{bundle.language}/{bundle.tier}/{bundle.format}')\n"
    )
