"""Signing keys: made once, encrypted, changed without forgetting, and what is said when one is not there."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.utils import timezone

from learning.keys import KeyUnavailable, change_key, file_of, make_key, sign, signing_key
from learning.models import SigningKey, StaffAction
from learning.multibase import from_multikey
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


def fits(key: SigningKey, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(from_multikey(key.public_key)).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def test_a_key_is_made_at_first_use_and_once() -> None:
    key = signing_key()
    assert signing_key() == key == make_key()
    assert [file.stem for file in Path(file_of(key.name)).parent.iterdir()] == [key.name]
    signature = sign(key, b"words")
    assert fits(key, signature, b"words")
    assert not fits(key, signature, b"other words")


def test_the_secret_half_is_encrypted_and_no_part_of_a_dump(capsys: pytest.CaptureFixture[str]) -> None:
    key = signing_key()
    text = file_of(key.name).read_text()
    assert text.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(file_of(key.name).stat().st_mode) == 0o600
    call_command("dumpdata", "learning.SigningKey")
    dump = capsys.readouterr().out
    assert key.public_key in dump
    assert not any(line in dump for line in text.splitlines() if line)


def test_what_a_changed_key_has_signed_stays_good(settings: Any) -> None:
    old = signing_key()
    signature = sign(old, b"words")
    new = change_key()
    assert signing_key() == new != old
    old.refresh_from_db()
    assert old.retired_at is not None
    assert fits(old, signature, b"words")
    assert StaffAction.objects.get(action="change_key").detail == f"{old} → {new}"


def test_a_leak_is_written_down() -> None:
    old, since = signing_key(), timezone.now()
    change_key(leaked_at=since)
    old.refresh_from_db()
    assert old.leaked_at == since
    assert "leaked" in StaffAction.objects.get(action="change_key").detail


def test_an_institution_signs_with_its_own() -> None:
    institution = make_cohort().institution
    own, house = signing_key(institution), signing_key()
    assert own != house
    change_key(institution=institution)
    assert signing_key() == house


def test_a_lost_file_or_another_secret_is_said_plainly(settings: Any) -> None:
    key = signing_key()
    settings.KEYS_SECRET = "another secret"
    with pytest.raises(KeyUnavailable, match="MWANGA_KEYS_SECRET"):
        sign(key, b"words")
    settings.KEYS_SECRET = ""
    file_of(key.name).unlink()
    with pytest.raises(KeyUnavailable, match="not on this server"):
        sign(key, b"words")
    assert sign(change_key(), b"words")
