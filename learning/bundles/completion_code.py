"""The completion code of a certificate claim: what a learner writes down at a device without a line, and what is compared later.

It says that these very answers are meant; it proves nobody's knowledge and is no secret. `static/offline/codes.js` makes the same
code in a bundle; `tests/cases/claim.json` holds both to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from learning.codes import ALPHABET, BASE, check_sign

SIGNS: Final = 16  # and one that checks them; 31^16 is about 2^79
PURPOSE: Final = "mwanga-completion-1"
GUEST: Final = "guest"  # stands for the learner where nobody made one


def completion_code(course_key: UUID, learner: str, answers: Iterable[UUID]) -> str:
    """The code of a claim, without dashes.

    `learner` is the plain learner code, without one the learner's id at the device, for its guest `GUEST`. `answers` are the
    uuids of all answers to the lessons that the course lists, up to the moment of the claim, in any order. Checks before and
    after a course are no lessons.
    """
    lines = [PURPOSE, str(course_key), learner, *sorted(str(uuid) for uuid in answers)]
    number = int.from_bytes(hashlib.sha256("\n".join(lines).encode()).digest())
    signs = ""
    while len(signs) < SIGNS:
        number, digit = divmod(number, BASE)
        signs += ALPHABET[digit]
    return signs + check_sign(signs)


def shown_completion_code(code: str) -> str:
    """In fours, the last sign with the last four."""
    return "-".join([*(code[start : start + 4] for start in range(0, SIGNS - 4, 4)), code[SIGNS - 4 :]])
