"""The address the server takes, and the limits its worker keeps. The whole of it runs in tests/journeys."""

from __future__ import annotations

import os
import signal
import socket
from types import SimpleNamespace

import pytest
from celery import signals

from config import serve


def test_a_taken_port_is_told_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(serve.CannotListen, match=rf"Port {port} .* in use already.*PORT={port + 1}\."):
            serve.listen("127.0.0.1", port)


@pytest.mark.parametrize("text", ["eighty", "70000", "-1", "٨٠٠٠", "80.5"])
def test_a_port_that_is_none_is_refused_with_its_value(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(serve.CannotListen, match=text):
        serve.wanted_address()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(serve.CannotListen, match="no such address"):
        serve.listen("192.0.2.1", 0)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")])
def test_the_address_shown_can_be_opened_on_this_machine(host: str, shown: str) -> None:
    with serve.listen(host, 0) as listener:
        assert serve.home_url(listener) == f"http://{shown}:{listener.getsockname()[1]}/"


def test_without_a_server_there_is_no_answer() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not serve.answers(f"http://127.0.0.1:{closed.getsockname()[1]}/")


def test_the_worker_asks_to_be_replaced_after_so_many_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: asked.append((pid, number)))
    before, after = list(signals.task_prerun.receivers or []), list(signals.task_postrun.receivers or [])
    try:
        serve.keep_limits(SimpleNamespace(task_time_limit=60, worker_max_tasks_per_child=3))
        for _ in range(5):
            signals.task_prerun.send(sender=None)
            signals.task_postrun.send(sender=None)
            assert len(asked) == (1 if _ >= 2 else 0)
    finally:
        signals.task_prerun.receivers, signals.task_postrun.receivers = before, after
    assert asked == [(os.getpid(), signal.SIGTERM)]
