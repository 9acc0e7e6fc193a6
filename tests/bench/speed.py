"""Requests a second and CPU milliseconds a request: a lesson page beside a static file of about its size, same server, same run."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.bench.pages import LESSON

CONNECTIONS: Final = 8
SECONDS: Final = 4.0
ROUNDS: Final = 3
TICKS: Final = os.sysconf("SC_CLK_TCK")


def lesson_beside_static_file(folder: Path) -> Iterator[dict[str, Any]]:
    """Serves the folder and asks for a lesson and a static file in turns; keeps the best round of each."""
    static = a_static_file(folder)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "config.serve"],
        env={**os.environ, "PORT": str(port), "MWANGA_DATA": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        rounds = [(measure(port, f"/{LESSON}/", server.pid), measure(port, static, server.pid)) for _round in range(ROUNDS)]
        memory = resident(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    lesson = max((pair[0] for pair in rounds), key=lambda figure: figure["per_second"])
    file = max((pair[1] for pair in rounds), key=lambda figure: figure["per_second"])
    yield {"bench": "speed", "what": "lesson page", **lesson}
    yield {"bench": "speed", "what": "static file", "path": static, **file}
    yield {
        "bench": "speed",
        "what": "lesson : static file",
        "per_second": round(lesson["per_second"] / file["per_second"], 2),
        "cpu_ms": round(lesson["cpu_ms"] / file["cpu_ms"], 2),
    }
    yield {"bench": "memory", "what": "server, worker and clock, after serving", "mb_pss": memory}


def a_static_file(folder: Path) -> str:
    """The stylesheet under its hashed name: as long as a lesson, give or take."""
    found = next(path for path in (folder / "static" / "css").glob("mwanga.*.css"))
    return f"/static/css/{found.name}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Until the server answers, a minute at most."""
    for _try in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start within a minute.")


def measure(port: int, path: str, pid: int) -> dict[str, Any]:
    """Asks for one path over a few kept connections; CPU time is that of the server's whole family."""
    over = time.monotonic() + SECONDS
    counts: list[list[float]] = [[] for _connection in range(CONNECTIONS)]
    threads = [threading.Thread(target=ask, args=(port, path, over, count)) for count in counts]
    before, began = cpu_seconds(pid), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, cpu = time.monotonic() - began, cpu_seconds(pid) - before
    times = sorted(one for count in counts for one in count)
    return {
        "per_second": round(len(times) / took),
        "cpu_ms": round(1000 * cpu / len(times), 3),
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1),
    }


def ask(port: int, path: str, over: float, times: list[float]) -> None:
    """One connection: asks until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    while time.monotonic() < over:
        began = time.monotonic()
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        times.append(time.monotonic() - began)


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    """User and system time of a family of processes."""
    total = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(") ", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident(pid: int) -> float:
    """Memory of a family in MB, shared pages counted once (PSS)."""
    total = 0
    for one in family(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return round(total / 1000, 1)
