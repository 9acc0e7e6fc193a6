"""The page around an H5P content: what it says before the tap, what Play begins, who gets the frame, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import H5PContent, LessonPage, LessonVersion
from courses.rendering.script import script_text, without_comments
from learning.erasing import erase_person, forget_person
from learning.models import Cohort, CohortCourse, Enrolment, H5PResult, H5PState, Person
from learning.people import claim_guest, keep_progress
from learning.records import records_of
from learning.retention import apply_retention
from learning.visitor import seal_of
from tests.cast import PIN, Member, browser_of
from tests.factories import make_cohort, seat_learner
from tests.kept_rows import kept
from tests.learning.h5p_of import VERBS, Playing, make_playing_lesson, post, send_result, send_state

pytestmark = pytest.mark.django_db
NOT_THERE = "/nowhere-h5p-core"
LARGEST_PAGE = 14_000


@kept
def lesson() -> LessonPage:
    return make_playing_lesson()


@pytest.fixture
def playing(version: LessonVersion) -> Playing:
    return Playing(version)


@pytest.fixture(autouse=True)
def core(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> None:
    """A core of a few bytes: npm's own is not needed to show the page."""
    root = tmp_path / "core"
    for name in ("dist/frame.bundle.js", "dist/styles/h5p.css", "LICENSE"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"/* {name} */", encoding="utf-8")
    settings.H5P_CORE_ROOT = root


def page_of(client: Client, playing: Playing) -> str:
    answer = client.get(playing.page)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_lesson_leads_there_and_the_page_says_what_it_is_and_weighs(playing: Playing, visitor: Member) -> None:
    lesson = visitor.client.get(f"/{playing.version.path}/").content.decode()
    assert f'href="play/{playing.card_id}/index.html"' in lesson
    answer = visitor.client.get(f"{playing.page}index.html")
    page = answer.content.decode()
    assert "<h1>Torches</h1>" in page
    assert "460 KB" in page
    assert "Say of a torch &lt;whether&gt; it is AI." in page
    assert "<bdi>Amina Otieno</bdi>, <bdi>CC BY 4.0</bdi>" in page
    assert "<iframe" not in page
    assert "h5p-host" not in page
    assert answer.cookies == {}
    assert "frame-src" not in answer["Content-Security-Policy"]
    assert not Person.objects.filter(username=None).exclude(code__isnull=False).exists()


def test_play_makes_a_guest_begins_the_course_and_shows_the_frame(playing: Playing) -> None:
    client = Client()
    answer = client.post(playing.page)
    assert (answer.status_code, answer["Location"]) == (303, playing.page)
    guest = Enrolment.objects.get(course_key=playing.version.course_key).person
    assert guest.is_guest
    answer = client.get(playing.page)
    page = answer.content.decode()
    [frame] = re.findall(r"<iframe [^>]*>", page)
    assert 'sandbox="allow-scripts"' in frame
    assert "allow-same-origin" not in page
    assert 'title="Torches"' in frame
    assert not re.search(r"\ssrc=", frame)  # the script sets it once it listens
    assert f'data-src="/h5p/play/{playing.version.path}/{playing.card_id}/?nonce=' in frame
    assert "data-new" in frame
    assert f'data-me="{seal_of(guest)}"' in page
    assert "frame-src http://testserver/h5p/" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert str(guest.uuid) not in page


def test_a_learner_who_has_begun_taps_once(playing: Playing, learner: Member) -> None:
    assert "<iframe" not in page_of(learner.client, playing)
    for _time in range(2):
        assert learner.client.post(playing.page).status_code == 303
    assert Enrolment.objects.get().person == learner.person
    assert "<iframe" in page_of(learner.client, playing)
    assert send_result(learner.client, playing.result(learner.person)).status_code == 200
    assert "data-new" not in page_of(learner.client, playing)


