"""A lesson with one person's answers: POST records an answer, GET shows the lesson with what was answered and the feedback.

The lesson itself is the same for everybody and stands one step above (`courses.views.lesson`).
"""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.addresses import INDEX
from courses.data_saver import tier_of
from courses.models import LessonVersion
from courses.questions import KINDS, Grade
from courses.questions.page_names import named, names_in, question_names
from courses.rendering.document import lesson_context
from courses.rendering.resources import Resources
from courses.rendering.variants import drawn_tier, drawn_tiers
from courses.views import published_lesson
from learning.answers import Address, FormResponse, Recorded, graded, record_answer
from learning.completion import Tally, is_lesson_complete, tally_of
from learning.cross_site import refuse_cross_site
from learning.errors import AnswerNotUnderstood, LearningError
from learning.models import Attempt, EvidenceKind, Person
from learning.progress import lamps_of
from learning.views.lamps import lamps_context
from learning.views.personal import personal
from learning.visitor import is_shared_phone, learner_of, open_phone, phone_key, seal_of

# A page of ours that asks a question of another lesson (`learning.views.asking`): nothing else is led to.
BACK: Final = re.compile(r"/[a-z]{2,3}(?:-[a-z]+)?/(?:me/review|[-\w]+/[-\w]+/[-\w]+/after)/", re.ASCII)


