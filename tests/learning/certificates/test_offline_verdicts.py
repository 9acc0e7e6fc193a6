"""The verdict, in the browser's words and in the server's: one table for both, and whatever else the server's tests show it."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from learning.certificates.numbers import shown_number
from learning.certificates.trusted import Trust
from learning.certificates.verifying import Word, verdict_on
from learning.multibase import to_multikey
from learning.pdf import loaded_weasyprint
from tests.learning.certificates.offline_core import OfflineCore
from tests.learning.certificates.signed import DID, NONE_GONE, NOW, PUBLIC, WHOLE, address, as_json, token
from tests.learning.certificates.test_verifying import FORMS, HOSTILE, JWT, leaves

pytestmark = pytest.mark.once
TABLE = json.loads((Path(__file__).parents[2] / "cases" / "certificates.json").read_text(encoding="utf-8"))
KEY_1 = {"name": "key-1", "multikey": to_multikey(PUBLIC)}
TRUSTED = {
    "issuers": [{"did": DID, "name": "Mwanga", "keys": [KEY_1]}],
    "lists": [{"address": NONE_GONE["id"], "credential": NONE_GONE}],
    "made_at": "2026-11-25T00:00:00Z",
}
NOT_GENUINE = {Word.CHANGED, Word.UNKNOWN_ISSUER, Word.UNREADABLE}


@pytest.fixture(scope="module")
def modern() -> Iterator[OfflineCore]:
    """With Web Crypto."""
    running = OfflineCore(has_web_crypto=True)
    yield running
    running.close()


def shown_in(case: dict[str, Any]) -> bytes:
    """What a case shows, as bytes."""
    if "document" not in case:
        return base64.b64decode(case["base64"]) if "base64" in case else case["text"].encode()
    document = copy.deepcopy(TABLE["documents"][case["document"]])
    for (*way, last), value in case.get("set", []):
        place = document
        for name in way:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return as_json(document)


def trust_of(name: str) -> dict[str, Any]:
    """Whom a case trusts, with the lists that it names."""
    trust = TABLE["trusts"][name]
    return {**trust, "lists": [TABLE["lists"][one] for one in trust["lists"]]}


def in_browser(core: OfflineCore, data: Any, trust: dict[str, Any] = TRUSTED, now: str = NOW.isoformat()) -> dict[str, Any]:
    """The browser's verdict, without what is empty."""
    found = core.ask("check", data, trust, now)
    return {"word": found["word"], "since": found["since"] or "", "facts": told(found["facts"])}


def on_server(data: bytes, trust: dict[str, Any] = TRUSTED) -> dict[str, Any]:
    """The server's in the same form."""
    found = verdict_on(data, trust=Trust.from_document(trust), now=NOW)
    facts = {name: shown_number(value) if name == "number" else value for name, value in told(found.facts).items()}
    return {"word": found.word, "since": found.since, "facts": facts}


