"""`build_bundle COURSE [COURSE…|PROGRAMME] --language en --also ar --tier text --format zip --output DIR`: courses as one file.

Without a queue. What several courses or languages make is one bundle.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import CourseVersion
from courses.rendering.documents import render_course
from courses.rendering.variants import TIERS
from learning.bundles.builder import build_bundle
from learning.bundles.errors import BundleRefused
from learning.bundles.sources import FORMATS, Wanted
from learning.collections import collection_named, collections


class Command(BaseCommand):
    """Builds a bundle, copies it to a folder and prints the copy's path as the last line."""

    help = "Builds courses as one file that needs no internet, and prints the file's path last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "course", nargs="+", help="a course's name in its address, for example ai-for-my-work, or a programme's"
        )
        parser.add_argument("--language", default="en", help="language code (en)")
        parser.add_argument("--also", action="append", default=[], help="a further language; may be said more than once")
        parser.add_argument("--tier", default="text", help=f"{', '.join(TIERS)} (text)")
        parser.add_argument("--format", default="zip", help=f"{', '.join(FORMATS)} (zip)")
        parser.add_argument("--output", default=".", type=Path, help="folder to put the file in (here)")

    def handle(
        self,
        *,
        course: list[str],
        language: str,
        also: list[str],
        tier: str,
        format: str,  # noqa: A002
        output: Path,
        **_: Any,
    ) -> None:
        keys = [key for name in course for key in keys_of(name)]
        try:
            wanted = Wanted(keys[0], language, tier, format, also=tuple(also), courses=tuple(keys))
            for key in wanted.courses:
                render_course(key)
            bundle = build_bundle(wanted)
        except BundleRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(copy_to(output, bundle.path)))


def keys_of(name: str) -> tuple[UUID, ...]:
    """The key of the course with this slug in any language, or the keys of a programme's courses. Raises `CommandError`."""
    version = CourseVersion.objects.current().filter(slug=name).first()
    if version:
        return (version.course_key,)
    if programme := collection_named(name):
        return programme.course_keys
    known = sorted({*CourseVersion.objects.current().values_list("slug", flat=True), *(one.slug for one in collections())})
    raise CommandError(f"There is no published course “{name}”. Published are: {', '.join(known) or 'none yet'}.")


def copy_to(folder: Path, file: Path) -> Path:
    """Copies a file into a folder, whole or not at all."""
    target = folder.resolve() / file.name
    temporary = target.with_name(f".{target.name}.copying")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, temporary)
        os.replace(temporary, target)
    except OSError as error:
        raise CommandError(f"The file could not be written to {folder}: {error.strerror}. Choose another folder.") from error
    return target
