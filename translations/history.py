"""Who did what with a translated page, and when: from Wagtail's own log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wagtail.models import PageLogEntry

LATEST: Final = 20


@dataclass(frozen=True)
class Event:
    """One line of a page's history, as Wagtail words it."""

    at: datetime
    who: str
    what: str
    comment: str


def history_of(page: Any, *, most: int = LATEST) -> list[Event]:
    """The latest events of a page, latest first. One query."""
    rows = PageLogEntry.objects.filter(page=page.pk).select_related("user").order_by("-timestamp", "-pk")[:most]
    return [Event(row.timestamp, row.user_display_name, str(row.message), row.comment) for row in rows]
