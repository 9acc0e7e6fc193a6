"""Serve Mwanga on one machine: `python -m config.serve` runs the web server, a worker and its clock, and watches them.

This is what `make run`, a hub in a classroom and a small server start. It loads the project once and forks the
three from it, so that they share its memory. It is not a deployment tool: no TLS, no daemon, no log files.
Why it is built like this: docs/decisions/0002-tooling.md.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import errno
import gc
import http.client
import os
import select
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

WEB_WORKERS = 2
WEB_THREADS = 4
FIRST_BACK_OFF = 1.0
LONGEST_BACK_OFF = 60.0
HEALTHY_AFTER = 60.0  # seconds alive after which an end counts as a first one again
HEARTBEATS = "/dev/shm"  # in memory, so that they do not wear a memory card out
POLITE_SECONDS = 12.0  # for requests and the task in hand; longer than the server's own grace below
WEB_GRACE_SECONDS = 8
ANSWER_EXPECTED_IN = 30.0

WORKER_ARGUMENTS = (
    *("--quiet", "worker", "--pool=prefork", "--concurrency=1", "--loglevel=WARNING"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),  # they talk to other workers: there are none
)

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class CannotListen(Exception):
    """The address cannot be had; the message says which one, why, and what to do."""


def say(text: str) -> None:
    """Tell the person at the keyboard; a closed terminal is no reason to fall over."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


# --- the address ------------------------------------------------------------------------------------------------


def wanted_address() -> tuple[str, int]:
    """The address to serve on, from HOST and PORT."""
    host = os.environ.get("HOST") or "127.0.0.1"
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise CannotListen(f"PORT is '{text}'. Write a number from 0 to 65535, such as PORT=8000.")
    return host, int(text)


def listen(host: str, port: int) -> socket.socket:
    """Take the address. The watcher keeps this socket, so visitors wait instead of being refused during a restart."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=512)
    except OSError as error:
        raise CannotListen(why_not(host, port, error)) from error


def why_not(host: str, port: int, error: OSError) -> str:
    """One sentence for the person at the keyboard."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use already. Stop what is there, or choose another: PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system. Choose one from 1024 up: PORT=8000."
    return f"Cannot listen on {host} port {port}: {error.strerror or error}. Check HOST and PORT."


def home_url(listener: socket.socket) -> str:
    """The address a person on this machine can open, whatever HOST is."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def answers(url: str) -> bool:
    """True when /healthz gives any answer but a server error (a production host name makes it a 400 or a redirect)."""
    netloc = url.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(netloc, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# --- what the children do ---------------------------------------------------------------------------------------


def load_project() -> Callable[..., Any]:
    """Import everything the children need and return the WSGI application.

    Runs once, before any fork: about two seconds and 100 MB that are then shared. Frozen objects are left alone by
    the garbage collector, whose marks would otherwise make each child copy the pages.
    """
    from django.db import connections
    from django.urls import get_resolver

    from config.celery_app import app as celery_app
    from config.wsgi import application

    celery_app.loader.import_default_modules()
    _ = (celery_app.Worker, celery_app.Beat)  # imports them
    os.environ["CELERY_SKIP_CHECKS"] = "true"  # `celery --skip-checks`: migrate did them; 15 MB and half a second
    _ = get_resolver().url_patterns  # imports all views
    connections.close_all()  # a connection must not cross a fork
    gc.collect()
    gc.freeze()
    return application


def serve_web(application: Callable[..., Any], listener: socket.socket) -> int:
    """Run gunicorn on the socket the watcher holds. Returns only by SystemExit."""
    from gunicorn.app.base import BaseApplication

    options = {
        "bind": f"fd://{listener.fileno()}",
        "worker_class": "gthread",
        "workers": WEB_WORKERS,
        "threads": WEB_THREADS,
        "preload_app": True,
        "timeout": 60,
        "graceful_timeout": WEB_GRACE_SECONDS,
        "keepalive": 5,
        "loglevel": "warning",
        "control_socket_disable": True,  # it would leave a socket file in the home folder
        "worker_tmp_dir": HEARTBEATS if Path(HEARTBEATS).is_dir() else None,
        "post_fork": lambda _arbiter, worker: die_with_parent(worker.ppid),
    }

    class WebServer(BaseApplication):
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            return application

    WebServer().run()
    return 0


def run_worker(listener: socket.socket) -> int:
    """Run one Celery worker. Its pool is one process, so that time limits hold and memory comes back now and then.

    That process needs no care here: it ends by itself when its pipe to the worker closes.
    """
    from celery.exceptions import SecurityWarning

    from config.celery_app import app

    listener.close()
    warnings.simplefilter("ignore", SecurityWarning)  # about root: tasks are JSON and cannot carry code
    app.worker_main([*WORKER_ARGUMENTS])
    return 0


def run_clock(listener: socket.socket) -> int:
    """Wake the worker at the times in the settings (Celery beat), which also say where it keeps its last times.

    A child of its own, not a part of the worker (`worker --beat`): nobody would start that part again.
    """
    from config.celery_app import app

    listener.close()
    app.Beat(quiet=True, loglevel="WARNING", remote_control=False).run()
    return 0


def die_with_parent(parent: int) -> None:
    """Have the kernel stop this process when `parent` ends, however it ends. Elsewhere than on Linux: nothing."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the line above
        os.kill(os.getpid(), signal.SIGTERM)


