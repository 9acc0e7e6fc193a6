"""`rebuild_translation_states`: makes the board's rows true again from sentences and pages, and brings pages to their places."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from translations.repair import rebuild


class Command(BaseCommand):
    """Repairs what a killed process left behind. Exits 0."""

    help = "Count every translation anew, compare it with its source, and bring translated pages to where their sources stand."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many translations there are."""
        self.stdout.write(f"Translations counted: {rebuild()}.")
