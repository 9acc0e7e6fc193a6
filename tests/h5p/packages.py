"""Packages made in code, of our own small libraries: whole ones, and ones with anything wrong that a test asks for."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Iterable
from typing import Any

from h5p.errors import ValidationReport
from h5p.limits import DEFAULT_LIMITS, Limits
from h5p.validate import Rules, check_file

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
File = tuple[str | zipfile.ZipInfo, Any]


def h5p_json(**changes: Any) -> dict[str, Any]:
    """A whole `h5p.json`; `None` removes a key."""
    data = {
        "title": "Rain and soil",
        "language": "en",
        "mainLibrary": "Test.Question",
        "embedTypes": ["div"],
        "license": "CC BY",
        "preloadedDependencies": [dependency("Test.Question")],
    } | changes
    return {key: value for key, value in data.items() if value is not None}


def dependency(name: str, major: Any = 1, minor: Any = 0) -> dict[str, Any]:
    return {"machineName": name, "majorVersion": major, "minorVersion": minor}


def library_json(**changes: Any) -> dict[str, Any]:
    """A whole `library.json`; `None` removes a key."""
    data = {
        "title": "Question",
        "machineName": "Test.Question",
        "majorVersion": 1,
        "minorVersion": 0,
        "patchVersion": 3,
        "runnable": 1,
        "license": "MIT",
        "preloadedJs": [{"path": "question.js"}],
    } | changes
    return {key: value for key, value in data.items() if value is not None}


def whole() -> dict[str, Any]:
    """The files of an accepted package by name."""
    return {
        "h5p.json": h5p_json(),
        "content/content.json": {"question": "Why?"},
        "content/images/field.png": PNG,
        "Test.Question-1.0/library.json": library_json(),
        "Test.Question-1.0/semantics.json": [{"name": "question", "type": "text"}],
        "Test.Question-1.0/question.js": b"H5P.Test = function () {};",
        "Test.Question-1.0/language/pt-br.json": {"semantics": []},
    }


def with_files(files: dict[str, Any]) -> dict[str, Any]:
    """The whole package with some files replaced, added or (None) removed."""
    return {name: value for name, value in (whole() | files).items() if value is not None}


def as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def packed(files: Iterable[File], *, deflate: bool = True) -> bytes:
    """A zip with these members in this order, names as they are, twice the same name too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as target:
        for name, value in files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = target.compression
            with warnings.catch_warnings(action="ignore"):  # about names given twice
                target.writestr(info, as_bytes(value))
    return out.getvalue()


def check(data: bytes, *, limits: Limits = DEFAULT_LIMITS, name: str | None = None, **rules: Any) -> ValidationReport:
    return check_file(io.BytesIO(data), name=name, limits=limits, rules=Rules(**rules))


def check_with(files: dict[str, Any], **rules: Any) -> ValidationReport:
    """The report on the whole package with these files in place of its own."""
    return check(packed(with_files(files).items()), **rules)


def codes(report: ValidationReport) -> set[str]:
    return {issue.code for issue in report.errors}
