"""The decoder in Python alone reads what the library writes, and refuses what is broken."""

from __future__ import annotations

import random

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from learning.bundles.tool.zstd import unpatched, xxh64
from learning.bundles.tool.zstd_tables import BrokenFrame

pytestmark = pytest.mark.once

LEVELS = [-20, -1, 1, 3, 6, 12, 19, 22]
EASY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def packed(content: bytes, *, level: int, dictionary: bytes = b"", checksum: bool = False, size: bool = True) -> bytes:
    known = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if len(dictionary) > 7 else None
    made = zstandard.ZstdCompressor(level=level, dict_data=known, write_checksum=checksum, write_content_size=size)
    return made.compress(content)


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Noise, one byte, few letters, words again and again, or numbers of which few are common; up to 200 KB."""
    rng = random.Random(draw(st.integers()))
    size = draw(st.one_of(st.integers(0, 400), st.integers(0, 20_000), st.sampled_from([131_071, 131_072, 131_073, 200_000])))
    kind = draw(st.sampled_from(["noise", "same", "letters", "words", "numbers"]))
    if kind == "noise":
        return rng.randbytes(size)
    if kind == "same":
        return bytes([rng.randrange(256)]) * size
    if kind == "letters":
        return bytes(rng.choices(b"abcdefgh", k=size))
    if kind == "numbers":
        return bytes(min(255, int(rng.expovariate(0.05))) for _ in range(size))
    words = [rng.randbytes(rng.randrange(1, 30)) for _ in range(40)]
    return b"".join(rng.choices(words, k=size // 10 + 1))[:size]


@EASY
@given(contents(), contents(), st.sampled_from(LEVELS), st.booleans(), st.booleans())
@example(b"", b"", 19, True, True)
def test_it_reads_what_the_library_writes(content: bytes, other: bytes, level: int, checksum: bool, size: bool) -> None:
    for dictionary in (b"", other, content[: len(content) // 2] + other):
        frame = packed(content, level=level, dictionary=dictionary, checksum=checksum, size=size)
        known = dictionary if len(dictionary) > 7 else b""
        assert unpatched(frame, known, len(content)) == content


@EASY
@given(contents(), st.sampled_from([1, 19]), st.integers(0, 2**32))
def test_a_broken_frame_is_refused_or_says_something_no_longer_than_agreed(content: bytes, level: int, seed: int) -> None:
    content = content[:5000]
    frame = bytearray(packed(content, level=level))
    rng = random.Random(seed)
    for _ in range(10):
        broken = bytearray(frame)
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
        for given_ in (bytes(broken), bytes(frame[: rng.randrange(len(frame))])):
            try:
                assert len(unpatched(given_, b"", len(content))) <= len(content)
            except BrokenFrame:
                continue


def test_a_bomb_is_refused_before_it_grows() -> None:
    bomb = packed(b"\0" * 50_000_000, level=19)
    assert len(bomb) < 5000
    with pytest.raises(BrokenFrame, match="larger"):
        unpatched(bomb, b"", 1_000_000)
    with pytest.raises(BrokenFrame, match="larger"):
        unpatched(packed(b"\0" * 5_000_000, level=19, size=False), b"", 1_000_000)


@pytest.mark.parametrize("junk", [b"", b"(", b"\x28\xb5\x2f\xfd", b"PK\3\4" + b"\0" * 40, b"\x28\xb5\x2f\xfd\x04\0\0\0"])
def test_what_is_no_frame_is_refused(junk: bytes) -> None:
    with pytest.raises(BrokenFrame):
        unpatched(junk, b"", 1000)


def test_nothing_may_follow_a_frame() -> None:
    with pytest.raises(BrokenFrame):
        unpatched(packed(b"light", level=3) + b"\0", b"", 1000)


def test_a_false_checksum_is_refused() -> None:
    frame = bytearray(packed(b"light" * 50, level=3, checksum=True))
    frame[-1] ^= 1
    with pytest.raises(BrokenFrame, match="checksum"):
        unpatched(bytes(frame), b"", 1000)


@pytest.mark.parametrize(("data", "sum_"), [(b"", 0xEF46DB3751D8E999), (b"a", 0xD24EC4F1A98C6E5B), (b"abc", 0x44BC2CF5AD770999)])
def test_the_checksum_is_that_of_others(data: bytes, sum_: int) -> None:
    assert xxh64(data) == sum_
