"""Pages of classes and institutions: each of the cast reaches what is theirs, and for all others it is not there."""

from __future__ import annotations

import pytest

from learning.models import Cohort, Institution, Membership
from tests.cast import Member
from tests.factories import make_cohort, seat_learner

pytestmark = pytest.mark.django_db
SEVEN = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "administrator"]
PAGES = ["", "change/", "end/", "learners/", "log/", "announcements/", "learners/1/"]


@pytest.fixture
def cohort(facilitator: Member, learner: Member) -> Cohort:
    """The facilitator's class, with the learner in it."""
    cohort = make_cohort(facilitator.person)
    seat_learner(cohort, learner.person)
    return cohort


def status_for(who: str) -> int:
    """What each gets for a page of the facilitator's class: visitors and learners are led to the sign-in of staff."""
    return {"facilitator": 200, "administrator": 200, "partner": 200, "other_facilitator": 404, "trainer": 403}.get(who, 302)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", [*SEVEN, "partner", "trainer"])
def test_a_page_of_a_class_is_for_its_staff(cohort: Cohort, who: str, page: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    answer = client.get(f"/en/classes/{cohort.uuid}/{page}")
    assert answer.status_code == status_for(who)
    if answer.status_code != 200:
        assert cohort.name not in answer.content.decode()
        assert cohort.join_code not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["visitor", "guest", "learner", "other_learner", "other_facilitator", "trainer"])
def test_nobody_else_can_do_anything_to_a_class(cohort: Cohort, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    for page, sent in (
        ("end/", {}),
        ("learners/", {"count": "2", "last_seat": "1"}),
        ("learners/1/", {"action": "out"}),
        ("learners/1/", {"action": "pin", "epoch": "0"}),
        ("announcements/", {"text": "Come", "shown_until": "2099-01-01"}),
        ("change/", {"name": "Mine", "language": "en", "starts_on": "2026-01-01"}),
        ("cards.pdf", {"cards": ""}),
    ):
        assert client.post(f"/en/classes/{cohort.uuid}/{page}", sent).status_code == status_for(who)
    before = Cohort.objects.get()
    assert (before.name, before.ends_on) == (cohort.name, None)
    assert Membership.objects.get().left_at is None
    assert Membership.objects.get().person.phone_epoch == 0
    assert not before.announcements.exists()
    assert not before.actions.exists()


def test_a_class_of_another_s_looks_like_one_that_never_was(cohort: Cohort, other_facilitator: Member) -> None:
    theirs = other_facilitator.client.get(f"/en/classes/{cohort.uuid}/")
    never = other_facilitator.client.get("/en/classes/00000000-0000-4000-8000-000000000000/")
    assert (theirs.status_code, theirs.content) == (never.status_code, never.content)


@pytest.mark.parametrize(("who", "status"), [("partner", 302), ("administrator", 200), ("facilitator", 403), ("learner", 302)])
def test_the_partner_page_is_for_those_who_look_after_one(
    cohort: Cohort, partner: Member, other_facilitator: Member, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who).client
    assert client.get("/en/partner/").status_code == status
    here = client.get(f"/en/partner/{Institution.objects.get(name='Library').uuid}/")
    assert (here.status_code == 200) == (who in {"partner", "administrator"})
    assert ("Tuesday circle" in here.content.decode()) == (who in {"partner", "administrator"})


def test_a_partner_sees_no_other_institution(partner: Member, other_facilitator: Member) -> None:
    other = Institution.objects.get(name="Other library")
    for ask in (partner.client.get, partner.client.post):
        assert ask(f"/en/partner/{other.uuid}/").status_code == 403


def test_the_way_to_the_partner_page_is_shown_to_partners_only(facilitator: Member, partner: Member) -> None:
    assert 'href="/en/partner/"' not in facilitator.client.get("/en/classes/").content.decode()
    assert 'href="/en/partner/"' in partner.client.get("/en/classes/").content.decode()


def test_another_learner_cannot_touch_a_membership(cohort: Cohort, other_learner: Member, guest: Member, visitor: Member) -> None:
    for member in (other_learner, guest, visitor):
        address = f"/en/me/classes/{cohort.uuid}/"
        assert member.client.get(address).status_code == 404
        assert member.client.post(address, {"action": "leave"}).status_code == 404
    assert Membership.objects.get().left_at is None
