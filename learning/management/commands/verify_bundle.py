"""`manage.py verify_bundle FILE`: what `mwanga_bundle.py verify` says, with this site's keys as those to trust."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.bundles.signing import trusted_keys
from learning.bundles.tool.refused import Refused
from learning.bundles.tool.verify import verified


class Command(BaseCommand):
    """Exit 0 for a bundle that is what this site signed, to the last byte; 1 for any other; 2 when called wrongly."""

    help = "Say whether a bundle (ZIP, or the folder it was unpacked into) is what was signed."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and whom to trust."""
        parser.add_argument("file", metavar="FILE|FOLDER")
        parser.add_argument("--key", action="append", metavar="KEY", help="trust this key (z6Mk…) instead of this site's own")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Says it."""
        try:
            checked = verified(options["file"], options["key"] or trusted_keys())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Whole and unchanged, signed with the key {checked.key} ({checked.kid}).")
        self.stdout.write(f"manifest {checked.manifest_id}")
