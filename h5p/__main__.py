"""`python -m h5p COMMAND FILE`: the library from a shell. Commands are modules in `commands/`, named in `COMMANDS`.

A file that cannot be opened ends any of them with 2, and a package that cannot be read with 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from h5p.commands import check, convert, export, info
from h5p.commands.output import REFUSED, complain, write_line
from h5p.errors import H5PError

COMMANDS = (check, info, convert, export)


def main(words: Sequence[str] | None = None) -> int:
    """The exit code. Raises SystemExit(2), as argparse does, when called wrongly."""
    parser = argparse.ArgumentParser(prog="python -m h5p", description="H5P packages: check, look into, convert, write.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        own = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    arguments = parser.parse_args(words)
    try:
        code: int = arguments.run(arguments)
    except OSError as problem:
        return complain(arguments.file, problem)
    except H5PError as error:
        write_line(f"error {error.code}: {error}")
        return REFUSED
    return code


if __name__ == "__main__":
    sys.exit(main())
