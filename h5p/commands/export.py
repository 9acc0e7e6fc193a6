"""`python -m h5p export FILE -o OUT`: native blocks (the JSON that `convert` prints) as a package.

Files that blocks name are looked for below the folder of FILE. Exit code 0, 1 when it cannot be exported, 2 for files that cannot
be opened.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from h5p.commands.output import ACCEPTED, write_line
from h5p.errors import H5PError
from h5p.json_text import parse

if TYPE_CHECKING:
    from h5p.export import Content

NAME = "export"
HELP = "write native blocks as a package"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="JSON as `convert` prints it")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="the package to write")
    parser.add_argument("--mode", choices=["content-only", "own"], default="content-only")
    parser.add_argument("--type", default="", metavar="NAME", help="such as H5P.SingleChoiceSet, instead of the usual type")


def run(arguments: argparse.Namespace) -> int:
    from h5p.export import export  # here, so that `check` loads no HTML parser

    path: Path = arguments.file
    data = parse(path.read_bytes(), code="invalid-block", path=path.name)
    exported = export(content_of(data, path.parent, arguments.type), mode=arguments.mode)
    arguments.output.write_bytes(exported.data)
    for loss in exported.losses:
        write_line(f"warning {loss.code}: {loss.path}: {loss.message}")
    return ACCEPTED


def content_of(data: Any, folder: Path, machine: str) -> Content:
    """Raises H5PError (invalid-block) unless the JSON has blocks."""
    from h5p.block_json import block_of
    from h5p.credits import credits_from
    from h5p.export import Content

    blocks = data.get("blocks") if isinstance(data, dict) else None
    if not isinstance(blocks, list):
        raise H5PError("invalid-block", "The JSON has no list `blocks`, as `convert` prints it.")
    return Content(credits_from(data.get("credits")), tuple(block_of(block) for block in blocks), FolderFiles(folder), machine)


class FolderFiles(Mapping[str, bytes]):
    """The files below a folder, and none outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def __getitem__(self, path: str) -> bytes:
        found = (self.folder / path).resolve()
        if not found.is_relative_to(self.folder) or not found.is_file():
            raise KeyError(path)
        return found.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return (found.relative_to(self.folder).as_posix() for found in self.folder.rglob("*") if found.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)
