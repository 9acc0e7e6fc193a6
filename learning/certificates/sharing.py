"""What a holder shows of a certificate: to strangers a masked name; by a secret link, or on a public page, the whole one.

Asked again at each look: a child's guardian may have agreed or not, and what no longer stands shows no name to anybody.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from learning.certificates.children import may_show_whole_name
from learning.certificates.errors import NotValid, SharingRefused
from learning.certificates.models import Certificate

KEY_BYTES: Final = 16  # 128 bits, 22 signs


@transaction.atomic
def share_name(*, certificate: Certificate) -> Certificate:
    """Makes the link that shows the whole name; one that is there stays. Raises `NotValid` or `SharingRefused`."""
    found = held(certificate)
    refuse_sharing(found)
    found.share_key = found.share_key or secrets.token_urlsafe(KEY_BYTES)
    found.save(update_fields=["share_key"])
    return found


@transaction.atomic
def unshare_name(*, certificate: Certificate) -> Certificate:
    """Takes the link back: whoever opens it sees a masked name. The next one is another."""
    found = held(certificate)
    found.share_key = ""
    found.save(update_fields=["share_key"])
    return found


@transaction.atomic
def publish_certificate(*, certificate: Certificate) -> Certificate:
    """Anybody sees the whole name, and search engines may list the page. Raises `NotValid` or `SharingRefused`."""
    found = held(certificate)
    refuse_sharing(found)
    found.is_public = True
    found.save(update_fields=["is_public"])
    return found


@transaction.atomic
def unpublish_certificate(*, certificate: Certificate) -> Certificate:
    """Strangers see a masked name again."""
    found = held(certificate)
    found.is_public = False
    found.save(update_fields=["is_public"])
    return found


def held(certificate: Certificate) -> Certificate:
    """The row as it is now, locked."""
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def refuse_sharing(certificate: Certificate) -> None:
    """Raises when the whole name may be shown to nobody."""
    if not certificate.is_valid or certificate.person is None:
        raise NotValid(_("This certificate does not stand any more, so its name is shown to nobody."))
    if not may_show_whole_name(certificate.person):
        raise SharingRefused(
            _("At your age a parent or guardian must agree before strangers see your name. Tell the person who leads your class.")
        )


def shows_name(certificate: Certificate, *, key: str) -> bool:
    """Whether whoever comes with this key (or none) sees the whole name. No query for a masked one, else four at most."""
    has_key = bool(certificate.share_key) and constant_time_compare(key, certificate.share_key)
    if not (has_key or certificate.is_public) or not certificate.is_valid or certificate.person is None:
        return False
    return may_show_whole_name(certificate.person)
