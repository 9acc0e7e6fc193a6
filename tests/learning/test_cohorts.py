"""Who sees which class: facilitators theirs, partners their institution's, others none and not even that it exists."""

from __future__ import annotations

import pytest

from learning.cohorts import cohort_for, cohorts_seen_by, institutions_managed_by, works_with_classes
from learning.errors import NoSuchClass
from learning.models import Institution, InstitutionStaff
from tests.cast import Member
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


def names(member: Member) -> list[str]:
    """The classes somebody sees."""
    return list(cohorts_seen_by(member.person).values_list("name", flat=True))  # type: ignore[arg-type]


def test_each_sees_their_own(facilitator: Member, partner: Member, other_facilitator: Member, administrator: Member) -> None:
    make_cohort(facilitator.person, name="First")
    make_cohort(name="Second")
    make_cohort(other_facilitator.person, name="Third", institution="Other library")
    assert names(facilitator) == ["First"]
    assert names(partner) == ["First", "Second"]
    assert names(other_facilitator) == ["Third"]
    assert names(administrator) == ["First", "Second", "Third"]
    assert [house.name for house in institutions_managed_by(partner.person)] == ["Library"]
    assert not institutions_managed_by(facilitator.person).exists()


def test_who_leads_a_class_of_an_institution_they_left_sees_it_no_more(facilitator: Member) -> None:
    cohort = make_cohort(facilitator.person)
    assert cohort_for(facilitator.person, cohort.uuid) == cohort
    InstitutionStaff.objects.all().delete()
    with pytest.raises(NoSuchClass, match="no such class among yours"):
        cohort_for(facilitator.person, cohort.uuid)
    assert not works_with_classes(facilitator.person)


def test_an_institution_that_is_not_active_any_more_has_no_classes_for_anybody(partner: Member, administrator: Member) -> None:
    make_cohort()
    Institution.objects.update(is_active=False)
    assert names(partner) == names(administrator) == []
    assert not works_with_classes(partner.person)


def test_learners_and_trainers_have_nothing_to_do_with_classes(learner: Member, trainer: Member) -> None:
    make_cohort()
    for member in (learner, trainer):
        assert not works_with_classes(member.person)
        assert names(member) == []
