"""One JSON object a line on standard error, without personal data.

What people are or answer never reaches a log: only the time, the level, where it came from and the sentence. Addresses of
networks and query strings are left out as well.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

# Extra fields a caller may add with `extra={...}`; anything else a library attaches is dropped.
ALLOWED_FIELDS = ("job", "kind", "course", "language", "status_code", "seconds", "bytes")


class JsonFormatter(logging.Formatter):
    """Formats one record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage().split("?", 1)[0] if record.name == "django.request" else record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in ALLOWED_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
