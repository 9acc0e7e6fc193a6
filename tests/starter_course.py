"""A part of the starter course: English and the languages a test needs. All ten take a while to load."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from tests.served_site import COURSE, ROOT

STARTER = ROOT / "courses" / "starter"


def part_of_starter(folder: Path, *languages: str) -> Path:
    """Copies the course's manuscripts with these languages only; returns the course's folder."""
    for part in ("frameworks", f"{COURSE}/pictures", *[f"{COURSE}/{language}" for language in ("en", *languages)]):
        shutil.copytree(STARTER / part, folder / part)
    return folder / COURSE


def load_part(*languages: str) -> str:
    """Loads them; what the command said."""
    out = StringIO()
    with TemporaryDirectory() as folder:
        call_command("load_course", str(part_of_starter(Path(folder), *languages)), stdout=out)
    return out.getvalue()
