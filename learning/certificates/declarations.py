"""What the app of certificates keeps: the only place in which a learner's name may stand."""

from __future__ import annotations

from typing import Final

from courses.declared import LEARNERS, Declared

DECLARED: Final[dict[str, Declared]] = {
    "certificates.Certificate": Declared(
        LEARNERS,
        "So that anybody can check a certificate that its holder shows.",
        "until the holder erases it: then number, status and a keyed hash of the name stay; after a long silence of the holder it "
        "stands and points at nobody",
        {
            "id": "the row",
            "uuid": "names the PDF's file",
            "number": "what is printed and typed; cannot be guessed",
            "person": "whose page shows it; empty once erased or forgotten",
            "course_key": "for which course",
            "course_version": "for which version of it",
            "language": "in which language it is",
            "name": "what the holder wrote for it, asked only then; masked on the public page; empty once erased",
            "name_hash": "lets the site say whether a paper in hand is an erased certificate's; nobody can read a name from it",
            "statement": "what it says of the course, as on the day of issue; nothing about the holder; empty once erased",
            "evidence": "how the answers were given, printed on it",
            "completed_at": "when the course was completed, printed on it",
            "issued_at": "when it was issued, printed on it",
            "edition": "whether the one free correction is used",
            "status": "what it is worth now",
            "status_reason": "why",
            "status_changed_at": "since when",
            "replaced_by": "leads to the corrected one",
        },
    ),
}
