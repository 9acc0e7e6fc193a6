"""The chain of roots (The Update Framework, section 4.3): one for each key the house has had, each signed by the key before it too.

A root says: the house's key signs targets, a key for daily use snapshot and timestamp. That one is made from a signature of the
house's key, which nobody else can make; who steals it cannot sign bundles, and it changes when the house's key does. So roots
follow from the keys alone: two servers with the same keys write the same bytes.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from securesystemslib.signer import Key, Signature, Signer, SSlibKey
from tuf.api.metadata import Metadata, Role, Root
from tuf.api.serialization.json import JSONSerializer

from courses.rendering.objects import write_whole
from learning.bundles.signing import public_half
from learning.keys import KeyUnavailable, sign, signing_key
from learning.models import SigningKey

log = logging.getLogger(__name__)

HOLDS: Final = timedelta(days=3650)  # roots are replaced by changing the key, not by the calendar
DAILY: Final = "daily"  # the id of the key for snapshot and timestamp
DAILY_SEED: Final = b"mwanga-updates-daily-key-1\n"
COMPACT: Final = JSONSerializer(compact=True)


class PlainSigner(Signer):
    """Signs metadata by a function. Key ids are short: they are sent with each signature."""

    def __init__(self, key_id: str, public: str, sign_bytes: Callable[[bytes], bytes]) -> None:
        self.key = SSlibKey(key_id, "ed25519", "ed25519", {"public": public})
        self.sign_bytes = sign_bytes

    @property
    def public_key(self) -> Key:
        """The public half."""
        return self.key

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri: str, public_key: Key, secrets_handler: Any = None) -> PlainSigner:
        """Ours are made here alone."""
        raise NotImplementedError

    def sign(self, payload: bytes) -> Signature:
        """A signature with the key's id."""
        return Signature(self.key.keyid, self.sign_bytes(payload).hex())


def house_keys() -> list[SigningKey]:
    """All keys of the house, the present one last. Made at the first call; two queries."""
    signing_key()
    return list(SigningKey.objects.filter(institution=None).order_by("pk"))


def house_signer(key: SigningKey) -> PlainSigner:
    """What signs roots and targets."""
    return PlainSigner(key.name, public_half(key), lambda data: sign(key, data))


def daily_signer(key: SigningKey) -> PlainSigner:
    """What signs snapshot and timestamp while this is the house's key. Raises `KeyUnavailable`."""
    secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(sign(key, DAILY_SEED)).digest())
    return PlainSigner(DAILY, secret.public_key().public_bytes_raw().hex(), secret.sign)


def root_of(keys: list[SigningKey]) -> bytes:
    """The root of the last of these keys, whose number is how many they are. Raises `KeyUnavailable`."""
    key = keys[-1]
    house, daily = house_signer(key), daily_signer(key)
    signed = Root(
        version=len(keys),
        expires=whole_day(key.created_at) + HOLDS,
        keys={house.key.keyid: house.key, daily.key.keyid: daily.key},
        roles={
            "root": Role([house.key.keyid], 1),
            "targets": Role([house.key.keyid], 1),
            "snapshot": Role([DAILY], 1),
            "timestamp": Role([DAILY], 1),
        },
        consistent_snapshot=True,
    )
    root = Metadata(signed)
    root.sign(house)
    for before in keys[-2:-1]:
        try:
            root.sign(house_signer(before), append=True)
        except KeyUnavailable as error:  # then bundles of that key must be fetched whole once
            log.warning("Older bundles will not accept the new key: %s", error, extra={"key": key.name})
    return bytes(root.to_bytes(COMPACT))


def roots() -> list[bytes]:
    """Every root, the present one last. What was made once is kept, for secrets of old keys may go. Raises `KeyUnavailable`."""
    keys = house_keys()
    return [kept_root(keys[:number]) for number in range(1, len(keys) + 1)]


def kept_root(keys: list[SigningKey]) -> bytes:
    """One root, as it was made first."""
    place = Path(settings.BUNDLES_ROOT) / "updates" / "roots" / f"{len(keys)}.{keys[-1].name}.json"
    if place.is_file():
        return place.read_bytes()
    data = root_of(keys)
    write_whole(place, data)
    return data


def whole_day(moment: datetime) -> datetime:
    """The beginning of its day, in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
