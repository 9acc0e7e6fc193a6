"""Count all answers for reports anew, and close the months that are due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from learning.reports.closing import close_months
from learning.reports.rollup import rebuild


class Command(BaseCommand):
    """The repair of reports. What has been published stays as it is."""

    help = "Count all answers for reports anew. Published figures stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = rebuild()
        closed = close_months()
        self.stdout.write(f"Answers: {counted}. Closed: {closed}.")
