"""Results come home: each answer through `record_answer`, self-reported; a receipt for each; what is unlikely is flagged.

The same results again, in another order, in parts or from two devices end in the same rows: an answer is known by its uuid, a
learner without a code by the device, and progress is worked out from all answers at the end. A file is refused whole before
anything is stored; after that each answer stands for itself, so a run that was cut can be done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from courses import jobs
from learning.answer_data import answer_arguments
from learning.answers import Recorded, record_answer
from learning.bundles.manifest import version_marked
from learning.bundles.results.codes import is_code, read_codes
from learning.bundles.results.errors import ResultsRefused
from learning.bundles.results.flags import Noted, store_flags
from learning.bundles.results.format import DeviceResults, ResultsFile, read_file
from learning.bundles.results.models import Return, ReturnedAnswer, ReturnState
from learning.bundles.results.people import Whose, people_of
from learning.bundles.results.plays import said_of_play
from learning.bundles.results.receipts import Receipt, claim_lines, receipt_of
from learning.errors import AnswerConflict, AnswerNotUnderstood, LearningError
from learning.models import Attempt, Cohort, EvidenceKind, Institution, Person
from learning.progress import settle_progress
from learning.staff_log import note_action

RECEIVE: Final = "receive_results"  # the kind of the job
AT_ONCE: Final = 300  # answers that a page may wait for: some seconds
BATCH: Final = 50  # answers in a transaction: others must get at the database between them
ROW: Final = ("uuid", "lesson", "language", "version", "question", "response", "occurred_at")


@dataclass
class Outcome:
    """What became of one learner's answers."""

    whose: Whose
    answers: dict[str, Any] = field(default_factory=dict)  # uuid -> as the receipt says it
    plays: dict[str, Any] = field(default_factory=dict)  # the same, of what was played
    noted: list[Noted] = field(default_factory=list)
    copied: int = 0  # another learner had brought them
    other_device: int = 0


def receive_results(*, data: bytes, by: Person, institution: Institution, cohort: Cohort | None = None) -> Receipt:
    """Takes a results file, or codes, of an institution's learners and returns the receipt. Takes about 10 ms for each answer.

    Raises `ResultsRefused` or, for learners without a code in a class that is full or has ended, `RosterRefused`.
    """
    returned, file = store_return(data=data, by=by, institution=institution, cohort=cohort)
    return carry_out(returned, file)


def take_results(*, data: bytes, by: Person, institution: Institution, cohort: Cohort | None = None) -> Return:
    """As `receive_results`, for a page: with many answers the work is left to a job, whose row says how far it is."""
    returned, file = store_return(data=data, by=by, institution=institution, cohort=cohort)
    if file.answers + file.plays > AT_ONCE:
        jobs.ask(RECEIVE, str(returned.uuid))
    else:
        carry_out(returned, file)
    return returned


def store_return(*, data: bytes, by: Person, institution: Institution, cohort: Cohort | None) -> tuple[Return, ResultsFile]:
    """The row of a file whose signature fits, with the file in it until it is received. Raises `ResultsRefused`."""
    file = read_results(data)
    if cohort and cohort.institution_id != institution.pk:
        raise ResultsRefused(_("The class is of another institution. Choose one of your own."))
    with transaction.atomic():
        returned, _made = Return.objects.update_or_create(
            institution=institution,
            sha256=hashlib.sha256(data).hexdigest(),
            defaults={
                "received_by": by,
                "received_at": timezone.now(),
                "device": file.device,
                "bundle": version_marked(file.bundle),
                "language": get_language() or "en",
                "state": ReturnState.WAITING,
                "waiting": data,
                "problem": "",
                **({"cohort": cohort} if cohort else {}),
            },
        )
        note_action("receive_results", actor=by, institution=institution, cohort=cohort, detail=f"{file.answers}")
    return returned, file


def read_results(data: bytes) -> ResultsFile:
    """What was brought, whatever its form. Raises `ResultsRefused`."""
    return read_codes(data) if is_code(data) else read_file(data)


@jobs.does(RECEIVE)
def receive_job(subject: str) -> None:
    """Receives a file that waits; the subject is the uuid of its row. A second run finds nothing to do."""
    returned = Return.objects.select_related("institution", "cohort", "received_by").filter(uuid=subject).first()
    if returned is None or returned.waiting is None:
        return
    with override(returned.language):
        try:
            carry_out(returned, read_results(bytes(returned.waiting)))
        except LearningError as refusal:
            raise jobs.CannotBeDone(str(refusal)) from refusal


