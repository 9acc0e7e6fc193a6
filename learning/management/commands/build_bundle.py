"""`build_bundle COURSE --language en --tier text --format zip --output DIR`: a course as one file, without a queue."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import CourseVersion
from courses.rendering.documents import render_course
from learning.bundles.builder import build_bundle
from learning.bundles.errors import BundleRefused
from learning.bundles.sources import Wanted


class Command(BaseCommand):
    """Builds a bundle, copies it to a folder and prints the copy's path as the last line."""

    help = "Builds a course as one file that needs no internet, and prints the file's path last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("course", help="the course's name in its address, for example ai-for-my-work")
        parser.add_argument("--language", default="en", help="language code (en)")
        parser.add_argument("--tier", default="text", help="text or pictures (text)")
        parser.add_argument("--format", default="zip", help="zip")
        parser.add_argument("--output", default=".", type=Path, help="folder to put the file in (here)")

    def handle(self, *, course: str, language: str, tier: str, format: str, output: Path, **_: Any) -> None:  # noqa: A002
        course_key = key_of(course)
        try:
            wanted = Wanted(course_key, language, tier, format)
            render_course(course_key)
            bundle = build_bundle(wanted)
        except BundleRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(copy_to(output, settings.BUNDLES_ROOT / bundle.file_name)))


def key_of(course: str) -> UUID:
    """The key of the course with this slug in any language. Raises `CommandError`."""
    version = CourseVersion.objects.current().filter(slug=course).first()
    if version is None:
        known = sorted(set(CourseVersion.objects.current().values_list("slug", flat=True)))
        raise CommandError(f"There is no published course “{course}”. Published are: {', '.join(known) or 'none yet'}.")
    key: UUID = version.course_key
    return key


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
