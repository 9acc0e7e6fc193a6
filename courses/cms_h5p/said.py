"""Problems of packages as sentences with their place, for people."""

from __future__ import annotations

from collections.abc import Iterable

from courses.playing.sentences import sentence
from h5p.errors import Issue


def said(issues: Iterable[Issue]) -> list[dict[str, str]]:
    """Each problem once, in the order they were found: `words`, and `place` in the package, which may be empty."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for issue in issues:
        words = sentence(issue)
        found.setdefault((words, issue.path), {"words": words, "place": "" if issue.path in words else issue.path})
    return list(found.values())
