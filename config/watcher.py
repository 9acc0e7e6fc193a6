"""The watcher: forks a few children from one process, starts them again when they end, and stops them on a signal.

It knows nothing of Django, gunicorn or Celery: `config/serve.py` says what the children do. It must stay in one
thread and hold no connections, since every child is a copy of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

FIRST_BACK_OFF = 1.0
LONGEST_BACK_OFF = 30.0
HEALTHY_AFTER = 10.0  # seconds alive after which an end counts as a first one again
POLITE_SECONDS = 12.0  # for requests and the task in hand; a job cut off is done again from its row
READY_EXPECTED_IN = 30.0

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_NAME = 15
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def say(text: str) -> None:
    """Tell the person at the keyboard; a closed terminal is no reason to fall over."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def die_with_parent(parent: int) -> None:
    """Have the kernel stop this process when `parent` ends, however it ends. Elsewhere than on Linux: nothing."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the line above
        os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Child:
    """A process to keep alive. Whatever it starts itself stays in its process group and ends with it."""

    name: str
    title: str  # as `ps -o comm` and `top` show it, at most 15 characters
    work: Callable[[], int]
    pid: int = 0
    started_at: float = 0.0
    start_due: float = 0.0
    failures: int = 0  # in a row, without a healthy stretch between

    @property
    def is_alive(self) -> bool:
        return self.pid != 0

    def start(self, at: float) -> None:
        watcher = os.getpid()
        # A signal sent from here on waits: in the child it must not meet the watcher's handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        pid = os.fork()
        if pid == 0:
            self._be_the_child(watcher)
        put_in_own_group(pid)  # here too, so that a signal sent at once finds the group
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self.pid, self.started_at = pid, at

    def _be_the_child(self, watcher: int) -> NoReturn:
        """Never returns: nothing of the watcher's stack may run twice."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (*STOP_SIGNALS, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            put_in_own_group(0)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            if LIBC is not None:
                LIBC.prctl(PR_SET_NAME, self.title.encode())
            die_with_parent(watcher)
            code = self.work()
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def has_ended(self) -> int | None:
        """The exit code (a signal as a negative number) if the process ended since the last question. Clears `pid`."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self.signal_all(signal.SIGKILL)  # what a killed leader leaves behind
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def plan_restart(self, at: float, code: int) -> float:
        """Say when to start again and return the seconds until then.

        At once when the child ended by itself after a healthy stretch; else after 1 s, then 2, 4 … up to half a minute.
        """
        was_healthy = at - self.started_at >= HEALTHY_AFTER
        if was_healthy and code == 0:
            self.failures, wait = 0, 0.0
        else:
            self.failures = 1 if was_healthy else self.failures + 1
            wait = min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2.0 ** min(self.failures - 1, 16))
        self.start_due = at + wait
        return wait

    def signal_leader(self, number: int) -> None:
        if self.is_alive:
            os.kill(self.pid, number)

    def signal_all(self, number: int) -> None:
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody left; macOS words it differently
                os.killpg(self.pid, number)


def put_in_own_group(pid: int) -> None:
    """Keep the terminal's Ctrl-C from the child: the watcher alone decides how it is stopped."""
    with contextlib.suppress(PermissionError, ProcessLookupError):  # done by the other side already, or ended
        os.setpgid(pid, pid)


class Watcher:
    """Keeps the children alive until somebody asks to stop."""

    def __init__(self, children: Sequence[Child], *, is_ready: Callable[[], bool], greeting: str) -> None:
        """`is_ready` is asked ten times a second until it is true, then `greeting` is said."""
        self.children = children
        self.is_ready = is_ready
        self.greeting = greeting
        self.stop_requests = 0
        self.has_greeted = False
        self.has_complained = False
        self._bell, bell_end = os.pipe()  # any signal writes a byte: sleeping on it misses none
        for end in (self._bell, bell_end):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(bell_end, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop_request)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to ring the bell

    def _note_stop_request(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requests += 1

    def run(self) -> None:
        """Until a stop signal. Whatever goes wrong here, no process is left behind."""
        began = time.monotonic()
        try:
            while not self.stop_requests:
                self.start_what_is_due(time.monotonic())
                self.greet(time.monotonic() - began)
                self.sleep(self.seconds_to_next_event(time.monotonic()))
                self.note_ends(time.monotonic())
        finally:
            self.stop()

    def start_what_is_due(self, now: float) -> None:
        for child in self.children:
            if not child.is_alive and child.start_due <= now and not self.stop_requests:
                child.start(now)

    def greet(self, waited: float) -> None:
        if self.has_greeted:
            return
        if self.is_ready():
            self.has_greeted = True
            say(self.greeting)
        elif waited > READY_EXPECTED_IN and not self.has_complained:
            self.has_complained = True
            say(f"The server has not answered for {READY_EXPECTED_IN:.0f} seconds; still trying.")

    def seconds_to_next_event(self, now: float) -> float:
        """The end of a child rings the bell; only a start that is due and the first answer need a clock."""
        if not self.has_greeted:
            return 0.1
        return max(0.0, min((child.start_due - now for child in self.children if not child.is_alive), default=3600.0))

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`, or at once on any signal (one that came before the call too)."""
        if select.select([self._bell], [], [], seconds)[0]:
            os.read(self._bell, 4096)

    def note_ends(self, now: float) -> None:
        if self.stop_requests:
            return
        for child in self.children:
            code = child.has_ended() if child.is_alive else None
            if code is None:
                continue
            if wait := child.plan_restart(now, code):
                how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
                say(f"The {child.name} {how}; starting it again in {wait:.0f} s.")

    def stop(self) -> None:
        """Ask politely, wait, then kill. A second request to stop kills at once."""
        say("\nStopping …")
        for child in self.children:
            child.signal_leader(signal.SIGTERM)
        deadline = time.monotonic() + POLITE_SECONDS
        while self._still_there() and time.monotonic() < deadline and self.stop_requests < 2:
            self.sleep(0.2)
        for child in self._still_there():
            say(f"The {child.name} took too long and was ended.")
            child.signal_all(signal.SIGKILL)
            os.waitpid(child.pid, 0)
        say("Stopped.")

    def _still_there(self) -> list[Child]:
        return [child for child in self.children if child.is_alive and child.has_ended() is None]
