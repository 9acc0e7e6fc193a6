"""The UI catalogues: compiles .po files to .mo without gettext's tools, so that a bare machine can run Mwanga.

The names of months and days are added from CLDR (babel has it): Django has none for Hausa and Amharic, and misspells Hindi ones.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy, to_locale

# How Django's `dates` asks for them, Monday first and January first. It asks for a month beside a day ("alt. month") apart.
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
BESIDE_A_DAY: Final = "alt. month"
# What `translations/locale/status.toml` says of a language's catalogue.
STATUSES = {
    "source": _("written in it"),
    "machine draft": _("machine draft"),
    "in review": _("in review"),
    "reviewed": _("reviewed by a person"),
    "not begun": pgettext_lazy("a translation", "not begun"),
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
        folder = Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES"
        source, target = folder / "django.po", folder / "django.mo"
        if not force and target.exists() and target.stat().st_mtime >= newest(source, Path(__file__)):
            continue
        compile_one(source, target, code)
        compiled.append(code)
    return compiled


def newest(*files: Path) -> float:
    """When the last of some files was changed; those that are not there do not count."""
    return max(file.stat().st_mtime for file in files if file.exists())


def compile_one(source: Path, target: Path, code: str) -> None:
    """Writes one .mo file; fuzzy entries stay out, as in gettext."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") if source.exists() else Path("/dev/null").open("rb") as file:
        catalogue = read_po(file, locale=to_locale(code))
    add_dates(catalogue, Locale.parse(to_locale(code)))
    temporary = target.with_suffix(".writing")
    with temporary.open("wb") as out:
        write_mo(out, catalogue, use_fuzzy=False)
    temporary.replace(target)


def add_dates(catalogue: Catalog, locale: Locale) -> None:
    """Adds what months and days are called beside other words of a date; what the catalogue says itself stays."""
    days = {name: locale.days["format"]["wide"][place] for place, name in enumerate(DAYS)}
    months = {name: locale.months["format"]["wide"][place] for place, name in enumerate(MONTHS, start=1)}
    for context, names in ((None, days | months), (BESIDE_A_DAY, months)):
        for name, translated in names.items():
            known = catalogue.get(name, context)
            if known is None or not known.string:
                catalogue.add(name, translated, context=context)
