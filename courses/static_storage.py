"""How static files are stored: under hashed names, and what runs where no server answers without what only its readers need.

Comments and indentation of `static/offline/` are a fifth of what a learner would pay for it, and go with every bundle.
"""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

from courses.rendering.script import without_comments

WRITTEN_FOR_READERS = "offline/"


class Lean:
    """A storage that writes the scripts of `static/offline/` as they are sent."""

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(WRITTEN_FOR_READERS) and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(without_comments(content.read().decode()).encode())
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved


class StaticStorage(Lean, CompressedManifestStaticFilesStorage):
    """For sites."""


class UncompressedStaticStorage(Lean, ManifestStaticFilesStorage):  # type: ignore[misc]  # the stubs of Django differ in `url`
    """For tests, which collect at each run."""
