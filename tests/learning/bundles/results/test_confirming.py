"""A facilitator confirms what learners reported; until then no certificate is made of it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from courses.models import LessonVersion
from learning.answers import Address, record_answer
from learning.bundles.results.receive import receive_results
from learning.certificates.errors import ConfirmationAwaited
from learning.certificates.issuing import evidence_for, issue_certificate
from learning.certificates.models import Certificate
from learning.certificates.participation import draft_participation
from learning.confirming import confirm_answers
from learning.models import Attempt, Cohort, Confirmation, EvidenceKind, Membership, StaffAction
from tests.cast import Member
from tests.factories import right_response, seat_learner
from tests.learning.bundles.results.device import Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(lessons: list[LessonVersion], cohort: Cohort, member: Membership, partner: Member) -> Membership:
    """A learner whose whole course came home from a device."""
    device = Device()
    answers = device.lesson(lessons[0]) + device.lesson(lessons[1])
    data = device.file(device.learner(answers, code=str(member.person.code)))
    receive_results(data=data, by=partner.person, institution=cohort.institution)  # type: ignore[arg-type]
    return member


def issue(member: Membership, key: UUID) -> Certificate:
    return issue_certificate(person=member.person, course_key=key, name="Zawadi Nakupenda", language="en")


def test_a_certificate_waits_for_the_facilitator_and_then_says_so(
    reported: Membership, cohort: Cohort, facilitator: Member, key: UUID
) -> None:
    with pytest.raises(ConfirmationAwaited, match="The person who leads your class"):
        issue(reported, key)
    before = list(Attempt.objects.order_by("pk").values())
    assert confirm_answers(cohort=cohort, attempts=Attempt.objects.all(), by=facilitator.person) == 10  # type: ignore[arg-type]
    assert list(Attempt.objects.order_by("pk").values()) == before
    assert set(Confirmation.objects.values_list("confirmed_by", flat=True)) == {facilitator.person.pk}  # type: ignore[union-attr]
    certificate = issue(reported, key)
    assert certificate.evidence == EvidenceKind.FACILITATOR_CONFIRMED
    assert draft_participation(person=reported.person, version=certificate.course_version, name="").evidence == certificate.evidence


def test_confirming_twice_confirms_once_and_nobody_of_another_class(
    reported: Membership, cohort: Cohort, facilitator: Member
) -> None:
    other = seat_learner(cohort)
    Membership.objects.filter(pk=reported.pk).update(left_at=other.joined_at)
    confirm = {"cohort": cohort, "attempts": Attempt.objects.all(), "by": facilitator.person}
    assert confirm_answers(**confirm) == 0  # type: ignore[arg-type]
    Membership.objects.filter(pk=reported.pk).update(left_at=None)
    assert [confirm_answers(**confirm), confirm_answers(**confirm)] == [10, 0]  # type: ignore[arg-type]
    assert StaffAction.objects.filter(action="confirm_answers", detail="10").count() == 1


def test_answering_the_same_questions_online_is_as_good(reported: Membership, lessons: list[LessonVersion], key: UUID) -> None:
    for lesson in lessons:
        for question, index in lesson.questions.items():
            address = Address(question_id=question, path=lesson.path)
            record_answer(uuid=uuid4(), person=reported.person, address=address, response=right_response(index))
    assert evidence_for(reported.person, [key]) == EvidenceKind.ONLINE
    assert issue(reported, key).evidence == EvidenceKind.ONLINE
