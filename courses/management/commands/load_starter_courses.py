"""`load_starter_courses`: the frameworks and courses that come with Mwanga; run at every start, it loads what is new."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from courses.manuscripts.frameworks import load_frameworks, read_frameworks
from courses.manuscripts.load import FRAMEWORKS, course_folders, load_course
from courses.manuscripts.problems import ManuscriptError
from courses.manuscripts.report import Report

STARTER: Final = Path(__file__).resolve().parents[2] / "starter"


def load_starter_frameworks() -> Report:
    """The frameworks, also those that no starter course names."""
    return load_frameworks(read_frameworks(STARTER / FRAMEWORKS))


class Command(BaseCommand):
    """Exit 0 when all is loaded, 1 when a manuscript is wrong; the other courses are loaded all the same."""

    help = "Loads the competency frameworks and the starter courses. Pages edited in the CMS are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        refused = []
        changed = 0
        steps: list[Callable[[], Report]] = [load_starter_frameworks]
        steps += [partial(load_course, folder) for folder in course_folders(STARTER)]
        for step in steps:
            try:
                report = step()
            except ManuscriptError as error:
                refused.append(str(error))
                continue
            changed += report.changed
            for line in report.lines:
                self.stdout.write(line)
        if refused:
            raise CommandError("\n".join([*refused, "What these files belong to was not loaded."]), returncode=1)
        if not changed:
            self.stdout.write("Nothing changed.")