# --- one child ---------------------------------------------------------------------------------------------------


@dataclass
class Child:
    """A process to keep alive, with all it starts in its own process group."""

    name: str
    title: str  # as `ps -o comm` and `top` show it, at most 15 characters
    work: Callable[[], int]
    pid: int = 0
    started_at: float = 0.0
    start_due: float = 0.0
    ends: int = 0  # in a row, without a healthy stretch between

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

    def plan_restart(self, at: float) -> float:
        """Say when to start again: after 1 s, then 2, 4 … up to a minute. Returns the seconds."""
        self.ends = 1 if at - self.started_at >= HEALTHY_AFTER else self.ends + 1
        wait = min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2.0 ** min(self.ends - 1, 16))
        self.start_due = at + wait
        return wait

    def signal_leader(self, number: int) -> None:
        if self.is_alive:
            os.kill(self.pid, number)

    def signal_all(self, number: int) -> None:
        if not self.is_alive:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody left; macOS words it differently
            os.killpg(self.pid, number)


def put_in_own_group(pid: int) -> None:
    """Keep the terminal's Ctrl-C from the child: the watcher alone decides how it is stopped."""
    with contextlib.suppress(PermissionError, ProcessLookupError):  # done by the other side already, or ended
        os.setpgid(pid, pid)


# --- the watcher -------------------------------------------------------------------------------------------------


class Watcher:
    """Starts the children, starts them again when they end, and stops them when asked to."""

    def __init__(self, children: list[Child], url: str) -> None:
        self.children = children
        self.url = url
        self.stop_requests = 0
        self.is_announced = False
        self.has_complained = False
        self._bell, bell_end = os.pipe()  # any signal writes a byte: sleeping on it misses none
        for end in (self._bell, bell_end):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(bell_end, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop_request)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _note_stop_request(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requests += 1

    def run(self) -> None:
        """Until somebody asks to stop."""
        began = time.monotonic()
        try:
            while not self.stop_requests:
                now = time.monotonic()
                self.start_what_is_due(now)
                self.announce(now - began)
                self.sleep(self.seconds_to_next_event(time.monotonic()))
                self.note_ends(time.monotonic())
        finally:
            self.stop()

    def start_what_is_due(self, now: float) -> None:
        for child in self.children:
            if not child.is_alive and child.start_due <= now:
                child.start(now)

    def announce(self, waited: float) -> None:
        """Print the address, once, when the server really answers there."""
        if self.is_announced:
            return
        if answers(self.url):
            self.is_announced = True
            say(f"Mwanga is at {self.url}  (stop it with Ctrl-C)")
        elif waited > ANSWER_EXPECTED_IN and not self.has_complained:
            self.has_complained = True
            say(f"{self.url} has not answered for {ANSWER_EXPECTED_IN:.0f} seconds; still trying.")

    def seconds_to_next_event(self, now: float) -> float:
        """Ends of children ring the bell; only starts that are due and the first answer need a clock."""
        if not self.is_announced:
            return 0.1
        return max(0.0, min((child.start_due - now for child in self.children if not child.is_alive), default=60.0))

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`, or at once on any signal (one that came before the call too)."""
        if select.select([self._bell], [], [], seconds)[0]:
            os.read(self._bell, 4096)

    def note_ends(self, now: float) -> None:
        if self.stop_requests:
            return
        for child in self.children:
            code = child.has_ended() if child.is_alive else None
            if code is not None:
                wait = child.plan_restart(now)
                how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
                say(f"The {child.name} {how}; starting it again in {wait:.0f} s.")

    def stop(self) -> None:
        """Ask politely, wait, then kill. A second request to stop kills at once. Leaves no process behind."""
        say("\nStopping …")
        for child in self.children:
            child.signal_leader(signal.SIGTERM)
        deadline = time.monotonic() + POLITE_SECONDS
        while any(self._still_there()) and time.monotonic() < deadline and self.stop_requests < 2:
            self.sleep(0.2)
        for child in self._still_there():
            say(f"The {child.name} took too long and was ended.")
            child.signal_all(signal.SIGKILL)
            os.waitpid(child.pid, 0)
        say("Stopped.")

    def _still_there(self) -> list[Child]:
        return [child for child in self.children if child.is_alive and child.has_ended() is None]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.serve", description="Serve on HOST and PORT.")
    parser.add_argument("--check-port", action="store_true", help="only say whether the address is free")
    options = parser.parse_args(arguments)
    try:
        listener = listen(*wanted_address())
    except CannotListen as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    if options.check_port:
        return 0
    application = load_project()
    web = Child("web server", "mwanga-web", lambda: serve_web(application, listener))
    worker = Child("worker", "mwanga-worker", lambda: run_worker(listener))
    clock = Child("clock", "mwanga-clock", lambda: run_clock(listener))
    Watcher([web, worker, clock], home_url(listener)).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
