"""Work out progress anew from the attempts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from learning.models import Attempt, Person
from learning.people import held
from learning.progress import rebuild_progress


class Command(BaseCommand):
    """For everybody, or for one person; people may go on answering meanwhile."""

    help = "Work out lamps and completed courses anew from the attempts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", metavar="UUID", help="only this person")

    def handle(self, *args: Any, person: str | None, **options: Any) -> None:
        people = Person.objects.filter(pk__in=Attempt.objects.values("person"))
        if person:
            try:
                people = people.filter(uuid=UUID(person))
            except ValueError as error:
                raise CommandError(f"'{person}' is not a UUID.", returncode=2) from error
        lessons = count = 0
        for one in people.iterator():
            with transaction.atomic():
                lessons += rebuild_progress(held(one))
            count += 1
        self.stdout.write(f"People: {count}. Lessons: {lessons}.")
