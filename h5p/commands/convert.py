"""`python -m h5p convert FILE`: a package as JSON of native blocks, with what is lost. Exit code 0, or 1 when it cannot be read."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from h5p.archive import open_package
from h5p.commands.output import ACCEPTED, write_json

if TYPE_CHECKING:
    from h5p.native_package import NativePackage

NAME = "convert"
HELP = "turn a package into native blocks and say what is lost"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    from h5p.native_package import native_package  # here, so that `check` loads no HTML parser

    with arguments.file.open("rb") as file, open_package(file) as archive:
        found = native_package(archive)
    write_json(document(found))
    return ACCEPTED


def document(found: NativePackage) -> dict[str, Any]:
    """What `convert` prints and `export` reads."""
    from h5p.block_json import block_json

    return {
        "library": found.library.spec,
        "credits": asdict(found.credits),
        "blocks": [block_json(block) for block in found.blocks],
        "losses": [loss.as_dict() for loss in found.losses],
    }
