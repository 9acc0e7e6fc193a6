"""The part of what is kept about a learner that certificates are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from learning.certificates.issuing import certificates_of
from learning.models import Person
from learning.records import Part, Row, add_part


def certificate_rows(person: Person) -> list[Row]:
    """Certificates with the name as it was confirmed. One query."""
    return [
        {
            "number": row.shown_number,
            "course": row.statement.get("course", ""),
            "name": row.name,
            "language": row.language,
            "status": row.status,
            "evidence": row.evidence,
            "completed_at": row.completed_at,
            "issued_at": row.issued_at,
            "statement": row.statement,
        }
        for row in certificates_of(person)
    ]


add_part(
    Part(
        "certificates",
        _("My certificates"),
        _("So that anybody you show one to can check it."),
        {"number": _("Number"), "course": _("Course"), "name": _("Name"), "issued_at": _("When")},
        certificate_rows,
        ("certificates.Certificate",),
    )
)
