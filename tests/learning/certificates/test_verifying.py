"""What a verifier says of everything that can be shown to it, in each form it comes in, and of what is hostile."""

from __future__ import annotations

import copy
import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from learning.certificates.errors import CredentialUnreadable
from learning.certificates.numbers import new_number, shown_number
from learning.certificates.token import to_text
from learning.certificates.trusted import Trust
from learning.certificates.vc_jwt import to_jwt
from learning.certificates.verifying import Verdict, Word, verdict_on
from learning.multibase import to_multikey
from tests.learning.certificates.signed import (
    DID,
    KEY,
    LIST,
    METHOD,
    NAME,
    NONE_GONE,
    NOW,
    OTHER,
    PLACE,
    TRUST,
    WHOLE,
    address,
    as_json,
    base64url,
    chunk,
    credential,
    list_of,
    pdf,
    png,
    signed,
    svg,
    token,
    trust_with,
)

JWT = to_jwt(WHOLE, sign=KEY.sign, method=METHOD).encode()
CODE = token()
FORMS = {
    "json": as_json(WHOLE),
    "json with a mark": b"\xef\xbb\xbf" + as_json(WHOLE),
    "signed text": JWT,
    "png": png(as_json(WHOLE)),
    "packed png": png(as_json(WHOLE), packed=True),
    "png with a signed text": png(JWT),
    "svg": svg(as_json(WHOLE)),
    "pdf": pdf(as_json(WHOLE)),
    "plain pdf": pdf(as_json(WHOLE), packed=False),
    "address": address(CODE),
    "code": to_text(CODE).encode(),
}


def verdict(data: bytes, trust: Trust = TRUST, *, now: datetime = NOW) -> Verdict:
    return verdict_on(data, trust=trust, now=now)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here ever leaves the machine."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something wanted to leave the machine")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


@pytest.mark.parametrize("form", FORMS)
def test_a_genuine_one_is_genuine_in_every_form(form: str) -> None:
    found = verdict(FORMS[form])
    assert (found.word, found.why) == (Word.GENUINE, "")
    assert found.since == "2026-11-25T00:00:00Z"
    assert found.facts["name"] == NAME
    assert found.facts["issuer"] == "Mwanga"
    assert found.facts["language"] == "ar"
    assert found.facts["uuid"] == "5b0f4f2e-8a1d-4c5e-9a51-111111111111"


REVOKED = trust_with(list_of(PLACE), list_of(name=f"{LIST}/replaced"))
REPLACED = trust_with(list_of(PLACE), list_of(PLACE, name=f"{LIST}/replaced"))
FORGED_LIST = trust_with({**list_of(PLACE), "credentialSubject": NONE_GONE["credentialSubject"]})
STRANGERS = Trust.from_document({"issuers": [], "lists": [], "made_at": "2026-11-25T00:00:00Z"})
NEXT = {"name": "key-2", "multikey": to_multikey(OTHER.public_key().public_bytes_raw())}
NEXT_KEY = [{"did": DID, "name": "Mwanga", "keys": [NEXT]}]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("trust", "word"),
    [
        (REVOKED, Word.REVOKED),
        (REPLACED, Word.REPLACED),
        (trust_with(list_of(PLACE)), Word.REVOKED),
        (trust_with(), Word.STATUS_UNKNOWN),
        (FORGED_LIST, Word.STATUS_UNKNOWN),
        (trust_with(list_of(key=OTHER)), Word.STATUS_UNKNOWN),
        (trust_with({**NONE_GONE, "id": f"{LIST}0"}), Word.STATUS_UNKNOWN),
        (STRANGERS, Word.UNKNOWN_ISSUER),
        (Trust.from_document({"issuers": NEXT_KEY, "lists": []}), Word.UNKNOWN_ISSUER),
        (trust_with(NONE_GONE, leaked_at="2026-10-01T00:00:00Z"), Word.KEY_LEAKED),
    ],
)
def test_the_lists_and_the_trusted_decide(form: str, trust: Trust, word: Word) -> None:
    assert verdict(FORMS[form], trust).word == word


