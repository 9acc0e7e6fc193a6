"""`kill -9` anywhere: no acknowledged answer is lost, a bundle is whole or not there, jobs are taken up again.

The real server and worker, as `make run` starts them, on a data folder of their own.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
import uuid
import zipfile
from pathlib import Path

import pytest

from tests.bench.processes import family
from tests.served_site import COURSE, Site, prepared_folder, site, until

__all__ = ["prepared_folder", "site"]


pytestmark = [pytest.mark.served, pytest.mark.long]
LESSON = f"en/{COURSE}/around-you/lesson-1"


def processes_named(site: Site, name: str) -> list[int]:
    """The site's processes that carry a name the watcher gave them."""
    return [pid for pid in family(site.process.pid)[1:] if name_of(pid) == name]


def name_of(pid: int) -> str:
    """A process's name; empty when it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def one_answer(site: Site) -> dict[str, str]:
    """The fields of a right answer to the lesson's first one-answer question, from what was published."""
    [(content, number)] = site.rows(f"SELECT content, number FROM courses_lessonversion WHERE path = '{LESSON}' AND is_current")
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
            until(lambda: processes_named(site, "mwanga-web"), seconds=60)
            victims = processes_named(site, "mwanga-web")
            os.kill(dice.choice(victims), signal.SIGKILL)
        made = str(uuid.uuid4())
        if site.ask("POST", f"/{LESSON}/answer/", {**fields, "uuid": made}) == 200:
            acknowledged.append(made)
    until(lambda: site.ask("GET", f"/{LESSON}/") == 200, seconds=60)
    kept = {row[0] for row in site.rows("SELECT uuid FROM learning_attempt")}
    assert len(acknowledged) > 20
    assert {made.replace("-", "") for made in acknowledged} <= kept


def test_a_killed_worker_leaves_whole_bundles_only_and_its_jobs_are_taken_up(site: Site) -> None:
    until(site.jobs_are_done, seconds=120)
    for _round in range(4):
        site.manage("manage.py", "shell", "-c", ask_for_everything())
        until(lambda: processes_named(site, "mwanga-worker"), seconds=60)  # the watcher starts a killed one again after a while
        time.sleep(random.Random(_round).uniform(0.1, 1.5))  # somewhere in the middle of the work, wherever that is
        for pid in processes_named(site, "mwanga-worker"):
            os.kill(pid, signal.SIGKILL)
        for bundle in (site.folder / "bundles").glob("*.zip"):
            assert zipfile.ZipFile(bundle).testzip() is None
    until(site.jobs_are_done, seconds=300)
    assert not site.rows("SELECT error FROM courses_job WHERE status = 'failed'")
    offered = site.rows("SELECT file_name, size FROM bundles_bundle WHERE is_current")
    assert offered
    for name, size in offered:
        assert (site.folder / "bundles" / name).stat().st_size == size
    leftovers = [path.name for path in (site.folder / "bundles").iterdir() if path.suffix != ".zip" and path.is_file()]
    assert not leftovers


def ask_for_everything() -> str:
    """Forgets the built files of three languages and asks for all of them again."""
    return (
        "from courses import jobs; from learning.bundles.models import Bundle\n"
        "from django.conf import settings\n"
        "for bundle in Bundle.objects.filter(is_current=True, language__in=['en', 'ar', 'sw']):\n"
        "    (settings.BUNDLES_ROOT / bundle.file_name).unlink(missing_ok=True)\n"
        "    jobs.ask('build_bundle', f'{bundle.course_key}/{bundle.language}/{bundle.tier}/{bundle.format}')\n"
    )
