"""Keys that sign: made at first use, changed when asked, never forgotten.

The secret half of a key is a file in the data folder's `keys/`, encrypted by the environment's secret (PKCS #8, RFC 5958), so that
neither the repository nor a dump of the database holds it. The public half is a row: what a key has signed is checked with it for
ever. What to do when a key is lost or leaked: docs/signing-keys.md.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.errors import LearningError
from learning.models import Institution, Person, SigningKey
from learning.multibase import to_multikey
from learning.staff_log import note_action

LETTERS: Final = "abcdefghkmnpqrstuvwxyz"


class KeyUnavailable(LearningError):
    """The secret half of a key is not on this machine, or the secret that opens it is another."""

    status = 503


def signing_key(institution: Institution | None = None) -> SigningKey:
    """The key an issuer signs with now: the house, or an institution. Made at the first call; one query afterwards."""
    return current(institution) or make_key(institution)


def current(institution: Institution | None) -> SigningKey | None:
    """The issuer's key in use. One query."""
    keys: list[SigningKey] = list(SigningKey.objects.filter(institution=institution, retired_at=None))
    return keys[0] if keys else None


def make_key(institution: Institution | None = None) -> SigningKey:
    """A new key. Whoever makes one at the same moment gets the one that was first."""
    secret = Ed25519PrivateKey.generate()
    name = f"{timezone.now():%Y}-" + "".join(secrets.choice(LETTERS) for _place in range(4))
    write_secret(file_of(name), secret)
    public = to_multikey(secret.public_key().public_bytes_raw())
    try:
        with transaction.atomic():
            return SigningKey.objects.create(name=name, institution=institution, public_key=public)
    except IntegrityError:
        file_of(name).unlink()
        known = current(institution)
        if known is None:
            raise
        return known


@transaction.atomic
def change_key(
    *, institution: Institution | None = None, by: Person | None = None, leaked_at: datetime | None = None
) -> SigningKey:
    """Retires the issuer's key and makes the next. With `leaked_at`, nothing that the old one signed since then is trusted offline.

    What the old key signed before stays good. Logged.
    """
    now = timezone.now()
    old = SigningKey.objects.select_for_update().filter(institution=institution, retired_at=None).first()
    if old:
        old.retired_at, old.leaked_at = now, leaked_at
        old.save(update_fields=["retired_at", "leaked_at"])
    new = make_key(institution)
    note_action(
        "change_key", actor=by, institution=institution, detail=f"{old or '–'} → {new}" + (" (leaked)" if leaked_at else "")
    )
    return new


@transaction.atomic
def begin_to_sign(*, institution: Institution, by: Person) -> SigningKey:
    """The institution confirms, from now on, certificates of its classes with a key of its own. Logged, once."""
    known = current(institution)
    if known:
        return known
    new = make_key(institution)
    note_action("begin_to_sign", actor=by, institution=institution, detail=new.name)
    return new


@transaction.atomic
def stop_signing(*, institution: Institution, by: Person) -> None:
    """The institution confirms no further certificates; what it confirmed stays good. Logged, once."""
    known = SigningKey.objects.select_for_update().filter(institution=institution, retired_at=None).first()
    if known:
        known.retired_at = timezone.now()
        known.save(update_fields=["retired_at"])
        note_action("stop_signing", actor=by, institution=institution, detail=known.name)


def sign(key: SigningKey, data: bytes) -> bytes:
    """64 bytes. Raises `KeyUnavailable`."""
    return opened(file_of(key.name), passphrase()).sign(data)


# --- the files ----------------------------------------------------------------------------------------------------------


def file_of(name: str) -> Path:
    """Where the secret half of a key lies."""
    return Path(settings.KEYS_ROOT) / f"{name}.pem"


def passphrase() -> bytes:
    """What encrypts the files: MWANGA_KEYS_SECRET, or else the site's own secret."""
    return str(settings.KEYS_SECRET or settings.SECRET_KEY).encode()


def write_secret(file: Path, secret: Ed25519PrivateKey) -> None:
    """Writes a secret half, encrypted, for this user alone; on the disk when this returns."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(passphrase())
    )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


@lru_cache(maxsize=8)
def opened(file: Path, secret: bytes) -> Ed25519PrivateKey:
    """A secret half, ready to sign; opening one is slow by design, so it is kept. Raises `KeyUnavailable`."""
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=secret)
    except FileNotFoundError as error:
        sentence = _(
            "The file of the signing key “%(name)s” is not on this server. Put it back into the folder “keys”, or change the key."
        )
        raise KeyUnavailable(sentence % {"name": file.stem}) from error
    except ValueError as error:
        sentence = _(
            "The secret of the environment does not open the signing key “%(name)s”. Set MWANGA_KEYS_SECRET to what it was."
        )
        raise KeyUnavailable(sentence % {"name": file.stem}) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnavailable(_("The file of the signing key “%(name)s” holds a key of another kind.") % {"name": file.stem})
    return key
