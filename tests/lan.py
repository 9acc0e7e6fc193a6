"""A network of its own with a hub in it, as in a school: plain HTTP from an address like 10.77.3.2, and no way out.

Addresses of this very machine would not do: browsers trust them as they trust HTTPS, so that Web Crypto is there, which no phone
in a hub's network has. The hub lives in a network namespace of the kernel, joined to this machine by one cable.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def hub(folder: Path) -> Iterator[str]:
    """Hands out a folder's files at an address of a local network, which it yields. A POST is answered with 501, as by a hub.

    Fails with a sentence where no such network can be made: tests on 127.0.0.1 would prove something else.
    """
    pid = os.getpid()
    name, cable = f"mwanga-{pid}", f"mw{pid}"
    net = f"10.{64 + pid // 250 % 128}.{pid % 250}"
    ip("netns", "add", name)
    try:
        ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("addr", "add", f"{net}.1/30", "dev", cable)
        ip("link", "set", cable, "up")
        inside = ("netns", "exec", name)
        ip(*inside, "ip", "addr", "add", f"{net}.2/30", "dev", "eth0")
        ip(*inside, "ip", "link", "set", "eth0", "up")
        server = [sys.executable, "-m", "http.server", "80", "--bind", f"{net}.2", "--directory", str(folder)]
        process = subprocess.Popen([program(), *inside, *server], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"{net}.2", process)
            yield f"http://{net}.2/"
        finally:
            process.kill()
            process.wait(10)
    finally:
        ip("netns", "del", name)  # the cable goes with it


def program() -> str:
    """The program `ip`, which a user's PATH may not lead to."""
    found = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not found:
        pytest.fail("The program ip is missing, with which a hub's network is made. On Debian: apt-get install iproute2.")
    return found


def ip(*words: str) -> None:
    """Runs `ip`."""
    done = subprocess.run([program(), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(
            f"No network of its own can be made here: “ip {' '.join(words)}” said “{done.stderr.strip()}”. "
            "Run the tests as root, in a container with the capabilities NET_ADMIN and SYS_ADMIN."
        )


def wait_for(host: str, process: subprocess.Popen[bytes]) -> None:
    """Until the hub answers."""
    over = time.monotonic() + 20
    while time.monotonic() < over and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((host, 80), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"The hub at {host} did not begin to answer within 20 seconds.")
