"""`manage.py update_bundle FILE`: what `mwanga_bundle.py update` does, from this site's own bundles unless told otherwise."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learning.bundles.tool.fetch import Source
from learning.bundles.tool.refused import CutOff, Refused
from learning.bundles.tool.update import Wish, line_in, updated
from learning.bundles.updates.publishing import current_zips, line_of, publish_updates
from learning.keys import KeyUnavailable


class Command(BaseCommand):
    """Exit 0 when the file is the newest of its kind, 1 with a sentence when it could not be made so, 2 when called wrongly."""

    help = "Make a bundle the newest version, fetching only what changed; prints the file's path last."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and from where."""
        parser.add_argument("file", metavar="FILE", help="a bundle; it stays as it is until the new one is checked")
        parser.add_argument("--from", dest="source", metavar="ADDRESS|FOLDER", help="a site's /bundles/, or such a folder")
        parser.add_argument("--key", action="append", default=[], metavar="KEY", help="trust only what this key (z6Mk…) signed")
        parser.add_argument("--preview", action="store_true", help="only say what would change, and how many bytes it costs")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Updates it."""
        file = options["file"]
        try:
            source = Source(options["source"]) if options["source"] else own_source(file)
            updated(Wish(file, source, options["key"], options["preview"]), self.stdout.write)
        except (Refused, CutOff, KeyUnavailable) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(file)


def own_source(file: str) -> Source | None:
    """This site's own folder of bundles, when the file's line is offered here; its news are published first. Raises `Refused`."""
    line = line_in(file)
    for bundle in current_zips():
        if line_of(bundle) == line:
            publish_updates(bundle, at=timezone.now())
            return Source(str(settings.BUNDLES_ROOT))
    return None
