"""Pages of the partner's room: for those who look after the institution, and what each of them finds there."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from courses.models import Job
from courses.models.job import JobStatus
from courses.rendering.documents import render_course
from learning.bundles.builder import build_bundle
from learning.bundles.models import ApiToken, Download, Return
from learning.bundles.room.models import Subscription
from learning.bundles.room.subscriptions import Choice, subscribe, wishes_of
from learning.models import Institution
from learning.reports.charts import Measure, bars
from tests.cast import Member
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
PAGES = ["bundles/", "bundles/new/", "downloads/", "versions/", "tokens/"]
CAST = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "other_partner", "trainer"]


@pytest.fixture
def here(library: Institution) -> str:
    return f"/en/partner/{library.uuid}/"


@pytest.fixture
def choice(course_key: UUID, partner: Member, library: Institution) -> Subscription:
    """The course in English, chosen and not built."""
    assert partner.person is not None
    Job.objects.all().delete()
    return subscribe(actor=partner.person, institution=library, choice=Choice((course_key,), ("en",), "text", ("zip",)))


def built(choice: Subscription, course_key: UUID) -> str:
    """Builds it; its file's name."""
    render_course(course_key)
    Job.objects.all().delete()
    return str(build_bundle(wishes_of(choice)[0]).file_name)


@pytest.mark.parametrize("who", [*CAST, "partner", "administrator"])
def test_the_room_is_for_those_who_look_after_the_institution(
    choice: Subscription, here: str, who: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who).client
    otherwise = 302 if who in CAST[:4] else 403
    for page in [*PAGES, f"bundles/{choice.uuid}/"]:
        answer = client.get(here + page)
        assert answer.status_code == (200 if who in {"partner", "administrator"} else otherwise), page
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", CAST)
def test_nobody_else_can_do_anything_there(choice: Subscription, here: str, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    course = str(choice.selection.course_keys[0])
    for page, sent in (
        ("bundles/new/", {"course": course, "language": "ar", "tier": "text", "format": "zip"}),
        (f"bundles/{choice.uuid}/", {"action": "stop"}),
        ("tokens/", {"action": "make", "note": "hub"}),
    ):
        assert client.post(here + page, sent).status_code in {302, 403}
    assert Subscription.objects.get().stopped_at is None
    assert not ApiToken.objects.exists()


def test_a_choice_of_another_institution_is_not_there(choice: Subscription, other_partner: Member) -> None:
    other = Institution.objects.get(name="Other library")
    assert other_partner.client.get(f"/en/partner/{other.uuid}/bundles/{choice.uuid}/").status_code == 404


def test_the_institution_s_page_leads_to_its_rooms(here: str, partner: Member) -> None:
    page = partner.client.get(here).content.decode()
    for path in (f"{here}bundles/", "/en/partner/board/", "/en/reports/?of=institution-"):
        assert path in page
    assert partner.client.get(re.findall(r'href="(/en/reports/\?of=[^"]+)"', page)[0]).status_code == 200


# --- choosing -------------------------------------------------------------------------------------------------------------


def test_sizes_are_shown_before_anything_is_built_and_then_it_is_kept(here: str, partner: Member, course_key: UUID) -> None:
    render_course(course_key)
    Job.objects.all().delete()
    page = partner.client.get(f"{here}bundles/new/?course={course_key}&language=en&language=ar").content.decode()
    assert "text and pictures" in page
    assert re.search(r"<bdi>\d+ KB</bdi>", page)
    assert not Job.objects.exists()
    sent = {"course": str(course_key), "language": ["en", "ar"], "tier": "pictures", "format": "zip", "names_us": "yes"}
    answer = partner.client.post(f"{here}bundles/new/", sent)
    assert answer.status_code == 303
    row = Subscription.objects.get()
    assert (row.selection.tier, row.selection.language_codes) == ("pictures", ("en", "ar"))
    assert row.selection.offered_by == str(row.institution.uuid)
    assert "waits for its turn" in partner.client.get(answer["Location"]).content.decode()
    assert "being built" in partner.client.get(f"{here}bundles/").content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "at least one course"),
        ({"course": "nothing", "language": "en"}, "at least one course"),
        ({"course": str(uuid4()), "language": "en"}, "none of these languages"),
    ],
)
def test_a_choice_that_cannot_be_had_is_told_on_the_page(here: str, partner: Member, sent: dict[str, str], words: str) -> None:
    answer = partner.client.post(f"{here}bundles/new/", {**sent, "tier": "text", "format": "zip"})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    if sent:
        assert words in partner.client.get(f"{here}bundles/new/", sent).content.decode()


