"""Who did what with a translated page, and when: from Wagtail's own log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wagtail.models import PageLogEntry
from wagtail_localize.models import Translation

LATEST: Final = 20


@dataclass(frozen=True)
class Event:
    """One line of a page's history, as Wagtail words it."""

    at: datetime
    who: str
    what: str
    comment: str


def history_of(translation: Translation, *, most: int = LATEST) -> list[Event]:
    """The latest events of a translated page, latest first. One query."""
    rows = PageLogEntry.objects.filter(
        page__translation_key=translation.source.object_id, page__locale_id=translation.target_locale_id
    ).select_related("user")
    rows = rows.order_by("-timestamp", "-pk")[:most]
    return [Event(row.timestamp, row.user_display_name, str(row.message), row.comment) for row in rows]
