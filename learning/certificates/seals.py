"""What makes a certificate checkable by anybody: its place in a status list, its signed credential, its token for the QR code.

All three are made once, before the row is written. A certificate that was issued while the key was not at hand is signed by
`issue_due_certificates`.
"""

from __future__ import annotations

import logging
import secrets
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.certificates.code import fitting_token
from learning.certificates.credential import credential_of
from learning.certificates.endorsing import endorsements_of
from learning.certificates.issuer import did_of, method_of
from learning.certificates.models import Certificate, CertificateKind, CertificateStatus
from learning.certificates.signing import Credential, sign_credential
from learning.certificates.status_list import BITS, encoded_list
from learning.certificates.token import Token, make_token, to_text
from learning.certificates.vc_jwt import to_jwt
from learning.certificates.vocabulary import CREDENTIALS
from learning.keys import KeyUnavailable, sign, signing_key
from learning.models import SigningKey

log = logging.getLogger(__name__)
DRAWS: Final = 16  # all are taken in one of a million draws while half of a list is free, and soon after that
TRIES: Final = 5


def seal(certificate: Certificate) -> bool:
    """Gives a certificate a signed credential, and a place unless it has one, in memory; whether it did. About 7 ms, four queries.

    Without a key it waits, and the log says so.
    """
    had_place = certificate.status_place is not None
    try:
        key = signing_key()
        if not had_place:
            certificate.status_place = new_place()
        certificate.credential = signed(whole_credential(certificate), key)
    except KeyUnavailable as error:
        log.warning("A certificate is not signed yet. %s", error, extra={"certificate": str(certificate.uuid)})
        if not had_place:
            certificate.status_place = None
        return False
    certificate.signing_key = key
    return True


def sign_certificate(certificate: Certificate) -> bool:
    """Seals a stored certificate that has no credential in memory; whether it is sealed.

    Where another run has just signed it with the same key, what that one made is kept. A place once given stays.
    """
    if certificate.credential is not None:
        return True
    had_place = certificate.status_place
    for _try in range(TRIES):
        certificate.status_place = had_place
        if not seal(certificate):
            return False
        fields = {name: getattr(certificate, name) for name in ("status_place", "credential", "signing_key")}
        waiting = Q(credential__isnull=True) | Q(signing_key=None) | ~Q(signing_key=certificate.signing_key)
        try:
            with transaction.atomic():
                stored = Certificate.objects.filter(waiting, pk=certificate.pk).update(**fields)
        except IntegrityError:  # the place was taken in the same moment
            continue
        if not stored:
            certificate.refresh_from_db(fields=list(fields))
        return True
    raise RuntimeError("Five places in a row were taken: the random source is broken.")


def whole_credential(certificate: Certificate) -> Credential:
    """The credential with what the institution says of it, unsigned. Two queries. Raises `KeyUnavailable`."""
    endorsements = endorsements_of(certificate)
    return {**credential_of(certificate), **({"endorsementJwt": endorsements} if endorsements else {})}


def signed(credential: Credential, key: SigningKey) -> Credential:
    """A credential with the site's proof of now. Raises `KeyUnavailable`."""
    return sign_credential(credential, sign=partial(sign, key), method=method_of(key), at=timezone.now())


def jwt_of(certificate: Certificate) -> str:
    """The credential as one signed text. The same each time. Raises `KeyUnavailable`."""
    key = certificate.signing_key
    if key is None or not certificate.credential:
        raise KeyUnavailable(_("This certificate is not signed yet."))
    return to_jwt(certificate.credential, sign=partial(sign, key), method=method_of(key))


def new_place() -> int:
    """A random free place in the last list; a list of which about three in five are taken is followed by another. Two queries.

    Two who draw at once may draw the same: the database refuses the second, who draws again.
    """
    last = Certificate.objects.aggregate(last=Max("status_place"))["last"] or 0
    first = last // BITS * BITS
    drawn = [first + secrets.randbelow(BITS) for _draw in range(DRAWS)]
    taken = set(Certificate.objects.filter(status_place__in=drawn).values_list("status_place", flat=True))
    return next((place for place in drawn if place not in taken), first + BITS + secrets.randbelow(BITS))


def token_text(certificate: Certificate) -> str:
    """The text of the QR code: the address of the page that checks, and the token, in which a long name is shortened.

    The same text each time: Ed25519 has no chance in it, and all that is signed is stored. Raises `KeyUnavailable`.
    """
    key = certificate.signing_key
    if key is None or certificate.status_place is None:
        raise KeyUnavailable(_("This certificate is not signed yet."))
    token = Token(
        host=urlsplit(settings.SITE_URL).netloc,
        name=certificate.name,
        issued_at=certificate.issued_at,
        uuid=certificate.uuid,
        course=named_course(certificate),
        place=certificate.status_place,
        language=certificate.language,
    )
    address = f"{settings.SITE_URL}/v#"
    fitting = fitting_token(token, address=address, key_id=key.name)
    return address + to_text(make_token(fitting, sign=partial(sign, key), key_id=key.name))


def named_course(certificate: Certificate) -> str:
    """What a token says was learned: a course's slug, with `participation/` or `programmes/` before it where it is one of these."""
    before = {CertificateKind.PARTICIPATION: "participation/", CertificateKind.PROGRAMME: "programmes/"}
    return before.get(CertificateKind(certificate.kind), "") + str(certificate.statement["slug"])


# --- what no longer stands --------------------------------------------------------------------------------------------


def lists_there_are() -> int:
    """How many status lists there are; one at least."""
    last = Certificate.objects.aggregate(last=Max("status_place"))["last"] or 0
    return int(last) // BITS + 1


def status_list(number: int, *, is_replaced_only: bool = False) -> Credential:
    """A status list, signed now: places of certificates that no longer stand, or of those a corrected one replaced.

    Raises `KeyUnavailable`.
    """
    gone = Certificate.objects.exclude(status=CertificateStatus.VALID).filter(
        status_place__range=((number - 1) * BITS, number * BITS - 1)
    )
    if is_replaced_only:
        gone = gone.filter(status=CertificateStatus.REPLACED)
    places = [(place or 0) % BITS for place in gone.values_list("status_place", flat=True)]
    address = f"{settings.SITE_URL}/status/{number}" + ("/replaced" if is_replaced_only else "")
    credential = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(),
        "validFrom": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "message" if is_replaced_only else "revocation",
            "encodedList": encoded_list(places),
        },
    }
    return signed(credential, signing_key())