@csrf_exempt  # the document carries no token; `refuse_cross_site` stands in for it
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def answer(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponseBase:
    """Records an answer, or shows the lesson with the answers given so far."""
    path = f"{get_language()}/{course}/{module}/{lesson}"
    if request.method != "POST":
        return answered_lesson(request, path)
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        refuse_cross_site(request)
        recorded = record_answer(person=phone_key(request), **answer_in(request, path))
    except LearningError as error:
        if wants_json:
            return JsonResponse({"error": str(error)}, status=error.status)
        raise
    response: HttpResponse = (
        JsonResponse(answer_json(recorded)) if wants_json else HttpResponseRedirect(way_back(request, recorded), status=303)
    )
    open_phone(response, recorded.attempt.person, is_shared=is_shared_phone(request))
    return response


def way_back(request: HttpRequest, recorded: Recorded) -> str:
    """Where a plain form is shown its feedback: the lesson with the answers, or the page that asked outside of it."""
    question = question_names(recorded.version.questions)[str(recorded.attempt.question_id)]
    asked_by = request.POST.get("back", "")
    return f"{asked_by}?answered={recorded.attempt.uuid}#q-{question}" if BACK.fullmatch(asked_by) else f"./#q-{question}"


def answer_in(request: HttpRequest, path: str) -> dict[str, Any]:
    """The arguments of `record_answer` in a form. A form without a uuid (no JavaScript) gets one here."""
    return {"uuid": uuid_in(request.POST.get("uuid", "")), **form_answer(request.POST, path)}


def form_answer(data: QueryDict, path: str) -> dict[str, Any]:
    """Which question a form answers, and how. Raises `AnswerNotUnderstood`."""
    question_id = data.get("question", "")
    version = data.get("version", "")
    if version and not version.isdecimal():
        raise AnswerNotUnderstood(
            _("The lesson's version, “%(version)s”, is not a number. Open the lesson again.") % {"version": version[:20]}
        )
    return {
        "address": Address(question_id=question_id, path=path, version=int(version[:9]) if version else None),
        "response": FormResponse(data),
    }


def uuid_in(text: str) -> UUID:
    """The uuid a client made, or a new one for a client that makes none."""
    if not text:
        return uuid4()
    try:
        return UUID(text)
    except ValueError as error:
        raise AnswerNotUnderstood(_("The answer's number, “%(uuid)s”, is not a UUID.") % {"uuid": text[:40]}) from error


def answer_json(recorded: Recorded) -> dict[str, Any]:
    """What a script gets to show; the offline player makes the same. A replay repeats the grade without the counts.

    Before a course nothing tells right from wrong.
    """
    body: dict[str, Any] = {"uuid": str(recorded.attempt.uuid), "who": seal_of(recorded.attempt.person), "saved": "sent"}
    if recorded.version.is_quiet:
        return {**body, "correct": None, "score": None, "feedback": [], "summary": ""}
    grade = recorded.grade
    names = names_of(recorded.version, str(recorded.attempt.question_id))
    body |= {
        "correct": grade.is_correct,
        "score": grade.score,
        "feedback": named([feedback.as_json() for feedback in grade.feedback], names),
        "summary": grade.summary,
    }
    if progress := recorded.progress:
        body["lesson"] = {
            "right": progress.questions_right,
            "total": progress.questions_total,
            "complete": progress.completed_at is not None,
        }
    return body


def names_of(version: LessonVersion, question_id: str) -> dict[str, str]:
    """Identity -> name in the page, for the options, steps or gaps of a question."""
    index = version.questions[question_id]
    return names_in(KINDS[index["kind"]].shown(index))


def answered_lesson(request: HttpRequest, path: str) -> HttpResponse:
    """The lesson with the learner's answers. Six queries at most: learner, lesson, attempts, lamps, pictures, helplines."""
    learner = learner_of(request)
    version, course = published_lesson(path)
    states = states_of(learner, version)
    lamps = lamps_of(learner, version.course_key)
    tally = tally_of(list(version.questions), {question: state["ever_right"] for question, state in states.items()})
    tier = drawn_tier(tier_of(request), drawn_tiers(version.content["cards"]))
    context = lesson_context(version, course, tier=tier, resources=Resources([version]), depth=1)
    for card in context["cards"]:
        if "key" in card and card["key"] in states:
            card["state"] = named(states[card["key"]], names_of(version, card["key"]))
    row = [lamps.get(lesson["key"], "off") for lesson in course.lessons]
    lit = {} if version.is_check else {**lamps_context(row), "complete": is_lesson_complete(tally)}
    return render(
        request, "learning/lesson_answered.html", {**context, **lit, **tally_context(tally, has_after=not version.is_check)}
    )


# A facilitator wrote “not yet”, and not which of the other answers it was: nothing is shown as chosen.
NOBODY_WROTE_IT_DOWN: Final[dict[str, Any]] = {"score": 0, "chosen": {}, "feedback": [], "summary": ""}


def tally_context(tally: Tally, *, has_after: bool) -> dict[str, Any]:
    """The line above the cards: how many are right, and where to look back once all of a lesson was answered."""
    is_through = has_after and tally.total > 0 and tally.tried == tally.total
    return {
        "right": tally.right,
        "tried": tally.tried,
        "questions": tally.total,
        "after_href": f"../after/{INDEX}" if is_through else "",
    }


def states_of(learner: Person | None, version: LessonVersion) -> dict[str, dict[str, Any]]:
    """Question id -> what the learner last answered and the feedback to it. One query; none for nobody."""
    if learner is None:
        return {}
    rows = Attempt.objects.filter(person=learner, lesson_key=version.lesson_key).order_by("pk")
    latest: dict[str, tuple[Any, bool]] = {}
    right: set[str] = set()
    for question, response, is_correct, evidence in rows.values_list("question_id", "response", "is_correct", "evidence"):
        latest[str(question)] = response, evidence == EvidenceKind.FACILITATOR_CONFIRMED and not is_correct
        if is_correct:
            right.add(str(question))
    states = {}
    for question_id, (response, is_untold) in latest.items():
        if question_id in version.questions and (grade := regraded(version, question_id, response)):
            state = thanks_for(response) if version.is_quiet else state_of(grade, response)
            state |= NOBODY_WROTE_IT_DOWN if is_untold else {}
            states[question_id] = {**state, "ever_right": question_id in right}
    return states


def regraded(version: LessonVersion, question_id: str, response: Any) -> Grade | None:
    """The grade of an earlier answer in the present version and language; None when it no longer fits the question."""
    try:
        return graded(version, question_id, response)[1]
    except LearningError:
        return None


def state_of(grade: Grade, response: Any) -> dict[str, Any]:
    """What a question's template shows of an answer."""
    return {
        "tried": True,
        "correct": grade.is_correct,
        "score": grade.score,
        "chosen": chosen_in(response),
        "feedback": [feedback.as_json() for feedback in grade.feedback],
        "summary": grade.summary,
    }


def thanks_for(response: Any) -> dict[str, Any]:
    """What a question's template shows of an answer before a course: that it is there."""
    return {"tried": True, "quiet": True, "chosen": chosen_in(response), "feedback": []}


def chosen_in(response: Any) -> dict[str, Any]:
    """Option or gap id -> what was chosen: true, the place given, or the text typed."""
    if isinstance(response, dict):
        return response
    if isinstance(response, list):
        return {option: place for place, option in enumerate(response, start=1)}
    return {response: True}
