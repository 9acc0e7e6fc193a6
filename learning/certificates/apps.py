"""The app of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates for completed courses, and their checking."""

    name = "learning.certificates"
    label = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        """Connects what happens to people with their certificates, and names the programmes to whoever packs courses together."""
        from learning.certificates import receivers  # noqa: F401
        from learning.certificates.programmes import programmes_as_collections
        from learning.collections import add_collection_source

        add_collection_source("programmes", programmes_as_collections)
