"""The kept PDF files of certificates, by uuid, below `CERTIFICATES_ROOT`. No address leads there: only the holder's view does."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from courses.rendering.objects import write_whole
from learning.certificates.models import Certificate
from learning.certificates.pdf import certificate_pdf


def path_of(certificate: Certificate) -> Path:
    """Where the file is kept, whether it is there or not."""
    return Path(settings.CERTIFICATES_ROOT) / f"{certificate.uuid}.pdf"


def kept_pdf(certificate: Certificate) -> Path | None:
    """The kept file, or None when it is missing or not whole."""
    path = path_of(certificate)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return path if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else None


def keep_pdf(certificate: Certificate) -> Path:
    """Makes the PDF and keeps it; nobody ever sees half of it. Raises `PdfUnavailable`. About a fifth of a second."""
    path = path_of(certificate)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, certificate_pdf(certificate))
    return path
