"""Names of libraries in their spellings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.errors import H5PError
from h5p.names import LibraryName, is_machine_name, version_number

NAMES = st.from_regex(r"\A[A-Za-z][A-Za-z0-9_.-]{0,30}\Z")
NUMBERS = st.integers(0, 99999)


@settings(max_examples=50, deadline=None)
@given(NAMES, NUMBERS, NUMBERS, NUMBERS)
def test_every_spelling_reads_back(machine: str, major: int, minor: int, patch: int) -> None:
    name = LibraryName(machine, major, minor, patch)
    assert LibraryName.parse(str(name)) == name
    assert LibraryName.parse(name.spec).line == name.line
    assert LibraryName.parse(name.folder).line == name.line


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_name_or_the_one_error(text: str) -> None:
    try:
        folder = LibraryName.parse(text).folder
    except H5PError as error:
        folder = error.code
    assert "/" not in folder
    assert not folder.startswith(".")


@pytest.mark.parametrize("text", ["", "H5P.X", "H5P.X 1", "H5P.X 1.2\n", "../x-1.0", "..-1.0", "H5P.X 123456.0", "H5P.X \u0661.0"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(H5PError, match="not a library's name"):
        LibraryName.parse(text)


@pytest.mark.parametrize("arguments", [("..", 1, 0), ("H5P.X", -1, 0), ("H5P.X", 1, 100000), ("a/b", 1, 0), ("H5P.X", 1, True)])
def test_no_other_name_can_be_made(arguments: tuple[str, int, int]) -> None:
    with pytest.raises(H5PError):
        LibraryName(*arguments)


@pytest.mark.parametrize(
    "data", [{}, {"machineName": "X", "majorVersion": 1}, {"machineName": 5, "majorVersion": 1, "minorVersion": 0}]
)
def test_a_dependency_without_its_parts_has_no_name(data: dict[str, object]) -> None:
    with pytest.raises(H5PError):
        LibraryName.from_json(data)


def test_versions_may_be_text() -> None:
    found = LibraryName.from_json({"machineName": "H5P.X", "majorVersion": "1", "minorVersion": 16, "patchVersion": "27"})
    assert str(found) == "H5P.X 1.16.27"


@pytest.mark.parametrize("value", [None, True, 1.0, -1, 100000, "", "1a", "123456", [1]])
def test_nothing_else_is_a_version(value: object) -> None:
    assert version_number(value) is None


def test_hidden_names_are_no_machine_names() -> None:
    assert is_machine_name("H5P.X")
    assert not is_machine_name(".X")
    assert not is_machine_name(None)
