"""The parts of what is kept about a learner that certificates are, and what was learned elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from learning.certificates.issuing import certificates_of
from learning.certificates.prior_learning import prior_learning_of
from learning.certificates.sheet import public_address
from learning.models import Person
from learning.own_records import titles_of
from learning.records import Part, Row, add_part


def certificate_rows(person: Person) -> list[Row]:
    """Certificates with the name as it was confirmed. One query."""
    return [
        {
            "number": row.shown_number,
            "course": row.statement.get("course", ""),
            "name": row.name,
            "language": row.language,
            "kind": row.kind,
            "institution": str(row.institution or ""),
            "status": row.status,
            "status_reason": row.status_reason,
            "status_note": row.status_note,
            "status_changed_at": row.status_changed_at,
            "replaced_by": row.replaced_by.shown_number if row.replaced_by else "",
            "corrections_left": row.corrections_left,
            "is_public": row.is_public,
            "shared_address": f"{public_address(row)}?k={row.share_key}" if row.share_key else "",
            "evidence": row.evidence,
            "completed_at": row.completed_at,
            "issued_at": row.issued_at,
            "statement": row.statement,
        }
        for row in certificates_of(person).select_related("institution", "replaced_by")
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


def prior_learning_rows(person: Person) -> list[Row]:
    """What counts as prior learning. Two queries."""
    rows = list(prior_learning_of(person))
    titles = titles_of(row.course_key for row in rows)
    return [
        {
            "course": titles.get(row.course_key, ""),
            "issuer": row.issuer_name,
            "issuer_did": row.issuer_did,
            "achievement": row.achievement_id,
            "awarded_on": row.awarded_on,
            "counted_at": row.counted_at,
            "status_as_of": row.status_as_of,
            "credential_hash": row.credential_hash,
        }
        for row in rows
    ]


add_part(
    Part(
        "prior_learning",
        _("What I learned elsewhere"),
        _("So that it counts here, and the same credential counts once."),
        {"course": _("Course"), "issuer": _("Issued by"), "awarded_on": _("Date"), "counted_at": _("When")},
        prior_learning_rows,
        ("certificates.PriorLearning",),
    )
)
