"""What bundles know of issuers and of what no longer stands: one document for all of them, kept in a file and renewed seldom.

Each renewal makes every bundle another file, which costs work here and room for the older ones. So a key that changed is told at
once, certificates that were revoked or replaced after a week (docs/decisions/0027-checking-without-a-network.md).
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from courses.rendering.objects import write_whole
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.seals import lists_there_are
from learning.certificates.trust import issuers, trust_document
from learning.signals import bundle_parts_changed

RENEWED_WHEN_CHANGED: Final = timedelta(days=7)  # certificates were revoked or replaced since
RENEWED_AT_LAST: Final = timedelta(days=30)  # nothing was, and a bundle built now should say so


def bundle_trust() -> dict[str, Any]:
    """What every bundle holds until it is renewed: the kept one, made when there is none."""
    kept = read_kept()
    return dict(kept["trust"]) if kept else renewed()


def renew_bundle_trust(*, at: datetime) -> bool:
    """Renews what bundles hold, if that is due, and announces it; whether it was. Called daily, and when a key has changed."""
    kept = read_kept()
    if kept is None or not is_due(kept, at=at):
        return False  # without bundles there is none; the next that is built makes it
    renewed()
    bundle_parts_changed.send(sender=Certificate)
    return True


def is_due(kept: dict[str, Any], *, at: datetime) -> bool:
    """At once when a key is another, after a week when a list is, after a month in any case."""
    age = at - datetime.fromisoformat(kept["trust"]["made_at"])
    has_changed = kept["lists"] != mark_of_lists() or not kept["trust"]["lists"]
    return kept["trust"]["issuers"] != issuers() or age >= (RENEWED_WHEN_CHANGED if has_changed else RENEWED_AT_LAST)


def renewed() -> dict[str, Any]:
    """Makes it and keeps it in its file."""
    mark = mark_of_lists()  # before: what changes meanwhile is seen next time
    document = trust_document()
    write_whole(kept_file(), json.dumps({"trust": document, "lists": mark}, sort_keys=True).encode())
    return document


def read_kept() -> dict[str, Any] | None:
    """What is kept, or None when nothing is or when it cannot be read."""
    try:
        kept: dict[str, Any] = json.loads(kept_file().read_bytes())
        return kept if {"trust", "lists"} <= kept.keys() else None
    except (OSError, ValueError):
        return None


def kept_file() -> Path:
    """Where the trust of bundles lies; nothing in it is secret."""
    return Path(settings.CERTIFICATES_ROOT) / "bundle-trust.json"


def mark_of_lists() -> str:
    """Another one when anything was revoked or replaced. One query."""
    gone = Certificate.objects.exclude(status=CertificateStatus.VALID).exclude(status_place=None)
    found = [lists_there_are(), *gone.order_by("status_place").values_list("status_place", "status")]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()
