"""`python -m h5p check FILE`: would this package be accepted? Exit code 0 yes, 1 no, 2 when the file cannot be opened."""

from __future__ import annotations

import argparse
from pathlib import Path

from h5p.commands.output import ACCEPTED, REFUSED, write_json, write_line
from h5p.errors import Issue, ValidationReport
from h5p.validate import Rules, check_file

NAME = "check"
HELP = "check a package: all problems at once"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help='print {"ok": …, "errors": [{code, message, path}], "warnings": […]}')
    parser.add_argument("--content-only", action="store_true", help="libraries that are missing are warnings, not errors")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    rules = Rules(needs_libraries=not arguments.content_only)
    with path.open("rb") as file:
        report = check_file(file, name=path.name, rules=rules)
    if arguments.json:
        write_json(report.as_dict())
    else:
        _write_text(path, report)
    return ACCEPTED if report.ok else REFUSED


def _write_text(path: Path, report: ValidationReport) -> None:
    for issue in report.errors:
        write_line(_line("error", issue))
    for issue in report.warnings:
        write_line(_line("warning", issue))
    write_line(f"{path.name}: {'accepted' if report.ok else 'refused'}")


def _line(kind: str, issue: Issue) -> str:
    return f"{kind} {issue.code}: {issue.path + ': ' if issue.path else ''}{issue.message}"
