"""`h5p_export LESSON`: writes a lesson, or one card of it, as an H5P package."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.management.commands.h5p_check import printable
from courses.models import LessonPage
from courses.playing.packages import export_card, export_lesson
from courses.playing.page_paths import NoSuchPage, page_at
from courses.playing.sentences import sentence
from h5p.errors import H5PError
from h5p.export import MODES


class Command(BaseCommand):
    """Exit 0 when the package is written, 1 when the lesson cannot be written so, 2 when called wrongly."""

    help = "Writes a lesson, or one card of it, as an H5P package: what is published, or the draft of what never was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lesson", metavar="LESSON", help="its address: en/<course>/<module>/<lesson>")
        parser.add_argument("--card", metavar="ID", help="only the card with this identity")
        parser.add_argument(
            "--mode",
            choices=MODES,
            default="content-only",
            help="content-only: plays where the types are installed; full: with the site's libraries; own: plays everywhere",
        )
        parser.add_argument("--output", metavar="FILE", type=Path, help="the file to write; <lesson>.h5p if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            page = page_at(options["lesson"])
        except NoSuchPage as error:
            raise CommandError(str(error), returncode=2) from error
        if not isinstance(page, LessonPage):
            raise CommandError("That is a module. Name a lesson: en/<course>/<module>/<lesson>.", returncode=2)
        draft = page if page.live else page.get_latest_revision_as_object()
        try:
            if options["card"]:
                done = export_card(draft, options["card"], mode=options["mode"])
            else:
                done = export_lesson(draft, mode=options["mode"])
        except H5PError as error:
            raise CommandError(printable(f"{error.message} Nothing was written."), returncode=1) from error
        path: Path = options["output"] or Path(f"{page.slug}.h5p")
        try:
            path.write_bytes(done.data)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from error
        for loss in done.losses:
            self.stderr.write(printable(f"{loss.code}: {sentence(loss)}"))
        self.stdout.write(f"{path}")
