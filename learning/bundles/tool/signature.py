"""The signature beside the manifest: what is signed, and how it is checked.

`manifest.sig` is canonical JSON: `{"archive": …, "key": …, "kid": …, "manifest": …, "mwanga": "bundle-signature", "schema": 1}`.
All bytes are hexadecimal digits. `manifest` is the Ed25519 signature of "mwanga-manifest-1\\n" and the bytes of `manifest.json`.
`archive` is that of "mwanga-archive-1\\n" and the canonical JSON of the same document in which `archive` is the SHA-256 of all
bytes of the ZIP before the signature's own member. What stands behind follows from what stands before: so every byte is signed.
"""

from __future__ import annotations

from typing import Any

from learning.bundles.tool.canonical import canonical, read_object
from learning.bundles.tool.ed25519 import is_signed
from learning.bundles.tool.refused import Refused

MANIFEST_PREFIX = b"mwanga-manifest-1\n"
ARCHIVE_PREFIX = b"mwanga-archive-1\n"
KIND = "bundle-signature"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def manifest_message(manifest: bytes) -> bytes:
    """What the signature of a manifest signs."""
    return MANIFEST_PREFIX + manifest


def archive_message(document: dict[str, Any], archive: str) -> bytes:
    """What the signature of a whole ZIP signs; `archive` is the hash of what lies before the signature."""
    return ARCHIVE_PREFIX + canonical(dict(document, archive=archive))


def read_signature(data: bytes) -> dict[str, Any]:
    """The document in `manifest.sig`. Raises `Refused`."""
    document = read_object(data, "The signature of the bundle")
    sizes = {"archive": 64, "key": 32, "manifest": 64}
    try:
        is_ours = (
            canonical(document) == data
            and set(document) == {"archive", "key", "kid", "manifest", "mwanga", "schema"}
            and document["mwanga"] == KIND
            and document["schema"] == 1
            and isinstance(document["kid"], str)
            and all(len(bytes.fromhex(document[name])) == size for name, size in sizes.items())
        )
    except (TypeError, ValueError):
        is_ours = False
    if not is_ours:
        raise Refused("The signature of the bundle is not one this program reads. It was changed, or made by a newer version.")
    return document


def check_manifest(document: dict[str, Any], manifest: bytes) -> None:
    """Raises `Refused` unless the key in the document signed this manifest."""
    if not is_signed(bytes.fromhex(document["key"]), manifest_message(manifest), bytes.fromhex(document["manifest"])):
        raise Refused("The manifest is not what was signed. Do not use this bundle; fetch it again.")


def check_archive(document: dict[str, Any], archive: str) -> None:
    """Raises `Refused` unless the key in the document signed a ZIP with this hash."""
    if not is_signed(bytes.fromhex(document["key"]), archive_message(document, archive), bytes.fromhex(document["archive"])):
        raise Refused("The file is not what was signed. Do not use it; fetch it again.")


def as_multikey(key: str) -> str:
    """A public key as the site prints it: z6Mk…"""
    number, text = int("ed01" + key, 16), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "z" + text
