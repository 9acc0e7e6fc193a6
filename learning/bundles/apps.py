"""The app of offline bundles."""

from __future__ import annotations

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    """Courses as files to take along."""

    name = "learning.bundles"
    label = "bundles"
    verbose_name = "Bundles"

    def ready(self) -> None:
        """Connects the receivers, and with them the job that builds a bundle."""
        from learning.bundles import receivers  # noqa: F401
        from learning.bundles.room import receivers as room  # noqa: F401
        from learning.bundles.updates import tasks  # noqa: F401
