"""The house signs a bundle: `manifest.sig`, whose form `learning.bundles.tool.signature` describes, for whoever reads it too."""

from __future__ import annotations

from django.utils.translation import gettext as _

from learning.bundles.errors import NotSigned
from learning.bundles.sources import File
from learning.bundles.tool.canonical import canonical
from learning.bundles.tool.layout import SIGNATURE
from learning.bundles.tool.signature import KIND, archive_message, manifest_message
from learning.keys import KeyUnavailable, sign, signing_key
from learning.models import SigningKey
from learning.multibase import from_multikey


def signature_of(manifest: bytes, archive: str) -> File:
    """The signature of a manifest and of the ZIP that holds it; `archive` is the SHA-256 of all bytes before this very file.

    The same key signs the same in the same words. One query. Raises `NotSigned`.
    """
    try:
        key = signing_key()
        document = {"archive": "", "key": public_half(key), "kid": key.name, "mwanga": KIND, "schema": 1}
        document["manifest"] = sign(key, manifest_message(manifest)).hex()
        document["archive"] = sign(key, archive_message(document, archive)).hex()
    except KeyUnavailable as error:
        raise NotSigned(_("The bundle cannot be signed. %(why)s") % {"why": error}) from error
    return File(SIGNATURE, canonical(document))


def public_half(key: SigningKey) -> str:
    """A public key as hexadecimal digits."""
    return from_multikey(key.public_key).hex()


def blank_signature() -> File:
    """A file as long as every signature with the present key, for sizes. One query."""
    key = signing_key()
    zeros = "0" * 128
    document = {"archive": zeros, "key": public_half(key), "kid": key.name, "manifest": zeros, "mwanga": KIND, "schema": 1}
    return File(SIGNATURE, canonical(document))


def trusted_keys() -> list[str]:
    """The house's keys whose signatures are good, the present one and earlier ones that never leaked, as Multikeys. One query."""
    keys = SigningKey.objects.filter(institution=None, leaked_at=None)
    return list(keys.values_list("public_key", flat=True))
