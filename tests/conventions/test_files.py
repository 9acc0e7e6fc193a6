"""Files and functions stay small enough to read, are named for what they are about, and say what they are for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.sources import python_files, scripts, shown, stylesheets, templates

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_POSITIONAL = 3
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "common", "misc", "tools"}
# Wagtail calls its hooks, and Django its views, with positional arguments; their number is not ours to choose.
CALLED_BY_OTHERS = {
    "courses/wagtail_hooks.py: refuse_unready_pages",
    "learning/views/lesson.py: answer",
    "courses/views.py: lesson",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def without_migrations(paths: list[Path]) -> list[Path]:
    return [path for path in paths if "migrations" not in path.parts]


def test_no_file_is_longer_than_400_lines() -> None:
    """Tests may be longer: a table of cases is read from top to bottom."""
    files = [*without_migrations(python_files()), *templates(), *stylesheets(), *scripts()]
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{shown(path)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"  # type: ignore[operator]
        for path in without_migrations(python_files(tests=True))
        for node in functions_of(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_function_takes_more_than_three_arguments_by_position() -> None:
    """More than three are named where they are given: `record_answer(uuid=…, person=…)`."""
    many = []
    for path in without_migrations(python_files()):
        for node in functions_of(path):
            given = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args] if argument.arg not in {"self", "cls"}]
            if len(given) > MOST_POSITIONAL:
                many.append(f"{shown(path)}: {node.name}")
    assert sorted(set(many) - CALLED_BY_OTHERS) == []


def test_no_file_is_a_drawer_for_everything() -> None:
    paths = [*python_files(), *scripts()]
    assert [shown(path) for path in paths if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("path", python_files(tests=True), ids=shown)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not tree.body or "migrations" in path.parts:
        return
    said = ast.get_docstring(tree)
    assert said
    assert said.splitlines()[0].rstrip().endswith((".", ":", "?"))


def test_nothing_is_printed() -> None:
    wrong = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint"}
    ]
    assert wrong == []


def test_no_failure_is_swallowed_without_a_name() -> None:
    wrong = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files(tests=True)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or is_swallowed(node))
    ]
    assert wrong == []


def is_swallowed(node: ast.ExceptHandler) -> bool:
    """`except Exception: pass`."""
    catches_all = isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
    return catches_all and all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)


def test_every_text_file_ends_with_a_line_break_and_has_no_tabs() -> None:
    for path in [*python_files(tests=True), *templates(), *stylesheets(), *scripts()]:
        text = path.read_text(encoding="utf-8")
        assert "\t" not in text, shown(path)
        # A component that stands in the middle of a line ends without a break.
        assert text == "" or text.endswith("\n") or "components" in path.parts, shown(path)
        assert "\r" not in text, shown(path)