def test_what_a_key_signed_before_it_leaked_is_believed_by_a_list_of_the_next_key() -> None:
    old = {"name": "key-1", "multikey": to_multikey(KEY.public_key().public_bytes_raw()), "leaked_at": "2026-11-24T00:00:00Z"}
    issuers = [{"did": DID, "name": "Mwanga", "keys": [old, *NEXT_KEY[0]["keys"]]}]
    bare = {name: value for name, value in NONE_GONE.items() if name != "proof"}
    by_next = signed(bare, key=OTHER, method=f"{DID}#key-2")
    for lists, word in (([by_next], Word.GENUINE), ([NONE_GONE], Word.STATUS_UNKNOWN)):
        found = [{"address": one["id"], "credential": one} for one in lists]
        assert verdict(address(CODE), Trust.from_document({"issuers": issuers, "lists": found})).word == word


def test_time_is_looked_at() -> None:
    assert verdict(as_json(signed(credential(validUntil="2026-11-25T00:00:00Z")))).word == Word.EXPIRED
    assert verdict(as_json(signed(credential(validUntil="2026-11-27T00:00:00Z")))).word == Word.GENUINE
    assert verdict(address(token(at=NOW + timedelta(days=2)))).word == Word.NOT_YET
    assert verdict(address(token(at=NOW + timedelta(hours=20)))).word == Word.GENUINE
    assert verdict(as_json(signed(credential(validFrom="2027-01-01T00:00:00Z")))).word == Word.NOT_YET
    assert verdict(as_json(WHOLE), now=datetime(2026, 10, 1, tzinfo=UTC)).word == Word.NOT_YET


def test_what_has_no_place_in_a_list_cannot_be_checked_for_standing() -> None:
    bare = credential()
    del bare["credentialStatus"]
    assert verdict(as_json(signed(bare))).word == Word.STATUS_UNKNOWN


