"""Compile the UI catalogues."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from translations.catalogues import compile_catalogues


class Command(BaseCommand):
    """Compiles what is newer than its compiled form."""

    help = "Compile the UI catalogues (.po to .mo) without gettext's tools."
    requires_system_checks: list[str] = []  # a missing catalogue is what it mends

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="compile all, also what is up to date")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        compiled = compile_catalogues(force=force)
        self.stdout.write(f"Catalogues compiled: {', '.join(compiled) or 'none was due'}.")
