"""Settings of a small site whose pages show H5P contents in frames: see test_h5p_frame.py."""

from __future__ import annotations

from config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "tests.browser.h5p_urls"
