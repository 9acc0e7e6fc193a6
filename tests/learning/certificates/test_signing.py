"""Signatures against published vectors and against each single changed byte."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from learning.certificates import vocabulary
from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.certificates.signing import check_proof, hash_of_quads, proofs_of, quads_of, sign_credential
from learning.certificates.vocabulary import CREDENTIALS, FILES, FOLDER, context_at
from learning.multibase import from_base58, from_multikey, to_base58, to_multikey
from tests.conventions.sources import ROOT
from tests.learning.certificates.signed import KEY, METHOD, PUBLIC, credential, signed

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"
PROOF_VALUE = "z2uKSMjxKi3MR88eyyNsDcVabdU85YDEu8owMytRGog8qm8VZ67iyRTv3rZVLZnWLzB6JRER5V7viRELLaamUw7yW"


def test_the_golden_credential_is_signed_byte_for_byte() -> None:
    assert to_multikey(PUBLIC) == "z6MkmK5ke53mdmc4jdGRRMfjH9xrmpRrXd54WR182ppKeFHH"
    assert hash_of_quads(credential()).hex() == "ac7721b95f5c4ca8427af868f0ea6d8e93613ce4338a7d77fb7eb3325e2d3b8b"
    assert quads_of(credential()).count("\n") == 28
    [proof] = signed()["proof"]
    assert proof["proofValue"] == PROOF_VALUE
    check_proof(signed(), proof, public_key=PUBLIC)


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside this project")
def test_the_open_badges_example_is_reproduced() -> None:
    example = json.loads((VECTORS / "ob3-eddsa-rdfc-2022.json").read_text(encoding="utf-8"))
    document = {name: value for name, value in example.items() if name != "proof"}
    assert hash_of_quads(document).hex() == "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
    [proof] = proofs_of(example)
    bare = {name: value for name, value in proof.items() if name != "proofValue"}
    configuration = hash_of_quads({**bare, "@context": example["@context"]})
    assert configuration.hex() == "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"
    check_proof(example, proof, public_key=from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"))


W3C_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
# Vocabularies that W3C's vectors rest on and our verifier, for good reason, does not know: one is a single line, the other npm's.
EXAMPLES = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
CITIZENSHIP = ROOT / "node_modules/@digitalbazaar/citizenship-context/contexts/v4rc1.jsonld"


@pytest.fixture
def further_vocabularies(monkeypatch: pytest.MonkeyPatch) -> None:
    further = {
        "https://www.w3.org/ns/credentials/examples/v2": EXAMPLES,
        "https://w3id.org/citizenship/v4rc1": json.loads(CITIZENSHIP.read_text(encoding="utf-8")),
    }
    monkeypatch.setattr(vocabulary, "context_at", lambda url: further.get(url) or context_at(url))


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside this project")
@pytest.mark.parametrize("name", ["eddsa-rdfc-2022_signedDataInt.json", "eddsa-rdfc-2022_employ_signedDataInt.json"])
@pytest.mark.usefixtures("further_vocabularies")
def test_the_vectors_of_w3c_verify_and_changed_ones_do_not(name: str) -> None:
    example = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    [proof] = proofs_of(example)
    check_proof(example, proof, public_key=from_multikey(W3C_KEY))
    with pytest.raises(SignatureWrong):
        check_proof(example | {"description": "Something else"}, proof, public_key=from_multikey(W3C_KEY))


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside this project")
def test_another_suite_of_w3c_is_not_read() -> None:
    example = json.loads((VECTORS / "eddsa-jcs-2022_signedJCS.json").read_text(encoding="utf-8"))
    with pytest.raises(CredentialUnreadable, match="signed in a way we do not read"):
        check_proof(example, proofs_of(example)[0], public_key=from_multikey(W3C_KEY))


def test_vocabularies_are_what_was_published() -> None:
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    for url, name in FILES.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() in table, name
        assert context_at(url)


def test_a_vocabulary_from_elsewhere_is_refused_and_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("something wanted to leave the machine")

    monkeypatch.setattr("socket.socket.connect", no_network)
    monkeypatch.setattr("socket.getaddrinfo", no_network)
    strange = credential() | {"@context": [CREDENTIALS, "https://evil.example/context.json"]}
    with pytest.raises(CredentialUnreadable, match="vocabulary we do not know"):
        quads_of(strange)
    assert signed()["proof"]


@pytest.mark.parametrize("path", [(), ("credentialSubject",), ("credentialSubject", "achievement")])
def test_what_no_vocabulary_defines_is_refused_not_left_unsigned(path: tuple[str, ...]) -> None:
    document = credential()
    place: Any = document
    for name in path:
        place = place[name]
    place["hours"] = 3
    with pytest.raises(CredentialUnreadable):
        sign_credential(document, sign=KEY.sign, method=METHOD, at=datetime(2026, 11, 23, tzinfo=UTC))


def test_a_document_too_deep_or_too_large_is_refused_before_it_is_read() -> None:
    deep: Any = "x"
    for _level in range(5_000):
        deep = {"a": deep}
    for hostile in (credential() | {"name": deep}, credential() | {"name": ["x"] * 100_000}):
        with pytest.raises(CredentialUnreadable, match="too large or too deep"):
            quads_of(hostile)


@given(some.binary(max_size=80))
def test_base_58_goes_there_and_back(data: bytes) -> None:
    assert from_base58(to_base58(data)) == data


def test_many_threads_sign_alike() -> None:
    """PyLD's caches are not made for threads."""
    at_once = 40
    barrier = Barrier(at_once)

    def one(_place: int) -> str:
        barrier.wait()
        return hash_of_quads(credential()).hex()

    with ThreadPoolExecutor(at_once) as pool:
        hashes = [made for _round in range(3) for made in pool.map(one, range(at_once))]
    assert hashes == [hash_of_quads(credential()).hex()] * (3 * at_once)
