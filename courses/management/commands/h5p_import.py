"""`h5p_import FILE --into PATH`: brings a package into a lesson's draft, or as a new draft lesson into a module."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from courses.management.commands.h5p_check import printable
from courses.playing.importing import ImportRefused, import_package, plan_import
from courses.playing.page_paths import NoSuchPage, page_at
from courses.playing.sentences import sentence


class Command(BaseCommand):
    """Exit 0 when it was brought in, 1 when it was refused and nothing is stored, 2 when called wrongly."""

    help = "Brings an H5P package into a lesson's draft, or into a module as a new draft lesson. Publishes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the .h5p file")
        parser.add_argument("--into", metavar="PATH", required=True, help="en/<course>/<module> or en/<course>/<module>/<lesson>")
        parser.add_argument("--way", choices=["native", "embedded"], help="for all parts that can be had that way")
        parser.add_argument(
            "--install", action="store_true", help="install the package's libraries first: only of packages you trust"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            into = page_at(options["into"])
        except NoSuchPage as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            with path.open("rb") as file:
                if options["install"]:
                    self.install(file, path.name)
                ways = self.ways(file, path.name, options["way"])
                done = import_package(file, name=path.name, into=into, ways=ways)
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}. Name an H5P package.", returncode=2) from error
        except ImportRefused as refusal:
            raise CommandError(printable(f"{refusal} Nothing was stored."), returncode=1) from refusal
        for loss in done.losses:
            self.stdout.write(printable(f"{loss.code}: {sentence(loss)}"))
        for content in done.contents:
            waits = f", waits for {', '.join(content.waits_for)}" if content.waits_for else ""
            self.stdout.write(printable(f"To play: {content.title} ({content.library}{waits})"))
        self.stdout.write(printable(f"The draft of “{done.lesson.title}” ({done.lesson.url_path}) has it."))

    def install(self, file: BinaryIO, name: str) -> None:
        """Installs what is new; a patch of what is installed is for the CMS, where one sees what it changes."""
        from courses.playing.installing import (  # type: ignore[import-not-found,unused-ignore]
            InstallRefused,
            install_package,
        )

        try:
            plan = install_package(file, name=name, by=None)
        except InstallRefused as refusal:
            words = " ".join(sentence(issue) for issue in refusal.issues)
            raise CommandError(printable(f"{words} Nothing was stored."), returncode=1) from refusal
        for library in plan.new:
            self.stdout.write(f"Installed {library}.")

    def ways(self, file: BinaryIO, name: str, way: str | None) -> dict[int, str]:
        """The asked way for each part that has it."""
        plan = plan_import(file, name=name) if way else None
        return {item.place: str(way) for item in plan.items if way in item.ways} if plan else {}
