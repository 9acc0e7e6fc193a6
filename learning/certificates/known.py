"""What the site itself knows of a certificate's number: the same word as a signature would get."""

from __future__ import annotations

from django.utils import timezone

from learning.certificates.issuer import did_of
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.numbers import shown_number
from learning.certificates.signing import in_utc
from learning.certificates.verifying import Verdict, Word

WORDS = {
    CertificateStatus.VALID: Word.GENUINE,
    CertificateStatus.REPLACED: Word.REPLACED,
    CertificateStatus.REVOKED: Word.REVOKED,
    CertificateStatus.ERASED: Word.REVOKED,
}


def verdict_on_number(number: str) -> Verdict:
    """The word for a plain number. The name is never told. One query."""
    certificate = Certificate.objects.filter(number=number).first()
    if certificate is None:
        return Verdict(Word.UNKNOWN_ISSUER, why="no certificate has this number", facts={"number": shown_number(number)})
    facts = {
        "number": certificate.shown_number,
        "course": certificate.statement.get("course", ""),
        "language": certificate.language,
        "issued_at": in_utc(certificate.issued_at),
        "uuid": str(certificate.uuid),
        "kind": certificate.kind,
        "did": did_of(),
    }
    return Verdict(WORDS[CertificateStatus(certificate.status)], since=in_utc(timezone.now()), facts=facts)
