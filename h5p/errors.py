"""What can be wrong with a package or its content: one issue, one exception, one report. No checks here.

Codes are stable (the paper, 3.8) and are what a site translates by; messages are English sentences for people without a site.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: `path` is the member of the package, for JSON with a pointer behind it: `h5p.json#/authors/0/name`."""

    code: str
    message: str
    path: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message, "path": self.path}


class H5PError(Exception):
    """Work cannot go on; carries the same three facts as an `Issue`."""

    def __init__(self, code: str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    @property
    def issue(self) -> Issue:
        return Issue(self.code, self.message, self.path)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All problems of a package at once. Errors refuse it; warnings are for people to read."""

    errors: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors

    def as_dict(self) -> dict[str, object]:
        """The document that `check --json` prints."""
        return {
            "ok": self.ok,
            "errors": [issue.as_dict() for issue in self.errors],
            "warnings": [issue.as_dict() for issue in self.warnings],
        }
