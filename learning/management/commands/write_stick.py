"""`manage.py write_stick DIR`: bundles and their updates on a stick, for partners without a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learning.bundles.updates.publishing import current_zips, publish_updates
from learning.bundles.updates.stick import write_stick
from learning.keys import KeyUnavailable


class Command(BaseCommand):
    """Writes a folder from which `update_bundle FILE --from DIR` works. Exit 1 when it could not be written."""

    help = "Copy the offered ZIP bundles, with all that brings earlier versions up to date, into a folder such as a stick."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and what."""
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--only", metavar="START", default="", help="only bundles whose names begin so")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Writes them."""
        bundles = [bundle for bundle in current_zips() if bundle.file_name.startswith(options["only"])]
        if not bundles:
            raise CommandError(f"No ZIP is offered whose name begins with “{options['only']}”. Build one first: build_bundle.")
        try:
            for bundle in bundles:
                publish_updates(bundle, at=timezone.now())
            write_stick(options["folder"], bundles)
        except (OSError, KeyUnavailable) as error:
            raise CommandError(f"The stick could not be written: {error}") from error
        self.stdout.write(f"{len(bundles)} bundles are in {options['folder']}.")
