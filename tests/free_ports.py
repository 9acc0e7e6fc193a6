"""Ports for the servers of tests, that no other test of this machine is given as well.

A port the system names (`bind` to 0) may be handed out twice before its server listens, or go to some client's connection. Two
sites then share a number: the second ends, and its tests speak to the first. So ports are taken from below the range that systems
give to clients, and a locked file says that one is taken for as long as this process lives.
"""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

PORTS = range(12_000, 32_000)  # Linux gives clients 32,768 and up
LOCKS = Path(tempfile.gettempdir()) / f"mwanga-test-ports-{os.getuid()}"

taken: list[IO[str]] = []


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on and no other test will be given while this process lives."""
    LOCKS.mkdir(exist_ok=True)
    for port in random.sample(PORTS, len(PORTS)):
        lock = (LOCKS / str(port)).open("w")
        if is_ours(lock) and is_free(port):
            taken.append(lock)
            return port
        lock.close()
    raise RuntimeError(f"No port between {PORTS.start} and {PORTS.stop} is free for a test.")


def is_ours(lock: IO[str]) -> bool:
    """Whether the lock could be had."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
