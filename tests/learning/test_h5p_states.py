"""Where somebody is in an H5P content: given back to nobody else, to no other content, and never too much of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from courses.models import H5PContent, LessonPage, LessonVersion
from h5p.player import LARGEST_STATE
from learning.h5p_states import MOST_PARTS, states_of
from learning.models import H5PState
from learning.people import close_phones
from tests.cast import Member
from tests.kept_rows import kept
from tests.learning.h5p_of import Playing, make_playing_lesson, post, send_state

pytestmark = pytest.mark.django_db


@kept
def lesson() -> LessonPage:
    return make_playing_lesson()


@pytest.fixture
def playing(version: LessonVersion, learner: Member) -> Playing:
    playing = Playing(version)
    playing.begun_by(learner.person)
    return playing


def test_a_state_is_kept_written_over_given_back_and_taken_away(playing: Playing, learner: Member) -> None:
    part = str(uuid4())
    for data in ("[1]", "[2]"):
        assert send_state(learner.client, playing.state(learner.person, data)).status_code == 204
    assert send_state(learner.client, playing.state(learner.person, "[3]", part=part.upper())).status_code == 204
    assert states_of(learner.person, playing.content) == {"state": "[2]", f"{part}/state": "[3]"}
    for nothing in (None, 0, "null"):
        send_state(learner.client, playing.state(learner.person, "[4]"))
        assert send_state(learner.client, playing.state(learner.person, nothing)).status_code == 204
        assert states_of(learner.person, playing.content) == {f"{part}/state": "[3]"}


def test_a_state_is_given_back_in_the_frame_of_its_learner_alone(
    playing: Playing, learner: Member, other_learner: Member, visitor: Member
) -> None:
    playing.begun_by(other_learner.person)
    send_state(learner.client, playing.state(learner.person, '["hers-alone"]'))
    frame = f"/h5p/play/{playing.version.path}/{playing.card_id}/?nonce={'n' * 24}"
    hers = learner.client.get(frame)
    assert hers.status_code == 200
    assert "hers-alone" in hers.content.decode()
    assert "no-store" in hers["Cache-Control"]
    assert hers["Content-Security-Policy"].startswith("sandbox allow-scripts;")
    others = other_learner.client.get(frame)
    assert others.status_code == 200
    assert "hers-alone" not in others.content.decode()
    assert visitor.client.get(frame, follow=True).status_code == 404
    assert str(learner.person.code) not in hers.content.decode()  # type: ignore[union-attr]
    assert str(learner.person.uuid) not in hers.content.decode()  # type: ignore[union-attr]


def test_another_person_cannot_write_it(playing: Playing, learner: Member, other_learner: Member, visitor: Member) -> None:
    playing.begun_by(other_learner.person)
    hers = playing.state(learner.person)
    for client in (other_learner.client, visitor.client):
        answer = send_state(client, hers)
        assert answer.status_code == 409
        assert "Somebody else" in answer.json()["error"]
    assert learner.person
    close_phones(person=learner.person)
    assert send_state(learner.client, hers).status_code == 403
    assert not H5PState.objects.exists()


def test_a_state_of_other_content_is_neither_taken_nor_given_back(playing: Playing, learner: Member) -> None:
    before = playing.state(learner.person)
    assert send_state(learner.client, before).status_code == 204
    H5PContent.objects.update(filtered={"blocks": []})
    playing.content.refresh_from_db()
    assert states_of(learner.person, playing.content) == {}
    assert send_state(learner.client, before).status_code == 409
    assert send_state(learner.client, playing.state(learner.person, "[9]")).status_code == 204
    assert H5PState.objects.get().data == "[9]"


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "a list": ({"data": [1]}, 400),
    "a sign that no database holds": ({"data": "a\0"}, 400),
    "half a sign": ({"data": "\ud800"}, 400),
    "no kind": ({"type": ""}, 400),
    "a kind of many signs": ({"type": "x" * 81}, 400),
    "a kind that looks like another's part": ({"type": f"{uuid4()}/state"}, 400),
    "a number as kind": ({"type": 5}, 400),
    "a part that is no uuid": ({"part": "../1"}, 400),
    "too large": ({"data": "x" * (LARGEST_STATE + 1)}, 413),
    "too large in bytes": ({"data": "ß" * (LARGEST_STATE // 2 + 1)}, 413),
    "two megabytes": ({"data": "x" * 2_000_000}, 413),
    "of nothing": ({"hash": ""}, 409),
    "of another card": ({"card": str(uuid4())}, 410),
    "of another lesson": ({"path": "en/tiny-course/first/other"}, 410),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_kept_is_refused(playing: Playing, learner: Member, name: str) -> None:
    changed, status = REFUSED[name]
    answer = send_state(learner.client, {**playing.state(learner.person), **changed})
    assert answer.status_code == status, answer.content
    assert answer.json()["error"].endswith(".")
    assert not H5PState.objects.exists()


def test_a_whole_state_fits(playing: Playing, learner: Member) -> None:
    assert send_state(learner.client, playing.state(learner.person, "x" * LARGEST_STATE)).status_code == 204


def test_so_many_parts_and_no_more(playing: Playing, learner: Member) -> None:
    first = playing.state(learner.person)
    assert send_state(learner.client, first).status_code == 204
    H5PState.objects.bulk_create(
        H5PState(
            person=learner.person,
            content=playing.content,
            data_type=f"state-{number}",
            data="1",
            content_hash=first["hash"],
        )
        for number in range(1, MOST_PARTS)
    )
    assert send_state(learner.client, playing.state(learner.person, type="one-more")).status_code == 413
    assert send_state(learner.client, playing.state(learner.person, "[2]")).status_code == 204


def test_who_has_not_begun_and_another_site_are_refused(version: LessonVersion, learner: Member) -> None:
    playing = Playing(version)
    body = playing.state(learner.person)
    assert send_state(learner.client, body).status_code == 403
    playing.begun_by(learner.person)
    assert post(learner.client, "/api/h5p/state", body, sec_fetch_site="cross-site").status_code == 403
    assert Client().get("/api/h5p/state").status_code == 405
    assert not H5PState.objects.exists()
