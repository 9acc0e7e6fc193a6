"""Dates, numbers and plurals of each language are those of CLDR, as babel has it; where they are not, the reason stands here."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import to_locale

from translations.languages import KNOWN, SPOKEN

CODES: Final = [language.code for language in SPOKEN]
DAYS: Final = [date(2026, month, day) for month in range(1, 13) for day in (1, 23)]
NUMBERS: Final = (0.5, 12, 999, 1234.5, 12345.6, 1234567.8)
# (what, language) -> CLDR's way, our way, and why.
EXCEPTIONS: Final = {
    ("group", "fr"): ("\u202f", "\u00a0", "old phones have no glyph for the narrow space and draw a box"),
    ("group", "es"): ("", ".", "CLDR groups from five digits on; Django knows one rule for all numbers"),
    ("group", "pt"): ("", ".", "the same"),
}
TWO_DIGIT_YEARS: Final = {"es", "hi", "bn", "ha", "ur"}  # CLDR writes 23/11/26; a day on a certificate needs its century


def locale_of(code: str) -> Locale:
    """CLDR's locale. Our English is British."""
    return Locale.parse("en_GB" if code == "en" else to_locale(code))


def formats_of(code: str) -> ModuleType:
    """Our formats of a language, whether it is on or not."""
    return import_module(f"translations.formats.{to_locale(code)}.formats")


def in_latin_digits(text: str) -> str:
    """Digits as keypads, codes and certificates have them."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


@pytest.mark.parametrize("code", CODES)
def test_long_dates_are_those_of_cldr_names_of_months_included(code: str) -> None:
    with translation.override(code):
        ours = {day: date_format(day, "DATE_FORMAT") for day in DAYS}
    assert ours == {day: in_latin_digits(format_date(day, "long", locale_of(code))) for day in DAYS}


@pytest.mark.parametrize("code", KNOWN)
def test_short_dates_are_those_of_cldr_with_the_whole_year(code: str) -> None:
    pattern = locale_of(code).date_formats["short"].pattern
    assert ("yy" in pattern) == (code in TWO_DIGIT_YEARS)
    whole = pattern.replace("yy", "y")
    for day in DAYS:
        with translation.override(code):
            ours = date_format(day, formats_of(code).SHORT_DATE_FORMAT)
        assert ours == in_latin_digits(format_date(day, whole, locale_of(code))), day


@pytest.mark.parametrize("code", CODES)
def test_parts_of_dates_are_those_of_cldr(code: str) -> None:
    for day in DAYS:
        with translation.override(code):
            ours = (date_format(day, "YEAR_MONTH_FORMAT"), date_format(day, "MONTH_DAY_FORMAT"))
        wanted = [format_skeleton(skeleton, day, locale=locale_of(code)) for skeleton in ("yMMMM", "MMMMd")]
        assert list(ours) == [in_latin_digits(part) for part in wanted]


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_written_as_cldr_writes_them(code: str) -> None:
    cldrs, ours, _why = EXCEPTIONS.get(("group", code), ("", "", ""))
    for number in NUMBERS:
        with translation.override(code):
            written = number_format(number, use_l10n=True, force_grouping=True)
        wanted = format_decimal(number, locale=locale_of(code))
        if code in {"es", "pt"} and number == 1234.5:
            wanted = "1.234,5"
        assert written == (wanted.replace(cldrs, ours) if cldrs else wanted)


@pytest.mark.parametrize("code", CODES)
def test_a_weight_has_the_decimal_sign_of_its_language(code: str) -> None:
    page = Template('{% include "components/data_size.html" with bytes=bytes %}')
    with translation.override(code):
        said = page.render(Context({"bytes": 2_640_000}))
    assert format_decimal(2.6, locale=locale_of(code)) in said


# --- plurals --------------------------------------------------------------------------------------------------------------

COUNTS: Final = [*range(131), 200, 1000, 1001, 10_000, 1_000_000, 2_000_000, 1_000_001]


def partition(names: list[object]) -> list[list[int]]:
    """Which counts go together, whatever their form is called."""
    groups: dict[object, list[int]] = {}
    for count, name in zip(COUNTS, names, strict=True):
        groups.setdefault(name, []).append(count)
    return sorted(groups.values())


def forms_in(file: Path, code: str) -> tuple[str, list[list[int]]]:
    """The header of a catalogue, and which counts take the same form by it."""
    import gettext

    with file.open("rb") as source:
        header = read_po(source, locale=to_locale(code)).mime_headers
    rule = dict(header)["Plural-Forms"]
    chosen = gettext.c2py(rule.partition("plural=")[2].rstrip("; "))  # type: ignore[attr-defined]
    return rule, partition([chosen(count) for count in COUNTS])


@pytest.mark.parametrize("code", CODES)
def test_plural_forms_are_those_of_the_record_and_of_django_or_cldr(code: str) -> None:
    ours = Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES" / "django.po"
    rule, groups = forms_in(ours, code)
    assert rule.replace(" ", "").rstrip(";") == KNOWN[code].plurals.replace(" ", "").rstrip(";")
    cldr = partition([locale_of(code).plural_form(count) for count in COUNTS])
    django = Path(translation.__file__).parents[2] / "conf" / "locale" / to_locale(code) / "LC_MESSAGES" / "django.po"
    known = [cldr, *([forms_in(django, code)[1]] if django.exists() else [])]
    assert groups in known
