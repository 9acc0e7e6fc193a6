"""The log of staff: every action has its words, and one door leads into it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from learning.staff_log import ACTIONS
from tests.conventions.sources import python_files, shown

DOOR = "learning/staff_log.py"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in our packages, with its file."""
    for path in python_files():
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield shown(path), node


def test_every_action_in_the_log_of_staff_has_words_and_all_words_are_used() -> None:
    noted = [call.args[:1] for _path, call in calls() if isinstance(call.func, ast.Name) and call.func.id == "note_action"]
    assert noted
    keys = {arg.value for args in noted for arg in args if isinstance(arg, ast.Constant)}
    assert all(args and isinstance(args[0], ast.Constant) for args in noted), "name the action in the call, so that it is found"
    assert keys == set(ACTIONS)


def test_the_log_of_staff_is_written_through_one_door() -> None:
    makes = {"StaffAction", "StaffAction.objects.create", "StaffAction.objects.bulk_create"}
    assert {path for path, call in calls() if path != DOOR and ast.unparse(call.func) in makes} == set()
