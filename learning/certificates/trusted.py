"""Whom a verifier trusts, and what it knows of what no longer stands: the form in which bundles carry both (`trust.js`).

{"issuers": [{"did", "name", "keys": [{"name", "multikey", "retired_at", "leaked_at"}]}],
 "lists": [{"address", "credential"}], "made_at"}; times as "2026-11-23T00:00:00Z" or None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from learning.certificates.errors import CredentialUnreadable
from learning.multibase import from_multikey


@dataclass(frozen=True)
class TrustedKey:
    """A key, whose it is, and since when somebody else may have signed with it."""

    did: str
    issuer: str
    public_key: bytes
    leaked_at: datetime | None = None

    def vouches_for(self, moment: datetime) -> bool:
        """Whether what says it was signed then is believed."""
        return self.leaked_at is None or moment < self.leaked_at


@dataclass(frozen=True)
class Trust:
    """Keys by their full name (`did:web:host#name`), and signed status lists by their address, none of them believed yet."""

    keys: dict[str, TrustedKey] = field(default_factory=dict)
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Trust:
        """Reads the form above. Raises `CredentialUnreadable`."""
        try:
            keys = {
                f"{issuer['did']}#{key['name']}": TrustedKey(
                    issuer["did"],
                    issuer["name"],
                    from_multikey(key["multikey"]),
                    moment_of(key["leaked_at"]) if key.get("leaked_at") else None,
                )
                for issuer in document["issuers"]
                for key in issuer["keys"]
            }
            return cls(keys, {one["address"]: one["credential"] for one in document["lists"]})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CredentialUnreadable("This is no list of trusted issuers.") from error

    def knows(self, did: str) -> bool:
        """Whether an issuer is among the trusted."""
        return any(key.did == did for key in self.keys.values())


def moment_of(text: str) -> datetime:
    """A moment with its zone. Raises `ValueError` for one without."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"“{text}” has no time zone.")
    return moment
