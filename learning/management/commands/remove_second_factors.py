"""`manage.py remove_second_factors NAME`: for staff who lost phone and recovery codes, when no administrator is left."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.models import Person
from learning.second_factor import remove_second_factors


class Command(BaseCommand):
    """Afterwards the password alone opens the account; sessions end, and the log of staff knows."""

    help = "Take app, passkeys and recovery codes of a member of staff away."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("name", help="the name they sign in with")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Takes them away."""
        person = Person.objects.staff().filter(username=options["name"]).first()
        if person is None:
            raise CommandError(f"Nobody signs in as “{options['name']}”. Look the name up in the CMS under Settings, Users.")
        removed = remove_second_factors(person=person, by=None)
        self.stdout.write(f"Second factors taken away: {removed}. Ask {person.username} to set one up at once.")