# --- changed --------------------------------------------------------------------------------------------------------------


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every text, number and truth in a document."""
    if isinstance(value, dict):
        return [way for name, inner in value.items() for way in leaves(inner, (*path, name))]
    if isinstance(value, list):
        return [way for place, inner in enumerate(value) for way in leaves(inner, (*path, place))]
    return [path]


@given(data=some.data())
@settings(max_examples=80, deadline=None)
def test_a_credential_with_one_character_changed_is_never_genuine(data: some.DataObject) -> None:
    document = copy.deepcopy(WHOLE)
    *way, last = data.draw(some.sampled_from(leaves(document)))
    place: Any = document
    for name in way:
        place = place[name]
    text = place[last]
    if isinstance(text, bool):
        place[last] = not text
    else:
        at = data.draw(some.integers(0, len(text) - 1))
        other = data.draw(some.characters(exclude_characters=text[at], exclude_categories=["Cs"]))
        place[last] = text[:at] + other + text[at + 1 :]
    assert verdict(as_json(document)).word in {Word.CHANGED, Word.UNKNOWN_ISSUER, Word.UNREADABLE}


def test_a_code_with_one_byte_changed_is_never_genuine() -> None:
    for at in range(len(CODE)):
        for flipped in (0x01, 0x80, 0xFF):
            changed = CODE[:at] + bytes([CODE[at] ^ flipped]) + CODE[at + 1 :]
            assert verdict(address(changed)).word in {Word.CHANGED, Word.UNKNOWN_ISSUER, Word.UNREADABLE}, at


def test_a_signed_text_with_one_sign_changed_is_never_genuine() -> None:
    for at in range(0, len(JWT), 3):
        changed = JWT[:at] + (b"A" if JWT[at : at + 1] != b"A" else b"B") + JWT[at + 1 :]
        found = verdict(changed).word
        # The last sign of a part carries bits that no byte is made of.
        assert found != Word.GENUINE or JWT[at + 1 : at + 2] in {b".", b""}, at


def test_a_proof_of_somebody_elses_key_is_a_change() -> None:
    assert verdict(as_json(signed(key=OTHER))).word == Word.CHANGED
    stranger = signed(key=OTHER, method="did:web:evil.example#key-1")
    assert verdict(as_json(stranger)).word == Word.CHANGED
    for purpose in ("authentication", "keyAgreement"):
        other = copy.deepcopy(WHOLE)
        other["proof"][0]["proofPurpose"] = purpose
        assert verdict(as_json(other)).word == Word.CHANGED


# --- hostile --------------------------------------------------------------------------------------------------------------


def jwt_with(header: dict[str, Any], payload: dict[str, Any] = WHOLE, signature: str = "AAAA") -> bytes:
    return f"{base64url(json.dumps(header))}.{base64url(json.dumps(payload))}.{signature}".encode()


BOMB = zlib.compress(bytes(60_000_000), 9)
HOSTILE = {
    "nothing": b"",
    "white space": b" \n\t ",
    "not utf-8": b"\xff\xfe\x00\x01",
    "a megabyte of JSON": b'{"a": "' + b"x" * 1_000_001 + b'"}',
    "six megabytes": b"x" * 6_000_000,
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep but whole": as_json({"a": json.loads("[" * 60 + "]" * 60)}),
    "a list": b"[]",
    "a number": b"7",
    "not a number": b'{"a": NaN}',
    "the same name twice": b'{"id": "urn:uuid:1", "id": "urn:uuid:2"}',
    "many values": as_json({"a": ["x"] * 10_000}),
    "no proof": as_json(credential()),
    "empty proofs": as_json(credential(proof=[])),
    "a proof that is a text": as_json(credential(proof="trust me")),
    "another suite": as_json(WHOLE | {"proof": [WHOLE["proof"][0] | {"cryptosuite": "ecdsa-rdfc-2019"}]}),
    "alg none": jwt_with({"alg": "none", "kid": METHOD}, signature=""),
    "alg None": jwt_with({"alg": "None", "kid": METHOD}, signature=""),
    "alg HS256": jwt_with({"alg": "HS256", "kid": METHOD}),
    "alg RS256": jwt_with({"alg": "RS256", "kid": METHOD}),
    "alg a list": jwt_with({"alg": ["EdDSA"], "kid": METHOD}),
    "no kid": jwt_with({"alg": "EdDSA"}),
    "critical": jwt_with({"alg": "EdDSA", "kid": METHOD, "crit": ["b64"]}),
    "remote context": as_json(WHOLE | {"@context": ["https://evil.example/context.json"]}),
    "context inside": as_json(WHOLE | {"@context": [*WHOLE["@context"], {"name": "https://evil.example/name"}]}),
    "PNG bomb": b"\x89PNG\r\n\x1a\n" + chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + BOMB),
    "PNG cut off": png(as_json(WHOLE))[:60],
    "PNG with a wrong sum": png(as_json(WHOLE)).replace(b"Mwanga", b"Mwango"),
    "PNG with a long chunk": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt",
    "PNG without": b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
    "SVG bomb": b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg>&b;</svg>',
    "SVG that asks outside": b'<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    "SVG in a comment only": b'<svg xmlns="http://www.w3.org/2000/svg"><!-- {} --></svg>',
    "SVG cut off": svg(as_json(WHOLE))[:-20],
    "HTML": b"<!doctype html><title>x</title>",
    "PDF bomb": b"%PDF-1.7\n1 0 obj <</Type /EmbeddedFile/Filter /FlateDecode>>\nstream\n" + BOMB + b"\nendstream\n",
    "PDF without": b"%PDF-1.7\n1 0 obj <<>>\nendobj\n%%EOF",
    "PDF cut off": pdf(as_json(WHOLE))[:200],
    "PDF with many files": b"%PDF-1.7\n" + b"1 0 obj <</Type /EmbeddedFile>>\nstream\nx\nendstream\n" * 50_000,
    "code cut off": address(CODE)[:-20],
    "code with a tail": address(CODE + b"\0"),
    "code of nothing": b"https://learn.example.org/v#" + b"A" * 300,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_ends_in_unreadable(name: str) -> None:
    assert verdict(HOSTILE[name]).word == Word.UNREADABLE


ANYTHING = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-5, 5)
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(data=some.data(), value=ANYTHING, is_resigned=some.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_stands_anywhere_ends_in_a_word(data: some.DataObject, value: Any, is_resigned: bool) -> None:
    """Even when our own key had signed it."""
    document = copy.deepcopy(WHOLE)
    way = data.draw(some.sampled_from(leaves(document)))
    way = way[: data.draw(some.integers(1, len(way)))]
    place: Any = document
    for name in way[:-1]:
        place = place[name]
    place[way[-1]] = value
    if is_resigned:
        document.pop("proof", None)
        try:
            document = signed(document)
        except CredentialUnreadable:
            return
    assert verdict(as_json(document)).word in set(Word)


def test_a_wrong_kind_of_key_is_no_list_of_trusted() -> None:
    for multikey in ("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", "z6Mk", "", 7):
        with pytest.raises(CredentialUnreadable):
            Trust.from_document(
                {"issuers": [{"did": DID, "name": "x", "keys": [{"name": "k", "multikey": multikey}]}], "lists": []}
            )


def test_a_number_alone_is_said_to_be_one() -> None:
    number = new_number()
    found = verdict(shown_number(number).encode())
    assert (found.word, found.why, found.facts) == (Word.UNREADABLE, "number", {"number": number})
