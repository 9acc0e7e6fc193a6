"""A bounded fuzzer: whatever is done to a package's bytes, the check answers with a report. Longer runs: `h5p/README.md`."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.archive import open_package
from h5p.errors import H5PError
from tests.h5p.packages import check, packed, whole

PACKAGES = (packed(whole().items()), packed(whole().items(), deflate=False))
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6), st.booleans()), min_size=1, max_size=8
)


def edited(data: bytes, edits: list[tuple[float, bytes, bool]]) -> bytes:
    """Each edit overwrites or inserts bytes somewhere in the file."""
    for where, piece, insert in edits:
        at = int(where * len(data))
        data = data[:at] + piece + data[at if insert else at + len(piece) :]
    return data


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PACKAGES), EDITS)
def test_a_damaged_package_is_reported_on(data: bytes, edits: list[tuple[float, bytes, bool]]) -> None:
    report = check(edited(data, edits))
    assert report.ok or all(issue.code and issue.message for issue in report.errors)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PACKAGES), EDITS)
def test_a_damaged_directory_is_reported_on(data: bytes, edits: list[tuple[float, bytes, bool]]) -> None:
    start = data.find(b"PK\x01\x02")
    report = check(data[:start] + edited(data[start:], edits))
    assert report.ok or all(issue.code and issue.message for issue in report.errors)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=40))
def test_any_bytes_with_an_end_record_raise_only_our_error(front: bytes, tail: bytes) -> None:
    try:
        with open_package(io.BytesIO(front + b"PK\x05\x06" + tail)) as archive:
            read = {name: archive.read(name, 1000) for name in archive.members}
    except H5PError as error:
        read = {error.code: error.message.encode()}
    assert all(isinstance(data, bytes) for data in read.values())