def carry_out(returned: Return, file: ResultsFile) -> Receipt:
    """Records everything and stores the receipt in the row. Raises `RosterRefused`, said in the row too."""
    try:
        people = people_of(returned, file)
    except LearningError as refusal:
        Return.objects.filter(pk=returned.pk).update(state=ReturnState.FAILED, waiting=None, problem=str(refusal)[:500])
        raise
    outcomes, done = {}, 0
    for one in sorted(file.learners, key=lambda one: str(one.learner)):
        if one.learner in people:
            outcomes[one.learner] = recorded_results(returned, one, people[one.learner])
        done += len(one.answers) + len(one.plays)
        jobs.say_progress(done * 95 // (file.answers + file.plays or 1))
    store_flags(returned, list(outcomes.values()))
    receipt = receipt_of(
        returned,
        answers={uuid: said for outcome in outcomes.values() for uuid, said in outcome.answers.items()},
        plays={uuid: said for outcome in outcomes.values() for uuid, said in outcome.plays.items()},
        codes={learner: str(one.person.code) for learner, one in people.items() if one.person},
        claims=[line for one in file.learners if one.learner in people for line in claim_lines(one, people[one.learner])],
    )
    return finished(returned, receipt, file)


def finished(returned: Return, receipt: Receipt, file: ResultsFile) -> Receipt:
    """Writes the counts and the receipt, and lets go of the file."""
    returned.state, returned.waiting, returned.receipt = ReturnState.DONE, None, receipt.document
    returned.answers, returned.refused = len(receipt.answers), receipt.counts.refused
    returned.learners = sum(bool(one.answers or one.claims or one.plays) for one in file.learners)
    returned.save(update_fields=["state", "waiting", "receipt", "answers", "refused", "learners"])
    return receipt


def recorded_results(returned: Return, results: DeviceResults, whose: Whose) -> Outcome:
    """One learner's answers, in transactions of fifty."""
    outcome = Outcome(whose)
    if whose.person is None:
        outcome.answers = {name_of(item): ["refused", whose.refusal] for item in results.answers}
        outcome.plays = {name_of(row): ["refused", whose.refusal] for row in results.plays}
        return outcome
    # In the order of their names: two files with the same answers then wait for each other and never across.
    for batch in batches(sorted(results.answers, key=name_of)):
        with transaction.atomic():
            before = len(outcome.noted)
            for item in batch:
                outcome.answers[name_of(item)] = said_of(item, whose.person, outcome)
            note_first_bringer(returned, outcome, outcome.noted[before:])
    lessons = {one.lesson_key for one in outcome.noted if not one.is_replay}
    settle_progress(whose.person, lessons)
    outcome.plays = {name_of(row): said_of_play(row, whose.person) for row in sorted(results.plays, key=name_of)}
    return outcome


def batches(items: list[Any]) -> Iterator[list[Any]]:
    """Pieces of a list."""
    rest = iter(items)
    while piece := list(islice(rest, BATCH)):
        yield piece


def name_of(item: Any) -> str:
    """The uuid of an answer as it came; what stands there instead, shortened, when it is none."""
    name = item[0] if isinstance(item, list) and item else item
    return name.lower()[:36] if isinstance(name, str) else str(name)[:36]


def said_of(item: Any, person: Person, outcome: Outcome) -> Any:
    """What the receipt says of one answer, recorded if it can be."""
    try:
        if not isinstance(item, list) or len(item) != len(ROW):
            raise AnswerNotUnderstood(_("An answer must be a list of seven parts."))
        arguments = answer_arguments(dict(zip(ROW, item, strict=True)))
        recorded = record_answer(person=person, evidence=EvidenceKind.SELF_REPORTED, **arguments)
    except AnswerConflict as refusal:
        outcome.copied += Attempt.objects.filter(uuid=arguments["uuid"]).exclude(person=person).exists()
        return ["refused", str(refusal)]
    except LearningError as refusal:
        return ["refused", str(refusal)]
    outcome.noted.append(noted(recorded))
    return "known" if recorded.is_replay else "accepted"


def noted(recorded: Recorded) -> Noted:
    """What is remembered of an answer until the file is done: not the lesson, of which there would be thousands of copies."""
    attempt = recorded.attempt
    return Noted(
        attempt=attempt.pk,
        lesson_key=attempt.lesson_key,
        question=str(attempt.question_id),
        response=attempt.response,
        is_correct=attempt.is_correct,
        at=attempt.occurred_at,
        published_at=recorded.version.published_at,
        is_replay=recorded.is_replay,
    )


def note_first_bringer(returned: Return, outcome: Outcome, noted: list[Noted]) -> None:
    """Links new answers with the file, and counts those that another device had brought. Two queries."""
    known = [one.attempt for one in noted if one.is_replay]
    elsewhere = ReturnedAnswer.objects.filter(attempt__in=known).exclude(returned__device=returned.device)
    outcome.other_device += elsewhere.count() if known else 0
    ReturnedAnswer.objects.bulk_create(
        [ReturnedAnswer(attempt_id=one.attempt, returned=returned) for one in noted if not one.is_replay], ignore_conflicts=True
    )
