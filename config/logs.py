"""One JSON object a line on standard error, without personal data.

What people are or answer never reaches a log: only the time, the level, where it came from and the sentence. Addresses of
networks, query strings and the values that exceptions quote are left out as well, whichever library writes them.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

# Extra fields a caller may add with `extra={...}`; anything else a library attaches is dropped.
ALLOWED_FIELDS: Final = ("job", "kind", "course", "language", "status_code", "seconds", "bytes")
LEFT_OUT: Final = "…"

QUERY: Final = re.compile(r"""\?[^\s"']+""")
ADDRESS: Final = re.compile(r"(?<![\w.:])(\[[0-9A-Fa-f:.]+\](?::\d+)?|[0-9A-Fa-f:.]{2,}[0-9A-Fa-f])(?![\w])")
# What an exception quotes is what somebody typed or sent; PostgreSQL adds the row's values in a line of detail.
QUOTED: Final = re.compile(r"""'[^']*'|"[^"]*"|“[^”]*”|\nDETAIL:.*""")


class JsonFormatter(logging.Formatter):
    """Formats one record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its line break."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": impersonal(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in ALLOWED_FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["exception"] = failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def impersonal(text: str) -> str:
    """The text without query strings and without addresses of other machines."""
    return ADDRESS.sub(lambda found: LEFT_OUT if is_address(found.group()) else found.group(), QUERY.sub("", text))


def is_address(text: str) -> bool:
    """Whether a text is another machine's address, with or without a port."""
    bare, colon, port = text.rpartition(":")
    candidates = [text.strip("[]"), *([bare.strip("[]")] if colon and port.isdecimal() else [])]
    for candidate in candidates:
        try:
            return not ip_address(candidate).is_loopback
        except ValueError:
            continue
    return False


def failure(error: BaseException | None) -> str:
    """Where an exception and what caused it were raised, and what they say without the values they quote."""
    parts: list[str] = []
    while error is not None and len(parts) < 5:
        where = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"{where}{type(error).__name__}: {impersonal(QUOTED.sub(LEFT_OUT, str(error)))}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nThen:\n".join(reversed(parts))
