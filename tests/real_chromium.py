"""The machine's own Chromium, driven by Playwright: one for a whole run, since Playwright allows one at a time in a thread."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.kept_rows import keep

# Root needs no sandbox of its own in a container; nothing leaves the machine.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


# Milliseconds that an expectation may take to come true. Four workers on two cores keep a server waiting for seconds at a time.
PATIENCE = 20_000


def chromium_program() -> str:
    """Where Chromium is, under whatever name; that without windows first, which needs half the work for a page."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("Chromium is not installed. On Debian: apt-get install chromium.")


@pytest.fixture(scope="session")
def chromium(django_db_blocker: Any) -> Iterator[Browser]:
    """A browser. While it runs, this thread has an event loop and another connection (see `rows_of_migrations_come_back`)."""
    with django_db_blocker.unblock():
        keep([])
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=SWITCHES)
        yield browser
        browser.close()
        with django_db_blocker.unblock():
            keep([])
