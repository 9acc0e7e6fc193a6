"""A phone that others use: closes ten minutes after its last touch, fills nothing in, and can be emptied without scripts."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import Morsel
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from courses.models import LessonVersion
from learning.models import LearnerFacts, Person
from learning.visitor import CLOSES_AFTER, COOKIE, RENEWED_AFTER, SALT, SHARED_COOKIE
from tests.cast import PIN, Member
from tests.factories import form_of, make_cohort, right_response, seat_learner

pytestmark = pytest.mark.django_db
Later = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """The clock of signatures, some seconds on."""
    now = [signing.time.time()]
    monkeypatch.setattr(signing, "time", type("Clock", (), {"time": staticmethod(lambda: now[0])}))

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    return pass_by


def shared_browser(person: Person) -> Client:
    """A browser on which a person said that others use it too."""
    client = Client()
    client.cookies[COOKIE] = signing.dumps([str(person.uuid), person.phone_epoch], salt=SALT)
    client.post("/en/me/phone/", {"shared": "yes"})
    return client


def is_open(client: Client) -> bool:
    """Whether my learning knows whose it is; asked without touching the phone."""
    again = Client()
    for name, morsel in client.cookies.items():
        again.cookies[name] = morsel.value
    return 'data-me=""' not in again.get("/en/me/").content.decode()


def test_a_shared_phone_closes_after_ten_minutes_without_a_touch(learner: Member, later: Later) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    later(CLOSES_AFTER - 1)
    assert is_open(client)
    later(3)
    assert not is_open(client)


def test_each_touch_keeps_it_open(learner: Member, later: Later) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    for _touch in range(5):
        later(CLOSES_AFTER - 60)
        client.get("/en/me/touched/")
    assert is_open(client)


def test_the_cookie_is_renewed_once_a_minute_at_most_and_without_a_query(
    learner: Member, later: Later, django_assert_num_queries: Any
) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    assert COOKIE not in client.get("/en/me/touched/").cookies
    later(RENEWED_AFTER + 1)
    with django_assert_num_queries(0):
        assert COOKIE in client.get("/en/me/touched/").cookies
    assert COOKIE not in client.get("/en/me/touched/").cookies


def test_a_phone_of_ones_own_stays_open(learner: Member, later: Later) -> None:
    later(24 * 3600)
    assert is_open(learner.client)
    assert COOKIE not in learner.client.get("/en/me/").cookies


def test_the_phone_of_a_class_that_shares_phones_closes_by_itself(later: Later) -> None:
    seat = seat_learner(make_cohort(shares_devices=True))
    client = Client()
    fields = {"code": seat.person.code, **{f"picture{place}": name for place, name in enumerate(PIN, start=1)}}
    assert client.post("/en/join/", fields).status_code == 303
    assert is_open(client)
    later(CLOSES_AFTER + 2)
    assert not is_open(client)


def test_the_phone_of_who_comes_into_such_a_class_closes_by_itself_too(learner: Member, guest: Member, later: Later) -> None:
    cohort = make_cohort(shares_devices=True)
    for member in (learner, guest):
        assert member.client.post(f"/en/join/class/{cohort.join_code}/").status_code == 303
        assert is_open(member.client)
    later(CLOSES_AFTER + 2)
    assert not is_open(learner.client)
    assert not is_open(guest.client)


def test_who_left_that_class_has_a_phone_of_their_own_again(later: Later) -> None:
    seat = seat_learner(make_cohort(shares_devices=True))
    seat.left_at = seat.joined_at
    seat.save()
    client = Client()
    client.post("/en/join/", {"code": seat.person.code, **{f"picture{place}": name for place, name in enumerate(PIN, start=1)}})
    later(CLOSES_AFTER + 2)
    assert is_open(client)


def test_the_cookie_of_a_closed_phone_is_dropped(learner: Member, later: Later) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    later(CLOSES_AFTER + 2)
    client.get("/en/me/")
    assert not client.cookies[COOKIE].value


def test_a_shared_phone_is_not_filled_in_after_a_slip(learner: Member) -> None:
    fields = {"code": str(learner.person.code), "picture1": "key", "picture2": "key", "picture3": "key"}  # type: ignore[union-attr]
    assert f'value="{fields["code"]}"' in learner.client.post("/en/join/", fields).content.decode()
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    assert f'value="{fields["code"]}"' not in client.post("/en/join/", fields).content.decode()


def test_on_a_shared_phone_a_guests_work_is_nobody_elses_unless_they_say_so(version: LessonVersion, learner: Member) -> None:
    question, index = next(iter(version.questions.items()))
    for client, is_claimed in ((Client(), True), (Client(), False)):
        if not is_claimed:
            client.post("/en/me/phone/", {"shared": "yes"})
        client.post(f"/{version.path}/answer/", {**form_of(index, right_response(index)), "question": question})
        page = client.get("/en/join/").content.decode()
        assert ('name="claim" checked' in page) is is_claimed
        assert 'name="claim"' in page


def test_facts_are_not_shown_again_on_a_shared_phone(learner: Member) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    client.post("/en/me/about/", {"country": "KE", "gender": "woman"})
    page = client.get("/en/me/about/").content.decode()
    assert "selected" not in page
    assert "checked" not in page
    assert "What you do not touch stays as it was." in page


def test_what_is_not_touched_on_a_shared_phone_stays_as_it_was(learner: Member) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    client.post("/en/me/about/", {"country": "KE", "gender": "woman", "age_band": "18-24"})
    page = client.get("/en/me/about/").content.decode()
    assert page.index('<option value="-">') < page.index('<option value="">')  # a browser sends the first one
    client.post("/en/me/about/", {"country": "-", "age_band": "25-34"})
    assert LearnerFacts.objects.values_list("age_band", "gender", "country").get() == ("25-34", "woman", "KE")
    client.post("/en/me/about/", {"country": "-", "gender": ""})
    assert LearnerFacts.objects.values_list("age_band", "gender", "country").get() == ("25-34", "", "KE")
    client.post("/en/me/about/", {"country": "", "age_band": ""})
    assert not LearnerFacts.objects.exists()


def test_the_switch_can_be_turned_off(learner: Member, later: Later) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    client.post("/en/me/phone/", {"shared": "no"})
    later(CLOSES_AFTER + 2)
    assert is_open(client)


# --- clearing, without scripts ------------------------------------------------------------------------------------------


def left_on(client: Client) -> set[str]:
    """The cookies that are still there."""
    return {name for name, morsel in client.cookies.items() if morsel.value}


def test_clearing_drops_every_cookie_by_name_for_plain_http_has_no_other_way(learner: Member) -> None:
    client = learner.client
    client.cookies["lang"], client.cookies["tier"] = "sw", "text"
    client.get("/en/me/clear/")
    assert left_on(client) == {"learner", "lang", "tier", "csrftoken"}
    answer = client.post("/en/me/clear/")
    assert left_on(client) == set()
    assert "Clear-Site-Data" not in answer.headers  # Chromium would let the cookies stand


def test_over_https_the_browser_is_told_to_forget_the_rest(learner: Member) -> None:
    answer = learner.client.post("/en/me/clear/", secure=True)
    assert left_on(learner.client) == set()
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_clearing_a_shared_phone_leaves_only_that_it_is_shared(learner: Member) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    answer = client.post("/en/me/clear/", secure=True)
    assert left_on(client) == {SHARED_COOKIE}
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_what_a_shared_phone_notes_names_nobody(learner: Member) -> None:
    client = shared_browser(learner.person)  # type: ignore[arg-type]
    note: Morsel[str] = client.cookies[SHARED_COOKIE]
    assert note.value == "1"
    assert note["httponly"]
