"""`export_course COURSE DIR`: writes a published course as manuscripts."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.manuscripts.export import NoSuchCourse, export_course


class Command(BaseCommand):
    """Exit 0 when the folder holds the course, 1 when there is no such course, 2 when called wrongly."""

    help = "Writes a published course, with its translations and pictures, as manuscripts into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", metavar="COURSE", help="the course's address, for example safe-and-strong-with-ai")
        parser.add_argument("folder", metavar="DIR", type=Path, help="the folder to write into; made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is a file. Name a folder.", returncode=2)
        try:
            export = export_course(options["course"], folder.resolve())
        except NoSuchCourse as error:
            raise CommandError(str(error), returncode=1) from error
        for file in export.left_over:
            self.stderr.write(f"{file} is not of this course any more. Delete it before you load the folder.")
        self.stdout.write(f"{len(export.written)} files are in {folder}.")
