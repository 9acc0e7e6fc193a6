"""What one check has found so far: collects issues, bounded, and reads the JSON files of a package under one budget."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from h5p.archive import SafeArchive
from h5p.errors import H5PError, Issue, ValidationReport
from h5p.json_text import most_values, parse
from h5p.limits import Limits


class Findings:
    """Errors and warnings in the order in which they were met; after `max_issues` of each they are only counted."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._errors: dict[Issue, None] = {}
        self._warnings: dict[Issue, None] = {}
        self._uncounted = 0

    @property
    def has_errors(self) -> bool:
        return bool(self._errors)

    def error(self, code: str, message: str, path: str = "") -> None:
        self.add([Issue(code, message, path)])

    def warn(self, code: str, message: str, path: str = "") -> None:
        self._keep(self._warnings, Issue(code, message, path))

    def add(self, errors: Iterable[Issue]) -> None:
        for issue in errors:
            self._keep(self._errors, issue)

    def report(self) -> ValidationReport:
        warnings = tuple(self._warnings)
        if self._uncounted:
            warnings += (Issue("more-issues", f"There are {self._uncounted:,} more problems than are listed here."),)
        return ValidationReport(tuple(self._errors), warnings)

    def _keep(self, issues: dict[Issue, None], issue: Issue) -> None:
        if issue in issues:
            return
        if len(issues) < self._limits.max_issues:
            issues[issue] = None
        else:
            self._uncounted += 1


class JsonFiles:
    """Reads JSON members; what cannot be read becomes an error and `None`.

    Each file has its own bounds; the budget over all keeps thousands of language files from taking minutes.
    """

    def __init__(self, archive: SafeArchive, findings: Findings) -> None:
        self._archive = archive
        self._findings = findings
        self._bytes = archive.limits.max_json_total
        self._values = archive.limits.max_json_total_values

    def read(self, name: str, code: str) -> Any | None:
        """The value; `None` when the file is broken (under `code`), when it holds `null`, or when the budget is spent."""
        limits = self._archive.limits
        try:
            if self._bytes < 0 or self._values < 0:
                raise H5PError("total-size-too-large", f"All JSON files together exceed {limits.max_json_total:,} bytes.")
            data = self._archive.read(name, limits.max_json)
            self._bytes -= len(data)
            self._values -= most_values(data)
            value = parse(data, code=code, path=name, limits=limits)
            if value is None:
                raise H5PError(code, "The file holds nothing but null.", name)
        except H5PError as error:
            self._findings.add([error.issue])
            return None
        return value
