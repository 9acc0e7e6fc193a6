"""What the app of certificates keeps: the only place in which a learner's name may stand; and who recognises what."""

from __future__ import annotations

from typing import Final

from courses.declared import LEARNERS, STAFF, Declared, content

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
            "kind": "whether it says that somebody showed it, was there, or finished a programme",
            "course_key": "for which course or programme",
            "course_version": "for which version of the course; empty for a programme",
            "programme": "for which programme; empty for a course, and once the programme is deleted",
            "language": "in which language it is",
            "name": "what the holder wrote for it, asked only then; masked on the public page; empty once erased",
            "name_hash": "lets the site say whether a paper in hand is an erased certificate's; nobody can read a name from it",
            "statement": "the course, each lesson with its day, whose class, as on the day of issue; no days once forgotten",
            "evidence": "how the answers were given, printed on it",
            "completed_at": "when the course was completed, printed on it",
            "issued_at": "when it was issued, printed on it",
            "edition": "which of several for the same course it is",
            "corrections_left": "how often the holder may still correct the name",
            "status": "what it is worth now",
            "status_reason": "why",
            "status_note": "what staff wrote about it, for the holder",
            "status_changed_at": "since when",
            "institution": "whose class it was, named on it",
            "is_public": "whether the holder chose a page that shows the whole name",
            "share_key": "the secret of the link with which the holder shows the whole name; empty until then",
            "status_place": "where a verifier without a line looks whether it stands; a random number",
            "credential": "the same facts and the name, signed, for the holder to take along; empty once erased",
            "signing_key": "what the signature is checked with",
            "replaced_by": "leads to the corrected one",
        },
    ),
    "certificates.Programme": content(
        "Several courses with one certificate for all.",
        "until an administrator deletes it",
        "id key slug institution is_active",
    ),
    "certificates.ProgrammeText": content(
        "What a programme is called and what it is for, in a language.",
        "as long as the programme",
        "id programme language title description",
    ),
    "certificates.ProgrammeCourse": content(
        "Which courses a programme has.", "as long as the programme", "id programme course_key sort_order"
    ),
    "certificates.PriorLearning": Declared(
        LEARNERS,
        "So that what somebody learned elsewhere counts for a course here, and one credential counts for one person.",
        "until the learner erases it, or the code is forgotten after a long silence",
        {
            "id": "the row",
            "person": "who showed the credential",
            "course_key": "for which course it counts",
            "issuer_name": "who signed it, as people say it",
            "issuer_did": "who signed it, as programs say it",
            "achievement_id": "what it is for, as the issuer names it",
            "credential_hash": "knows the same credential again; a keyed hash, from which nobody can read",
            "awarded_on": "when the issuer gave it, told to who leads the class",
            "status_as_of": "of which day the issuer's list was in which it still stood; empty when there is no list here",
            "counted_at": "since when it counts",
        },
    ),
    "certificates.Recognition": Declared(
        STAFF,
        "So that learners and those who check a certificate see which institution recognises the course, as what and from when.",
        "until staff take it out of the register",
        {
            "id": "the row",
            "uuid": "names it in the register's files",
            "institution": "which partner said so",
            "name": "which other institution said so",
            "country": "where that one is",
            "course_key": "which course",
            "course_language": "in which language, where versions are named",
            "first_version": "from which version on",
            "last_version": "up to which version",
            "kind": "as what",
            "statement": "in the institution's own words",
            "language": "their language",
            "hours": "how many hours",
            "credit": "how much credit",
            "framework": "in which framework",
            "valid_from": "from when",
            "valid_to": "until when",
            "is_reciprocal": "whether we recognise theirs in turn",
            "document_url": "where it is written",
            "document_title": "what that is called",
            "checked_on": "when a person last read it",
            "entered_by": "who entered it, so that one can ask",
            "entered_at": "when",
        },
    ),
    "certificates.TrustedIssuer": content(
        "Whose credentials are believed when a learner shows what was learned elsewhere.",
        "until staff take it out; what has counted stays",
        "id did name keys active_from active_to",
    ),
    "certificates.TrustedStatusList": content(
        "What a trusted issuer took back, as its signed list said on a day.",
        "until a newer one takes its place",
        "id issuer url credential made_at",
    ),
    "certificates.PriorLearningRule": content(
        "Which achievement of a trusted issuer counts as prior learning for which course.",
        "until staff take it out; what has counted stays",
        "id issuer achievement_id course_key",
    ),
}
