"""`load_course DIR`: loads a course from its folder of manuscripts; the same folder again changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.manuscripts.load import load_course
from courses.manuscripts.problems import ManuscriptError


class Command(BaseCommand):
    """Exit 0 when the course is loaded, 1 when its manuscripts are wrong, 2 when called wrongly."""

    help = "Loads a course from a folder of manuscripts. Pages edited in the CMS are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="the course's folder, with <language>/course.md inside")
        parser.add_argument("--overwrite", action="store_true", help="load pages too that were edited in the CMS")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}. Name the folder of a course.", returncode=2)
        try:
            report = load_course(folder.resolve(), overwrite=options["overwrite"])
        except ManuscriptError as error:
            raise CommandError(f"{error}\nNothing was loaded.", returncode=1) from error
        for line in report.lines:
            self.stdout.write(line)
        if not report.changed:
            self.stdout.write("Nothing changed.")
