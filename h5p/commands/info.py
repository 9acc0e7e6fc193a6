"""`python -m h5p info FILE`: what a package says about itself, and what its parts weigh. Checks nothing that it does not print."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from h5p.archive import Member, SafeArchive, open_package
from h5p.commands.output import ACCEPTED, write_json, write_line
from h5p.errors import H5PError
from h5p.json_text import parse

NAME = "info"
HELP = "what a package says about itself, and what it weighs"
_FACTS = (
    "title",
    "language",
    "mainLibrary",
    "license",
    "licenseVersion",
    "authors",
    "source",
    "yearFrom",
    "yearTo",
    "licenseExtras",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    with arguments.file.open("rb") as file, open_package(file) as archive:
        facts = package_facts(archive)
    if arguments.json:
        write_json(facts)
    else:
        for key, value in facts.items():
            write_line(f"{key}: {value}")
    return ACCEPTED


def package_facts(archive: SafeArchive) -> dict[str, Any]:
    """Metadata as `h5p.json` has it, libraries and sizes in bytes, packed. Raises H5PError when `h5p.json` cannot be read."""
    head = parse(archive.read("h5p.json", archive.limits.max_json), code="invalid-h5p-json-file", path="h5p.json")
    if not isinstance(head, dict):
        raise H5PError("invalid-h5p-json-file", "The file must hold a JSON object.", "h5p.json")
    facts: dict[str, Any] = {key: head[key] for key in _FACTS if key in head}
    facts["contentBytes"] = _packed(archive.iter_content())
    facts["libraries"] = {folder: _packed(archive.iter_library(folder)) for folder in archive.library_folders()}
    facts["files"] = len(archive.members)
    facts["refusedFiles"] = len(archive.issues)
    return facts


def _packed(members: Iterable[Member]) -> int:
    return sum(member.packed for member in members)
