"""The app of languages: how text moves between them."""

from __future__ import annotations

from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    """Languages and translation."""

    name = "translations"
    verbose_name = "Translations"

    def ready(self) -> None:
        """Connects the receivers and the jobs, and adds the desk's rule to those that stop a page being published."""
        from courses.models import readiness
        from translations import bulk_jobs, receivers  # noqa: F401
        from translations.gate import translation_problems
        from translations.machine import drafts  # noqa: F401 - its job is known to every worker

        if translation_problems not in readiness.FURTHER_RULES:
            readiness.FURTHER_RULES.append(translation_problems)
