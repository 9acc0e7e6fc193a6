"""Consent attested, announcements for those who want them, an institution's staff, and what administrators enter in the CMS."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.announcements import announce
from learning.cohorts import works_with_classes
from learning.consents import age_limit_in, asks_for_consent
from learning.errors import AnnouncementRefused
from learning.models import (
    Announcement,
    Cohort,
    ConsentAge,
    GuardianConsent,
    Institution,
    InstitutionStaff,
    LearnerFacts,
    Person,
    StaffAction,
)
from learning.staff_accounts import StaffEditForm
from learning.staff_log import log_of
from tests.cast import Member
from tests.factories import make_cohort, seat_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(facilitator: Member) -> Cohort:
    return make_cohort(facilitator.person)


# --- a guardian's consent -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("band", "limit", "asks"),
    [
        ("under-13", 13, True),
        ("13-17", 13, False),
        ("13-17", 16, True),
        ("13-17", 18, True),
        ("18-24", 18, False),
        ("18-24", 21, True),
        ("", 18, False),
        ("35-plus", 21, False),
    ],
)
def test_consent_is_asked_where_some_of_the_band_lie_below_the_limit(band: str, limit: int, asks: bool) -> None:
    assert asks_for_consent(band, limit=limit) is asks


def test_where_a_country_says_nothing_the_strictest_limit_holds() -> None:
    ConsentAge.objects.create(country="KE", age=13)
    assert (age_limit_in("ke"), age_limit_in("ET"), age_limit_in("")) == (13, 18, 18)


def test_an_institution_attests_a_consent_and_takes_it_back(cohort: Cohort, facilitator: Member) -> None:
    member = seat_learner(cohort)
    LearnerFacts.objects.create(person=member.person, age_band="13-17")
    address = f"/en/classes/{cohort.uuid}/learners/1/"
    assert "A guardian’s consent" in facilitator.client.get(address).content.decode()
    for _twice in range(2):
        assert facilitator.client.post(address, {"action": "attest"}).status_code == 303
    consent = GuardianConsent.objects.get()
    assert (consent.institution, consent.attested_by, consent.below_age) == (cohort.institution, facilitator.person, 18)
    assert "attested on" in facilitator.client.get(address).content.decode()
    assert facilitator.client.post(address, {"action": "withdraw"}).status_code == 303
    assert facilitator.client.post(address, {"action": "withdraw"}).status_code == 400
    consent.refresh_from_db()
    assert consent.withdrawn_at
    assert [row.action for row in StaffAction.objects.all()] == ["withdraw_consent", "attest_consent"]


@pytest.mark.parametrize("band", ["18-24", ""])
def test_no_consent_is_attested_for_who_needs_none(cohort: Cohort, facilitator: Member, band: str) -> None:
    member = seat_learner(cohort)
    LearnerFacts.objects.create(person=member.person, age_band=band)
    answer = facilitator.client.post(f"/en/classes/{cohort.uuid}/learners/1/", {"action": "attest"})
    assert answer.status_code == 400
    assert "No consent is needed" in answer.content.decode()
    assert not GuardianConsent.objects.exists()


def test_an_institution_cannot_take_back_what_another_attested(cohort: Cohort, facilitator: Member) -> None:
    member = seat_learner(cohort)
    other = Institution.objects.create(name="School")
    GuardianConsent.objects.create(person=member.person, institution=other, below_age=18)
    assert facilitator.client.post(f"/en/classes/{cohort.uuid}/learners/1/", {"action": "withdraw"}).status_code == 400
    assert GuardianConsent.objects.get().withdrawn_at is None


# --- announcements --------------------------------------------------------------------------------------------------------


def test_only_learners_who_want_to_hear_see_an_announcement(cohort: Cohort, facilitator: Member, learner: Member) -> None:
    seat_learner(cohort, learner.person)
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    address = f"/en/classes/{cohort.uuid}/announcements/"
    sent = {"text": "We meet  on\nFriday <b>", "shown_until": until}
    assert facilitator.client.post(address, sent).status_code == 303
    assert "Friday" not in learner.client.get("/en/me/").content.decode()
    mine = f"/en/me/classes/{cohort.uuid}/"
    assert learner.client.post(mine, {"action": "hear"}).status_code == 303
    assert "We meet on Friday &lt;b&gt;" in learner.client.get("/en/me/").content.decode()
    assert learner.client.post(mine, {"action": "stop"}).status_code == 303
    assert "Friday" not in learner.client.get("/en/me/").content.decode()


def test_an_announcement_is_over_after_its_day_and_can_be_taken_back(cohort: Cohort, facilitator: Member, learner: Member) -> None:
    member = seat_learner(cohort, learner.person)
    member.wants_announcements = True
    member.save()
    today = timezone.localdate()
    Announcement.objects.create(cohort=cohort, text="Long ago", shown_until=today - timedelta(days=1))
    now = Announcement.objects.create(cohort=cohort, text="This week", shown_until=today)
    page = learner.client.get("/en/me/").content.decode()
    assert "This week" in page
    assert "Long ago" not in page
    facilitator.client.post(f"/en/classes/{cohort.uuid}/announcements/", {"take_back": str(now.pk)})
    assert "This week" not in learner.client.get("/en/me/").content.decode()


def test_an_announcement_of_another_class_cannot_be_taken_back(cohort: Cohort, facilitator: Member) -> None:
    other = Announcement.objects.create(cohort=make_cohort(name="Other"), text="Stay", shown_until=timezone.localdate())
    facilitator.client.post(f"/en/classes/{cohort.uuid}/announcements/", {"take_back": str(other.pk)})
    assert Announcement.objects.get() == other


@pytest.mark.parametrize(("text", "days"), [("", 3), (" \n", 3), ("x" * 501, 3), ("Come", -1), ("Come", 91)])
def test_an_announcement_without_words_or_end_is_refused(cohort: Cohort, facilitator: Member, text: str, days: int) -> None:
    today = timezone.localdate()
    with pytest.raises(AnnouncementRefused):
        announce(actor=facilitator.person, cohort=cohort, text=text, shown_until=today + timedelta(days=days), today=today)  # type: ignore[arg-type]
    sent = {"text": text, "shown_until": (today + timedelta(days=days)).isoformat()}
    assert facilitator.client.post(f"/en/classes/{cohort.uuid}/announcements/", sent).status_code == 400
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-30"])
def test_a_day_that_is_none_is_refused(cohort: Cohort, facilitator: Member, day: str) -> None:
    sent = {"text": "Come", "shown_until": day}
    assert facilitator.client.post(f"/en/classes/{cohort.uuid}/announcements/", sent).status_code == 400


# --- an institution's staff -----------------------------------------------------------------------------------------------


@pytest.fixture
def here(partner: Member) -> str:
    """The partner's own page."""
    return str(partner.client.get("/en/partner/")["Location"])