def test_a_file_that_is_there_can_be_downloaded_and_a_failed_one_tried_again(
    here: str, partner: Member, choice: Subscription, course_key: UUID
) -> None:
    address = f"{here}bundles/{choice.uuid}/"
    Job.objects.update(status=JobStatus.RUNNING, progress=40)
    page = partner.client.get(address).content.decode()
    assert 'value="40"' in page
    assert "data-over" not in page
    Job.objects.update(status=JobStatus.FAILED, error="OSError: [Errno 28] No space left on device")
    page = partner.client.get(address).content.decode()
    assert "The server could not build it." in page
    assert "Errno" not in page
    assert partner.client.post(address, {"action": "again"}).status_code == 303
    assert Job.objects.filter(status=JobStatus.PENDING).count() == 1
    name = built(choice, course_key)
    page = partner.client.get(address).content.decode()
    assert f'href="/bundles/{name}"' in page
    assert f'href="/bundles/{name}/fetch/"' in page
    assert "data-over" in page
    assert "ready" in partner.client.get(f"{here}bundles/").content.decode()
    assert partner.client.post(address, {"action": "stop"}).status_code == 303
    assert partner.client.get(address).status_code == 404


# --- what machines and devices told ---------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_can_be_taken_back(here: str, partner: Member, other_partner: Member) -> None:
    address = f"{here}tokens/"
    assert partner.client.post(address, {"action": "make", "note": " "}).status_code == 400
    page = partner.client.post(address, {"action": "make", "note": "hub <1>"}).content.decode()
    [token] = re.findall(r'class="token" dir="ltr">([^<]+)<', page)
    later = partner.client.get(address).content.decode()
    assert token not in later
    assert "hub &lt;1&gt;" in later
    row = ApiToken.objects.get()
    theirs = f"/en/partner/{Institution.objects.get(name='Other library').uuid}/tokens/"
    other_partner.client.post(theirs, {"action": "revoke", "token": str(row.pk)})
    assert ApiToken.objects.get().revoked_at is None
    assert partner.client.post(address, {"action": "revoke", "token": str(row.pk)}).status_code == 303
    assert "hub &lt;1&gt;" not in partner.client.get(address).content.decode()


def told(house: Institution, choice: Subscription, course_key: UUID) -> None:
    """A download in three pieces, and results of a device."""
    built(choice, course_key)
    bundle = choice.selection.bundles.get()
    Download.objects.create(institution=house, bundle=bundle, pieces=3, bytes=bundle.size // 2)
    Return.objects.create(
        institution=house,
        cohort=make_cohort(institution=house.name),
        sha256=uuid4().hex * 2,
        device=uuid4().hex,
        bundle=bundle.manifest_id,
        language="en",
        state="done",
        learners=7,
        answers=83,
        refused=2,
        received_at=timezone.now() - timedelta(days=1),
    )


def test_downloads_and_versions_say_what_was_told(
    here: str, partner: Member, library: Institution, choice: Subscription, course_key: UUID
) -> None:
    told(library, choice, course_key)
    page = partner.client.get(f"{here}downloads/").content.decode()
    assert "taken up again" in page
    assert "Light course" in page
    page = partner.client.get(f"{here}versions/").content.decode()
    assert '<rect class="newest"' in page
    assert "1 of 1 has it" in page
    assert 'dir="rtl"' in partner.client.get(f"{here}versions/".replace("/en/", "/ar/")).content.decode()


def test_a_bar_is_drawn_in_numbers_that_every_language_writes_alike() -> None:
    chart = bars([Measure("", value, "") for value in (1, 3, 7)], most=7, is_rtl=True)
    with override("fr"):
        drawn = render_to_string("learning/bars.html", {"chart": chart, "labelled_by": "a"})
    places = re.findall(r' (?:x|y|width|height)="([^"]*)"', drawn)
    assert len(places) == 2 + 3 * 8
    assert all(place.isdecimal() for place in places)


@pytest.mark.once
@pytest.mark.parametrize(("page", "cost"), [("bundles/", 9), ("downloads/", 8), ("versions/", 11), ("tokens/", 6)])
def test_pages_cost_the_same_for_few_and_for_many(
    here: str,
    partner: Member,
    library: Institution,
    choice: Subscription,
    course_key: UUID,
    *,
    page: str,
    cost: int,
) -> None:
    costs = []
    for _round in range(2):
        told(library, choice, course_key)
        partner.client.post(f"{here}tokens/", {"action": "make", "note": "hub"})
        with CaptureQueriesContext(connection) as captured:
            assert partner.client.get(here + page).status_code == 200
        costs.append(len(captured.captured_queries))
    assert costs == [cost, cost]
