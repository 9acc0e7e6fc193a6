"""Classes: made, changed and ended by those who may; joined with a code that is checked and limited; left by oneself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import CoursePage
from learning.classes import ClassFacts, class_to_join, end_class, make_class
from learning.codes import check_sign, read_class_code
from learning.errors import ClassCodeNotAccepted, ClassRefused
from learning.models import Cohort, Enrolment, Institution, Membership, Person, StaffAction
from learning.people import claim_guest
from learning.rosters import join_class
from learning.staff_log import log_of
from learning.views import classes
from learning.views.throttle import WRONG_TRIES
from tests.cast import Member
from tests.factories import make_cohort, make_course, seat_learner
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


@kept
def course() -> CoursePage:
    return make_course()


def form(**changed: object) -> dict[str, object]:
    """What the form of a class sends."""
    return {"name": "Tuesday circle", "language": "en", "starts_on": "2026-01-01", "ends_on": "", **changed}


def test_a_facilitator_makes_a_class_and_leads_it(facilitator: Member, course: CoursePage) -> None:
    answer = facilitator.client.post("/en/classes/new/", form(**{f"place-{course.translation_key}": "1"}))
    cohort = Cohort.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/en/classes/{cohort.uuid}/")
    assert [row.course_key for row in cohort.courses.all()] == [course.translation_key]
    assert cohort.institution.name == "Library"
    assert list(cohort.facilitators.all()) == [facilitator.person]
    assert read_class_code(cohort.join_code) == cohort.join_code
    assert StaffAction.objects.get().action == "make_class"


def test_a_class_with_its_days_the_wrong_way_round_is_refused_in_words(facilitator: Member) -> None:
    answer = facilitator.client.post("/en/classes/new/", form(ends_on="2025-12-31"))
    assert answer.status_code == 400
    assert "The last day lies before the first" in answer.content.decode()
    assert not Cohort.objects.exists()


def test_a_course_that_is_not_published_cannot_be_taken(facilitator: Member, course: CoursePage) -> None:
    house = Institution.objects.get()
    facts = ClassFacts("Circle", "en", TODAY, courses=[house.uuid])
    with pytest.raises(ClassRefused, match="not published any more"):
        make_class(actor=facilitator.person, institution=house, facts=facts, facilitators=[])  # type: ignore[arg-type]
    assert not Cohort.objects.exists()


def test_who_works_for_two_institutions_says_whose_class_it_is(facilitator: Member) -> None:
    second = Institution.objects.create(name="Second")
    second.staff.create(person=facilitator.person, role="facilitator")
    foreign = Institution.objects.create(name="Foreign")
    assert facilitator.client.post("/en/classes/new/", form(institution=foreign.pk)).status_code == 400
    assert facilitator.client.post("/en/classes/new/", form(institution=second.pk)).status_code == 303
    assert Cohort.objects.get().institution == second


def test_a_course_added_later_enrols_those_who_are_in_the_class(facilitator: Member, course: CoursePage) -> None:
    cohort = make_cohort(facilitator.person)
    inside, gone = seat_learner(cohort), seat_learner(cohort)
    Membership.objects.filter(pk=gone.pk).update(left_at=timezone.now())
    address = f"/en/classes/{cohort.uuid}/change/"
    sent = form(name="Wednesday", shares_devices="on", **{f"place-{course.translation_key}": "1"})
    assert facilitator.client.post(address, sent).status_code == 303
    cohort.refresh_from_db()
    assert (cohort.name, cohort.shares_devices) == ("Wednesday", True)
    assert list(Enrolment.objects.values_list("person", "course_key")) == [(inside.person_id, course.translation_key)]
    assert list(cohort.facilitators.all()) == [facilitator.person]


def test_only_who_looks_after_the_institution_says_who_leads(facilitator: Member, partner: Member) -> None:
    cohort = make_cohort()
    address = f"/en/classes/{cohort.uuid}/change/"
    assert facilitator.client.post(address, form(facilitators=facilitator.person.pk)).status_code == 404  # type: ignore[union-attr]
    for _time in range(2):
        assert partner.client.post(address, form(facilitators=facilitator.person.pk)).status_code == 303  # type: ignore[union-attr]
    assert list(cohort.facilitators.all()) == [facilitator.person]
    leading = [row.detail for row in log_of(cohort) if row.action == "change_leaders"]
    assert leading == ["facilitator"]


def test_classes_are_listed_with_the_running_ones_first(partner: Member) -> None:
    make_cohort(name="B ended", ends_on=date(2026, 1, 5))
    make_cohort(name="C ended later", ends_on=date(2026, 1, 9))
    make_cohort(name="Z runs")
    page = partner.client.get("/en/classes/").content.decode()
    places = [page.index(name) for name in ("Z runs", "C ended later", "B ended")]
    assert places == sorted(places)


def test_a_long_list_of_classes_comes_in_parts(partner: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Ant", "Bee", "Cow"):
        make_cohort(name=name)
    seat_learner(Cohort.objects.get(name="Cow"))
    assert "?page=" not in partner.client.get("/en/classes/").content.decode()
    monkeypatch.setattr(classes, "PAGE", 2)
    first = partner.client.get("/en/classes/").content.decode()
    assert ("Ant" in first, "Bee" in first, "Cow" in first, "?page=2" in first) == (True, True, False, True)
    last = partner.client.get("/en/classes/?page=2").content.decode()
    assert ("Bee" in last, "Cow" in last, "?page=1" in last, "?page=3" in last) == (False, True, True, False)
    assert '<td class="num" data-label="Learners">1</td>' in last


def test_an_ended_class_takes_nobody(facilitator: Member, visitor: Member) -> None:
    cohort = make_cohort(facilitator.person)
    assert facilitator.client.post(f"/en/classes/{cohort.uuid}/end/").status_code == 303
    answer = visitor.client.post(f"/en/join/class/{cohort.join_code}/")
    assert answer.status_code == 404
    assert not Membership.objects.exists()
    assert not Person.objects.guests().exists()


def test_a_class_that_has_not_begun_can_end() -> None:
    cohort = make_cohort(starts_on=TODAY + timedelta(days=9))
    end_class(actor=Person.objects.create_user("somebody"), cohort=cohort, today=TODAY)
    cohort.refresh_from_db()
    with pytest.raises(ClassCodeNotAccepted):
        class_to_join(cohort.join_code, today=TODAY)


# --- joining --------------------------------------------------------------------------------------------------------------


def test_a_visitor_joins_as_a_guest_by_the_link(visitor: Member, course: CoursePage) -> None:
    cohort = make_cohort()
    cohort.courses.create(course_key=course.translation_key)
    address = f"/en/join/class/{cohort.join_code}/"
    before = visitor.client.get(address)
    assert "Tuesday circle" in before.content.decode()
    assert "learner" not in before.cookies
    assert visitor.client.post(address)["Location"] == address
    member = Membership.objects.get()
    assert member.person.is_guest
    assert member.person.enrolments.get().course_key == course.translation_key
    assert '<p class="code">1</p>' in visitor.client.get(address).content.decode()
    assert "Tiny course" in visitor.client.get("/en/me/").content.decode()


def test_a_learner_joins_by_typing_and_keeps_the_code(learner: Member) -> None:
    cohort = make_cohort()
    seat_learner(cohort)
    typed = f" {cohort.join_code[:3].lower()}-{cohort.join_code[3:]} "
    assert learner.client.post("/en/join/class/", {"code": typed})["Location"] == f"/en/join/class/{cohort.join_code}/"
    for _twice in range(2):
        learner.client.post(f"/en/join/class/{cohort.join_code}/")
    member = Membership.objects.get(person=learner.person)
    assert member.seat == 2
    assert "learner" not in learner.client.cookies or learner.client.cookies["learner"].value


def test_a_learner_may_be_in_several_classes(learner: Member) -> None:
    for name in ("First", "Second"):
        learner.client.post(f"/en/join/class/{make_cohort(name=name).join_code}/")
    page = learner.client.get("/en/me/").content.decode()
    assert "First" in page
    assert "Second" in page


def test_every_single_slip_in_a_class_code_is_noticed() -> None:
    code = make_cohort().join_code
    wrong = [code[:place] + sign + code[place + 1 :] for place in range(6) for sign in "23Z" if code[place] != sign]
    assert [typed for typed in wrong if read_class_code(typed)] == []
    assert check_sign(code[:-1]) == code[-1]


def test_wrong_class_codes_are_limited_for_a_network(visitor: Member) -> None:
    cohort = make_cohort()
    for _try in range(WRONG_TRIES):
        assert visitor.client.post("/en/join/class/", {"code": "ABC234"}).status_code == 404
    assert visitor.client.post("/en/join/class/", {"code": cohort.join_code}).status_code == 429
    assert Client().get(f"/en/join/class/{cohort.join_code}/").status_code == 429


def test_who_leaves_by_themselves_can_come_back_to_their_number(learner: Member) -> None:
    cohort = make_cohort()
    address = f"/en/join/class/{cohort.join_code}/"
    learner.client.post(address)
    assert learner.client.post(f"/en/me/classes/{cohort.uuid}/", {"action": "leave"}).status_code == 303
    assert Membership.objects.get().left_at
    assert learner.client.get(f"/en/me/classes/{cohort.uuid}/").status_code == 404
    assert join_class(holder=None, typed=cohort.join_code, today=TODAY).seat == 2
    learner.client.post(address)
    assert list(cohort.memberships.values_list("seat", "left_at")) == [(1, None), (2, None)]


def test_a_guest_s_place_goes_along_when_it_is_claimed(guest: Member, learner: Member) -> None:
    both, only_guest = make_cohort(name="Both"), make_cohort(name="Guest only")
    seat_learner(both, learner.person)
    for cohort in (both, only_guest):
        seat_learner(cohort, guest.person)
    claim_guest(guest=guest.person, person=learner.person)  # type: ignore[arg-type]
    assert sorted(Membership.objects.values_list("cohort__name", "person", "seat")) == [
        ("Both", learner.person.pk, 1),  # type: ignore[union-attr]
        ("Guest only", learner.person.pk, 1),  # type: ignore[union-attr]
    ]
