"""Serve Mwanga on one machine: `python -m config.serve` runs the web server, a worker and its clock, and watches them.

This is what `make run`, a hub in a classroom and a small server start. It loads the project once and forks the
three from it, so that they share its memory. It is not a deployment tool: no TLS, no daemon, no log files.
Why it is built like this: docs/decisions/0002-tooling.md.
"""

from __future__ import annotations

import argparse
import errno
import faulthandler
import gc
import http.client
import ipaddress
import itertools
import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.watcher import Child, Watcher, die_with_parent

WEB_WORKERS = 2
WEB_THREADS = 4
WEB_GRACE_SECONDS = 8  # for requests under way; shorter than the watcher's patience
HEARTBEATS = "/dev/shm"  # noqa: S108 - gunicorn's, unlinked at once; in memory, to spare a memory card
STANDARD_ERROR = 2

WebApplication = Callable[..., Any]


class CannotListen(Exception):
    """The address cannot be had; the message says which one, why, and what to do."""


# --- the address ------------------------------------------------------------------------------------------------------


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
    return f"Cannot listen on {host}, port {port}: this machine has no such address. Check HOST."


def home_url(listener: socket.socket) -> str:
    """The address a person on this machine can open, whatever HOST is."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:  # every address of this machine
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def answers(url: str) -> bool:
    """True when /healthz answers, within a second."""
    connection = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"), timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# --- what the children share ------------------------------------------------------------------------------------------


def load_project() -> WebApplication:
    """Import everything the children need and return the WSGI application.

    Runs once, before any fork: two seconds and 100 MB that are then shared. Frozen objects are left alone by the
    garbage collector, whose marks would otherwise make each child copy the pages.
    """
    from django.db import connections
    from django.urls import get_resolver

    from config.celery_app import app as celery_app
    from config.wsgi import application

    celery_app.loader.import_default_modules()
    _ = (celery_app.Worker, celery_app.Beat)  # imports them
    os.environ["CELERY_SKIP_CHECKS"] = "true"  # `celery --skip-checks`: migrate did them; saves 15 MB and half a second
    _ = get_resolver().url_patterns  # imports all views
    connections.close_all()  # a connection must not cross a fork
    gc.collect()
    gc.freeze()
    return application


# --- what the children do ---------------------------------------------------------------------------------------------


def serve_web(application: WebApplication, listener: socket.socket) -> int:
    """Run gunicorn on the socket the watcher holds. Ends by SystemExit."""
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

        def load(self) -> WebApplication:
            return application

    WebServer().run()
    return 0


def run_worker(listener: socket.socket) -> int:
    """Run one Celery worker that does its tasks itself (pool "solo"), one after the other.

    Celery's process pool is not used: with a queue of files, a pool process killed while idle takes the lock on the
    next task with it, and the worker waits for ever. Here there is one process, and the watcher starts it again.
    """
    from celery.exceptions import SecurityWarning

    from config.celery_app import app

    listener.close()
    warnings.simplefilter("ignore", SecurityWarning)  # about root: tasks are JSON and cannot carry code
    keep_limits(app.conf)
    alone = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
    worker = app.Worker(pool="solo", loglevel="WARNING", quiet=True, **alone)
    worker.start()
    return worker.exitcode or 0


def keep_limits(conf: Any) -> None:
    """Keep two limits of the settings that pool "solo" does not: `task_time_limit` and `worker_max_tasks_per_child`.

    A task over its time ends the whole process, from a thread that needs no Python to run, after printing where it
    stood. After so many tasks the worker ends politely, so that the next one starts with little memory.
    """
    from celery import signals

    done = itertools.count(1)

    def before(**_: object) -> None:
        if conf.task_time_limit:
            faulthandler.dump_traceback_later(conf.task_time_limit, exit=True, file=STANDARD_ERROR)

    def after(**_: object) -> None:
        faulthandler.cancel_dump_traceback_later()
        if next(done) == conf.worker_max_tasks_per_child:
            os.kill(os.getpid(), signal.SIGTERM)

    signals.task_prerun.connect(before, weak=False)
    signals.task_postrun.connect(after, weak=False)


def run_clock(listener: socket.socket) -> int:
    """Wake the worker at the times in the settings (Celery beat), which also say where it keeps its last times.

    A child of its own, not a part of the worker (`worker --beat`): nobody would start that part again.
    """
    from config.celery_app import app

    listener.close()
    app.Beat(quiet=True, loglevel="WARNING", remote_control=False).run()
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.serve", description="Serve Mwanga on HOST and PORT.")
    parser.add_argument("--check-port", action="store_true", help="only say whether the address is free")
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this one ends")
    options = parser.parse_args(arguments)
    if options.with_parent:
        die_with_parent(os.getppid())
    try:
        listener = listen(*wanted_address())
    except CannotListen as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    if options.check_port:
        return 0
    application = load_project()
    url = home_url(listener)
    children = [
        Child("web server", "mwanga-web", lambda: serve_web(application, listener)),
        Child("worker", "mwanga-worker", lambda: run_worker(listener)),
        Child("clock", "mwanga-clock", lambda: run_clock(listener)),
    ]
    Watcher(children, is_ready=lambda: answers(url), greeting=f"Mwanga is at {url}  (stop it with Ctrl-C)").run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
