"""`python -m config.set_up`: makes a data folder ready to serve. A second run is quick and changes nothing.

Catalogues, database, static files, roles and first people, starter courses, rendered lessons; each step by the command or function
that also does it alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

FIRST_PASSWORDS = "first-passwords.txt"


def main() -> int:
    """Runs every step; returns the exit status."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from courses.rendering.documents import render_due
    from learning.certificates.recognition_rights import set_up_register
    from learning.staff_roles import create_first_staff, set_up_locales, set_up_roles
    from translations.catalogues import compile_catalogues
    from translations.roles import set_up_desk

    compile_catalogues()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static(settings.STATIC_ROOT)
    set_up_locales([code for code, _name in settings.LANGUAGES])
    passwords = create_first_staff(os.environ.get("MWANGA_PASSWORD", ""))
    call_command("load_starter_courses")
    coordinators = set_up_roles()
    set_up_desk(coordinators)
    set_up_register(coordinators)
    rendered = render_due()
    sys.stdout.write(f"Lessons rendered: {rendered}.\n" if rendered else "")
    tell_passwords(passwords, settings.DATA_DIR / FIRST_PASSWORDS)
    return 0


def collect_static(root: Path) -> None:
    """Collects static files when a source is newer than the last collection; compressing them takes a while."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = root / "collected"
    newest = max((file.stat().st_mtime for folder in settings.STATICFILES_DIRS for file in Path(folder).rglob("*")), default=0)
    installed = Path(django.__file__).stat().st_mtime
    if stamp.exists() and stamp.stat().st_mtime > max(newest, installed):
        return
    sys.stdout.write("Collecting and compressing static files (about a minute, once) …\n")
    sys.stdout.flush()
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.touch()


def tell_passwords(made: dict[str, str], file: Path) -> None:
    """Prints the first passwords, and keeps them beside the database for the next start until somebody deletes the file."""
    if made:
        lines = [f"{name}: {password}" for name, password in made.items()]
        with file.open("a", encoding="utf-8") as out:
            file.chmod(0o600)
            out.write("\n".join(lines) + "\n")
    if file.exists():
        sys.stdout.write("First passwords for /cms/ (change them, then delete " + file.name + " in the data folder):\n")
        sys.stdout.write("".join(f"  {line}\n" for line in file.read_text(encoding="utf-8").splitlines()))


if __name__ == "__main__":
    sys.exit(main())
