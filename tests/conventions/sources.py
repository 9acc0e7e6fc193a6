"""The project's own files, for tests about the project itself: nothing installed, collected or made at run time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("config", "courses", "learning", "translations", "h5p")
# Which apps' names a file of an app may know: itself and what stands below it (docs/architecture.md).
MAY_KNOW: Final[dict[str, set[str]]] = {
    "courses": {"courses"},
    "translations": {"translations", "courses"},
    "learning": {"learning", "courses"},
    "certificates": {"certificates", "learning", "courses"},
    "bundles": {"bundles", "learning", "courses"},
}


def python_files(*, tests: bool = False) -> list[Path]:
    """Our modules; with `tests`, those of the tests as well."""
    folders = [*PACKAGES, *(["tests"] if tests else [])]
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def templates() -> list[Path]:
    """Every HTML template."""
    return sorted(path for folder in PACKAGES for path in (ROOT / folder).rglob("templates/**/*.html"))


def stylesheets() -> list[Path]:
    """Every style sheet for screens; those of the certificate's PDF know a sheet of paper, which has no direction."""
    return sorted((ROOT / "static").rglob("*.css"))


def scripts() -> list[Path]:
    """Every script."""
    return sorted((ROOT / "static").rglob("*.js"))


def app_of(path: Path) -> str:
    """The app a file belongs to: "courses", or "certificates" for a nested one."""
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "learning" and parts[1] in MAY_KNOW else parts[0]


def shown(path: Path) -> str:
    """A path as people say it."""
    return str(path.relative_to(ROOT))


COMMENT: Final = re.compile(r"{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)


def template_source(path: Path) -> str:
    """A template without its comments."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))
