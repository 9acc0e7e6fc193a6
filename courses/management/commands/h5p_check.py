"""`h5p_check FILE`: would this package be accepted here? All problems at once; what is installed on the site counts as there."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.h5p_storage import SiteStore
from courses.playing.sentences import sentence
from h5p.errors import Issue, ValidationReport
from h5p.validate import Rules, check_file


class Command(BaseCommand):
    """Exit 0 when the package is accepted, 1 when it is refused, 2 when called wrongly. Stores nothing."""

    help = "Checks an H5P package: names, sizes, kinds of files, descriptions, libraries. Stores nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the .h5p file")
        parser.add_argument("--json", action="store_true", help='print {"ok", "errors", "warnings"}, each with code, message, path')

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                report = check_file(file, name=path.name, rules=Rules(installed=SiteStore()))
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}. Name an H5P package.", returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), indent=2))
        else:
            self.tell(path, report)
        if not report.ok:
            raise CommandError(f"{path.name} is refused: {len(report.errors)} errors.", returncode=1)

    def tell(self, path: Path, report: ValidationReport) -> None:
        """One line each; names in a package cannot give the terminal orders."""
        for kind, issues in (("error", report.errors), ("warning", report.warnings)):
            for issue in issues:
                self.stdout.write(printable(f"{kind} {issue.code}: {told(issue)}"))
        if report.ok:
            self.stdout.write(printable(f"{path.name} is accepted."))


def told(issue: Issue) -> str:
    """The sentence, with the place where the sentence does not name it."""
    words = sentence(issue)
    return words if not issue.path or issue.path in words else f"{words} ({issue.path})"


def printable(text: str) -> str:
    """Without control characters."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
