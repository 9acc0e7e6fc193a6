"""Asking a server: once with all that came, or again and again over kept connections with as little work on this side as can be.

The asking runs on the same cores as the server, so a heavy client would hide what the server costs.
"""

from __future__ import annotations

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

from tests.bench.processes import cpu_seconds

CONNECTIONS: Final = 8
SECONDS: Final = 4.0
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Exchange(NamedTuple):
    """One answer as it came on the wire."""

    status: int
    head: bytes
    body: bytes

    @property
    def head_bytes(self) -> int:
        """The status line, the headers and the empty line after them."""
        return len(self.head)

    @property
    def coding(self) -> str:
        """The content coding."""
        found = re.search(rb"\r\ncontent-encoding: *([\w-]+)", self.head, re.IGNORECASE)
        return found.group(1).decode() if found else "identity"


def ask(port: int, path: str, **headers: str) -> Exchange:
    """Asks once. Headers are given as `accept_encoding="br"`."""
    with connected(port) as connection:
        connection.sendall(request(port, path, **headers))
        return receive(connection)


def connected(port: int) -> socket.socket:
    """A connection to a server on this machine."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def request(port: int, path: str, **headers: str) -> bytes:
    """A GET request as bytes."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def receive(connection: socket.socket) -> Exchange:
    """Reads one answer that says how long it is."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += more_of(connection)
    head = data[: end + 4]
    length = LENGTH.search(head)
    whole = len(head) + (int(length.group(1)) if length else 0)
    while len(data) < whole:
        data += more_of(connection)
    return Exchange(int(head[9:12]), head, data[len(head) :])


def more_of(connection: socket.socket) -> bytes:
    """What comes next. Raises `ConnectionError` when nothing does."""
    if piece := connection.recv(65536):
        return piece
    raise ConnectionError("The server closed the connection in the middle of an answer.")


def measure(port: int, path: str, pid: int) -> dict[str, Any]:
    """Asks for one path over a few kept connections. The CPU time is that of the server's whole family."""
    over = time.monotonic() + SECONDS
    before, began = cpu_seconds(pid), time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as connections:
        asking = [connections.submit(ask_again, port, path, over=over) for _connection in range(CONNECTIONS)]
    took, cpu = time.monotonic() - began, cpu_seconds(pid) - before
    times = sorted(one for connection in asking for one in connection.result())
    return {
        "per_second": round(len(times) / took),
        "cpu_ms": round(1000 * cpu / len(times), 3),
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1),
    }


def ask_again(port: int, path: str, *, over: float) -> list[float]:
    """One connection: asks until the time is over; how long each answer took. All must be as long as the first."""
    times = []
    wanted = request(port, path, accept_encoding="br")
    with connected(port) as connection:
        connection.sendall(wanted)
        first = receive(connection)
        if first.status != 200:
            raise RuntimeError(f"{path} answered {first.status}.")
        length = len(first.head) + len(first.body)
        while (began := time.monotonic()) < over:
            connection.sendall(wanted)
            left = length
            while left > 0:
                left -= len(more_of(connection))
            if left:
                raise RuntimeError(f"{path} was answered in another way in the middle of a measurement.")
            times.append(time.monotonic() - began)
    return times
