"""The app of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates for completed courses, and their checking."""

    name = "learning.certificates"
    label = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        """Connects what happens to people with their certificates."""
        from learning.certificates import receivers  # noqa: F401
