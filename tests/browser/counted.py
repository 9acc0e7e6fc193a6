"""A way to a server on which every byte and every request is counted, as a telephone company would."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.free_ports import free_port


@dataclass
class Counted:
    """What went over the line since `fresh()`: requests by their first line, and bytes in answer to them, headers too."""

    port: int
    requests: list[str] = field(default_factory=list)
    received: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fresh(self) -> None:
        self.requests, self.received = [], 0


@contextlib.contextmanager
def counted(target: int) -> Iterator[Counted]:
    """Passes connections on to a port of this machine."""
    line = Counted(free_port())
    listener = socket.create_server(("127.0.0.1", line.port), backlog=128)

    def accept() -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", target))
            threading.Thread(target=upwards, args=(client, server), daemon=True).start()
            threading.Thread(target=downwards, args=(server, client), daemon=True).start()

    def upwards(client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if data.startswith((b"GET ", b"POST ", b"HEAD ")):
                    line.requests.append(data.split(b"\r\n", 1)[0].decode("latin-1"))
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    def downwards(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                line.received += len(data)
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)

    threading.Thread(target=accept, daemon=True).start()
    yield line
    listener.close()
