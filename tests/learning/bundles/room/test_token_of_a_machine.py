"""The script in a bundle says whose machine asks, if it was told a token, and tells nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from learning.bundles.tool.fetch import Source

Asked = list[tuple[str, str]]  # what was asked for, and the token that was shown


@pytest.fixture
def server() -> Iterator[tuple[str, Asked]]:
    """A server that notes what it is asked and sends everybody on to another name of itself."""
    asked: Asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization", "")))
            is_moved = self.path == "/moved.json"
            self.send_response(302 if is_moved else 200)
            if is_moved:
                self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/there.json")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_address[1]}/", asked
        served.shutdown()


@pytest.mark.parametrize("token", ["", "mwanga_secret"])
def test_a_token_goes_to_the_server_that_was_named_and_no_further(
    server: tuple[str, Asked], monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    place, asked = server
    monkeypatch.setenv("MWANGA_TOKEN", token)
    for name in ("timestamp.json", "moved.json"):
        with Source(place).opened(name, (0, -1)):
            pass
    shown = f"Bearer {token}" if token else ""
    assert asked == [("/timestamp.json", shown), ("/moved.json", shown), ("/there.json", "")]
