"""Whom this site lets others trust offline: its issuers with their keys, and the signed lists of what no longer stands.

The form is that of `trusted.Trust`; no name and no number of a certificate is in it. The page that checks certificates carries it
as a script, because a page opened from a folder may load scripts and nothing else. What bundles carry: `bundle_trust.py`.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from courses.rendering.script import script_json
from learning.certificates.issuer import did_of
from learning.certificates.seals import lists_there_are, status_list
from learning.certificates.signing import in_utc
from learning.keys import KeyUnavailable, signing_key
from learning.models import SigningKey

log = logging.getLogger(__name__)

KEPT_SECONDS: Final = 600  # a revoked certificate is known to everybody with a line after ten minutes


def trust_script() -> str:
    """The document of the last ten minutes as a script."""
    document: Any = cache.get_or_set("trust", trust_document, KEPT_SECONDS)
    return script_of(document)


def script_of(document: dict[str, Any]) -> str:
    """A document as a script that sets the one global the page reads."""
    return f"self.mwangaTrust={script_json(document)};\n"


def trust_document() -> dict[str, Any]:
    """The document as of now. Two signatures (about 10 ms) for each status list there is.

    Without the secret half of the key there are no lists in it: whether a certificate still stands cannot be said then.
    """
    try:
        signing_key()  # made at first use
        lists = [
            status_list(number, is_replaced_only=replaced)
            for number in range(1, lists_there_are() + 1)
            for replaced in (False, True)
        ]
    except KeyUnavailable as error:
        log.warning("Pages that check certificates have no status list. %s", error)
        lists = []
    return {
        "issuers": issuers(),
        "lists": [{"address": one["id"], "credential": one} for one in lists],
        "made_at": in_utc(timezone.now()),
    }


def issuers() -> list[dict[str, Any]]:
    """The site and each institution that has, or had, a key. One query."""
    found: dict[str, dict[str, Any]] = {}
    for key in SigningKey.objects.select_related("institution").order_by("pk"):
        name = key.institution.name if key.institution else settings.WAGTAIL_SITE_NAME
        issuer = found.setdefault(did_of(key.institution), {"did": did_of(key.institution), "name": name, "keys": []})
        issuer["keys"].append(
            {
                "name": key.name,
                "multikey": key.public_key,
                "retired_at": in_utc(key.retired_at) if key.retired_at else None,
                "leaked_at": in_utc(key.leaked_at) if key.leaked_at else None,
            }
        )
    return list(found.values())
