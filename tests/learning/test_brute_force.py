"""Guessing codes and pictures: the limits are those of docs/security.md, and neither words nor work tell which codes exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning import people
from learning.codes import BASE, LENGTH, PICTURES, PIN_LENGTH, new_code
from learning.errors import CodeNotAccepted, TooManyTries
from learning.models import Person, StrangeCode
from learning.networks import network_of
from learning.people import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, keep_progress, open_code
from learning.views.throttle import WINDOW, WRONG_TRIES
from tests.cast import PIN
from tests.conventions.sources import ROOT

pytestmark = pytest.mark.django_db
WRONG = ("key", "key", "key")
DAY = timedelta(days=1)


def tries_within(span: timedelta) -> int:
    """How many PINs of one known code can be tried in a time, by the waits alone."""
    tries, passed = FREE_TRIES, timedelta(0)
    while True:
        passed += min(FIRST_WAIT * 2 ** min(tries - FREE_TRIES, 12), LONGEST_WAIT)
        if passed > span:
            return tries
        tries += 1


def test_the_arithmetic_of_the_page_is_that_of_the_code() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    pins, codes = len(PICTURES) ** PIN_LENGTH, BASE ** (LENGTH - 1)
    facts = [f"{pins:,}", f"{codes:,}", f"{tries_within(DAY)} tries in a day", f"{tries_within(30 * DAY)} in 30 days"]
    facts += [f"{tries_within(365 * DAY)} in a year", f"{WRONG_TRIES} wrong tries", f"{WINDOW // 60} minutes"]
    facts += [f"{WRONG_TRIES * 86400 // WINDOW:,} a day", f"{codes // 1_000_000 * pins:,}"]
    assert [fact for fact in facts if fact not in page] == []


def failure(typed: str, pin: tuple[str, ...] | None = WRONG) -> str:
    with pytest.raises((CodeNotAccepted, TooManyTries)) as refusal:
        open_code(typed=typed, pin=pin)
    return f"{type(refusal.value).__name__}: {refusal.value}"


def test_a_code_that_nobody_has_waits_in_the_same_words_after_as_many_tries() -> None:
    known, strange = str(keep_progress(person=None, pin=PIN).code), new_code()
    for _try in range(FREE_TRIES + 2):
        assert failure(known) == failure(strange)
    assert failure(known).startswith("TooManyTries")
    assert StrangeCode.objects.get().pin_failures == FREE_TRIES


def test_both_wait_longer_each_time_and_a_day_at_most() -> None:
    person = keep_progress(person=None, pin=PIN)
    codes = [str(person.code), new_code()]
    waits: dict[str, list[int]] = {code: [] for code in codes}
    for _try in range(FREE_TRIES + 11):
        for code, rows in zip(codes, (Person.objects.all(), StrangeCode.objects.all()), strict=True):
            failure(code)
            until = rows.get().pin_locked_until  # type: ignore[union-attr]
            waits[code].append(round((until - timezone.now()).total_seconds() / 60) if until else 0)
            rows.update(pin_locked_until=None)
    assert waits[codes[0]] == waits[codes[1]]
    assert waits[codes[0]] == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440]


def work_of(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an attempt does: the kind of each statement, and each digest, in order."""
    done: list[str] = []
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as captured:
        real = people.is_pin
        patch.setattr(people, "is_pin", lambda *given: done.append("digest") or real(*given))
        act()
    kinds = [query["sql"].split()[0] for query in captured.captured_queries]
    return done + ["WRITE" if kind in {"INSERT", "UPDATE"} else kind for kind in kinds]


@pytest.mark.parametrize("pin", [WRONG, None])
def test_a_known_and_a_strange_code_cost_the_same_work(monkeypatch: pytest.MonkeyPatch, pin: tuple[str, ...] | None) -> None:
    known, strange = str(keep_progress(person=None, pin=PIN).code), new_code()
    for _try in range(FREE_TRIES + 2):  # the free ones, the one that begins the wait, one that waits
        work = work_of(lambda: failure(known, pin), monkeypatch)
        assert work == work_of(lambda: failure(strange, pin), monkeypatch)
    assert "SELECT" in work


def post(client: Client, code: str, address: str = "192.0.2.7") -> int:
    fields = {"code": code, **{f"picture{place}": name for place, name in enumerate(WRONG, start=1)}}
    return client.post("/en/join/", fields, REMOTE_ADDR=address).status_code


def test_a_network_waits_after_its_wrong_tries_and_no_other_network_does() -> None:
    client = Client()
    assert [post(client, new_code()) for _try in range(WRONG_TRIES)] == [403] * WRONG_TRIES
    assert post(client, new_code()) == 429
    assert post(client, new_code(), "192.0.2.8") == 403


def test_a_whole_school_behind_one_address_comes_in() -> None:
    """Right codes do not count: 200 learners, every fourth with a slip."""
    person = keep_progress(person=None, pin=PIN)
    right = {"code": str(person.code), **{f"picture{place}": name for place, name in enumerate(PIN, start=1)}}
    for learner in range(200):
        if learner % 4 == 0:
            post(Client(), new_code())
        assert Client().post("/en/join/", right, REMOTE_ADDR="192.0.2.7").status_code == 303, learner


def test_all_addresses_of_a_home_are_one_network() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("unix:") == "unix:"
