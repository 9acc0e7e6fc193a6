"""Results of H5P contents come home with a device's answers: once each, as evidence, refused one by one."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from courses.models import LessonVersion
from learning.bundles.results.models import Return
from learning.bundles.results.receive import receive_results
from learning.models import Cohort, Enrolment, H5PResult, Institution, Membership
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.kept_rows import kept
from tests.learning.bundles.results.device import BEGIN, Device
from tests.learning.h5p_of import Playing, make_playing_lesson, statement

pytestmark = pytest.mark.django_db


@kept
def playing_version() -> LessonVersion:
    page = make_playing_lesson()
    return LessonVersion.objects.current().get(lesson_key=page.translation_key)


@pytest.fixture
def playing(playing_version: LessonVersion) -> Playing:
    return Playing(playing_version)


@pytest.fixture
def cohort(playing_version: LessonVersion, facilitator: Member) -> Cohort:
    return make_cohort(facilitator.person)  # type: ignore[arg-type]


@pytest.fixture
def library(cohort: Cohort) -> Institution:
    return cohort.institution


@pytest.fixture
def member(cohort: Cohort) -> Membership:
    return seat_learner(cohort)


@pytest.fixture
def bring(partner: Member, library: Institution, cohort: Cohort, member: Membership) -> Any:
    """`bring(device, rows, …)`: the partner brings what the learner of the class played; what the receipt's document says."""

    def call(device: Device, rows: Any, **changed: Any) -> dict[str, Any]:
        learner = {**device.learner([], code=str(member.person.code)), "plays": rows, **changed}
        receipt = receive_results(data=device.file(learner), by=partner.person, institution=library, cohort=cohort)
        return receipt.plays

    return call


def row(playing: Playing, **changed: Any) -> list[Any]:
    """A result as the page of a bundle keeps it."""
    sent = playing.result()
    text = changed.pop("statement", None) or json.dumps(statement(**changed))
    return [str(uuid4()), sent["path"], sent["card"], sent["hash"], text, BEGIN.isoformat()]


def test_what_was_played_is_evidence_of_the_learner_once(bring: Any, playing: Playing, device: Device, member: Membership) -> None:
    rows = [row(playing, response="1", score=1), row(playing, response="0", score=1)]
    assert sorted(bring(device, rows).values()) == ["accepted", "accepted"]
    assert sorted(bring(Device(), list(reversed(rows))).values()) == ["known", "known"]
    results = list(H5PResult.objects.order_by("response"))
    assert [(one.person_id, one.score, one.is_rescored, one.occurred_at) for one in results] == [
        (member.person_id, 0, True, BEGIN),  # the points are worked out anew
        (member.person_id, 1, True, BEGIN),
    ]
    assert Enrolment.objects.filter(person=member.person, course_key=playing.version.course_key).exists()


def test_who_brings_them_is_told_how_many(
    playing: Playing, device: Device, member: Membership, library: Institution, partner: Member, tmp_path: Path
) -> None:
    learner = {**device.learner([], code=str(member.person.code)), "plays": [row(playing), row(playing, score=5, most=1)]}
    file = tmp_path / "results.json"
    file.write_bytes(device.file(learner))
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("receive_results", str(file), institution=library.name, by=partner.person.username, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[:2] == ["accepted: 0, known: 0, refused: 0", "played: accepted: 1, known: 0, refused: 1"]
    assert lines[2].startswith("refused: ")
    returned = Return.objects.get()
    page = partner.client.get(f"/en/partner/{library.uuid}/results/{returned.uuid}/").content.decode()
    assert "Results of what was played: 1 new, 0 already here, 1 not taken." in page


def test_points_with_a_point_and_no_hash_are_taken(bring: Any, playing: Playing, device: Device) -> None:
    said = row(playing)
    said[3] = ""
    said[4] = json.dumps({**statement(), "result": {"score": {"raw": 0.5, "max": 1, "scaled": 0.5}}})
    assert list(bring(device, [said]).values()) == ["accepted"]


def test_each_forged_result_is_refused_and_the_others_are_taken(bring: Any, playing: Playing, device: Device) -> None:
    good = row(playing)
    forged: list[Any] = [
        "text",
        [],
        [str(uuid4())] * 5,
        [1, *row(playing)[1:]],
        [str(uuid4()), "en/nowhere/at/all", *row(playing)[2:]],
        [str(uuid4()), ["en"], *row(playing)[2:]],
        [*row(playing)[:4], {"verb": 1}, BEGIN.isoformat()],
        [*row(playing)[:4], "{", BEGIN.isoformat()],
        [*row(playing)[:4], '{"a": NaN}', BEGIN.isoformat()],
        [*row(playing)[:4], "[" * 5000, BEGIN.isoformat()],
        [*row(playing)[:4], json.dumps(statement(score=5, most=1)), BEGIN.isoformat()],
        [*row(playing)[:4], json.dumps({"x": "y" * 20_000}), BEGIN.isoformat()],
        [*row(playing)[:5], None],
        [*row(playing)[:5], "2999-01-01T00:00:00Z"],
    ]
    said = bring(device, [*forged, good])
    assert said[good[0]] == "accepted"
    assert H5PResult.objects.count() == 1
    assert all(isinstance(word, list) and word[1] for name, word in said.items() if name != good[0])


def test_a_file_of_somebody_outside_or_of_another_shape_brings_nothing(bring: Any, playing: Playing, device: Device) -> None:
    good = row(playing)
    assert [word[0] for word in bring(device, [good], code="AAAA2222").values()] == ["refused"]
    with pytest.raises(Exception, match="no file of results"):
        bring(device, {"plays": good})
    with pytest.raises(Exception, match="larger than results can be"):
        bring(device, [good] * 2001)
    assert not H5PResult.objects.exists()
