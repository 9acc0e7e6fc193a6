"""Signatures over credentials: W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2, `eddsa-rdfc-2022`.

A credential, and its proof without the value, are each turned into N-Quads in canonical order (RDFC-1.0); what is signed is the
SHA-256 of the proof's, then that of the credential's. What no context defines would be signed by nobody, so it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.certificates.plain_json import check_size
from learning.certificates.vocabulary import load_context
from learning.multibase import from_base58, to_base58

SUITE: Final = "eddsa-rdfc-2022"
PURPOSE: Final = "assertionMethod"
OPTIONS: Final = {"documentLoader": load_context, "processingMode": "json-ld-1.1"}
ONE_AT_A_TIME: Final = Lock()  # PyLD keeps contexts for all threads in caches that two of them break (seen at a hundred at once)

Credential = dict[str, Any]
Sign = Callable[[bytes], bytes]


def sign_credential(credential: Credential, *, sign: Sign, method: str, at: datetime) -> Credential:
    """The credential with a proof. `method` is the key's full name (`did:web:host#key-1`), `sign` signs bytes with it.

    Raises `CredentialUnreadable` when the credential says something that no context defines.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": in_utc(at),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    signature = sign(signed_bytes(credential, proof))
    return {**credential, "proof": [*proofs_of(credential), {**proof, "proofValue": "z" + to_base58(signature)}]}


def check_proof(credential: Credential, proof: dict[str, Any], *, public_key: bytes) -> None:
    """Raises `SignatureWrong` when the proof is not this key's over this credential, `CredentialUnreadable` when it is no proof."""
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise CredentialUnreadable("It is signed in a way we do not read.")
    if proof.get("proofPurpose") != PURPOSE:
        raise SignatureWrong("Its signature was made for another purpose.")
    value = proof.get("proofValue")
    try:
        signature = from_base58(value.removeprefix("z")) if isinstance(value, str) and value.startswith("z") else b""
    except ValueError as error:
        raise SignatureWrong("Its signature is damaged.") from error
    bare = {name: kept for name, kept in proof.items() if name != "proofValue"}
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed_bytes(credential, bare))
    except (InvalidSignature, ValueError) as error:
        raise SignatureWrong("Its signature does not fit what it says: something was changed.") from error


def proofs_of(credential: Credential) -> list[dict[str, Any]]:
    """The proofs a credential carries, whether one object or a list."""
    proof = credential.get("proof", [])
    found = proof if isinstance(proof, list) else [proof]
    if not all(isinstance(one, dict) for one in found):
        raise CredentialUnreadable("Its proof is no object.")
    return found


def signed_bytes(credential: Credential, proof: dict[str, Any]) -> bytes:
    """What is signed: 32 bytes for the proof without its value, then 32 for the credential without its proofs."""
    document = {name: value for name, value in credential.items() if name != "proof"}
    return hash_of_quads({**proof, "@context": credential.get("@context")}) + hash_of_quads(document)


def hash_of_quads(document: dict[str, Any]) -> bytes:
    """SHA-256 of a document's canonical N-Quads."""
    return hashlib.sha256(quads_of(document).encode()).digest()


def quads_of(document: dict[str, Any]) -> str:
    """A document as N-Quads in canonical order, from what the contexts define. Raises `CredentialUnreadable`."""
    check_size(document)
    try:
        with ONE_AT_A_TIME:
            jsonld.expand(document, dict(OPTIONS), on_property_dropped=refuse_unknown)
            return str(jsonld.normalize(document, {**OPTIONS, "algorithm": "URDNA2015", "format": "application/n-quads"}))
    except CredentialUnreadable:
        raise
    except Exception as error:  # PyLD raises what its input happens to break
        if isinstance(error.__cause__, CredentialUnreadable):
            raise error.__cause__ from error
        raise CredentialUnreadable("It is no JSON-LD that we can read.") from error


def refuse_unknown(name: Any) -> None:
    """PyLD would leave out, unsigned, what no context defines."""
    raise CredentialUnreadable(f"It says something that its vocabulary does not define: {str(name)[:80]}")


def in_utc(moment: datetime) -> str:
    """A moment as XML Schema writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
