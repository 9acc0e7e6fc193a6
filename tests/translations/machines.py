"""Machines that draft translations, as real HTTP servers on a free port: each test says how they answer and sees what they got."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Answer:
    """What a server sends: JSON, or bytes as they are."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Request:
    """What a server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


Translate = Callable[[list[str]], list[str]]
Answering = Callable[[Request], Answer | None]


class MachineServer:
    """A server that keeps every request. `answering` may be replaced; None as an answer closes the connection."""

    def __init__(self, kind: str, translate: Translate) -> None:
        self.kind = kind
        self.translate = translate
        self.requests: list[Request] = []
        self.answering: Answering = self.as_agreed
        self.go_on = threading.Event()
        self.languages: Any = [{"code": code, "targets": ["en", "sw", "ar"]} for code in ("en", "sw", "ar")]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}" + ("/v1" if self.kind == "openai" else "")

    def setting(self, **changed: Any) -> dict[str, Any]:
        """Our setting that names this server."""
        model = "little-model" if self.kind == "openai" else ""
        return {"kind": self.kind, "url": self.url, "key": "the-key", "model": model, "seconds": 10} | changed

    def sentences_in(self, request: Request) -> list[str]:
        if self.kind == "libretranslate":
            return request.body["q"]
        return json.loads(request.body["messages"][-1]["content"])["sentences"]

    def asked(self) -> list[list[str]]:
        """The sentences of each request for a translation."""
        return [self.sentences_in(request) for request in self.requests if request.method == "POST"]

    def as_agreed(self, request: Request) -> Answer:
        """A server that does what it should."""
        if request.path == "/languages":
            return Answer(self.languages)
        return self.saying(self.translate(self.sentences_in(request)))

    def saying(self, sentences: Any) -> Answer:
        """An answer in the server's shape."""
        if self.kind == "libretranslate":
            return Answer({"translatedText": sentences})
        return self.thinking(json.dumps(sentences))

    def thinking(self, words: str) -> Answer:
        """A language model's words."""
        return Answer({"choices": [{"message": {"role": "assistant", "content": words}, "finish_reason": "stop"}]})

    def instead(self, answer: Answer | None) -> None:
        """From now on each request for a translation is answered so."""
        self.answering = lambda request: self.as_agreed(request) if request.path == "/languages" else answer

    def instead_late(self) -> None:
        """From now on nothing is answered until the test is over."""

        def late(request: Request) -> Answer:
            self.go_on.wait()
            return self.as_agreed(request)

        self.answering = late

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def handler_for(machine: MachineServer) -> type[BaseHTTPRequestHandler]:
    """Hands each request to the machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.handle_any(None)

        def do_POST(self) -> None:
            self.handle_any(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def handle_any(self, body: Any) -> None:
            request = Request(self.command, self.path, dict(self.headers), body)
            machine.requests.append(request)
            answer = machine.answering(request)
            if answer is None:
                self.close_connection = True
                return
            try:
                self.send_response(answer.status)
                for name, value in (
                    {"Content-Type": "application/json", "Content-Length": str(len(answer.data))} | answer.headers
                ).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.data)
            except OSError:
                self.close_connection = True  # whoever asked has gone

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    return Handler


def with_sw(sentences: list[str]) -> list[str]:
    """Sentences that one can tell from their sources, tags kept."""
    return [f"SW {sentence}" for sentence in sentences]


@pytest.fixture(params=["libretranslate", "openai"])
def machine(request: pytest.FixtureRequest, settings: Any) -> Iterator[MachineServer]:
    """A machine of each kind, which our settings name."""
    server = MachineServer(request.param, with_sw)
    server.start()
    settings.MACHINE = server.setting()
    yield server
    server.stop()


@pytest.fixture
def libre(settings: Any) -> Iterator[MachineServer]:
    """One machine, where it does not matter which."""
    server = MachineServer("libretranslate", with_sw)
    server.start()
    settings.MACHINE = server.setting()
    yield server
    server.stop()
