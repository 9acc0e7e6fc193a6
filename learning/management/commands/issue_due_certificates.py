"""Repairs what issuing leaves behind: signs certificates that waited for the key, writes missing and broken PDF files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.certificates.repair import (
    BATCH,
    Repairs,
    courses_without_certificate,
    programmes_without_certificate,
    repair_certificates,
    standing,
)


class Command(BaseCommand):
    """`manage.py issue_due_certificates`"""

    help = "Sign valid certificates that have no signature, write their missing and broken PDF files, say how many wait for a name."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was done, and how many completed courses and programmes wait for a name. Safe at any time, and twice."""
        total = standing().count()

        def tell(repairs: Repairs) -> None:
            if total > BATCH:
                self.stdout.write(f"{repairs.looked_at} of {total} looked at.")
                self.stdout.flush()

        repairs = repair_certificates(told=tell)
        if repairs.signed:
            self.stdout.write(f"{repairs.signed} certificates were signed.")
        self.stdout.write(f"{repairs.written} of {repairs.looked_at} certificates were given their PDF file.")
        self.tell_waiting()
        self.refuse_unfinished(repairs)

    def tell_waiting(self) -> None:
        """What no command can issue: the name is asked from the learner, and only then."""
        courses, programmes = courses_without_certificate(), programmes_without_certificate()
        if courses or programmes:
            self.stdout.write(
                f"Without a certificate, for nobody has given a name yet: {courses} completed courses, "
                f"{programmes} completed programmes."
            )

    def refuse_unfinished(self, repairs: Repairs) -> None:
        """Ends with an error while something is left that the operator can mend."""
        problems = []
        if repairs.unsigned:
            problems.append(f"{repairs.unsigned} certificates are not signed: the key is not at hand (docs/signing-keys.md).")
        if repairs.pdf_problem:
            problems.append(repairs.pdf_problem)
        if problems:
            raise CommandError(" ".join(problems))