def test_a_partner_makes_an_account_whose_password_is_shown_once(partner: Member, here: str) -> None:
    page = partner.client.post(here, {"action": "make", "username": "amina"}).content.decode()
    [password] = re.findall(r'<code dir="ltr">([^<]+)</code>', page)
    assert password not in partner.client.get(here).content.decode()
    person = Person.objects.get(username="amina")
    assert person.check_password(password)
    assert not person.is_superuser
    assert works_with_classes(person)
    browser = Client()
    assert browser.login(username="amina", password=password)
    assert browser.get("/en/classes/").status_code == 200
    again = partner.client.post(here, {"action": "make", "username": "amina"})
    assert again.status_code == 400
    assert "is taken" in again.content.decode()


def test_a_password_that_somebody_else_made_is_asked_to_be_changed(partner: Member, here: str, facilitator: Member) -> None:
    page = partner.client.post(here, {"action": "make", "username": "amina"}).content.decode()
    [password] = re.findall(r'<code dir="ltr">([^<]+)</code>', page)
    browser = Client()
    assert browser.login(username="amina", password=password)
    words = "Somebody else made your password"
    assert words in browser.get("/en/classes/").content.decode()
    for member in (partner, facilitator):
        assert words not in member.client.get("/en/classes/").content.decode()
    own = "three words of my own"
    sent = {"oldpassword": password, "password1": own, "password2": own}
    assert browser.post("/en/staff/password/", sent).status_code == 302
    assert Person.objects.get(username="amina").check_password(own)
    assert words not in browser.get("/en/classes/").content.decode()


