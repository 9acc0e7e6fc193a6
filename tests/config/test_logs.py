"""Logs: one JSON object a line, and nothing about people: no query strings, no addresses, no posted words."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from config.logs import JsonFormatter
from tests.cast import PASSWORD, Member


@contextlib.contextmanager
def written() -> Iterator[Callable[[], str]]:
    """What is logged inside the block, as the handler of the settings writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield out.getvalue
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def formatted(message: str, *args: object, name: str = "courses", **extra: object) -> dict[str, Any]:
    record = logging.LogRecord(name, logging.INFO, __file__, 1, message, args, None)
    record.__dict__.update(extra)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return json.loads(line)


def test_a_line_says_when_how_grave_where_and_what() -> None:
    line = formatted("Rendered %s lessons.", 3, job=7, kind="render_course")
    assert line["message"] == "Rendered 3 lessons."
    assert (line["level"], line["logger"], line["job"], line["kind"]) == ("info", "courses", 7, "render_course")
    assert line["time"].endswith("+00:00")


def test_what_a_library_attaches_is_dropped() -> None:
    request = RequestFactory().get("/en/?code=ABCD", REMOTE_ADDR="203.0.113.9")
    line = formatted("Something.", request=request, user="amina", ip="203.0.113.9", email="a@example.org")
    assert set(line) == {"time", "level", "logger", "message"}


@pytest.mark.parametrize(
    ("name", "message", "args", "said"),
    [
        ("django.request", "%s: %s", ("Not Found", "/en/join/?code=ABCD-EFGH"), "Not Found: /en/join/"),
        ("django.server", '"%s" %s %s', ("GET /en/join/?code=ABCD HTTP/1.1", "200", "12"), '"GET /en/join/ HTTP/1.1" 200 12'),
        ("django.security.csrf", "Forbidden (%s): %s", ("Origin", "/en/join/?code=ABCD"), "Forbidden (Origin): /en/join/"),
        ("gunicorn.access", "GET /c/ABC?name=Amina&x=%20 200", (), "GET /c/ABC 200"),
        ("courses.jobs", "Is it done? Yes.", (), "Is it done? Yes."),
        ("courses", "See https://example.org/a?b=c for more.", (), "See https://example.org/a for more."),
    ],
)
def test_query_strings_are_cut_whoever_writes_them(name: str, message: str, args: tuple[str, ...], said: str) -> None:
    assert formatted(message, *args, name=name)["message"] == said


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::7", "[2001:db8::7]:443", "203.0.113.9:51234"])
def test_addresses_of_networks_are_left_out(address: str) -> None:
    line = formatted("Connection from %s was closed.", address)
    assert line["message"] == "Connection from … was closed."


@pytest.mark.parametrize(
    "text", ["Version 3.11.7 at 18:24:53.", "5:30", "lesson 1.2", "Listening on 127.0.0.1:8000", "face.cafe", "10 of 12: done"]
)
def test_other_numbers_stay(text: str) -> None:
    assert formatted(text)["message"] == text


def test_a_failure_says_where_and_not_with_what() -> None:
    name = "amina".title()  # lines of source are part of a traceback

    def asked(answer: str) -> None:
        try:
            raise KeyError(answer)
        except KeyError as error:
            raise ValueError(f"Cannot use “{answer}” of https://example.org/?learner={answer}\nDETAIL: ({answer})") from error

    try:
        asked(name)
    except ValueError:
        record = logging.LogRecord("courses", logging.ERROR, __file__, 1, "It broke.", (), sys.exc_info())
    line = json.loads(JsonFormatter().format(record))
    assert line["exception"].count("in asked") == 2
    assert line["exception"].endswith("ValueError: Cannot use … of https://example.org/")
    assert "KeyError: …" in line["exception"]
    assert name not in json.dumps(line)


@pytest.mark.django_db
def test_a_visit_leaves_no_trace_of_the_visitor(learner: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    assert learner.person is not None
    code = learner.person.code

    def broken(*_args: object, **_named: object) -> None:
        raise ValueError(f"invalid literal: {code!r}")

    browser = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="A rare phone")
    with written() as text:
        for path in (f"/en/nothing/?code={code}", f"/en/join/?code={code}", f"/c/nothing?name={code}"):
            browser.get(path)
        browser.post("/en/join/", {"code": code, "picture1": "sun"})
        browser.post("/cms/login/", {"username": "amina@example.org", "password": PASSWORD})
        browser.get("/en/", headers={"Host": "evil.example.org"})
        monkeypatch.setattr("courses.views.catalogue_context", broken)
        assert browser.get(f"/en/?q={code}").status_code == 500
        lines = text()
    assert "Not Found: /en/nothing/" in lines
    assert "Internal Server Error: /en/" in lines
    for secret in (code, "203.0.113.9", "A rare phone", "amina@example.org", PASSWORD):
        assert secret not in lines, secret
    assert all(json.loads(line) for line in lines.splitlines())


def test_objects_that_are_no_json_are_written_as_text() -> None:
    assert formatted("%s", {"a": {1, 2}}, job=object())["job"].startswith("<object")
