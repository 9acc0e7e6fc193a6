"""A data folder of its own with a published course, and commands run on it in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage

from tests.migrated_database import start_from

ROOT = Path(__file__).resolve().parents[3]
SET_UP = """
import django; django.setup()
from tests.learning.bundles.conftest import make_course_in_two_languages
make_course_in_two_languages()
"""


class Place:
    """A data folder and the processes that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = {
            **kept,
            "MWANGA_DATA": str(folder),
            "MWANGA_TEST_STATIC": str(staticfiles_storage.path("")),  # collected already, by this very process
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }

    def set_up(self, migrated_file: Path) -> None:
        """Starts from a migrated database and publishes the course in two languages."""
        start_from(migrated_file, self.folder)
        code, _out, complaints = self.run("-c", SET_UP)
        assert code == 0, complaints

    def start(self, *words: str, **surroundings: str) -> subprocess.Popen[str]:
        """A Python process."""
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**self.environment, **surroundings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **surroundings: str) -> tuple[int, str, str]:
        """Exit code, output and complaints of a Python process."""
        process = self.start(*words, **surroundings)
        out, complaints = process.communicate(timeout=600)
        return process.returncode, out, complaints

    def build(self, *words: str, **surroundings: str) -> tuple[int, str, str]:
        """`build_bundle`, called with these words."""
        return self.run("manage.py", "build_bundle", *words, **surroundings)

    @property
    def bundles(self) -> list[str]:
        """The names of all files in the folder of bundles, hidden ones too, without the store of objects."""
        return sorted(path.name for path in (self.folder / "bundles").iterdir() if path.is_file())
