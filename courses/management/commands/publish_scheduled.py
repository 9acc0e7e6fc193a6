"""Publish and expire pages whose time has come. Stands in for Wagtail's command of the same name (decision 0007)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.schedule import publish_scheduled


class Command(BaseCommand):
    """One run; the worker's clock does the same each minute."""

    help = "Publish and expire pages whose time has come. Exits 1 when a page was refused; it keeps its schedule."

    def handle(self, *args: Any, **options: Any) -> None:
        expired, published, refused = publish_scheduled()
        self.stdout.write(f"Expired: {expired}. Published: {published}. Refused: {refused}.")
        if refused:
            raise SystemExit(1)
