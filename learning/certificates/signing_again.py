"""After a key has leaked: what it signed and is genuine, for it is a row of ours, is signed anew with the key in use."""

from __future__ import annotations

from django.utils.translation import gettext as _

from learning.certificates.files import forget_pdfs
from learning.certificates.models import Certificate
from learning.certificates.seals import sign_certificate
from learning.keys import KeyUnavailable
from learning.models import SigningKey


def sign_again(key: SigningKey) -> int:
    """Signs anew the certificates that a retired key signed; how many. Safe to stop and to run again. About 15 ms each.

    The files of their papers go, and are made when somebody asks. Raises `KeyUnavailable`.
    """
    count = 0
    for certificate in Certificate.objects.filter(signing_key=key, person__isnull=False).order_by("pk").iterator(chunk_size=200):
        certificate.credential = None
        if not sign_certificate(certificate):
            raise KeyUnavailable(_("The signing key in use is not at hand: nothing more was signed anew."))
        forget_pdfs(certificate)
        count += 1
    return count
