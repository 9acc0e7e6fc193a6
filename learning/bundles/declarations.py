"""What the app of bundles keeps: which files there are. Who takes one is kept nowhere. And what came home from them."""

from __future__ import annotations

from typing import Final

from courses.declared import LEARNERS, STAFF, Declared, content
from learning.bundles.room import declarations as room

DECLARED: Final[dict[str, Declared]] = {
    "bundles.Selection": content(
        "Courses, languages and a tier of which there are bundles.", "for good", "id line courses languages tier offered_by"
    ),
    "bundles.Manifest": content(
        "A version of a selection: what is in it and what changed.",
        "for good; the list of its files goes with the last of its files",
        "sha256 selection number changes created packed made_at",
    ),
    "bundles.Bundle": content(
        "A course as a file to take along.",
        "for good; the file goes some versions and a month after another one replaced it",
        "id selection manifest course_key course_version language tier format number file_name sha256 size languages licence"
        " is_current built_at replaced_at dropped_at",
    ),
    "bundles.StoredBundle": content(
        "A bundle whose file lies in the object storage as well.", "until its bundle goes", "id bundle stored_at"
    ),
    "bundles.Download": content(
        "A file that an institution’s machine took with its token, and how much of it. No network address, no browser.",
        "with the institution or the bundle",
        "id institution bundle begun_at finished_at bytes pieces",
    ),
    "bundles.ApiToken": Declared(
        STAFF,
        "A word by which an institution’s machines say whose they are.",
        "with the institution",
        {
            "id": "internal",
            "institution": "whose downloads are counted with it",
            "digest": "SHA-256 of the word, to recognise it; the word itself is kept nowhere",
            "hint": "its last four signs, so that its owner can tell tokens apart",
            "note": "which machine has it, in its maker’s words",
            "made_at": "so that old ones are seen",
            "made_by": "who to ask about it; empty when the account goes",
            "last_used_on": "the day, so that unused ones are seen",
            "revoked_at": "since when nobody is recognised by it",
        },
    ),
    "bundles.Return": Declared(
        STAFF,
        "That an institution brought results home: which file, how much was in it, and the receipt for the device.",
        "24 months, the receipt three of them (retention); the file itself only while it is being received",
        {
            "id": "the row",
            "uuid": "its address",
            "institution": "which institution brought it",
            "cohort": "in which class learners without a code were made",
            "received_by": "who brought it; empty once the account is gone",
            "received_at": "when",
            "sha256": "so that the same file is one row",
            "device": "the hash of the device's own key: which results came from the same device",
            "bundle": "which bundle it was",
            "language": "in which language the receipt speaks",
            "state": "how far it is",
            "waiting": "the file, until it is received; then nothing",
            "learners": "how many learners were in it",
            "answers": "how many answers",
            "refused": "how many of them could not be taken",
            "receipt": "what became of each answer, by its uuid, for the device to clear what it keeps",
            "problem": "why it was not received",
        },
    ),
    "bundles.DeviceLearner": Declared(
        LEARNERS,
        "Whom results of a device belong to where no code was known, so that they are made a learner once.",
        "until the learner erases it; goes with the code after 24 months of silence (retention)",
        {
            "id": "the row",
            "device": "the hash of the device's own key",
            "learner": "the number by which the device knows the learner",
            "person": "whose it is",
            "made_at": "when",
        },
    ),
    "bundles.ReturnedAnswer": Declared(
        LEARNERS,
        "With which file an answer came, so that a facilitator can confirm what came together.",
        "as long as the answer, or 24 months (retention)",
        {"id": "the row", "attempt": "which answer", "returned": "which file"},
    ),
    "bundles.Flag": Declared(
        LEARNERS,
        "That somebody's results look unlikely, for whoever confirms them to see. Nothing follows from it by itself.",
        "24 months (retention), or until the learner erases it",
        {
            "id": "the row",
            "returned": "of which file",
            "person": "of whom",
            "kind": "what looks unlikely",
            "count": "in how many answers",
        },
    ),
    **room.DECLARED,
}
