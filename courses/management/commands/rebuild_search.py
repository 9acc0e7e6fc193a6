"""Look at every published lesson and course again, so that search finds what is there."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.search.index import rebuild


class Command(BaseCommand):
    """Repairs search from the versions; nothing is lost by running it."""

    help = "Rebuild the search index from what is published."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Lessons and courses that can be found: {rebuild()}.")
