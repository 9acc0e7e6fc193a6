"""What every test stands on: collected static files, compiled catalogues, the cast, a small course."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Once, before the workers of pytest-xdist start: static files under their hashed names, catalogues compiled."""
    if hasattr(config, "workerinput"):
        return
    os.environ.setdefault("MWANGA_TEST_STATIC", str(Path(tempfile.gettempdir()) / f"mwanga-test-static-{os.getuid()}"))
    from django.core.management import call_command

    from translations.catalogues import compile_catalogues

    compile_catalogues()
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path: Path) -> Iterator[None]:
    """Every test writes objects, bundles, certificates and uploads into a folder of its own."""
    for name in ("objects", "bundles", "certificates", "media"):
        setattr(settings, f"{name.upper()}_ROOT", tmp_path / name)
    yield


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """No test sees another's counters, language or locale."""
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    yield
    translation.deactivate_all()


from tests.cast import *  # noqa: E402, F403 - the fixtures of the cast
