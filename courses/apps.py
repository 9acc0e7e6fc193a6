"""The app of what is taught."""

from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses, lessons, questions and their rendering."""

    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        """Connects the receivers and registers the checks."""
        from courses import checks, receivers  # noqa: F401
