"""What the picture code holds: never more than version 12 at level M, with as much of the name as fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from learning.certificates.code import SHORTENED, fits, fitting_token, no_signature, segments
from learning.certificates.errors import CredentialUnreadable
from learning.certificates.names import LONGEST, letters_of
from learning.certificates.qr import code_of, qr_svg
from learning.certificates.seals import token_text
from learning.certificates.sheet import code_text, public_address, sheet_context
from learning.certificates.token import Token, from_text, make_token, read_token, to_text
from tests.learning.certificates.conftest import KEY_NAME, Draft
from tests.learning.certificates.signed import PUBLIC
from tests.learning.certificates.test_pdf import NAMES

ADDRESS = "https://learn.example.org/v#"
MOST_BYTES = 250
TOKEN = Token(
    host="learn.example.org",
    name="",
    issued_at=datetime(2026, 11, 23, tzinfo=UTC),
    uuid=UUID("5b0f4f2e-8a1d-4c5e-9a51-111111111111"),
    course="safe-and-strong-with-ai",
    place=94567,
    language="ar",
)


def fitted(name: str, address: str = ADDRESS) -> tuple[Token, bytes]:
    """The token that fits, and its bytes."""
    token = fitting_token(replace(TOKEN, name=name), address=address, key_id=KEY_NAME)
    return token, make_token(token, sign=no_signature, key_id=KEY_NAME)


@pytest.mark.parametrize("language", [language for language in NAMES if language != "bn"])
def test_a_persons_whole_name_fits_in_its_script(language: str) -> None:
    token, data = fitted(NAMES[language])
    assert token.name == NAMES[language]
    assert len(data) <= MOST_BYTES
    assert int(code_of(ADDRESS + to_text(data)).version) <= 12


@pytest.mark.parametrize("name", ["W" * LONGEST, "آ" * LONGEST, "क्षि" * 30, "欧" * LONGEST, NAMES["bn"], "🎓a" * 60])
def test_a_longer_name_ends_with_an_ellipsis_after_a_whole_letter(name: str) -> None:
    token, data = fitted(name)
    assert token.name.endswith(SHORTENED)
    kept = letters_of(token.name.removesuffix(SHORTENED))
    assert kept == letters_of(name)[: len(kept)]
    assert int(code_of(ADDRESS + to_text(data)).version) <= 12
    one_more = replace(TOKEN, name="".join(letters_of(name)[: len(kept) + 1]) + SHORTENED)
    assert not fits(ADDRESS, make_token(one_more, sign=no_signature, key_id=KEY_NAME))


@given(name=some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=LONGEST))
@settings(max_examples=120, deadline=None)
def test_what_we_count_is_what_a_code_takes(name: str) -> None:
    data = make_token(replace(TOKEN, name=name), sign=no_signature, key_id=KEY_NAME)
    assert fits(ADDRESS, data) == (int(code_of(ADDRESS + to_text(data)).version) <= 12)


def test_a_host_with_a_long_name_leaves_one_letter_at_least() -> None:
    token, _data = fitted("Amina", "https://" + "learn." * 30 + "example.org/v#")
    assert token.name == "A" + SHORTENED


def test_the_address_and_the_token_are_written_each_in_its_own_way() -> None:
    assert segments("https://host/v#2KCE") == ["https://host/v#", "2KCE"]
    assert segments("https://host/c/MW-7K3P") == ["https://host/c/MW-7K3P"]
    assert code_of("https://host/v#2KCE").mode is None  # more than one


@given(some.binary(max_size=300))
def test_a_token_is_read_as_it_was_written(data: bytes) -> None:
    token = bytes.fromhex("d28443") + data
    assert from_text(ADDRESS + to_text(token)) == token
    assert set(to_text(token)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@pytest.mark.parametrize("text", ["2KCE1", "2KCEa", "2KCEAA", "2KCEAA$", "2KCEAAA=="])
def test_a_damaged_token_is_said_to_be_damaged(text: str) -> None:
    with pytest.raises(CredentialUnreadable, match="damaged"):
        from_text(text)


def test_the_text_is_the_same_each_time_and_its_signature_fits(signed_draft: Draft) -> None:
    certificate = signed_draft(NAMES["ar"], "ar")
    text = token_text(certificate)
    assert token_text(certificate) == text == code_text(certificate)
    token = read_token(from_text(text), public_key=PUBLIC)
    assert (token.name, token.place, token.uuid) == (NAMES["ar"], certificate.status_place, certificate.uuid)


def test_a_shortened_name_is_what_is_signed(signed_draft: Draft) -> None:
    token = read_token(from_text(token_text(signed_draft("W" * LONGEST))), public_key=PUBLIC)
    assert token.name.endswith("W" + SHORTENED)


def test_without_a_key_the_code_is_the_public_address(draft: Draft, signed_draft: Draft) -> None:
    certificate = draft()
    assert code_text(certificate) == public_address(certificate)
    certificate = signed_draft()
    assert certificate.signing_key
    certificate.signing_key.name = "2020-gone"
    assert code_text(certificate) == public_address(certificate)


def test_the_page_shows_the_same_code_as_the_paper(signed_draft: Draft) -> None:
    certificate = signed_draft()
    shown = sheet_context(certificate)["certificate"]["qr_svg"]
    path = str(qr_svg(token_text(certificate), title="x")).partition("<path")[2]
    assert path in shown
    assert public_address(certificate) in shown  # in words, for who cannot see it
    certificate.number = ""
    assert sheet_context(certificate)["certificate"]["qr_svg"] == ""  # a preview
