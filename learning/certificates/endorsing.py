"""An institution confirms a certificate of its classes with its own key: an EndorsementCredential (Open Badges 3.0), as a VC-JWT.

It stands inside the certificate's credential (`endorsementJwt`), so that there is still one file and one signature that says who
issued it. A second proof beside ours would be refused by verifiers that ask every proof to be the issuer's (decision 0031).
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override

from learning.certificates.errors import CredentialUnreadable, SignatureWrong
from learning.certificates.issuer import did_of, method_of
from learning.certificates.models import Certificate
from learning.certificates.signing import in_utc
from learning.certificates.trusted import Trust, moment_of
from learning.certificates.vc_jwt import check_jwt, issuer_of, taken_apart, to_jwt
from learning.certificates.vocabulary import CREDENTIALS, OPEN_BADGES
from learning.keys import current, sign


def endorsements_of(certificate: Certificate) -> list[str]:
    """What the certificate's institution says of it, signed; nothing from one without a key. One query. Raises `KeyUnavailable`."""
    institution = certificate.institution
    key = current(institution) if institution else None
    if institution is None or key is None:
        return []
    with override(certificate.language):
        comment = _("%(institution)s confirms this certificate. It was earned in one of its classes.")
        endorsement = {
            "@context": [CREDENTIALS, OPEN_BADGES],
            "id": f"urn:uuid:{uuid5(certificate.uuid, str(institution.uuid))}",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": {"id": did_of(institution), "type": ["Profile"], "name": institution.name},
            "validFrom": in_utc(certificate.issued_at),
            "name": certificate.statement["course"],
            "credentialSubject": {
                "id": f"urn:uuid:{certificate.uuid}",
                "type": ["EndorsementSubject"],
                "endorsementComment": comment % {"institution": institution.name},
            },
        }
    return [to_jwt(endorsement, sign=partial(sign, key), method=method_of(key))]


def endorsers(credential: dict[str, Any], trust: Trust) -> list[str]:
    """Names of the trusted institutions that confirm a credential. What does not fit, or is a stranger's, says nothing."""
    texts = credential.get("endorsementJwt", [])
    found = [endorser(text, credential, trust) for text in (texts if isinstance(texts, list) else [texts])]
    return [name for name in found if name]


def endorser(text: Any, credential: dict[str, Any], trust: Trust) -> str:
    """Who says so, or nothing."""
    try:
        jwt = taken_apart(str(text))
        key = trust.keys[jwt.method]
        check_jwt(jwt, public_key=key.public_key)
        said = jwt.credential
        is_ours = issuer_of(said) == key.did and said["credentialSubject"]["id"] == credential["id"]
        if "EndorsementCredential" in said["type"] and is_ours and key.vouches_for(moment_of(said["validFrom"])):
            return key.issuer
    except (CredentialUnreadable, SignatureWrong, KeyError, TypeError, ValueError):
        pass
    return ""
