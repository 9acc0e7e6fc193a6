"""The JSON-LD contexts a signature may rest on, from files beside this one. Nothing is fetched: other addresses are refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from learning.certificates.errors import CredentialUnreadable

FOLDER: Final = Path(__file__).parent / "contexts"
CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES: Final = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "ob-v3p0-context-3.0.3.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1.json",
}


@cache
def context_at(url: str) -> dict[str, Any]:
    """The context an address names. Raises `CredentialUnreadable` for one that is not among ours."""
    if url not in FILES:
        raise CredentialUnreadable(f"It rests on a vocabulary we do not know: {url[:200]}")
    return dict(json.loads((FOLDER / FILES[url]).read_text(encoding="utf-8")))


def load_context(url: str, _options: object = None) -> dict[str, Any]:
    """The same in the shape PyLD asks for (its `documentLoader`)."""
    return {"contextUrl": None, "documentUrl": url, "document": context_at(url), "contentType": "application/ld+json"}
