"""Results coming home: answers a second through the whole way, beside the door for answers alone; and a file that is known already.

By default the issue's example, 30 learners with 12 lessons of 5 answers each (`make bench ARGS="results:100"` for other numbers of
learners), on SQLite, by one process.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

LEARNERS: Final = 30
ANSWERS: Final = 60


def figures(_data: Path, learners: int = LEARNERS) -> Iterator[dict[str, Any]]:
    """The door alone first, then a file, then the same file again."""
    from courses.models import LessonVersion
    from learning.answers import Address, record_answer
    from learning.bundles.results.receive import receive_results
    from learning.models import Person
    from learning.people import keep_progress
    from tests.factories import make_cohort, right_response, seat_learner
    from tests.learning.bundles.results.device import Device

    versions = list(LessonVersion.objects.current().of_lessons().filter(language="en").order_by("path"))
    asked = [(version, question) for version in versions for question in version.questions]
    device, cohort = Device(), make_cohort(name="Bench", institution="Bench library")
    by = Person.objects.create_superuser(username=f"bench-{uuid4().hex[:8]}")
    people = [seat_learner(cohort).person for _one in range(learners)]
    payload = []
    for person in people:
        device.minutes = 0  # all at once, on the same evening
        rows = [device.answer(*asked[place % len(asked)]) for place in range(ANSWERS)]
        payload.append(device.learner(rows, code=str(person.code), learner=str(uuid4())))
    data = device.file(*payload, is_packed=True)
    total = learners * ANSWERS
    shared = {"bench": "results", "database": "sqlite", "learners": learners, "answers": total}
    yield {**shared, "what": "the file", "bytes": len(gzip.decompress(data)), "gzip_bytes": len(data)}

    alone, began = keep_progress(person=None, pin=("sun", "fish", "drum")), time.perf_counter()
    for place in range(ANSWERS * 3):
        version, question = asked[place % len(asked)]
        address = Address(question_id=question, lesson_key=version.lesson_key, language="en", version=version.number)
        record_answer(uuid=uuid4(), person=alone, address=address, response=right_response(version.questions[question]))
    door = ANSWERS * 3 / (time.perf_counter() - began)
    yield {**shared, "what": "the door for answers alone", "per_second": round(door)}

    for what in ("received", "the same file again"):
        began = time.perf_counter()
        receipt = receive_results(data=data, by=by, institution=cohort.institution)
        seconds = time.perf_counter() - began
        assert (receipt.counts.known if what.startswith("the") else receipt.counts.accepted) == total
        yield {
            **shared,
            "what": what,
            "per_second": round(total / seconds),
            "seconds": round(seconds, 2),
            "to_door": round(total / seconds / door, 2),
            "receipt_bytes": len(receipt.document),
        }
