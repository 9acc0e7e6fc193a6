"""Whose name stands on a bundle's start page: an institution that offers it, with its logo once somebody checked it.

It stands beside the course and takes nothing away: who wrote the course and its licence are said as ever.
"""

from __future__ import annotations

from typing import Any, Final

from learning.bundles.sources import File
from learning.logos import logo_bytes
from learning.models import Institution

LOGO_PATH: Final = "offered-by.png"  # at the bundle's root
# Where a PNG says its width and its height (RFC 2083, section 4.1.1).
WIDTH: Final = slice(16, 20)
HEIGHT: Final = slice(20, 24)


def offering(offered_by: str) -> Institution | None:
    """The institution with this uuid, while it is active; nobody for an empty one. One query, or none."""
    return Institution.objects.filter(uuid=offered_by, is_active=True).first() if offered_by else None


def checked_logo(institution: Institution | None) -> bytes:
    """Its logo as a PNG of our own making; nothing where there is none that somebody checked."""
    is_checked = institution is not None and institution.logo_checked_at is not None
    return (logo_bytes(institution.logo) or b"") if institution and is_checked else b""


def offered_context(offered_by: str) -> dict[str, Any] | None:
    """What `bundles/offered_by.html` draws: the logo at half its dots, sharp on phones."""
    institution = offering(offered_by)
    if institution is None:
        return None
    logo = checked_logo(institution)
    width, height = (max(1, int.from_bytes(logo[part]) // 2) if logo else 0 for part in (WIDTH, HEIGHT))
    return {"name": institution.name, "logo": LOGO_PATH if logo else "", "width": width, "height": height}


def logo_files(offered_by: str) -> list[File]:
    """The logo as a file of the bundle, if there is one."""
    logo = checked_logo(offering(offered_by))
    return [File(LOGO_PATH, logo)] if logo else []
