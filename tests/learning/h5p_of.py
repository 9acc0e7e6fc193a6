"""A lesson with a card that plays an H5P content of our own library, and what its page sends."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from courses.models import H5PContent, LessonPage, LessonVersion
from h5p import blocks as b
from learning.h5p_cards import played_hash
from learning.models import Enrolment, Person
from learning.visitor import seal_of
from tests.courses.playing.contents import install_own, own_content
from tests.factories import ALL_KINDS, make_competency, make_course, make_lesson, make_module

QUESTION = b.OneAnswer("Is a torch AI?", (b.Option("Yes", False, "It follows one step."), b.Option("No", True, "Right.")))
TWO = (QUESTION, b.FillTheGap("Her profit?", "She has {1} and {2}.", (b.Gap("30; thirty"), b.Gap("four"))))
VERBS = "http://adlnet.gov/expapi/verbs/"


def make_playing_lesson(content: H5PContent | None = None, *, code: str = "en", **fields: Any) -> LessonPage:
    """A published lesson with that content, or one question of our own library, on a card; and questions of its own."""
    if content is None:
        install_own()
        content = own_content("Torches", QUESTION)
        H5PContent.objects.filter(pk=content.pk).update(weight=460_000)
    return make_lesson(make_module(make_course(code=code)), body=body_with(content), **fields)


def body_with(content: H5PContent) -> list[tuple[str, Any]]:
    """The cards of a lesson that plays a content."""
    competency = make_competency()
    return [
        ("text", {"text": "<p>AI guesses.</p>"}),
        ("h5p", {"content": content, "summary": "Say of a torch <whether> it is AI."}),
        *[(kind, {**value, "assesses": competency}) for kind, value in ALL_KINDS],
    ]


class Playing:
    """A published lesson's card, and what can be sent about it."""

    def __init__(self, version: LessonVersion) -> None:
        self.version = version
        card = next(card for card in version.content["cards"] if card["kind"] == "h5p")
        self.card_id: str = card["id"]
        self.content = H5PContent.objects.get(pk=card["content"])
        self.page = f"/{version.path}/play/{self.card_id}/"

    def begun_by(self, person: Person | None) -> Person:
        assert person is not None
        Enrolment.objects.create(person=person, course_key=self.version.course_key)
        return person

    def result(self, person: Person | None = None, **changed: Any) -> dict[str, Any]:
        """A result as the page sends it; `statement` may be given, or `response`, `score` and so on of a plain one."""
        names = ("response", "score", "most", "verb", "sub_id")
        plain = {name: changed.pop(name) for name in names if name in changed}
        return {
            "uuid": str(uuid4()),
            "path": self.version.path,
            "card": self.card_id,
            "hash": played_hash(self.content),
            "statement": statement(**plain),
            "by": seal_of(person),
            **changed,
        }

    def state(self, person: Person | None, data: Any = '{"responses":[["1"]]}', **changed: Any) -> dict[str, Any]:
        """A state as the page sends it."""
        address = {"path": self.version.path, "card": self.card_id, "hash": played_hash(self.content)}
        return {**address, "by": seal_of(person), "type": "state", "part": "", "data": data, **changed}


def statement(
    *, response: Any = "1", score: Any = 1, most: Any = 1, verb: str = f"{VERBS}answered", sub_id: str | None = None
) -> dict[str, Any]:
    """A statement as the H5P core makes it, without what the page leaves out."""
    target = {"id": f"http://testserver/h5p/1?subContentId={sub_id}"} if sub_id else {"id": "http://testserver/h5p/1"}
    context = {"contextActivities": {"parent": [{"id": "http://testserver/h5p/1"}]}} if sub_id else {}
    outcome: dict[str, Any] = {"duration": "PT12.5S"}
    if response is not None:
        outcome["response"] = response
    if score is not None:
        outcome["score"] = {"min": 0, "raw": score, "max": most}
    return {"verb": {"id": verb}, "object": target, "context": context, "result": outcome}


def post(client: Client, address: str, body: Any, **headers: Any) -> Any:
    """The answer to a message."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(address, data, content_type="application/json", headers=headers)


def send_result(client: Client, body: Any) -> Any:
    return post(client, "/api/h5p/results", body)


def send_state(client: Client, body: Any) -> Any:
    return post(client, "/api/h5p/state", body)
