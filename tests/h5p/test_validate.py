"""What a package must be, rule by rule; attacks have their own file."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import pytest

from h5p.archive import open_package
from h5p.limits import Limits
from h5p.names import LibraryName
from h5p.validate import validate_package
from tests.h5p.packages import PNG, check, check_with, codes, dependency, h5p_json, library_json, packed, whole, with_files

LIBRARY = "Test.Question-1.0"


class Store:
    def __init__(self, *specs: str) -> None:
        self.lines = {LibraryName.parse(spec).line for spec in specs}

    def has(self, name: LibraryName) -> bool:
        return name.line in self.lines


def content_only(**changes: Any) -> bytes:
    return packed((name, value) for name, value in with_files(changes).items() if not name.startswith("Test."))


def test_a_whole_package_has_no_issue() -> None:
    report = check(packed(whole().items()), name="rain.h5p")
    assert report.ok
    assert report.as_dict() == {"ok": True, "errors": [], "warnings": []}


@pytest.mark.parametrize(
    "files",
    [
        {"content/": "", "content/images/": ""},
        {"__MACOSX/content/._x.php": "x", ".DS_Store": "x", "content/_hidden.php": "x", f"{LIBRARY}/language/.en.json": "{"},
        {"read me.html": "<html>", "LICENSE": "MIT"},
        {"content/empty.png": b"", "content/notes.csv": "a,b"},
        {"Content/content.json": {}, "content/content.json": None, "content/images/field.png": None},
        {"H5P.JSON": h5p_json(), "h5p.json": None},
        {f"{LIBRARY}/icon.svg": "<svg/>", f"{LIBRARY}/a.xml": "<a/>", f"{LIBRARY}/language/-nb.json": {}},
        {f"{LIBRARY}/library.json": b"\xef\xbb\xbf" + b'{"title":"Q","machineName":"Test.Question","majorVersion":"1",'
         b'"minorVersion":"0","patchVersion":"3","runnable":"1"}'},
        {f"{LIBRARY}/library.json": library_json(preloadedJs=[{"path": "js/../question.js"}, {"path": ".\\question.js"}])},
        {f"{LIBRARY}/library.json": library_json(preloadedDependencies=[dependency("Test.Question")])},  # a cycle is no error
    ],
)  # fmt: skip
def test_what_is_ignored_or_tolerated_is_no_error(files: dict[str, Any]) -> None:
    report = check_with(files)
    assert report.errors == ()


def test_a_library_may_stand_in_a_folder_without_version() -> None:
    files = {name.replace(LIBRARY, "Test.Question"): value for name, value in whole().items()}
    assert check(packed(files.items())).ok


@pytest.mark.parametrize(
    ("code", "path", "files"),
    [
        ("invalid-h5p-json-file", "h5p.json", {"h5p.json": None}),
        ("invalid-h5p-json-file", "h5p.json", {"h5p.json": "{"}),
        ("invalid-h5p-json-file", "h5p.json", {"h5p.json": "null"}),
        ("invalid-h5p-json-file", "h5p.json", {"h5p.json": []}),
        ("invalid-content-folder", "content/content.json", {"content/content.json": None}),
        ("content-not-object", "content/content.json", {"content/content.json": "5"}),
        ("not-in-whitelist", "content/x.exe", {"content/x.exe": "MZ"}),
        ("invalid-library-name", "a b", {"a b/library.json": library_json()}),
        ("invalid-library-json-file", f"{LIBRARY}/library.json", {f"{LIBRARY}/library.json": None}),
        ("invalid-library-json-file", f"{LIBRARY}/library.json", {f"{LIBRARY}/library.json": "{"}),
        ("invalid-semantics-json-file", f"{LIBRARY}/semantics.json", {f"{LIBRARY}/semantics.json": {}}),
        ("invalid-semantics-json-file", f"{LIBRARY}/semantics.json", {f"{LIBRARY}/semantics.json": "["}),
        ("invalid-language-file", f"{LIBRARY}/language/fr_FR.json", {f"{LIBRARY}/language/fr_FR.json": {}}),
        ("invalid-language-file", f"{LIBRARY}/language/fr.json", {f"{LIBRARY}/language/fr.json": "[}"}),
        ("invalid-language-file", f"{LIBRARY}/language/fr.json", {f"{LIBRARY}/language/fr.json": []}),
        ("library-directory-name-mismatch", LIBRARY, {f"{LIBRARY}/library.json": library_json(minorVersion=1)}),
        ("library-missing-file", f"{LIBRARY}/library.json#/preloadedJs/0/path", {f"{LIBRARY}/question.js": None}),
        ("api-version-unsupported", f"{LIBRARY}/library.json#/coreApi",
         {f"{LIBRARY}/library.json": library_json(coreApi={"majorVersion": 1, "minorVersion": 99})}),
    ],
)  # fmt: skip
def test_each_fault_has_its_code_and_place(code: str, path: str, files: dict[str, Any]) -> None:
    report = check_with(files)
    assert (code, path) in {(issue.code, issue.path) for issue in report.errors}


def test_all_faults_are_in_one_report() -> None:
    report = check_with(
        {"h5p.json": "{", "content/x.exe": "", "../x.png": "", f"{LIBRARY}/semantics.json": {}, f"{LIBRARY}/x.wasm": ""}
    )
    assert codes(report) == {"invalid-h5p-json-file", "not-in-whitelist", "unsafe-path", "invalid-semantics-json-file"}


def test_a_package_inside_a_folder_is_told_so() -> None:
    report = check(packed((f"My lesson/{name}", value) for name, value in whole().items()))
    assert "enclosing-folder" in codes(report)
    assert "invalid-content-folder" not in codes(report)


def test_a_file_of_another_name_is_told_so() -> None:
    assert codes(check(packed(whole().items()), name="rain.zip")) == {"missing-h5p-extension"}


@pytest.mark.parametrize("key", ["preloadedDependencies", "dynamicDependencies"])
def test_a_missing_library_is_an_error_where_it_is_asked_for(key: str) -> None:
    report = check_with({f"{LIBRARY}/library.json": library_json(**{key: [dependency("Test.Other", 2, 1)]})})
    assert [(issue.code, issue.path) for issue in report.errors] == [
        ("missing-required-library", f"{LIBRARY}/library.json#/{key}/0"),
    ]
    assert check_with(
        {f"{LIBRARY}/library.json": library_json(**{key: [dependency("Test.Other", 2, 1)]})}, installed=Store("Test.Other 2.1")
    ).ok


def test_a_missing_library_of_the_editor_is_a_warning() -> None:
    report = check_with({f"{LIBRARY}/library.json": library_json(editorDependencies=[dependency("H5PEditor.X")])})
    assert report.ok
    assert [issue.code for issue in report.warnings] == ["missing-required-library"]


def test_another_minor_version_does_not_count() -> None:
    assert "missing-required-library" in codes(check(content_only(), installed=Store("Test.Question 1.1")))


def test_content_alone_needs_its_libraries_installed_or_to_need_none() -> None:
    assert codes(check(content_only())) == {"missing-required-library"}
    assert check(content_only(), installed=Store("Test.Question 1.0")).ok
    report = check(content_only(), needs_libraries=False)
    assert report.ok
    assert [issue.code for issue in report.warnings] == ["missing-required-library"]


def test_who_may_not_install_has_the_packages_libraries_ignored() -> None:
    files = {f"{LIBRARY}/evil.php": "<?php", f"{LIBRARY}/library.json": "{", f"{LIBRARY}/x.png": "<html>"}
    data = packed(with_files(files).items())
    assert codes(check(data, may_install=False)) == {"missing-required-library"}
    with open_package(io.BytesIO(data)) as archive:
        assert validate_package(archive, Store("Test.Question 1.0"), may_install=False).ok
        assert not validate_package(archive).ok


def test_media_elsewhere_and_a_missing_licence_are_warnings() -> None:
    content = {
        "a": [
            {"path": "https://video.example/x"},
            {"path": "//cdn.example"},
            {"media": "HTTP://[bad"},
            {"path": "images/field.png"},
        ]
    }
    report = check_with({"content/content.json": content, "h5p.json": h5p_json(license="U")})
    assert report.ok
    assert [issue.code for issue in report.warnings] == ["external-url", "external-url", "missing-licence"]
    assert "cdn.example" in report.warnings[0].message


def test_another_picture_format_is_a_warning() -> None:
    report = check_with({"content/images/field.jpg": PNG})
    assert report.ok
    assert [issue.code for issue in report.warnings] == ["type-mismatch"]


def test_a_scanner_sees_every_file_and_may_refuse() -> None:
    seen = {}

    def scan(name: str, pieces: Iterator[bytes]) -> str | None:
        seen[name] = b"".join(pieces)
        return "Eicar" if name.endswith("field.png") else None

    report = check(packed(whole().items()), scanner=scan)
    assert codes(report) == {"virus-found"}
    assert seen["content/images/field.png"] == PNG
    assert len(seen) == len(whole())


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("too-many-files", Limits(max_members=5)),
        ("too-many-files", Limits(max_folders=1)),
        ("too-many-files", Limits(max_directory=100)),
        ("file-size-too-large", Limits(max_file=30)),
        ("total-size-too-large", Limits(max_total=300)),
        ("not-in-whitelist", Limits(content_ext=frozenset({"json"}))),
    ],
)
def test_limits_are_the_sites_to_set(code: str, limits: Limits) -> None:
    assert code in codes(check(packed(whole().items()), limits=limits))


def test_a_report_of_thousands_of_problems_stays_short() -> None:
    report = check(packed([*whole().items(), *((f"content/{n}.exe", b"") for n in range(500))]))
    assert len(report.errors) == Limits().max_issues
    assert report.warnings[-1].code == "more-issues"
    assert "300" in report.warnings[-1].message


def test_a_lying_crc_is_found_in_any_member() -> None:
    data = bytearray(packed(whole().items()))
    start = data.rfind(b"content/images/field.png") - 46
    struct.pack_into("<L", data, start + 16, 1)
    report = check(bytes(data))
    assert [(issue.code, issue.path) for issue in report.errors] == [("unable-to-unzip", "content/images/field.png")]
