"""`/api/answers`: many answers at once, each with its uuid, each with a receipt. Sending the same again changes nothing.

Body: {"answers": [{"uuid", "lesson", "language", "version", "question", "response", "occurred_at"}]}, 100 at most. An answer that
waited on a phone which could not read the lesson's questions comes as its page's form would have sent it: {"uuid", "path", "form",
"occurred_at"}, with "path" the lesson's "language/course/module/lesson" and "form" the encoded fields. A result of an H5P content
that waited comes as `learning.views.h5p_api` has it, and never makes a guest. Reply:
{"receipts": [{"uuid", "status": "accepted" | "known" | "refused", "reason"?, "correct"?, "score"?}], "who"?} in the same order;
"who" is the seal of whose phone this is. A receipt for an answer to a course's start check never says whether it was right.

On a phone that others use, answers may still wait when the next person has come. So an answer may say "by" whom it is: with a seal,
it is that person's, whoever has the phone now; with anything else it is a guest's, unless the body's "here" says that this guest
is still at the phone. What is not the phone's own opens it on nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from learning.answer_data import answer_arguments, time_of, uuid_of
from learning.answers import record_answer
from learning.cross_site import refuse_cross_site
from learning.errors import AnswerNotUnderstood, LearningError
from learning.h5p_results import record_h5p_result
from learning.models import Person
from learning.people import PhoneKey
from learning.views.h5p_api import result_arguments, result_receipt
from learning.views.lesson import form_answer
from learning.views.personal import personal
from learning.visitor import is_shared_phone, open_phone, phone_key, seal_of, sealed

LARGEST_BODY: Final = 262_144  # bytes
MOST_ANSWERS: Final = 100
PARTS_OF_PATH: Final = 4  # language, course, module, lesson
LONGEST_PATH: Final = 500


@csrf_exempt  # answers wait on phones for longer than a token lives; `refuse_cross_site` stands in for it
@require_POST
@personal
def answers(request: HttpRequest) -> HttpResponse:
    """Takes a batch of answers."""
    try:
        refuse_cross_site(request)
        batch, here = batch_in(request)
    except LearningError as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    givers = Givers(phone_key(request), here)
    reply: dict[str, Any] = {"receipts": [receive(item, givers) for item in batch]}
    if not isinstance(givers.own, Person):
        return JsonResponse(reply)
    response = JsonResponse({**reply, "who": seal_of(givers.own)})
    open_phone(response, givers.own, is_shared=is_shared_phone(request))
    return response


@dataclass
class Givers:
    """Who gave the answers of a batch: whose phone it is, and others whose answers still waited on it."""

    own: Person | PhoneKey | None
    here: Any
    others: dict[Any, Person] = field(default_factory=dict)

    def giver(self, by: Any) -> Person | PhoneKey | None:
        """Whose an answer is; None for a guest not known yet. One query for each seal. Raises `AnswerNotUnderstood`."""
        if by not in self.others and (uuid := sealed(by)):
            self.others[by] = learner_with(uuid)
        return self.own if self.is_unsealed_own(by) else self.others.get(by)

    def is_unsealed_own(self, by: Any) -> bool:
        """Whether an answer is theirs who are at the phone, whoever that is."""
        return by in (None, self.here) and not sealed(by)

    def note(self, by: Any, person: Person) -> None:
        """Keeps who it was that gave an answer: the next ones are of the same person."""
        is_at_phone = isinstance(self.own, PhoneKey) and (self.own.uuid, self.own.epoch) == (person.uuid, person.phone_epoch)
        if is_at_phone or self.is_unsealed_own(by):
            self.own = person
        else:
            self.others[by] = person


def learner_with(uuid: UUID) -> Person:
    """The learner or guest a seal names. Raises `AnswerNotUnderstood` when there is nobody any more."""
    person = Person.objects.filter(uuid=uuid, username=None, is_active=True).first()
    if person is None:
        raise AnswerNotUnderstood(_("Whoever gave this answer has erased everything here."))
    return person


def batch_in(request: HttpRequest) -> tuple[list[Any], Any]:
    """The answers in a body, and the guest at the phone. Raises `AnswerNotUnderstood`, with the sentence that helps."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > LARGEST_BODY:
        raise AnswerNotUnderstood(
            _("The message has %(size)s bytes; %(most)s are allowed. Send fewer answers at once.")
            % {"size": length, "most": LARGEST_BODY}
        )
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise AnswerNotUnderstood(_("The message is not JSON.")) from error
    batch = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(batch, list) or not 1 <= len(batch) <= MOST_ANSWERS:
        raise AnswerNotUnderstood(_("The message needs a list “answers” with 1 to %(most)s entries.") % {"most": MOST_ANSWERS})
    return batch, body.get("here")


def receive(item: Any, givers: Givers) -> dict[str, Any]:
    """One answer of a batch: its receipt."""
    uuid = item.get("uuid") if isinstance(item, dict) else None
    if isinstance(item, dict) and "statement" in item:
        return receive_result(item, givers)
    try:
        arguments, by = arguments_in(item), giver_in(item)
        recorded = record_answer(person=givers.giver(by), **arguments)
    except LearningError as error:
        return {"uuid": uuid if isinstance(uuid, str) else None, "status": "refused", "reason": str(error)}
    givers.note(by, recorded.attempt.person)
    receipt = {"uuid": uuid, "status": "known" if recorded.is_replay else "accepted"}
    if not recorded.version.is_quiet:
        receipt |= {"correct": recorded.grade.is_correct, "score": recorded.grade.score}
    return receipt


def receive_result(item: dict[str, Any], givers: Givers) -> dict[str, Any]:
    """One result of an H5P content: its receipt."""
    try:
        arguments, by = result_arguments(item), giver_in(item)
        recorded = record_h5p_result(person=givers.giver(by), **arguments)
    except LearningError as error:
        uuid = item.get("uuid")
        return {"uuid": uuid if isinstance(uuid, str) else None, "status": "refused", "reason": str(error)}
    givers.note(by, recorded.result.person)
    return result_receipt(recorded)


def giver_in(item: dict[str, Any]) -> str | int | None:
    """By whom an answer says it is. Raises `AnswerNotUnderstood`."""
    by = item.get("by")
    if by is not None and not isinstance(by, str | int):
        raise AnswerNotUnderstood(_("“by” must be a seal or a number."))
    return by


def arguments_in(item: Any) -> dict[str, Any]:
    """The arguments of `record_answer` in one entry. Raises `AnswerNotUnderstood`."""
    if not isinstance(item, dict):
        raise AnswerNotUnderstood(_("An answer must be an object."))
    return waiting_form(item) if "form" in item else answer_arguments(item)


def waiting_form(item: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `record_answer` in a form that waited on a phone. Raises `AnswerNotUnderstood`."""
    form, path = item["form"], item.get("path")
    if not isinstance(form, str) or not isinstance(path, str) or path.count("/") != PARTS_OF_PATH - 1:
        raise AnswerNotUnderstood(_("“form” must be the fields of a form, and “path” the address of its lesson."))
    try:
        fields = QueryDict(form)
    except TooManyFieldsSent as error:
        raise AnswerNotUnderstood(_("The form has too many fields.")) from error
    return {
        **form_answer(fields, path[:LONGEST_PATH]),
        "uuid": uuid_of(item.get("uuid"), "uuid"),
        "occurred_at": time_of(item.get("occurred_at")),
    }
