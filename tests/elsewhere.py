"""A server of somebody else on this machine: whatever a hostile library reaches, it hears."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable


class Elsewhere:
    """Remembers every connection and call and what was said first, and answers that all may be read."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self.listener.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.calls = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.calls.bind(("127.0.0.1", self.port))
        for listen in (self.take_connection, self.take_call):
            threading.Thread(target=self.until_closed, args=(listen,), daemon=True).start()

    def until_closed(self, listen: Callable[[], None]) -> None:
        while True:
            try:
                listen()
            except OSError:
                return

    def take_connection(self) -> None:
        connection, _address = self.listener.accept()
        self.heard.append("a connection")  # until it says something, which may take a busy machine a while
        with connection, contextlib.suppress(OSError):
            connection.settimeout(20)
            self.heard.append(connection.recv(2000).split(b"\r\n")[0].decode("latin-1"))
            self.heard.remove("a connection")
            connection.sendall(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n")

    def take_call(self) -> None:
        self.calls.recv(2000)
        self.heard.append("a call")

    def close(self) -> None:
        self.listener.close()
        self.calls.close()
