"""Requests a second, CPU milliseconds a request, the slowest of a hundred: a lesson beside a static file of the same bytes.

And both once more from nginx as `docs/nginx.conf` sets it up. Rounds alternate; the best of each is kept, for other work on the
machine can only make a round worse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from tests.bench.load import CONNECTIONS, ask, measure
from tests.bench.weights import LESSON
from tests.private_nginx import PrivateNginx
from tests.served_site import Site

ROUNDS: Final = 4
LEAST_RATIO: Final = 0.8
TWIN: Final = "bench/lesson.0123456789ab.html"

Measure = Callable[[str], dict[str, Any]]


def figures(folder: Path) -> Iterator[dict[str, Any]]:
    """The application's server, then nginx."""
    make_twin(folder)
    site = Site(folder)
    site.start()
    nginx = PrivateNginx(folder / "nginx", data=folder, application=site.port)
    nginx.start()
    try:
        for server, port, process in (("application", site.port, site.process), ("nginx", nginx.port, nginx.process)):
            assert process
            assert ask(port, f"/{LESSON}/", accept_encoding="br").body == ask(port, f"/static/{TWIN}", accept_encoding="br").body
            yield from beside_static_file(server, lambda path, port=port, pid=process.pid: measure(port, path, pid))
    finally:
        nginx.stop()
        site.stop()


def make_twin(folder: Path) -> None:
    """A static file with the lesson's bytes in every form. Made before the server starts, which learns of static files then."""
    document = folder / "published" / "video" / LESSON
    twin = folder / "static" / TWIN
    twin.parent.mkdir(exist_ok=True)
    for suffix in ("", ".br", ".gz"):
        twin.with_name(twin.name + suffix).write_bytes((document / f"index.html{suffix}").read_bytes())


def beside_static_file(server: str, measured: Measure) -> Iterator[dict[str, Any]]:
    """Rounds in turns, and the ratio of the best ones."""
    rounds = [(measured(f"/{LESSON}/"), measured(f"/static/{TWIN}")) for _round in range(ROUNDS)]
    lesson, file = (best([pair[which] for pair in rounds]) for which in (0, 1))
    shared = {"bench": "speed", "server": server, "connections": CONNECTIONS, "rounds": ROUNDS}
    yield {**shared, "what": "lesson", **lesson}
    yield {**shared, "what": "static file of the same bytes", **file}
    ratio = lesson["per_second"] / file["per_second"]
    budget = {"budget": LEAST_RATIO, "holds": ratio >= LEAST_RATIO} if server == "application" else {}
    yield {
        **shared,
        "what": "lesson : static file",
        "per_second": round(ratio, 2),
        "cpu_ms": round(lesson["cpu_ms"] / (file["cpu_ms"] or 0.001), 2),
        "p99_ms": round(lesson["p99_ms"] / (file["p99_ms"] or 0.1), 2),
        **budget,
    }


def best(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The most requests a second, the least time of each kind, each from its best round."""
    return {name: (max if name == "per_second" else min)(one[name] for one in rounds) for name in rounds[0]}