def test_another_site_begins_nothing(playing: Playing, visitor: Member) -> None:
    answer = visitor.client.post(playing.page, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not Enrolment.objects.exists()


def test_what_is_not_there_is_404(playing: Playing, visitor: Member, lesson: LessonPage) -> None:
    at = f"/{playing.version.path}/play"
    text = next(card["id"] for card in playing.version.content["cards"] if card["kind"] == "text")
    for path in (f"{at}/{text}/", f"{at}/{uuid4()}/", f"{at}/x/", f"/en/tiny-course/first/other/play/{playing.card_id}/"):
        assert visitor.client.get(path).status_code == visitor.client.post(path).status_code == 404
    H5PContent.objects.update(waits_for=["H5P.Chart 1.2"])
    assert visitor.client.get(playing.page).status_code == 404
    H5PContent.objects.update(waits_for=[])
    lesson.unpublish()
    assert visitor.client.get(playing.page).status_code == 404
    assert not Person.objects.filter(username=None).exists()


def test_without_the_core_there_are_the_words(playing: Playing, visitor: Member, settings: Any) -> None:
    settings.H5P_CORE_ROOT = NOT_THERE
    page = page_of(visitor.client, playing)
    assert "cannot be played here now" in page
    assert "Say of a torch" in page
    assert "<form" not in page


def test_a_sensitive_lesson_has_a_title_that_says_nothing(playing: Playing, visitor: Member) -> None:
    version = playing.version
    LessonVersion.objects.filter(pk=version.pk).update(content={**version.content, "sensitive": True})
    page = page_of(visitor.client, playing)
    assert "<title>Mwanga · 1/1</title>" in page
    assert "Leave this page" in page


def test_a_shared_phone_says_so(playing: Playing, version: LessonVersion, learner: Member) -> None:
    playing.begun_by(learner.person)
    learner.client.cookies["shared"] = "1"
    assert " data-shared>" in page_of(learner.client, playing)


def test_the_page_is_light(playing: Playing, learner: Member) -> None:
    playing.begun_by(learner.person)
    texts = [page_of(learner.client, playing), script_text("en")]
    texts += [without_comments(Path(str(finders.find(f"js/h5p-{name}.js"))).read_text()) for name in ("host", "learner")]
    texts.append(Path(str(finders.find("css/mwanga.css"))).read_text())
    assert sum(len(brotli.compress(text.encode())) for text in texts) <= LARGEST_PAGE


def cost(client: Client, path: str, method: str = "get", **more: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        getattr(client, method)(path, **more)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured.captured_queries)


def test_it_costs_what_it_costs(playing: Playing, learner: Member) -> None:
    page_of(Client(), playing)  # libraries are joined once for each process
    assert cost(Client(), playing.page) == 4
    assert cost(learner.client, playing.page) == 6
    assert cost(learner.client, playing.page, "post") <= 5
    assert cost(learner.client, playing.page) == 6
    frame = f"/h5p/play/{playing.version.path}/{playing.card_id}/?nonce={'n' * 24}"
    assert cost(learner.client, frame) <= 8
    person = learner.person
    for body, address, most in ((playing.result(person), "results", 7), (playing.state(person), "state", 9)):
        with CaptureQueriesContext(connection) as captured:
            assert post(learner.client, f"/api/h5p/{address}", body).status_code < 300
        found = [query["sql"] for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
        assert len(found) <= most, found


# --- where it shows -------------------------------------------------------------------------------------------------------


def test_a_learner_finds_what_was_played_and_how_the_points_are_known(playing: Playing, learner: Member) -> None:
    playing.begun_by(learner.person)
    send_result(learner.client, playing.result(learner.person, response="0", score=1))
    page = learner.client.get("/en/me/").content.decode()
    assert f'href="{playing.page}"' in page
    assert "0 of 1 points, worked out here from the answers" in page
    assert "Tiny course" in page  # which playing has begun
    send_result(learner.client, playing.result(learner.person, verb=f"{VERBS}completed", response=None, score=2.5, most=4))
    assert "2.5 of 4 points, only as the content itself reported" not in learner.client.get("/en/me/").content.decode()
    H5PResult.objects.filter(is_rescored=True).delete()
    assert "2.5 of 4 points, only as the content itself reported" in learner.client.get("/en/me/").content.decode()


def test_whoever_leads_the_class_sees_it_and_nobody_else(
    playing: Playing, learner: Member, facilitator: Member, other_facilitator: Member
) -> None:
    cohort: Cohort = make_cohort(facilitator.person)
    seat = seat_learner(cohort, playing.begun_by(learner.person)).seat
    send_result(learner.client, playing.result(learner.person))
    at = f"/en/classes/{cohort.uuid}/learners/{seat}/"
    assert "Torches" not in facilitator.client.get(at).content.decode()  # the class does not take this course
    CohortCourse.objects.create(cohort=cohort, course_key=playing.version.course_key)
    page = facilitator.client.get(at).content.decode()
    assert "Torches" in page
    assert "1 of 1 points, worked out here from the answers" in page
    assert "no proof" in page
    assert other_facilitator.client.get(at).status_code == 404


# --- whose it is ----------------------------------------------------------------------------------------------------------


def played(playing: Playing, person: Person, data: str = "[1]") -> None:
    """Somebody plays: a result and a place."""
    Enrolment.objects.get_or_create(person=person, course_key=playing.version.course_key)
    client = browser_of(person)
    assert send_result(client, playing.result(person)).status_code == 200
    assert send_state(client, playing.state(person, data)).status_code == 204


def test_all_of_it_can_be_taken_along(playing: Playing, learner: Member) -> None:
    assert learner.person
    played(playing, learner.person)
    found = records_of(learner.person)
    assert found["played"][0]["title"] == "Torches"
    assert found["played"][0]["response"] == "1"
    assert found["places"][0]["data"] == "[1]"
    assert "Torches" in learner.client.get("/en/me/data/").content.decode()


def test_what_a_guest_did_becomes_the_learners_and_the_newer_place_stays(playing: Playing) -> None:
    person, guest = keep_progress(person=None, pin=PIN), Person.objects.create()
    played(playing, person, "[old]")
    played(playing, guest, "[new]")
    result = playing.result(guest)
    assert send_result(browser_of(guest), result).status_code == 200
    claim_guest(guest=guest, person=person)
    assert H5PResult.objects.filter(person=person).count() == H5PResult.objects.count() == 3
    assert H5PState.objects.get().data == "[new]"
    again = send_result(browser_of(person), {**result, "by": seal_of(person)})  # its receipt had been lost
    assert again.json()["status"] == "known"
    late = Person.objects.create()
    played(playing, late, "[older]")
    H5PState.objects.filter(person=late).update(updated_at=timezone.now() - timedelta(days=1))
    claim_guest(guest=late, person=person)
    assert H5PState.objects.get().data == "[new]"


def test_it_goes_with_who_is_erased_or_forgotten(playing: Playing, learner: Member, other_learner: Member) -> None:
    for member, act in ((learner, erase_person), (other_learner, forget_person)):
        assert member.person
        played(playing, member.person)
        act(person=member.person)
        assert not H5PResult.objects.exists()
        assert not H5PState.objects.exists()


def test_playing_is_a_sign_of_life_and_a_silent_guest_goes_with_it(playing: Playing) -> None:
    guest = Person.objects.create()
    played(playing, guest)
    old = timezone.now() - timedelta(days=configured.GUEST_DAYS + 1)
    Person.objects.filter(pk=guest.pk).update(joined_at=old)
    assert apply_retention(at=timezone.now()).guests_deleted == 0
    H5PResult.objects.update(recorded_at=old)
    assert apply_retention(at=timezone.now()).guests_deleted == 0
    H5PState.objects.update(updated_at=old)
    assert apply_retention(at=timezone.now()).guests_deleted == 1
    assert not H5PResult.objects.exists()
