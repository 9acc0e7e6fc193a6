"""“Take a copy”: everything kept about a learner as one document. What it looks like: docs/export-format.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings

from learning.models import Person
from learning.records import PARTS, records_of

FORMAT: Final = "mwanga-my-data"
VERSION: Final = 1  # one more for every change that a reader of the former would stumble over


def exported(person: Person, *, at: datetime) -> dict[str, Any]:
    """The document, in the active language; times and uuids are left for the JSON writer."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "made_at": at,
        "parts": {
            key: {"title": str(PARTS[key].title), "why": str(PARTS[key].why), "rows": rows}
            for key, rows in records_of(person).items()
        },
    }
