"""`rebuild_translation_states`: counts again where every translation stands, from the sentences and pages themselves."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from translations.states import rebuild


class Command(BaseCommand):
    """Makes the rows of the translation board true again."""

    help = "Counts again where every translation stands, from the sentences and pages themselves."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many there are."""
        self.stdout.write(f"Translations counted: {rebuild()}.")
