"""The kept PDF files of certificates, by uuid, below `CERTIFICATES_ROOT`. No address leads there: only the holder's view does.

One file for each edition somebody asked for. A certificate that is not signed yet has files of its own, so that none without a
signature is taken for one with it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from courses.rendering.objects import write_whole
from learning.certificates.models import Certificate
from learning.certificates.paper import Edition
from learning.certificates.pdf import certificate_pdf

USUAL = Edition()


def path_of(certificate: Certificate, edition: Edition = USUAL) -> Path:
    """Where the file is kept, whether it is there or not."""
    state = "" if certificate.credential else ".unsigned"
    return Path(settings.CERTIFICATES_ROOT) / f"{certificate.uuid}{state}{edition.ending}.pdf"


def kept_pdf(certificate: Certificate, edition: Edition = USUAL) -> Path | None:
    """The kept file, or None when it is missing or not whole."""
    path = path_of(certificate, edition)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return path if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else None


def keep_pdf(certificate: Certificate, edition: Edition = USUAL) -> Path:
    """Makes the PDF and keeps it; nobody ever sees half of it. Raises `PdfUnavailable`. About a third of a second."""
    path = path_of(certificate, edition)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, certificate_pdf(certificate, edition))
    return path


def forget_pdfs(certificate: Certificate) -> None:
    """Deletes every edition there is of a certificate."""
    for path in Path(settings.CERTIFICATES_ROOT).glob(f"{certificate.uuid}*.pdf"):
        path.unlink(missing_ok=True)
