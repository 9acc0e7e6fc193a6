"""Where Wagtail looks for what certificates add to the CMS: each part stands in a file of its own."""

from __future__ import annotations

from learning.certificates import recognition_cms

__all__ = ["recognition_cms"]
