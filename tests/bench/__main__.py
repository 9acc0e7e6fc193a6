"""`python -m tests.bench`: the figures Mwanga is measured by, one JSON line each. Ratios are against a baseline of the same run.

The site is served as `make run` serves it, from a data folder of its own, on this machine only.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> int:
    """Sets up a data folder, measures, prints."""
    with tempfile.TemporaryDirectory(prefix="mwanga-bench-") as folder:
        os.environ["MWANGA_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        from config.set_up import main as set_up

        say({"bench": "set_up", "note": "the lines before the figures are the set-up's own"})
        set_up()
        from tests.bench import pages, speed

        for figure in (*pages.weights(), *pages.queries(), *speed.lesson_beside_static_file(Path(folder))):
            say(figure)
    return 0


def say(figure: dict[str, Any]) -> None:
    """One figure as one line."""
    sys.stdout.write(json.dumps(figure, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
