"""Memory of the server, the worker and the clock: some seconds after the start, and after lessons were served."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.bench.load import measure
from tests.bench.processes import children_of, family, memory
from tests.bench.weights import LESSON
from tests.served_site import Site

SETTLED: Final = 6.0  # seconds until the clock has rung once and the worker has looked for jobs


def figures(folder: Path) -> Iterator[dict[str, Any]]:
    """Everything `make run` keeps running, part by part and together."""
    site = Site(folder)
    site.start()
    assert site.process
    try:
        time.sleep(SETTLED)
        yield from parts(site.process.pid, "idle after start")
        measured = measure(site.port, f"/{LESSON}/", site.process.pid)
        yield from parts(site.process.pid, f"after serving lessons, {measured['per_second']} a second")
    finally:
        site.stop()


def parts(pid: int, when: str) -> Iterator[dict[str, Any]]:
    """The watcher's children by their names, and the sum with the watcher."""
    for name, child in children_of(pid).items():
        yield {"bench": "memory", "what": name.removeprefix("mwanga-"), "when": when, **memory(family(child))}
    yield {"bench": "memory", "what": "all", "when": when, **memory(family(pid))}
