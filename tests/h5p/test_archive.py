"""Reading a package: only what passed can be read, and never more than allowed."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.archive import CHUNK, open_package
from h5p.errors import H5PError, Issue
from h5p.library import contained_path
from h5p.member_path import extension, unsafe_reason
from tests.h5p.packages import PNG, packed, whole


def test_members_are_listed_by_folder_and_read() -> None:
    with open_package(io.BytesIO(packed(whole().items()))) as archive:
        assert [member.name for member in archive.iter_content()] == ["content/content.json", "content/images/field.png"]
        assert archive.library_folders() == ["Test.Question-1.0"]
        assert len(list(archive.iter_library("Test.Question-1.0"))) == 4
        assert archive.read("content/images/field.png") == PNG
        assert "h5p.json" in archive
        assert archive.issues == []


def test_what_was_refused_cannot_be_read() -> None:
    with open_package(io.BytesIO(packed([("../x.png", PNG), ("content/a.png", PNG)]))) as archive:
        assert [issue.code for issue in archive.issues] == ["unsafe-path"]
        with pytest.raises(H5PError) as refused:
            archive.read("../x.png")
    assert refused.value.code == "unable-to-read-package-file"
    assert str(refused.value).startswith("../x.png: ")


def test_a_cap_holds_before_a_byte_is_read() -> None:
    with open_package(io.BytesIO(packed([("content/a.txt", b"x" * 100)]))) as archive:
        assert archive.read("content/a.txt", 100) == b"x" * 100
        with pytest.raises(H5PError) as refused:
            archive.read("content/a.txt", 99)
    assert refused.value.issue == Issue("file-size-too-large", refused.value.message, "content/a.txt")


def test_large_files_come_in_pieces() -> None:
    data = bytes(range(256)) * 1000
    with open_package(io.BytesIO(packed([("content/a.bin", data)]))) as archive:
        pieces = list(archive.stream("content/a.bin"))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= CHUNK


def test_a_comment_and_bytes_before_the_zip_are_no_fault() -> None:
    out = io.BytesIO(b"#!/bin/sh\n")
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as target:
        target.writestr("content/a.txt", "x")
        target.comment = b"made by us"
    with open_package(out) as archive:
        assert archive.read("content/a.txt") == b"x"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["..", ".", "a", "b.js", "", "/", "\\", "%2e", "．．", "C:", "\0", "con"]), max_size=6).map("/".join)
)
def test_a_safe_name_stays_where_it_is_put(name: str) -> None:
    if not unsafe_reason(name, 512):
        assert contained_path(name) == name.removesuffix("/")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["..", ".", "a", "", "b.js"]), max_size=8), st.sampled_from("/\\"))
def test_a_path_is_inside_or_refused(parts: list[str], separator: str) -> None:
    with suppress(H5PError):
        assert not {"..", ".", ""} & set(contained_path(separator.join(parts)).split("/"))


@pytest.mark.parametrize("name", ["", "x" * 600, "é" * 200, "content/com1.txt", "LPT1"])
def test_other_names_that_are_refused(name: str) -> None:
    assert unsafe_reason(name, 512)


def test_the_extension_is_what_follows_the_last_dot() -> None:
    assert [extension(name) for name in ("a/b.PNG", "a.b/c", ".png", "a.tar.gz")] == ["png", "", "", "gz"]
