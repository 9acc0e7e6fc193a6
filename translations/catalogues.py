"""The UI catalogues: compiles .po files to .mo without gettext's tools, so that a bare machine can run Mwanga."""

from __future__ import annotations

import tomllib
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext_lazy as _

# What `translations/locale/status.toml` says of a language's catalogue.
STATUSES = {
    "source": _("written in it"),
    "machine draft": _("machine draft"),
    "in review": _("in review"),
    "reviewed": _("reviewed by a person"),
    "not begun": _("not begun"),
}


def interface_statuses() -> dict[str, str]:
    """Language -> how far a person has checked the interface in it, in words."""
    with (Path(settings.LOCALE_PATHS[0]) / "status.toml").open("rb") as file:
        said = tomllib.load(file)["languages"]
    return {code: str(STATUSES.get(status, status)) for code, status in said.items()}


def compile_catalogues(*, force: bool = False) -> list[str]:
    """Compiles each language's catalogue that is newer than its compiled form; returns the languages compiled.

    A language without a catalogue gets an empty one: without it Django answers 404 for Hausa and Amharic.
    """
    compiled = []
    for code, _name in settings.LANGUAGES:
        folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
        source, target = folder / "django.po", folder / "django.mo"
        if not force and target.exists() and (not source.exists() or source.stat().st_mtime <= target.stat().st_mtime):
            continue
        compile_one(source, target, code)
        compiled.append(code)
    return compiled


def compile_one(source: Path, target: Path, code: str) -> None:
    """Writes one .mo file; fuzzy entries stay out, as in gettext."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") if source.exists() else Path("/dev/null").open("rb") as file:
        catalogue = read_po(file, locale=code)
    temporary = target.with_suffix(".writing")
    with temporary.open("wb") as out:
        write_mo(out, catalogue, use_fuzzy=False)
    temporary.replace(target)
