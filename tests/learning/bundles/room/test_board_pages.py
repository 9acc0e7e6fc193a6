"""Pages of the board: for partners of active institutions and administrators, and what each finds there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.bundles.room.models import Listing, ListingReport, ListingStatus
from learning.models import Institution
from learning.views.room import board
from tests.cast import Member
from tests.learning.bundles.room.conftest import Post

pytestmark = pytest.mark.django_db
BOARD = "/en/partner/board/"
CAST = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "trainer"]


def sent(today: date, **changed: Any) -> dict[str, Any]:
    return {
        "kind": "offer",
        "topic": "training",
        "title": "Two days of training",
        "text": "For facilitators.",
        "contact": "+254 20 123 456",
        "country": "KE",
        "region": "Kisumu",
        "languages": ["sw", "en"],
        "shown_until": (today + timedelta(days=60)).isoformat(),
        **changed,
    }


@pytest.mark.parametrize("who", [*CAST, "partner", "other_partner", "administrator"])
def test_the_board_is_for_those_who_look_after_an_institution(post: Post, who: str, request: pytest.FixtureRequest) -> None:
    listing, waiting = post(), post(waits=True, title="Still waiting")
    client = request.getfixturevalue(who).client
    may = {"partner": 200, "other_partner": 200, "administrator": 200}
    otherwise = 403 if who in {"facilitator", "other_facilitator", "trainer"} else 302
    for path in (BOARD, f"{BOARD}{listing.uuid}/"):
        answer = client.get(path)
        assert answer.status_code == may.get(who, otherwise)
        assert ("Twelve phones" in answer.content.decode()) == (who in may)
        assert "no-store" in answer["Cache-Control"]
    assert (client.get(f"{BOARD}check/").status_code == 200) == (who == "administrator")
    assert (client.get(f"{BOARD}{waiting.uuid}/").status_code == 200) == (who in {"partner", "administrator"})


@pytest.mark.parametrize("who", [*CAST, "other_partner"])
def test_nobody_else_can_do_anything_to_a_listing(post: Post, who: str, request: pytest.FixtureRequest) -> None:
    listing = post(waits=True)
    client = request.getfixturevalue(who).client
    for action in ("withdraw", "approve", "refuse", "take_down", "settle", "report"):
        assert client.post(f"{BOARD}{listing.uuid}/", {"action": action, "reason": "So."}).status_code in {302, 403, 404}
    assert Listing.objects.get().status == ListingStatus.WAITING
    assert not ListingReport.objects.exists()


def test_a_partner_writes_and_an_administrator_puts_it_on_the_board(
    partner: Member, other_partner: Member, administrator: Member, today: date
) -> None:
    answer = partner.client.post(f"{BOARD}new/", sent(today))
    assert answer.status_code == 303
    page = answer["Location"]
    assert "waits for an administrator" in partner.client.get(page).content.decode()
    assert "Two days" not in other_partner.client.get(BOARD).content.decode()
    assert "Two days" in administrator.client.get(f"{BOARD}check/").content.decode()
    assert administrator.client.post(page, {"action": "approve"}).status_code == 303
    shown = other_partner.client.get(BOARD).content.decode()
    for words in ("Two days of training", "Offer", "Kenya", "Kisumu", "Kiswahili", "Library"):
        assert words in shown
    assert "+254 20 123 456" in other_partner.client.get(page).content.decode()


def test_a_form_with_something_wrong_says_so_beside_it_and_keeps_the_words(partner: Member, today: date) -> None:
    answer = partner.client.post(f"{BOARD}new/", sent(today, text="Call me: 0712 345 678 90"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Write your institution’s own into the contact line only." in page
    assert "0712 345 678 90" in page
    assert not Listing.objects.exists()


def test_text_is_shown_as_text(post: Post, partner: Member) -> None:
    listing = post(text="<script>alert(1)</script>")
    page = partner.client.get(f"{BOARD}{listing.uuid}/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_report_reaches_administrators_and_a_taken_down_listing_is_gone(
    post: Post, partner: Member, other_partner: Member, administrator: Member
) -> None:
    listing = post()
    page = f"{BOARD}{listing.uuid}/"
    assert other_partner.client.post(page, {"action": "report", "reason": ""}).status_code == 400
    assert other_partner.client.post(page, {"action": "report", "reason": "It asks for money."}).status_code == 303
    assert "1 report" in administrator.client.get(f"{BOARD}check/").content.decode()
    assert "It asks for money." in administrator.client.get(page).content.decode()
    assert administrator.client.post(page, {"action": "take_down", "reason": "No money here."}).status_code == 303
    assert other_partner.client.get(page).status_code == 404
    assert "No money here." in partner.client.get(page).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", True),
        ("?kind=need", True),
        ("?kind=offer", False),
        ("?topic=devices", True),
        ("?country=KE", True),
        ("?country=ET", False),
        ("?language=sw", True),
        ("?language=ar", False),
        ("?kind=%00&page=x", True),
    ],
)
def test_the_board_can_be_narrowed(post: Post, partner: Member, asked: str, found: bool) -> None:
    post(country="KE", languages=("sw",))
    answer = partner.client.get(BOARD + asked)
    assert answer.status_code == 200
    assert ('class="card listing"' in answer.content.decode()) == found


def test_the_next_page_of_a_narrowed_board_is_narrowed_too(post: Post, partner: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "PAGE", 1)
    for _more in range(2):
        post()
    page = partner.client.get(f"{BOARD}?kind=need&topic=devices").content.decode()
    assert 'href="?kind=need&amp;topic=devices&amp;page=2"' in page
    assert "page=" not in partner.client.get(f"{BOARD}?kind=offer").content.decode()


@pytest.mark.once
def test_the_board_costs_the_same_for_few_and_for_many(post: Post, other_partner: Member) -> None:
    post()
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert other_partner.client.get(BOARD).status_code == 200
        costs.append(len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]))
        for _more in range(4):
            post()
    assert costs == [7, 7]


def test_a_partner_of_an_institution_that_is_no_longer_active_sees_no_board(post: Post, partner: Member) -> None:
    post()
    Institution.objects.update(is_active=False)
    assert partner.client.get(BOARD).status_code == 403
