"""Certificates of a served site, of every fate, as whoever checks them gets them: codes to scan, files to open."""

from __future__ import annotations

import json
import sys
import uuid
from datetime import timedelta
from typing import Any

from tests.served_site import Site

ISSUE = "import django; django.setup()\nfrom tests.browser.issued import issue; issue()"
FATES = ("genuine", "revoked", "replaced", "later", "newest", "arabic")
NAMES = {"arabic": "آمنة الحسن"}


def issued(site: Site, **surroundings: str) -> dict[str, Any]:
    """Fate -> {"code": what its picture code holds, "json": its credential, "uuid"}; made in the site's surroundings."""
    site.env |= surroundings
    return dict(json.loads(site.manage("-c", ISSUE).splitlines()[-1]))


def issue() -> None:
    """Makes one certificate of every fate and prints them. Runs in the surroundings of a site."""
    from django.utils import timezone

    from courses.models import CourseVersion
    from learning.certificates.models import Certificate, CertificateStatus
    from learning.certificates.numbers import new_number
    from learning.certificates.seals import sign_certificate, token_text
    from learning.certificates.statement import statement_of
    from learning.models import Person

    made, now = {}, timezone.now()
    for fate in FATES:
        version = CourseVersion.objects.current().get(language="ar" if fate == "arabic" else "en")
        certificate = Certificate.objects.create(
            number=new_number(),
            person=Person.objects.create(username=f"{fate}-{uuid.uuid4()}"),
            course_key=version.course_key,
            course_version=version,
            language=version.language,
            name=NAMES.get(fate, "Zawadi Nakupenda"),
            statement=statement_of(version),
            evidence="online",
            completed_at=now - timedelta(days=2),
            issued_at=now + timedelta(hours=2) if fate == "newest" else now - timedelta(days=1),
            status={"revoked": CertificateStatus.REVOKED, "replaced": CertificateStatus.REPLACED}.get(
                fate, CertificateStatus.VALID
            ),
        )
        sign_certificate(certificate)
        credential = json.dumps(certificate.credential, ensure_ascii=False)
        number = certificate.shown_number
        made[fate] = {"code": token_text(certificate), "json": credential, "uuid": str(certificate.uuid), "number": number}
    sys.stdout.write(json.dumps(made) + "\n")


def take_back(site: Site, certificate: dict[str, Any]) -> str:
    """Revokes a certificate; returns the site's `trust.js` of the moment after."""
    code = (
        "import sys, django; django.setup()\n"
        "from learning.certificates.models import Certificate\n"
        "from learning.certificates.trust import script_of, trust_document\n"
        f"Certificate.objects.filter(uuid={certificate['uuid']!r}).update(status='revoked')\n"
        "sys.stdout.write(script_of(trust_document()))\n"
    )
    return site.manage("-c", code)
