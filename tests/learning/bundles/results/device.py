"""A device without a line, as a bundle's scripts behave on it: it answers, and writes results files signed with its own key."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from courses.models import LessonVersion
from learning.bundles.results.base45 import to_base45
from learning.bundles.results.codes import MARK, SIGNED_FOR
from tests.factories import right_response, wrong_response

BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Device:
    """A phone or a school's computer. Answers are rows of the file, by learner."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.id = hashlib.sha256(self.public).digest()[:16].hex()
        self.guest = str(uuid5(NAMESPACE_URL, f"{self.id}guest"))
        self.minutes = 0

    def answer(self, version: LessonVersion, question: str, /, *, is_right: bool = True, **changed: Any) -> list[Any]:
        """One answer, a minute after the one before."""
        self.minutes += 1
        index = version.questions[question]
        row = {
            "uuid": str(uuid4()),
            "lesson": str(version.lesson_key),
            "language": version.language,
            "version": version.number,
            "question": question,
            "response": right_response(index) if is_right else wrong_response(index),
            "occurred_at": (BEGIN + timedelta(minutes=self.minutes)).isoformat(),
        }
        return list((row | changed).values())

    def lesson(self, version: LessonVersion, /, **changed: Any) -> list[list[Any]]:
        """Every question of a lesson."""
        return [self.answer(version, question, **changed) for question in version.questions]

    def learner(self, answers: list[Any], *, code: str = "", learner: str = "", claims: Any = ()) -> dict[str, Any]:
        """A learner of the payload; the guest unless said otherwise."""
        return {"id": learner or self.guest, "code": code, "claims": list(claims), "answers": answers}

    def file(self, *learners: dict[str, Any], is_packed: bool = False, **changed: Any) -> bytes:
        """A results file."""
        payload = {"bundle": "", "exported_at": BEGIN.isoformat(), "learners": list(learners)}
        return self.signed(json.dumps(payload).encode(), is_packed=is_packed, **changed)

    def signed(self, payload: bytes, /, *, is_packed: bool = False, **changed: Any) -> bytes:
        """A file with any payload."""
        document = {
            "mwanga": "results",
            "schema": 1,
            "device": self.id,
            "key": base64url(self.public),
            "payload": base64url(payload),
            "signature": base64url(self.key.sign(b"mwanga-results-1\n" + payload)),
        }
        data = json.dumps(document | changed).encode()
        return gzip.compress(data) if is_packed else data

    def code(self, body: bytes, /) -> bytes:
        """A code with anything in it, such as one screen shows another."""
        return (MARK + to_base45(body + self.key.sign(SIGNED_FOR + body))).encode()
