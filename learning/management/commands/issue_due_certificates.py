"""Repairs what issuing leaves behind: writes the missing and broken PDF files of valid certificates."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.certificates.files import keep_pdf, kept_pdf
from learning.certificates.models import Certificate, CertificateStatus
from learning.errors import PdfUnavailable


class Command(BaseCommand):
    """`manage.py issue_due_certificates`"""

    help = "Write the missing and broken PDF files of valid certificates."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many files were written. Safe to run at any time, and twice."""
        valid = Certificate.objects.filter(status=CertificateStatus.VALID).exclude(person=None).order_by("pk")
        written = 0
        try:
            for certificate in valid.iterator(chunk_size=200):
                if kept_pdf(certificate) is None:
                    keep_pdf(certificate)
                    written += 1
        except PdfUnavailable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{written} of {valid.count()} certificates were given their PDF file.")
