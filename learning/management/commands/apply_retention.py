"""Lets go of what is kept no longer than it is needed; the clock does it daily by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from learning.retention import apply_retention


class Command(BaseCommand):
    """`manage.py apply_retention [--dry-run]`"""

    help = "Delete or anonymise what is kept no longer than it is needed (docs/data-protection.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--dry-run", action="store_true", help="Count only, change nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Prints one line for each rule. Safe to run at any time, and twice."""
        counts = apply_retention(at=timezone.now(), is_dry=dry_run)
        verb = "would go" if dry_run else "went"
        for name, count in counts._asdict().items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count} {verb}.")
