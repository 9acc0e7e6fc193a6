"""Writes `docs/data.md`: what is kept, why, and for how long, from the declarations in the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.declared import data_page


class Command(BaseCommand):
    """`manage.py describe_data > docs/data.md`"""

    help = "Print what is kept, why, and for how long (docs/data.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the page."""
        self.stdout.write(data_page(), ending="")
