"""`receive_results FILE --institution … [--class …] [--by …]`: brings results home from a command line, and prints the receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.bundles.results.format import LARGEST_SENT
from learning.bundles.results.receive import receive_results
from learning.codes import read_class_code
from learning.cohorts import institutions_managed_by
from learning.errors import LearningError
from learning.models import Cohort, Institution, Person


class Command(BaseCommand):
    """Exit 0 when every answer, and what was played, is here now, 1 when some or all were refused, 2 when called wrongly."""

    help = "Receive results of a bundle: each answer once, with a receipt for the device."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whose it is, and who brings it."""
        parser.add_argument("file", type=Path, help="the results file (.json or .json.gz), or a text file with codes")
        parser.add_argument("--institution", required=True, help="name of the institution whose learners these are")
        parser.add_argument("--class", dest="class_code", default="", help="code of the class for learners without a code")
        parser.add_argument("--by", default="", help="name to sign in with of whoever brings it (an administrator if left out)")
        parser.add_argument("--receipt", type=Path, help="where to write the receipt (beside the file if left out)")

    def handle(self, *, file: Path, institution: str, class_code: str, by: str, receipt: Path | None, **_: Any) -> None:
        """Prints counts and the receipt's path."""
        house = Institution.objects.filter(name=institution, is_active=True).first()
        if house is None:
            raise CommandError(f"There is no active institution called “{institution}”.", returncode=2)
        try:
            with file.open("rb") as source:
                data = source.read(LARGEST_SENT + 1)
            found = receive_results(data=data, by=who(by, house), institution=house, cohort=class_of(class_code, house))
            target = receipt or file.with_name(found.returned.receipt_name)
            target.write_text(found.document, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.", returncode=2) from error
        except LearningError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("accepted: {}, known: {}, refused: {}".format(*found.counts))
        if found.plays:
            self.stdout.write("played: accepted: {}, known: {}, refused: {}".format(*found.played))
        for sentence in sorted({said[1] for said in (found.answers | found.plays).values() if isinstance(said, list)}):
            self.stdout.write(f"refused: {sentence}")
        self.stdout.write(str(target))
        if found.counts.refused or found.played.refused:
            raise SystemExit(1)


def who(name: str, house: Institution) -> Person:
    """Whoever brings it, by name; else an administrator. Raises `CommandError` for somebody who may not."""
    people = Person.objects.staff().filter(is_active=True)
    person = people.filter(username=name).first() if name else people.filter(is_superuser=True).order_by("pk").first()
    if person is None or not institutions_managed_by(person).filter(pk=house.pk).exists():
        raise CommandError(f"{name or 'Nobody'} does not look after “{house}”. Name a partner or an administrator.", returncode=2)
    return person


def class_of(code: str, house: Institution) -> Cohort | None:
    """The class with a code. Raises `CommandError`."""
    if not code:
        return None
    cohort = Cohort.objects.filter(institution=house, join_code=read_class_code(code) or "").first()
    if cohort is None:
        raise CommandError(f"“{house}” has no class with the code {code}.", returncode=2)
    return cohort
