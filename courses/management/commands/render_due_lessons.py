"""Render every published lesson whose document is missing or would be drawn otherwise now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.rendering.documents import render_due


class Command(BaseCommand):
    """Repairs the object store; run after a release and whenever in doubt."""

    help = "Render every published lesson whose document is missing or out of date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Documents rendered: {render_due()}.")
