"""System checks: what a wrong configuration would break quietly."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import check_for_language


@register()
def every_language_has_its_catalogue(**_: Any) -> list[CheckMessage]:
    """Without a compiled catalogue Django answers 404 for a language it does not know itself (Hausa, Amharic)."""
    return [
        Error(
            f"The language '{code}' has no compiled catalogue, so its pages would not be found.",
            hint="Run `manage.py compile_catalogues`.",
            id="courses.E001",
        )
        for code, _name in settings.LANGUAGES
        if not check_for_language(code)
    ]
