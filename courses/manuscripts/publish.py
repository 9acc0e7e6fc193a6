"""Publishing what a load saved: lessons first, the course last, so that a course appears once and whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Page, Revision

from courses.manuscripts.history import Loaded, remember
from courses.manuscripts.plan import Unit
from courses.manuscripts.problems import ManuscriptError, Problem


@dataclass
class Queue:
    """Saved revisions that wait to go live, with what each page's manuscript was."""

    waiting: list[tuple[Unit, int, int]] = field(default_factory=list)

    def add(self, unit: Unit, page: Page) -> None:
        """Notes a page whose latest revision is to be published."""
        self.waiting.append((unit, page.pk, page.latest_revision_id))

    def publish(self) -> None:
        """Publishes all, deepest pages first. Raises `ManuscriptError` when the site's rules refuse one."""
        self.waiting.sort(key=lambda entry: -(entry[0].key.count("/") + bool(entry[0].key)))
        for unit, _page, revision in self.waiting:
            # Fetched anew: a page kept in memory has old numbers of children, and publishing would store them.
            row = Revision.objects.get(pk=revision)
            try:
                row.publish(log_action=False)
            except ValidationError as error:
                raise refused(unit, error) from error
            page: Any = row.content_object.__class__.objects.get(pk=row.object_id)
            remember(page, Loaded(unit.hash, unit.names), action="wagtail.publish", revision=row)
        self.waiting.clear()


def refused(unit: Unit, error: ValidationError) -> ManuscriptError:
    """What the site's rules say against a page, as problems of its file."""
    line = getattr(unit.text, "line", 1)
    return ManuscriptError(Problem(unit.file, line, message) for message in error.messages)
