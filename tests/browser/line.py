"""A line between a browser and the site that can be cut, and that counts what goes over it.

A browser's own switch (`set_offline`) cuts before anything is under way, and what a service worker fetches escapes Playwright's
routes. Here the test stands in the middle: every request is written down, and from a chosen one on the line is dead.
"""

from __future__ import annotations

import http.client
import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.served_site import Site

HOP = {"connection", "keep-alive", "transfer-encoding", "host", "server", "date"}


class Line:
    """A proxy in front of a site, at an address of its own."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []  # "GET /en/", in order
        self.is_cut = False
        self.is_lossy: Callable[[str], bool] = lambda request: False  # requests whose reply is lost on the way back
        self.cut_after: int | None = None  # requests that still pass before the line is cut
        self.flows = threading.Event()  # while it is not set, the line hangs: nothing comes back and nothing breaks
        self.flows.set()
        self.lock = threading.Lock()
        line = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self) -> None:
                line.carry(self, port)

            do_GET = do_HEAD = do_POST = pass_on  # noqa: N815 - the names http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def carry(self, handler: http.server.BaseHTTPRequestHandler, port: int) -> None:
        """Hands one request on and its reply back, unless the line is cut."""
        request = f"{handler.command} {handler.path}"
        if not self.lets_pass(request):
            handler.close_connection = True
            return
        self.flows.wait(60)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
        for name, value in handler.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        if self.is_lossy(request):
            handler.close_connection = True
            return
        handler.send_response_only(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in HOP:
                handler.send_header(name, value)
        if reply.getheader("Content-Length") is None and reply.status not in {204, 304}:
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(data)

    def lets_pass(self, request: str) -> bool:
        """Writes the request down; whether the line still carries it."""
        with self.lock:
            if self.is_cut or self.cut_after == 0:
                self.is_cut = True
                return False
            if self.cut_after is not None:
                self.cut_after -= 1
            self.asked.append(request)
            return True

    def mend(self) -> None:
        """The line is back, and what was asked before is forgotten."""
        with self.lock:
            self.flows.set()
            self.is_cut, self.cut_after, self.asked = False, None, []

    def close(self) -> None:
        """Takes the line away."""
        self.flows.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    """A line to the site that can be cut."""
    line = Line(site.port)
    yield line
    line.close()
