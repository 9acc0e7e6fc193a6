"""A certificate that its holder made public, in words that search engines and job sites read: schema.org as JSON-LD.

A block of data in the page, which no browser runs, so the strict policy has nothing against it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from courses.rendering.learning_resource import data_block
from learning.certificates.models import Certificate
from learning.certificates.sheet import public_address


def credential_block(certificate: Certificate) -> SafeString:
    """The block, safe to stand in a page whatever the name is."""
    return data_block(person_with_credential(certificate))


def person_with_credential(certificate: Certificate) -> dict[str, Any]:
    """`Person` with an `EducationalOccupationalCredential`."""
    told = certificate.statement
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": certificate.name,
        "hasCredential": {
            "@type": "EducationalOccupationalCredential",
            "name": told["course"],
            "credentialCategory": "certificate",
            "identifier": certificate.shown_number,
            "url": public_address(certificate),
            "inLanguage": certificate.language,
            "dateCreated": certificate.issued_at.date().isoformat(),
            "educationalLevel": told["level"],
            "competencyRequired": [competency["name"] for competency in told["competencies"]],
            "recognizedBy": {"@type": "Organization", "name": told["issuer"], "url": settings.SITE_URL},
        },
    }
