"""What the app of bundles keeps: which files there are. Who takes one is kept nowhere."""

from __future__ import annotations

from typing import Final

from courses.declared import Declared, content

DECLARED: Final[dict[str, Declared]] = {
    "bundles.Bundle": content(
        "A course as a file to take along.",
        "until a newer one replaces it",
        "id course_key course_version language tier format number file_name sha256 size languages licence is_current built_at",
    ),
}
