"""How long things take, by the clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any


def seconds(act: Callable[[], Any], times: int = 1) -> float:
    """How long it takes, on average."""
    begun = time.perf_counter()
    for _time in range(times):
        act()
    return (time.perf_counter() - begun) / times


def rate(things: Iterable[Any], act: Callable[[Any], Any]) -> float:
    """How many a second."""
    begun, count = time.perf_counter(), 0
    for thing in things:
        act(thing)
        count += 1
    return count / (time.perf_counter() - begun)
