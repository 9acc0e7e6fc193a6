"""What commands write: text that no file name can turn into orders for the terminal, or JSON; and files that cannot be opened."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ACCEPTED, REFUSED, UNUSABLE = 0, 1, 2
"""Exit codes; argparse ends with 2 by itself when it was called wrongly."""


def write_line(text: str) -> None:
    printable = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(printable.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def write_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, indent=2) + "\n")


def complain(path: Path, problem: OSError) -> int:
    """The exit code of a file that cannot be opened, after saying so. `path`: where the problem names none."""
    sys.stderr.write(
        f"{problem.filename or path}: {problem.strerror or problem}\n".encode("ascii", "backslashreplace").decode("ascii")
    )
    return UNUSABLE
