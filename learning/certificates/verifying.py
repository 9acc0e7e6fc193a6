"""Whether what somebody shows is genuine, said from it, from whom is trusted and from the last status lists; no database.

`static/offline/verify/verdict.js` says the same in a browser; `tests/cases/` holds what both must say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from learning.certificates import vc_jwt
from learning.certificates.endorsing import endorsers
from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.certificates.signing import Credential, check_proof, in_utc, proofs_of
from learning.certificates.status_list import BITS, is_set
from learning.certificates.token import host_claimed, key_id_of, read_token
from learning.certificates.trusted import Trust, TrustedKey, moment_of
from learning.certificates.unwrapping import Found, unwrapped

GRACE: Final = timedelta(days=1)  # a phone's clock may be as wrong as that
STATUS_TYPE: Final = "BitstringStatusListEntry"
LIST_TYPE: Final = "BitstringStatusListCredential"


class Word(StrEnum):
    """What a verifier says, in one word."""

    GENUINE = "genuine"
    REVOKED = "revoked"
    REPLACED = "replaced"
    STATUS_UNKNOWN = "status_unknown"  # signed by an issuer we trust; no list tells whether it still stands
    EXPIRED = "expired"
    NOT_YET = "not_yet"  # it begins more than a day from now: one of two clocks is wrong
    KEY_LEAKED = "key_leaked"  # anybody may have written it
    CHANGED = "changed"
    UNKNOWN_ISSUER = "unknown_issuer"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Verdict:
    """The word, of which day the status list was that was looked at, and what is proven of it (nothing when it was changed)."""

    word: Word
    why: str = ""
    since: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """What a signature turned out to vouch for."""

    key: TrustedKey
    facts: dict[str, Any]
    signed_at: datetime
    ends_at: datetime | None
    status: tuple[str, int] | None  # which list, and where in it


class UnknownIssuer(Exception):
    """Signed by somebody, or with a key, that is not trusted."""


def verdict_on(data: bytes, *, trust: Trust, now: datetime) -> Verdict:
    """What a file or a code is worth. Raises nothing; about 15 ms for a credential and 1 ms for a code."""
    try:
        found = unwrapped(data)
        if found.number:
            return Verdict(Word.UNREADABLE, why="number", facts={"number": found.number})
        claim = claim_of(found, trust)
    except UnknownIssuer as stranger:
        return Verdict(Word.UNKNOWN_ISSUER, why=str(stranger), facts={"did": str(stranger)})
    except SignatureWrong as wrong:
        return Verdict(Word.CHANGED, why=str(wrong))
    except CredentialUnreadable as problem:
        return Verdict(Word.UNREADABLE, why=str(problem))
    return judged(claim, trust=trust, now=now)


def judged(claim: Claim, *, trust: Trust, now: datetime) -> Verdict:
    """What a whole signature is worth now."""
    if not claim.key.vouches_for(claim.signed_at):
        return Verdict(Word.KEY_LEAKED, facts=claim.facts)
    if claim.signed_at > now + GRACE:
        return Verdict(Word.NOT_YET, facts=claim.facts)
    word, since = status_in(claim, trust)
    if word in {Word.GENUINE, Word.STATUS_UNKNOWN} and claim.ends_at and claim.ends_at < now:
        word = Word.EXPIRED
    return Verdict(word, since=since, facts=claim.facts)


# --- signatures -----------------------------------------------------------------------------------------------------------


def claim_of(found: Found, trust: Trust) -> Claim:
    """Checks the signature. Raises `UnknownIssuer`, `SignatureWrong` or `CredentialUnreadable`."""
    if found.token is not None:
        return claim_of_token(found.token, trust)
    if found.jwt is not None:
        credential, jwt = found.jwt.credential, found.jwt
        key = key_for(jwt.method, vc_jwt.issuer_of(credential), trust)
        vc_jwt.check_jwt(jwt, public_key=key.public_key)
        return claim_of_credential(credential, key, trust=trust, signed_at=None)
    credential = found.credential or {}
    proof = issuers_proof(credential)
    key = key_for(proof["verificationMethod"], vc_jwt.issuer_of(credential), trust)
    check_proof(credential, proof, public_key=key.public_key)
    return claim_of_credential(credential, key, trust=trust, signed_at=proof.get("created"))


def issuers_proof(credential: Credential) -> dict[str, Any]:
    """Of the proofs, the one made with a key of the credential's own issuer; only that one says who issued it."""
    issuer, proofs = vc_jwt.issuer_of(credential), proofs_of(credential)
    if not proofs or not all(isinstance(proof.get("verificationMethod"), str) for proof in proofs):
        raise CredentialUnreadable("It is not signed.")
    own = [proof for proof in proofs if proof["verificationMethod"].partition("#")[0] == issuer]
    if not own:
        raise SignatureWrong("It is signed with somebody else's key than that of the issuer it names.")
    return own[0]


