"""What the offline verifier computes: hashes, signatures, base 58, UTF-8, unpacking. Python's libraries say the same."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from courses.rendering.script import without_comments
from learning.certificates.status_list import decoded_list, encoded_list
from learning.multibase import from_multikey, to_base58, to_multikey
from tests.learning.certificates.offline_core import FOLDER, SCRIPTS, OfflineCore
from tests.learning.certificates.signed import KEY, PUBLIC

pytestmark = pytest.mark.once
L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point
P = 2**255 - 19
OUTSIDE = ("fetch(", "XMLHttp", "WebSocket", "document.create", "localStorage", "eval(", "new Function")


@pytest.fixture(scope="module", params=[False, True], ids=["ours", "web crypto"])
def either(request: pytest.FixtureRequest) -> Iterator[OfflineCore]:
    """With and without Web Crypto."""
    running = OfflineCore(has_web_crypto=request.param)
    yield running
    running.close()


def test_the_scripts_stay_small_and_know_no_page_and_no_network() -> None:
    assert {path.stem for path in FOLDER.glob("*.js")} >= set(SCRIPTS)
    sources = [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    for source in sources:
        assert not [word for word in OUTSIDE if word in source]
    assert len(brotli.compress("".join(map(without_comments, sources)).encode())) <= 16_600


# --- hashes and signatures ------------------------------------------------------------------------------------------------


def test_hashes_of_every_length_around_a_block(core: OfflineCore) -> None:
    for length in [*range(140), 239, 240, 241, 1000, 70_000]:
        data = bytes(place * 7 % 256 for place in range(length))
        assert core.ask("sha256", data) == hashlib.sha256(data).digest()
        assert core.ask("sha512", data) == hashlib.sha512(data).digest()


# RFC 8032, section 7.1: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_standard_fit_and_no_neighbour_of_them(
    either: OfflineCore, key: str, message: bytes, signature: str
) -> None:
    public, signed = bytes.fromhex(key), bytes.fromhex(signature)
    assert either.ask("checkSignature", public, message, signed) is True
    assert either.ask("checkSignature", public, message + b"x", signed) is False
    for place in range(0, 64, 3):
        assert either.ask("checkSignature", public, message, flipped(signed, place)) is False


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


@given(seed=some.binary(min_size=32, max_size=32), message=some.binary(max_size=300), place=some.integers(0, 63))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_another_library_signed_fits(either: OfflineCore, seed: bytes, message: bytes, place: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert either.ask("checkSignature", public, message, signature) is True
    assert either.ask("checkSignature", public, message, flipped(signature, place, 64)) is False


def test_a_signature_has_one_form_and_one_length(either: OfflineCore) -> None:
    message = b"once"
    signature = KEY.sign(message)
    larger = signature[:32] + (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")  # RFC 8032, section 8.4
    for other in (larger, signature + b"\0", signature[:63], b"", bytes(64), signature[:32] + L.to_bytes(32, "little")):
        assert either.ask("checkSignature", PUBLIC, message, other) is False
    assert either.ask("checkSignature", PUBLIC, message, signature) is True


# Points of eight elements or fewer: with them as a key, one signature fits a good share of all messages.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]


def test_keys_that_are_none_fit_nothing(either: OfflineCore) -> None:
    nothing = bytes.fromhex(SMALL[0]) + bytes(32)
    above = [(P + more).to_bytes(32, "little").hex() for more in (0, 1, 3)]  # a number below 2^255 in its second form
    garbage = ["02" + "00" * 31, "ff" * 32, "07" + "00" * 31, "00" * 31, "00" * 33, ""]
    for key in [*SMALL, *above, *garbage, SMALL[0][:-2] + "80"]:
        for message in (b"a", b"b", b"c", b"d", b"e"):
            assert either.ask("checkSignature", bytes.fromhex(key), message, nothing) is False


@given(some.binary(max_size=60))
@settings(deadline=None)
def test_base_58_and_keys_are_read_alike(core: OfflineCore, data: bytes) -> None:
    assert core.ask("fromBase58", to_base58(data)) == data
    assert core.ask("fromMultikey", to_multikey(PUBLIC)) == from_multikey(to_multikey(PUBLIC)) == PUBLIC
    assert "refused" in core.ask("fromMultikey", "z" + to_base58(data))


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=60), some.binary(max_size=40))
@settings(max_examples=300, deadline=None)
def test_texts_are_read_alike(core: OfflineCore, text: str, data: bytes) -> None:
    assert core.ask("utf8", text) == text.encode()
    assert core.ask("fromUtf8", text.encode()) == text
    try:
        assert core.ask("fromUtf8", data) == data.decode()
    except UnicodeDecodeError:
        assert core.ask("fromUtf8", data) == {"refused": "text"}


def test_half_a_sign_is_no_text(core: OfflineCore) -> None:
    for text in ("\ud800", "a\udc00b", "\udc00\ud800", "\ud800\ud800\udc00"):
        assert core.ask("utf8", text) == {"refused": "text"}


# --- unpacking ------------------------------------------------------------------------------------------------------------


@given(
    data=some.binary(max_size=400) | some.lists(some.sampled_from([b"ab", b"abcabc", bytes(300)])).map(b"".join),
    level=some.integers(0, 9),
    strategy=some.sampled_from([zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_FIXED, zlib.Z_RLE]),
)
@settings(max_examples=200, deadline=None)
def test_what_zlib_packed_is_unpacked_within_its_bound(core: OfflineCore, data: bytes, level: int, strategy: int) -> None:
    packer = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy)
    packed = packer.compress(data) + packer.flush()
    assert core.ask("unzlib", packed, 100_000) == data
    assert core.ask("unzlib", packed, len(data)) == data
    if data:
        assert core.ask("unzlib", packed, len(data) - 1) == {"refused": "bomb"}


@given(place=some.integers(0, 60), bit=some.integers(0, 7), level=some.integers(0, 9))
@settings(max_examples=200, deadline=None)
def test_what_was_damaged_is_refused_where_zlib_refuses_it(core: OfflineCore, place: int, bit: int, level: int) -> None:
    packed = zlib.compress(b"a credential, a credential, and another credential of ours", level)
    packed = flipped(packed, place % len(packed), 1 << bit)
    try:
        expected: Any = zlib.decompress(packed)
    except zlib.error:
        assert "refused" in core.ask("unzlib", packed, 100_000)
    else:
        assert core.ask("unzlib", packed, 100_000) == expected


def test_status_lists_are_unpacked_alike(core: OfflineCore) -> None:
    for places in ((), (0,), (7, 8, 94567, 131_071), range(0, 131_072, 3)):
        encoded = encoded_list(places)
        bits = core.ask("statusBits", encoded)
        assert bits == decoded_list(encoded)
        assert [place for place in (0, 7, 8, 94567, 131_071) if core.ask("isSet", bits, place)] == [
            place for place in (0, 7, 8, 94567, 131_071) if place in places
        ]
    for packed in (gzip.compress(bytes(16_383)), gzip.compress(bytes(16_385)), gzip.compress(bytes(50_000_000)), b"x", b""):
        assert "refused" in core.ask("statusBits", list_text(packed))
    assert "refused" in core.ask("statusBits", list_text(gzip.compress(bytes(16_384)))[1:])
    assert "refused" in core.ask("statusBits", list_text(flipped(gzip.compress(bytes(16_384)), -8)))


def list_text(packed: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
