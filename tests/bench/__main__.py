"""`python -m tests.bench`: the figures Mwanga is measured by, one JSON line each. Ratios are against a baseline of the same run.

The site is served as `make run` serves it, from a data folder of its own, on this machine only. Parts can be named:
`make bench ARGS="bytes speed"`; `ARGS="reports:10000:100000:1000000"` names sizes, in learners. Each figure says how busy the
machine was (`load`, the mean of the last minute), and whether a budget of delivery holds (`holds`) where there is one. Bytes,
requests and queries are tests as well; times never are.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

# In this order: what fills the data folder comes last.
PARTS: Final = (
    *("bytes", "queries", "search", "memory", "speed", "dictionary", "network", "rendering"),
    *("forms", "bundles", "updates", "issuing", "results", "h5p", "board", "paper", "reports"),
)
# Parts that take other sizes than their own: reports:10000:100000:1000000
SIZED: Final = ("reports", "issuing", "bundles", "results")
MODULES: Final = {"bytes": "weights", "queries": "pages", "dictionary": "dictionaries"}


def main(arguments: list[str]) -> int:
    """Sets up a data folder, measures, prints."""
    parts = [name.partition(":")[::2] for name in arguments or PARTS]
    if unknown := [name for name, sizes in parts if name not in PARTS or (sizes and name not in SIZED)]:
        sys.stderr.write(f"There is no benchmark called {', '.join(unknown)}. There are: {', '.join(PARTS)}.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="mwanga-bench-") as folder:
        os.environ["MWANGA_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        from config.set_up import main as set_up

        say({"bench": "set_up", "note": "the lines before the figures are the set-up's own"})
        set_up()
        for part, sizes in parts:
            module = importlib.import_module(f"tests.bench.{MODULES.get(part, part)}")
            for figure in module.figures(Path(folder), *(int(size) for size in sizes.split(":") if size)):
                say(figure)
    return 0


def say(figure: dict[str, Any]) -> None:
    """One figure as one line."""
    sys.stdout.write(json.dumps({**figure, "load": round(os.getloadavg()[0], 1)}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
