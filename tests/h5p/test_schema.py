"""Every row of the tables of `h5p.json` and `library.json` (the paper, 3.3)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.schema import check_h5p_json, check_library_json
from tests.h5p.packages import dependency, h5p_json, library_json

H5P, LIB = "invalid-h5p-json-file", "invalid-library-json-file"
MISSING, OPTION, NAME = "missing-required-property", "illegal-option-in-library", "invalid-library-name"
AUTHOR, CHANGE = {"name": "A. Moyo", "role": "Author"}, {"date": "26-11-30 9:05:00", "author": "A", "log": "x\ny"}
CHILDREN = st.text(max_size=5) | st.integers() | st.none() | st.booleans() | st.floats()
ANYTHING = st.recursive(
    CHILDREN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)

GOOD_H5P: list[dict[str, Any]] = [
    {},
    {"title": "x" * 255},
    {"language": "pt-br"},
    {"embedTypes": []},
    {"embedTypes": ["iframe", "div"]},
    {"preloadedDependencies": [dependency("Test.Question", "1", "00")]},
    {"dynamicDependencies": [dependency("A.B-c_d", 99999, 0)]},
    {"authors": [AUTHOR]},
    {"authors": []},
    {"changes": [CHANGE]},
    {"source": "https://example.org/a"},
    {"license": "CC0 1.0", "licenseVersion": "4.0"},
    {"licenseExtras": "a\nb", "authorComments": "x" * 5000},
    {"yearFrom": 2024, "yearTo": "2026", "yearsFrom": "1"},
    {"w": "640", "h": 480, "metaKeywords": "a", "metaDescription": "b", "contentType": "c", "author": "d"},
    {"unknown": [object]},
]
BAD_H5P: list[tuple[str, Any, str, str]] = [
    *((key, None, MISSING, "") for key in ("title", "language", "preloadedDependencies", "mainLibrary", "embedTypes")),
    ("title", "", H5P, ""),
    ("title", "x" * 256, H5P, ""),
    ("title", "two\nlines", H5P, ""),
    ("title", 5, H5P, ""),
    ("language", "en_GB", H5P, ""),
    ("language", "a" * 11, H5P, ""),
    ("mainLibrary", "1X", H5P, ""),
    ("mainLibrary", "x" * 256, H5P, ""),
    ("embedTypes", "div", H5P, ""),
    ("embedTypes", ["frame"], OPTION, "/0"),
    ("preloadedDependencies", {}, H5P, ""),
    ("preloadedDependencies", ["x"], H5P, "/0"),
    ("preloadedDependencies", [{"machineName": "X", "majorVersion": 1}], MISSING, "/0/minorVersion"),
    ("preloadedDependencies", [dependency("a/b")], NAME, "/0/machineName"),
    ("dynamicDependencies", [dependency("X", 1, 1.5)], H5P, "/0/minorVersion"),
    ("authors", [{"name": "A"}], MISSING, "/0/role"),
    ("authors", [AUTHOR | {"role": "two words"}], H5P, "/0/role"),
    ("authors", "A. Moyo", H5P, ""),
    ("source", "ftp://example.org", H5P, ""),
    ("license", "GPL", OPTION, ""),
    ("license", [], OPTION, ""),
    ("licenseVersion", "5.0", OPTION, ""),
    ("licenseExtras", "x" * 5001, H5P, ""),
    ("yearFrom", "20245", H5P, ""),
    ("yearTo", -1, H5P, ""),
    ("changes", [CHANGE | {"date": "2026-11-30"}], H5P, "/0/date"),
    ("w", "1e3", H5P, ""),
    ("metaKeywords", "", H5P, ""),
]
GOOD_LIBRARY: list[dict[str, Any]] = [
    {},
    {"runnable": "0"},
    {"runnable": False},
    {"majorVersion": "1", "minorVersion": "0", "patchVersion": "12345"},
    {"license": "MPL2", "author": "", "description": "x\ny"} | {"author": "A"},
    {"metadataSettings": {"disable": 0, "disableExtraTitleField": "1"}},
    {"metadataSettings": {}},
    {"preloadedJs": [], "preloadedCss": [{"path": "styles/a b-c_d.css"}]},
    {"dropLibraryCss": [{"machineName": "X"}], "addTo": {"player": {}}},
    {"w": 1, "h": "2", "embedTypes": ["iframe"], "fullscreen": 1},
    {"coreApi": {"majorVersion": 1, "minorVersion": 28}},
    {"coreApi": {"majorVersion": "0", "minorVersion": "99"}},
    {"editorDependencies": [dependency("X")]},
]
BAD_LIBRARY: list[tuple[str, Any, str, str]] = [
    *((key, None, MISSING, "") for key in ("title", "majorVersion", "minorVersion", "patchVersion", "machineName", "runnable")),
    ("machineName", "H5P X", NAME, ""),
    ("runnable", 2, LIB, ""),
    ("runnable", [], LIB, ""),
    ("license", "GPL4", OPTION, ""),
    ("metadataSettings", [], LIB, ""),
    ("metadataSettings", {"disable": "yes"}, LIB, "/disable"),
    ("preloadedJs", [{}], MISSING, "/0/path"),
    ("preloadedJs", [{"path": "a.css"}], LIB, "/0/path"),
    ("preloadedCss", [{"path": "a.js"}], LIB, "/0/path"),
    ("preloadedCss", [{"path": "a?b.css"}], LIB, "/0/path"),
    ("dropLibraryCss", [{"machineName": ".."}], NAME, "/0/machineName"),
    ("addTo", "all", LIB, ""),
    ("fullscreen", 1.0, LIB, ""),
    ("coreApi", {"majorVersion": 1}, MISSING, "/minorVersion"),
    ("coreApi", {"majorVersion": 1, "minorVersion": 29}, "api-version-unsupported", ""),
    ("coreApi", {"majorVersion": 2, "minorVersion": 0}, "api-version-unsupported", ""),
    ("preloadedDependencies", [dependency("X")] * 5001, LIB, ""),
]


@pytest.mark.parametrize("changes", GOOD_H5P)
def test_a_legal_h5p_json_has_no_issue(changes: dict[str, Any]) -> None:
    assert check_h5p_json(h5p_json(**changes)) == []


@pytest.mark.parametrize(("key", "value", "code", "below"), BAD_H5P)
def test_an_illegal_property_of_h5p_json_is_named(key: str, value: Any, code: str, below: str) -> None:
    issues = check_h5p_json(h5p_json(**{key: value}))
    assert [(issue.code, issue.path) for issue in issues] == [(code, f"h5p.json#/{key}{below}")]


@pytest.mark.parametrize("changes", GOOD_LIBRARY)
def test_a_legal_library_json_has_no_issue(changes: dict[str, Any]) -> None:
    assert check_library_json(library_json(**changes)) == []


@pytest.mark.parametrize(("key", "value", "code", "below"), BAD_LIBRARY)
def test_an_illegal_property_of_library_json_is_named(key: str, value: Any, code: str, below: str) -> None:
    issues = check_library_json(library_json(**{key: value}))
    assert [(issue.code, issue.path) for issue in issues] == [(code, f"library.json#/{key}{below}")]


def test_all_problems_come_at_once() -> None:
    issues = check_h5p_json(h5p_json(title="", language=None, license="?"))
    assert {issue.code for issue in issues} == {H5P, MISSING, OPTION}


def test_the_main_library_must_be_a_preloaded_dependency() -> None:
    issues = check_h5p_json(h5p_json(mainLibrary="Test.Other"))
    assert [issue.code for issue in issues] == ["missing-main-library"]


@settings(max_examples=80, deadline=None)
@given(ANYTHING, st.sampled_from(sorted(h5p_json())), ANYTHING)
def test_any_value_anywhere_is_answered_with_issues(whole: Any, key: str, value: Any) -> None:
    assert check_h5p_json(whole) != []
    assert check_library_json(whole) != []
    issues = check_h5p_json(h5p_json() | {key: value}) + check_library_json(library_json() | {key: value})
    assert all(issue.message and issue.path for issue in issues)
