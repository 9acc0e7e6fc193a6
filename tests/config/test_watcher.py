"""The watcher: children that end are started again without haste, and nothing is left behind, however it ends itself."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.watcher import Child

ROOT = Path(__file__).resolve().parents[2]
# Two children that write down who they are; "deaf" does not hear SIGTERM and starts a process of its own.
PROGRAM = """
import os, signal, sys, time
from config import watcher
from pathlib import Path
folder = Path(sys.argv[1])
watcher.POLITE_SECONDS = 0.5
def note(name):
    with (folder / name).open("a") as out:
        out.write(f"{os.getpid()}\\n")
def calm():
    note("calm")
    signal.pause()
    return 0
def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() == 0:
        note("grandchild")
    else:
        note("deaf")
    for _ in range(30):
        time.sleep(1)
def broken():
    with (folder / "began").open("a") as out:
        out.write(f"{time.monotonic()}\\n")
    note("broken")
    return 7
children = [watcher.Child(name, f"mwanga-{name}", globals()[name]) for name in sys.argv[2:]]
watcher.Watcher(children, is_ready=lambda: True, greeting="ready").run()
"""


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    over = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < over, "it did not come true in time"
        time.sleep(0.02)


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Watched:
    """The program above, run in a process of its own."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder = folder / "pids"
        self.folder.mkdir()
        self.said = folder / "said"  # a file, for a pipe would stay open as long as anybody lives
        command = [sys.executable, "-c", PROGRAM, str(self.folder), *names]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=self.said.open("w"), stderr=subprocess.STDOUT)

    def pids(self, name: str) -> list[int]:
        file = self.folder / name
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def wait_for(self, *names: str) -> None:
        until(lambda: all(self.pids(name) for name in names))

    def everyone(self) -> list[int]:
        return [int(line) for file in self.folder.iterdir() for line in file.read_text().split()]


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    started: list[tuple[Watched, tuple[str, ...]]] = []

    def start(*names: str) -> Watched:
        started.append((Watched(tmp_path, *names), names))
        return started[-1][0]

    yield start
    for watched, names in started:
        watched.process.kill()
        watched.process.wait()
        for leader in (pid for name in names for pid in watched.pids(name)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(leader, signal.SIGKILL)


pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_and_the_exit_code_is_0(watch: Callable[..., Watched], number: int) -> None:
    watched = watch("calm")
    watched.wait_for("calm")
    watched.process.send_signal(number)
    assert watched.process.wait(30) == 0
    assert not any(map(is_there, watched.everyone()))


def test_a_child_that_does_not_listen_is_killed_with_all_it_started(watch: Callable[..., Watched]) -> None:
    watched = watch("deaf", "calm")
    watched.wait_for("deaf", "grandchild", "calm")
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(30) == 0
    assert "The deaf took too long and was ended." in watched.said.read_text()
    until(lambda: not any(map(is_there, watched.everyone())))


def test_a_killed_child_is_started_again_after_what_it_left_behind_is_gone(watch: Callable[..., Watched]) -> None:
    watched = watch("deaf")
    watched.wait_for("deaf", "grandchild")
    [leader], [grandchild] = watched.pids("deaf"), watched.pids("grandchild")
    os.kill(leader, signal.SIGKILL)
    until(lambda: not is_there(grandchild))
    until(lambda: len(watched.pids("deaf")) == 2)
    assert Path(f"/proc/{watched.pids('deaf')[1]}/comm").read_text() == "mwanga-deaf\n"


def test_children_end_when_the_watcher_is_killed(watch: Callable[..., Watched]) -> None:
    watched = watch("calm")
    watched.wait_for("calm")
    watched.process.kill()
    until(lambda: not any(map(is_there, watched.everyone())))


def test_a_child_that_fails_at_once_is_started_ever_more_slowly(watch: Callable[..., Watched]) -> None:
    watched = watch("broken")
    until(lambda: len(watched.pids("broken")) >= 3)
    first, second, third = [float(line) for line in (watched.folder / "began").read_text().split()][:3]
    # A busy machine makes them longer, never shorter.
    assert second - first > 0.9
    assert third - second > 1.9


def test_the_waits_double_up_to_half_a_minute_and_start_anew_after_a_healthy_stretch() -> None:
    child = Child("worker", "worker", lambda: 0)
    assert [child.plan_restart(0.0, 1) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert child.plan_restart(3600.0, -9) == 1
    assert child.plan_restart(3600.0, 0) == 0
