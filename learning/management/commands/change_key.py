"""`manage.py change_key`: the next signing key, for the site or an institution."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.keys import change_key
from learning.models import Institution


class Command(BaseCommand):
    """What the old key signed stays good, unless it has leaked."""

    help = "Retire the signing key and make the next one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and since when the old one is not to be trusted."""
        parser.add_argument("--institution", metavar="UUID", help="an institution's key instead of the site's")
        parser.add_argument("--leaked-since", metavar="DAY", help="2026-11-01: what it signed from that day on is not trusted")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Changes it."""
        institution, day = options["institution"], options["leaked_since"]
        new = change_key(
            institution=institution_named(institution) if institution else None, leaked_at=start_of(day) if day else None
        )
        self.stdout.write(f"The signing key is now {new.name}. Back up its file in the folder “keys”.")


def institution_named(uuid: str) -> Institution:
    """The institution with a uuid. Raises `CommandError`."""
    try:
        found = Institution.objects.filter(uuid=UUID(uuid)).first()
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"There is no institution “{uuid}”. Its uuid stands in the address of its page.", returncode=2)
    return found


def start_of(day: str) -> datetime:
    """The first moment of a day, in UTC. Raises `CommandError`."""
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise CommandError(f"“{day}” is no day. Write it as 2026-11-01.", returncode=2) from error
