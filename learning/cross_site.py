"""Which posts come from our own pages. Lesson documents are the same for everybody, so they carry no token of their own.

Modern browsers say where a post comes from in `Sec-Fetch-Site`, older ones in `Origin`, the oldest in `Referer`. What sends
none of the three (curl, a few very old phones) is let through: the learner's cookie is `SameSite=Lax`, and the worst that a
forged post could do there is to add an answer that the learner can give again (docs/decisions).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

from learning.errors import CrossSitePost


def refuse_cross_site(request: HttpRequest) -> None:
    """Raises `CrossSitePost` when a post was started by another site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_ours = site in {"same-origin", "none"}
    else:
        origin = request.headers.get("Origin") or request.headers.get("Referer")
        is_ours = origin is None or urlsplit(origin).netloc == request.get_host()
    if not is_ours:
        raise CrossSitePost(_("This answer came from another site and was not taken. Open the lesson here and answer again."))
