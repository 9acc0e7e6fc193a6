"""Who signs: the site as `did:web`, and institutions below it, each with every key it ever had (DID method web, W3C Multikey)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from learning.keys import signing_key
from learning.models import Institution, SigningKey

CONTEXTS: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(institution: Institution | None = None) -> str:
    """The site's name as an issuer, `did:web` and its host (a port's colon is written %3A), or an institution's below it."""
    site = "did:web:" + urlsplit(settings.SITE_URL).netloc.replace(":", "%3A")
    return f"{site}:institutions:{institution.uuid}" if institution else site


def method_of(key: SigningKey) -> str:
    """A key's full name: whose, and which."""
    return f"{did_of(key.institution)}#{key.name}"


def keys_of(institution: Institution | None = None) -> list[SigningKey]:
    """Every key an issuer ever had, the oldest first. One query."""
    return list(SigningKey.objects.filter(institution=institution).select_related("institution"))


def did_document(institution: Institution | None = None) -> dict[str, Any]:
    """The document at `/.well-known/did.json`, or at `/institutions/<uuid>/did.json`.

    Keys that sign no more stay, for what they signed; leaked ones assert nothing. No secret stands here.
    """
    if institution is None:
        signing_key()  # made at first use, so that the site's document never lacks one
    did, keys = did_of(institution), keys_of(institution)
    return {
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": [
            {"id": method_of(key), "type": "Multikey", "controller": did, "publicKeyMultibase": key.public_key} for key in keys
        ],
        "assertionMethod": [method_of(key) for key in keys if key.leaked_at is None],
    }
