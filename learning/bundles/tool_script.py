"""`mwanga_bundle.py`: the modules of `learning.bundles.tool` as one file, which lies in every bundle and needs Python alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

SCRIPT: Final = "mwanga_bundle.py"
PACKAGE: Final = "learning.bundles.tool"
# Each uses only those before it.
MODULES: Final = (
    *("refused", "canonical", "ed25519", "zstd_tables", "zstd", "layout", "signature", "verify"),
    *("metadata", "fetch", "delta", "rebuild", "update", "command"),
)
HEAD: Final = '''#!/usr/bin/env python3
"""Checks and updates bundles of Mwanga. Needs Python 3.8 or later, nothing else.

    python3 mwanga_bundle.py verify FILE|FOLDER [--key KEY]
    python3 mwanga_bundle.py update FILE [--from ADDRESS|FOLDER] [--preview]

Take this program from a place you trust: whoever changes a bundle can change the program in it too.
It is made, without the comments, from Mwanga's learning/bundles/tool/.
"""

from __future__ import annotations
'''


@lru_cache(maxsize=1)
def script() -> bytes:
    """The whole script; the same source, the same bytes, whatever the version of Python."""
    folder = Path(__file__).parent / "tool"
    parts = [plain((folder / f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    return "\n\n".join([HEAD.rstrip("\n"), *parts]).encode() + b"\n"


def plain(source: str) -> str:
    """A module without docstrings, comments of whole lines, empty lines, and imports that have no place in one file."""
    lines: list[str | None] = list(source.splitlines())
    for node in superfluous(ast.parse(source)):
        lines[node.lineno - 1 : node.end_lineno] = [None] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    kept = [line for line in lines if line and line.strip() and not line.lstrip().startswith("# ")]
    return "\n".join(kept)


def superfluous(tree: ast.Module) -> Iterator[ast.stmt]:
    """Imports from the package itself, and docstrings; one that is all there is in a class stays."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and ((node.module or "").startswith(PACKAGE) or node.module == "__future__"):
            yield node
    for owner in ast.walk(tree):
        if isinstance(owner, (ast.Module, ast.ClassDef, ast.FunctionDef)) and has_docstring(owner):
            yield owner.body[0]


def has_docstring(owner: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether it has one, and something else beside it."""
    return len(owner.body) > 1 and ast.get_docstring(owner, clean=False) is not None
