"""`/api/h5p/results` and `/api/h5p/state`: what the page tells of its frame. The frame itself asks for nothing.

A result: {"uuid", "path", "card", "hash", "statement", "occurred_at", "by"}; reply {"uuid", "status": "accepted" | "known",
"score"?, "max"?, "rescored"?}. The same again is the same result. "by" is the seal of whose page it was: the result is theirs,
whoever has the phone now. Results that had to wait come through `/api/answers`, one after the other, in the same words.

A state: {"path", "card", "hash", "by", "type", "part", "data"}; it is only ever that of whoever has the phone, so "by" must be
their seal. Refusals are {"error"} with a sentence.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from h5p import json_text
from h5p.errors import H5PError
from h5p.limits import Limits
from h5p.xapi import LARGEST_STATEMENT
from learning.answer_data import time_of, uuid_of
from learning.cross_site import refuse_cross_site
from learning.errors import AnswerNotUnderstood, LearningError, StateOutdated, StateTooLarge
from learning.h5p_cards import CardAddress
from learning.h5p_results import RecordedResult, record_h5p_result
from learning.h5p_states import keep_state
from learning.models import Person
from learning.people import PhoneKey
from learning.views.personal import personal
from learning.visitor import phone_key, sealed

LARGEST_BODY: Final = 2 * LARGEST_STATEMENT  # a state's text is written in JSON once more
LONGEST_PATH: Final = 500
LONGEST_ID: Final = 64
BOUNDS: Final = Limits(max_json=LARGEST_BODY, max_json_depth=40, max_json_values=20_000)


@csrf_exempt  # results wait on phones for longer than a token lives; `refuse_cross_site` stands in for it
@require_POST
@personal
def results(request: HttpRequest) -> HttpResponse:
    """Takes one result."""
    try:
        refuse_cross_site(request)
        item = body_in(request)
        recorded = record_h5p_result(person=whose(item, phone_key(request)), **result_arguments(item))
    except LearningError as error:
        return refused(error)
    return JsonResponse(result_receipt(recorded))


@csrf_exempt  # as above
@require_POST
@personal
def state(request: HttpRequest) -> HttpResponse:
    """Keeps where somebody is in a content."""
    try:
        refuse_cross_site(request)
        item = body_in(request)
        keep_state(
            person=own_key(item, phone_key(request)),
            address=address_in(item),
            data_type=item.get("type"),
            sub_content_id=item.get("part"),
            data=item.get("data"),
        )
    except LearningError as error:
        return refused(error)
    return HttpResponse(status=204)


def refused(error: LearningError) -> JsonResponse:
    """A refusal in words. What is not there is 410: without a language in its address, a 404 is sent on to one with it."""
    return JsonResponse({"error": str(error)}, status=410 if error.status == 404 else error.status)


def body_in(request: HttpRequest) -> dict[str, Any]:
    """The object in a body. Raises `AnswerNotUnderstood` or `StateTooLarge`."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:12]) > LARGEST_BODY:
        raise StateTooLarge(_("The message has more than %(most)s bytes.") % {"most": LARGEST_BODY})
    try:
        body = json_text.parse(request.body, code="invalid", path="", limits=BOUNDS)
    except H5PError as error:
        raise AnswerNotUnderstood(_("The message is not JSON.")) from error
    if not isinstance(body, dict):
        raise AnswerNotUnderstood(_("The message must be an object."))
    return body


def result_arguments(item: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `record_h5p_result` in a message, but for whose it is. Raises `AnswerNotUnderstood`."""
    return {
        "uuid": uuid_of(item.get("uuid"), "uuid"),
        "address": address_in(item),
        "statement": item.get("statement"),
        "occurred_at": time_of(item.get("occurred_at")),
    }


def address_in(item: dict[str, Any]) -> CardAddress:
    """Which card, and of which content. Raises `AnswerNotUnderstood`."""
    path, card, content_hash = item.get("path"), item.get("card"), item.get("hash", "")
    texts = [path, card, content_hash]
    if not all(isinstance(text, str) and text.isascii() and text.isprintable() for text in texts):
        raise AnswerNotUnderstood(_("“path”, “card” and “hash” must be those that the page was given."))
    return CardAddress(str(path)[:LONGEST_PATH], str(card)[:LONGEST_ID], str(content_hash)[:LONGEST_ID])


def result_receipt(recorded: RecordedResult) -> dict[str, Any]:
    """What became of a result."""
    result = recorded.result
    receipt: dict[str, Any] = {"uuid": str(result.uuid), "status": "known" if recorded.is_replay else "accepted"}
    if result.score is not None:
        receipt |= {"score": result.score, "max": result.max_score, "rescored": result.is_rescored}
    return receipt


def whose(item: dict[str, Any], own: PhoneKey | None) -> Person | PhoneKey | None:
    """Whose a result is: who was at the page, or whoever has the phone where the page does not say. A query for another's."""
    uuid = sealed(item.get("by"))
    if uuid is None or (own and own.uuid == uuid):
        return own
    return Person.objects.filter(uuid=uuid, username=None, is_active=True).first()


def own_key(item: dict[str, Any], own: PhoneKey | None) -> PhoneKey | None:
    """Whoever has the phone, if it is still who was at the page. Raises `StateOutdated`."""
    if own is None or sealed(item.get("by")) != own.uuid:
        raise StateOutdated(_("Somebody else has opened this phone since. Open the page again."))
    return own
