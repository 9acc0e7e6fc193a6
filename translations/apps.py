"""The app of languages: how text moves between them."""

from __future__ import annotations

from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    """Languages and translation."""

    name = "translations"
    verbose_name = "Translations"