def key_for(method: str, issuer: str, trust: Trust) -> TrustedKey:
    """The trusted key of that name, which must be the issuer's. Raises `UnknownIssuer` or `SignatureWrong`."""
    if not trust.knows(issuer):
        raise UnknownIssuer(issuer)
    if method.partition("#")[0] != issuer:
        raise SignatureWrong("It is signed with somebody else's key than that of the issuer it names.")
    if method not in trust.keys:
        raise UnknownIssuer(issuer)
    return trust.keys[method]


def claim_of_token(data: bytes, trust: Trust) -> Claim:
    """What a code says. It is whole only as its issuer made it."""
    host, key_id = host_claimed(data), key_id_of(data)
    did = "did:web:" + host.replace(":", "%3A")
    key = key_for(f"{did}#{key_id}", did, trust)
    token = read_token(data, public_key=key.public_key)
    number, place = divmod(token.place, BITS)
    scheme = next((address.partition("://")[0] for address in trust.lists if f"://{host}/" in address), "https")
    facts = {
        "name": token.name,
        "course": token.course,
        "language": token.language,
        "issued_at": in_utc(token.issued_at),
        "uuid": str(token.uuid),
        "issuer": key.issuer,
        "did": key.did,
    }
    return Claim(key, facts, token.issued_at, None, (f"{scheme}://{host}/status/{number + 1}", place))


def claim_of_credential(credential: Credential, key: TrustedKey, *, trust: Trust, signed_at: str | None) -> Claim:
    """What a credential says, once its signature fits. Raises `CredentialUnreadable` when it is none of a certificate's shape."""
    try:
        start = moment_of(credential["validFrom"])
        moment = moment_of(signed_at) if signed_at else start
        end = moment_of(credential["validUntil"]) if "validUntil" in credential else None
        facts = {**facts_of(credential, key), "also": endorsers(credential, trust)}
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise CredentialUnreadable("It says something else than a certificate does.") from error
    return Claim(key, facts, max(start, moment), end, status_place(credential))


def facts_of(credential: Credential, key: TrustedKey) -> dict[str, Any]:
    """The facts people look for. Raises what a strange shape happens to break."""
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    names = [one for one in subject.get("identifier", []) if one.get("identityType") == "name" and one.get("hashed") is False]
    return {
        "name": str(names[0]["identityHash"]) if len(names) == 1 else "",
        "course": str(credential.get("name") or achievement["name"]),
        "achievement": str(achievement["id"]),
        "language": str(achievement.get("inLanguage", "")),
        "issued_at": str(credential["validFrom"]),
        "valid_until": str(credential.get("validUntil", "")),
        "uuid": str(credential["id"]).removeprefix("urn:uuid:"),
        "kind": str(achievement.get("achievementType", "")),
        "issuer": key.issuer,
        "did": key.did,
    }


# --- does it still stand? -------------------------------------------------------------------------------------------------


def status_place(credential: Credential) -> tuple[str, int] | None:
    """In which list to look, and where. Raises `CredentialUnreadable` for an entry of another kind."""
    entry = credential.get("credentialStatus")
    if entry is None:
        return None
    if not isinstance(entry, dict) or entry.get("type") != STATUS_TYPE or entry.get("statusPurpose") != "revocation":
        raise CredentialUnreadable("Where to look whether it still stands is said in a way we do not read.")
    address, place = entry.get("statusListCredential"), entry.get("statusListIndex")
    if not isinstance(address, str) or not isinstance(place, str) or not (place.isascii() and place.isdecimal()):
        raise CredentialUnreadable("Where to look whether it still stands is said in a way we do not read.")
    return address, int(place[:12])


def status_in(claim: Claim, trust: Trust) -> tuple[Word, str]:
    """Whether it stands by the lists, and of which moment they are."""
    if claim.status is None:
        return Word.STATUS_UNKNOWN, ""
    address, place = claim.status
    gone, since = looked_up(address, place, did=claim.key.did, purpose="revocation", trust=trust)
    if gone is None:
        return Word.STATUS_UNKNOWN, ""
    if not gone:
        return Word.GENUINE, since
    replaced, _since = looked_up(f"{address}/replaced", place, did=claim.key.did, purpose="message", trust=trust)
    return (Word.REPLACED if replaced else Word.REVOKED), since


def looked_up(address: str, place: int, *, did: str, purpose: str, trust: Trust) -> tuple[bool | None, str]:
    """Whether a place of a list is set, None when there is no such list to believe; and since when the list is."""
    found = trust.lists.get(address)
    try:
        if found is None or found.get("id") != address or LIST_TYPE not in found["type"] or vc_jwt.issuer_of(found) != did:
            return None, ""
        proof = issuers_proof(found)
        key = key_for(proof["verificationMethod"], did, trust)
        check_proof(found, proof, public_key=key.public_key)
        if not key.vouches_for(moment_of(found["validFrom"])):
            return None, ""
        subject = found["credentialSubject"]
        if subject["statusPurpose"] != purpose:
            return None, ""
        return is_set(subject["encodedList"], place), str(found["validFrom"])
    except (CredentialUnreadable, SignatureWrong, UnknownIssuer, KeyError, TypeError, ValueError, AttributeError):
        return None, ""
