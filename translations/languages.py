"""The languages Mwanga speaks: codes, names, direction, and what Django does not know about them.

This file is data for the settings; it imports neither models nor Wagtail. Date and number formats that Django lacks
stand in `translations/formats/<code>/formats.py`.
"""

from __future__ import annotations

from typing import Final

# Code, and the language's own name. The order is the order in which people see them.
LANGUAGES: Final = [
    ("en", "English"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("sw", "Kiswahili"),
    ("ha", "Hausa"),
    ("pt", "Português"),
    ("es", "Español"),
    ("hi", "हिन्दी"),
    ("bn", "বাংলা"),
    ("am", "አማርኛ"),
]

RIGHT_TO_LEFT: Final = frozenset({"ar"})

# Languages that a lesson may be written from. Everything starts in English and is translated.
SOURCE_LANGUAGE: Final = "en"

# Django's own table has no Hausa and no Amharic, and `get_language_info()` raises KeyError for them.
EXTRA_LANG_INFO: Final = {
    "ha": {"bidi": False, "code": "ha", "name": "Hausa", "name_local": "Hausa"},
    "am": {"bidi": False, "code": "am", "name": "Amharic", "name_local": "አማርኛ"},
}


def teach_django_our_languages() -> None:
    """Add the languages Django lacks to its table. Called once, from the settings."""
    from django.conf.locale import LANG_INFO

    for code, info in EXTRA_LANG_INFO.items():
        LANG_INFO.setdefault(code, info)
