"""A partner with a bundle, and servers from which updates come: one that works and one that cuts."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from learning.bundles.tool.fetch import Source
from learning.bundles.tool.update import Outcome, Wish, updated

NO_CUT = -1


@dataclass
class Partner:
    """A bundle's file, the folder of the site it comes from, and what the file should become."""

    file: Path
    site: Path
    wanted: bytes
    said: list[str] = field(default_factory=list)

    def update(self, place: str | Path | None = None, *, tries: int = 1, **wishes: Any) -> Outcome:
        """Runs the update from a place, the site's folder unless told otherwise."""
        source = Source(str(place or self.site), tries, 0)
        return updated(Wish(str(self.file), source, **wishes), self.said.append)

    @property
    def is_updated(self) -> bool:
        """Whether the file is the newest version, byte for byte."""
        return self.file.read_bytes() == self.wanted

    @property
    def line(self) -> Path:
        """The folder of the line's metadata."""
        (line,) = (path for path in (self.site / "updates").iterdir() if path.name != "roots")
        return line


@dataclass
class Cutter:
    """Says after how many bytes of a body the line is cut, and counts how often it was."""

    random: random.Random
    share: float  # of answers that are cut
    cuts: int = 0
    requests: int = 0

    def __call__(self, length: int) -> int:
        self.requests += 1
        if not length or self.random.random() >= self.share:
            return NO_CUT
        self.cuts += 1
        return self.random.randrange(length)


@contextmanager
def serving(folder: Path, cut: Callable[[int], int] = lambda _length: NO_CUT) -> Iterator[str]:
    """Serves a folder with ranges of bytes; `cut` says of each body where the line breaks. Yields the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = folder / self.path.lstrip("/")
            if not path.is_file():
                self.answer(404, b"")
                return
            data, wanted = path.read_bytes(), self.headers.get("Range", "")
            if not wanted:
                self.answer(200, data)
                return
            first, _dash, last = wanted.removeprefix("bytes=").partition("-")
            if int(first) >= len(data):
                self.answer(416, b"")
            else:
                self.answer(206, data[int(first) : int(last) + 1 if last else None])

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            end = cut(len(body))
            self.wfile.write(body if end == NO_CUT else body[:end])
            self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