@pytest.mark.parametrize("whose", ["facilitator", "administrator"])
def test_a_password_an_administrator_sets_is_given_unless_it_is_their_own(
    administrator: Member, whose: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(whose).person
    names = {"username": person.username, "first_name": "A", "last_name": "B", "is_active": "on"}
    sent = names | {"password1": "quite another one", "password2": "quite another one"}
    form = StaffEditForm(sent, instance=person, editing_self=whose == "administrator")
    assert form.is_valid(), form.errors
    form.save()
    person.refresh_from_db()
    assert person.check_password("quite another one")
    assert person.has_given_password is (whose != "administrator")


def test_a_partner_adds_somebody_with_an_account_and_takes_them_away(partner: Member, here: str, other_facilitator: Member) -> None:
    assert partner.client.post(here, {"action": "add", "username": "other-facilitator"}).status_code == 303
    cohort = make_cohort(other_facilitator.person)
    assert other_facilitator.client.get(f"/en/classes/{cohort.uuid}/").status_code == 200
    staff = InstitutionStaff.objects.get(institution__name="Library", person=other_facilitator.person)
    assert partner.client.post(here, {"action": "away", "staff": str(staff.pk)}).status_code == 303
    assert other_facilitator.client.get(f"/en/classes/{cohort.uuid}/").status_code == 404
    assert not cohort.facilitators.exists()
    assert [row.action for row in StaffAction.objects.all()] == ["take_facilitator_away"] * 2 + ["add_facilitator"]
    assert [row.action for row in log_of(cohort)] == ["take_facilitator_away"]
    assert "took a facilitator away" in partner.client.get(f"/en/classes/{cohort.uuid}/log/").content.decode()


@pytest.mark.parametrize(
    ("action", "username"), [("add", "nobody"), ("add", ""), ("make", "a b"), ("make", ""), ("make", "x" * 61)]
)
def test_somebody_who_cannot_be_added_is_refused_in_words(partner: Member, here: str, action: str, username: str) -> None:
    before = Person.objects.count()
    answer = partner.client.post(here, {"action": action, "username": username})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert Person.objects.count() == before


def test_learners_cannot_be_made_facilitators(partner: Member, here: str, learner: Member) -> None:
    code = str(learner.person.code)  # type: ignore[union-attr]
    assert partner.client.post(here, {"action": "add", "username": code}).status_code == 400


def test_a_partner_cannot_take_a_partner_or_another_s_staff_away(partner: Member, here: str, other_facilitator: Member) -> None:
    for staff in InstitutionStaff.objects.all():
        partner.client.post(here, {"action": "away", "staff": str(staff.pk)})
    assert InstitutionStaff.objects.count() == 2


# --- the CMS --------------------------------------------------------------------------------------------------------------

LISTS = ["institution", "institutionstaff", "consentage"]


@pytest.mark.parametrize("name", LISTS)
def test_institutions_and_ages_are_for_administrators(
    name: str, administrator: Member, trainer: Member, partner: Member, facilitator: Member
) -> None:
    for view in ("list", "add"):
        address = reverse(f"wagtailsnippets_learning_{name}:{view}")
        assert administrator.client.get(address).status_code == 200
        for member in (trainer, partner, facilitator):
            assert member.client.get(address).status_code == 302


def test_an_administrator_enters_an_institution_and_its_partner(administrator: Member, trainer: Member, learner: Member) -> None:
    add = "wagtailsnippets_learning_{}:add".format
    administrator.client.post(reverse(add("institution")), {"name": "School", "country": "ke", "is_active": "on"})
    house = Institution.objects.get()
    assert house.country == "KE"
    sent = {"institution": house.pk, "person": trainer.person.pk, "role": "partner"}  # type: ignore[union-attr]
    administrator.client.post(reverse(add("institutionstaff")), sent)
    assert trainer.client.get(f"/en/partner/{house.uuid}/").status_code == 200
    administrator.client.post(reverse(add("institutionstaff")), {**sent, "person": learner.person.pk})  # type: ignore[union-attr]
    assert InstitutionStaff.objects.count() == 1
    administrator.client.post(reverse(add("consentage")), {"country": "Kenya", "age": "16"})
    administrator.client.post(reverse(add("consentage")), {"country": "et", "age": "16"})
    assert list(ConsentAge.objects.values_list("country", "age")) == [("ET", 16)]
