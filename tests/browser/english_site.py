"""A served site whose starter course is in English only, and the translations that its other languages came with.

The words are the starter course's own Swahili and Arabic, as the prepared data folder has them.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrated_database import start_from
from tests.served_site import Site, environment, run
from tests.starter_course import part_of_starter

SET_UP = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from learning.staff_roles import create_first_staff, set_up_locales, set_up_roles
from translations.roles import set_up_desk
set_up_locales([code for code, name in settings.LANGUAGES])
create_first_staff({password!r})
call_command("load_course", {course!r}, verbosity=0)
set_up_desk(set_up_roles())
"""
WORDS = """
SELECT source.data, target.data FROM wagtail_localize_stringtranslation target
JOIN wagtail_localize_string source ON source.id = target.translation_of_id
JOIN wagtailcore_locale locale ON locale.id = target.locale_id
WHERE locale.language_code = ?
"""


def known_words(prepared: Path, language: str) -> dict[str, str]:
    """Source sentence -> its translation, as the starter course has it."""
    # As a file that nobody writes: an ordinary connection makes files beside it, which a worker that copies the folder might miss.
    with contextlib.closing(sqlite3.connect(f"file:{prepared / 'mwanga.sqlite3'}?immutable=1", uri=True)) as database:
        return dict(database.execute(WORDS, [language]))


@pytest.fixture(scope="module")
def english_site(prepared_folder: Path, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, served; its static files are those of the prepared folder."""
    base = tmp_path_factory.mktemp("english")
    course = part_of_starter(base / "manuscripts")
    folder = base / "var"
    shutil.copytree(prepared_folder / "static", folder / "static")
    start_from(migrated_file, folder)
    env = environment(folder)
    run([sys.executable, "-c", SET_UP.format(password=env["MWANGA_PASSWORD"], course=str(course))], env)
    site = Site(folder)
    site.start()
    yield site
    site.stop()