def told(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_both_say_what_the_table_says(core: OfflineCore, modern: OfflineCore, case: dict[str, Any]) -> None:
    data, trust = shown_in(case), trust_of(case["trust"])
    expected = {name: case[name] for name in ("word", "since", "facts")}
    for browser in (core, modern):
        assert in_browser(browser, data, trust, TABLE["now"]) == expected
        if "text" in case:
            assert in_browser(browser, case["text"], trust, TABLE["now"]) == expected
    assert on_server(data, trust) == expected


def test_the_table_has_every_word() -> None:
    assert {case["word"] for case in TABLE["cases"]} == set(Word)
    assert len({case["name"] for case in TABLE["cases"]}) == len(TABLE["cases"])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_genuine_in_the_browser(core: OfflineCore, form: str) -> None:
    found = in_browser(core, FORMS[form])
    assert found["word"] == Word.GENUINE
    assert found == on_server(FORMS[form])


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_unreadable_in_the_browser(core: OfflineCore, name: str) -> None:
    assert in_browser(core, HOSTILE[name]) == {"word": Word.UNREADABLE, "since": "", "facts": {}}


# --- changed --------------------------------------------------------------------------------------------------------------


@given(data=some.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_credential_with_one_value_changed_is_refused_by_both(core: OfflineCore, data: some.DataObject) -> None:
    document = copy.deepcopy(WHOLE)
    *way, last = data.draw(some.sampled_from(leaves(document)))
    place: Any = document
    for name in way:
        place = place[name]
    place[last] = data.draw(changed(place[last]))
    assert in_browser(core, as_json(document))["word"] in NOT_GENUINE
    assert on_server(as_json(document))["word"] in NOT_GENUINE


def changed(value: Any) -> some.SearchStrategy[Any]:
    """The value with one character changed, put in or taken away; the other truth."""
    if isinstance(value, bool):
        return some.just(not value)

    def at(place: int) -> some.SearchStrategy[str]:
        others = some.characters(exclude_categories=["Cs"], exclude_characters=value[place])
        swapped = others.map(lambda sign: value[:place] + sign + value[place + 1 :])
        return (
            swapped | others.map(lambda sign: value[:place] + sign + value[place:]) | some.just(value[:place] + value[place + 1 :])
        )

    return some.integers(0, len(value) - 1).flatmap(at).filter(lambda text: text != value)


def test_a_code_with_one_byte_changed_is_refused_by_both(core: OfflineCore) -> None:
    code = token()
    for place in range(len(code)):
        for bit in (0x01, 0x80):
            data = address(code[:place] + bytes([code[place] ^ bit]) + code[place + 1 :])
            found = in_browser(core, data)
            assert found["word"] in NOT_GENUINE, place
            assert found["word"] == on_server(data)["word"], place


def test_a_signed_text_with_one_sign_changed_is_refused_by_both(core: OfflineCore) -> None:
    for place in range(0, len(JWT), 7):
        data = JWT[:place] + (b"A" if JWT[place : place + 1] != b"A" else b"Q") + JWT[place + 1 :]
        found = in_browser(core, data)
        assert found["word"] in NOT_GENUINE, place
        assert found["word"] == on_server(data)["word"], place


@given(some.binary(max_size=300) | some.text(some.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=300, deadline=None)
def test_whatever_is_shown_ends_in_an_answer(core: OfflineCore, shown: Any) -> None:
    for start in (b"", b"%PDF-1.7\n1 0 obj <</EmbeddedFile>>stream\n", b"\x89PNG\r\n\x1a\n", b"<svg>", b"{"):
        data = start + (shown if isinstance(shown, bytes) else shown.encode())
        assert in_browser(core, data)["word"] == Word.UNREADABLE
    assert core.ask("check", shown, TRUSTED, NOW.isoformat())["word"] == Word.UNREADABLE


@given(place=some.integers(0, 10_000), bit=some.integers(0, 7), form=some.sampled_from(sorted(FORMS)))
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_never_something_else(core: OfflineCore, place: int, bit: int, form: str) -> None:
    data = bytearray(FORMS[form])
    data[place % len(data)] ^= 1 << bit
    found = in_browser(core, bytes(data))
    genuine = in_browser(core, FORMS[form])
    assert found["word"] in NOT_GENUINE or found == genuine


def test_a_trust_that_is_none_never_makes_anything_genuine(core: OfflineCore) -> None:
    for trust in (
        None,
        {},
        {"issuers": None},
        {"issuers": [{"did": DID, "name": "x", "keys": [{**KEY_1, "multikey": "z6Mk"}]}], "lists": []},
    ):
        for data in (FORMS["json"], FORMS["address"]):
            assert core.ask("check", data, trust, NOW.isoformat())["word"] == Word.UNREADABLE


MEGABYTE = 1_000_000
HEAVY = {
    "a tag without an end": b"<" + b"a" * 2 * MEGABYTE,
    "a name without a value": b"<" + b"a" * 2 * (MEGABYTE - 10) + b">",
    "values without names": b"<a" + b"='x'" * (MEGABYTE // 3) + b">",
    "blanks": b"<a" + b" b" + b" " * MEGABYTE + b">",
    "quotes": b"<a " + b"\"'" * (MEGABYTE // 3) + b">",
    "elements": b"<a>" + b"<b/>" * (MEGABYTE // 3) + b"</a>",
    "elements in each other": b"<a>" * (MEGABYTE // 2),
    "entities": b'<a><credential xmlns="https://purl.imsglobal.org/ob/v3p0">' + b"&" * MEGABYTE + b"</credential></a>",
    "comments": b"<!--" * (MEGABYTE // 3),
    "attached files": b"%PDF-1.7\n" + b"1 0 obj <</Type /EmbeddedFile>>\nstream\n{}\nendstream\n" * 80_000,
    "attached nothings": b"%PDF-1.7\n" + b"/EmbeddedFile" * 300_000,
    "chunks": b"\x89PNG\r\n\x1a\n" + bytes(4_900_000),
    "points": b"a." * (MEGABYTE // 2),
    "numbers": b"#" * MEGABYTE,
    "strings": b'{"a": "' + b'\\"' * (MEGABYTE // 3) + b'"}',
    "open strings": b'{"a": "' * (MEGABYTE // 10),
    "brackets": b"[" * MEGABYTE,
    "signed texts": b".".join([base64.urlsafe_b64encode(b'{"alg":"EdDSA"}' + b" " * 300_000).rstrip(b"=")] * 2) + b".AAAA",
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_heavy_is_unreadable_soon(core: OfflineCore, name: str) -> None:
    begun = core.spent()
    assert in_browser(core, HEAVY[name])["word"] == Word.UNREADABLE
    assert core.spent() - begun < 5


def test_a_paper_with_its_credential_attached_is_read(core: OfflineCore) -> None:
    weasyprint = loaded_weasyprint()
    attached = [weasyprint.Attachment(string=as_json(WHOLE).decode(), name="credential.json", relationship="Data")]
    page = weasyprint.HTML(string="<html lang=en><title>x</title><p>x")
    paper = page.write_pdf(attachments=attached, pdf_variant="pdf/ua-1")
    assert in_browser(core, paper) == on_server(paper) == on_server(as_json(WHOLE))
