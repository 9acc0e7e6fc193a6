"""Results come home: every answer once, a receipt for each, and what is unlikely is flagged and kept."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses.models import LessonVersion
from learning.bundles.results.errors import ResultsRefused
from learning.bundles.results.forgetting import forget_returns
from learning.bundles.results.models import DeviceLearner, Flag, Return, ReturnedAnswer
from learning.bundles.results.receipts import Receipt
from learning.bundles.results.receive import receive_results
from learning.erasing import erase_person, forget_person
from learning.keys import signing_key
from learning.models import Attempt, Cohort, CourseCompletion, EvidenceKind, Institution, LessonProgress, Membership, StaffAction
from learning.multibase import from_base64url, from_multikey
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.bundles.results.device import BEGIN, Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(partner: Member, library: Institution, cohort: Cohort) -> Any:
    """`bring(data)`: the partner of the library brings results, learners without a code into the class."""

    def call(data: bytes, **changed: Any) -> Receipt:
        return receive_results(**{"data": data, "by": partner.person, "institution": library, "cohort": cohort, **changed})

    return call


def words(receipt: Receipt) -> list[str]:
    return sorted({said if isinstance(said, str) else said[0] for said in receipt.answers.values()})


def test_answers_of_a_learner_light_lamps_and_are_self_reported(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership
) -> None:
    answers = device.lesson(lessons[0]) + device.lesson(lessons[1])
    receipt = bring(device.file(device.learner(answers, code=str(member.person.code)), is_packed=True))
    assert words(receipt) == ["accepted"]
    assert receipt.codes == {UUID(device.guest): member.person.code}
    assert set(Attempt.objects.values_list("person", "evidence")) == {(member.person_id, EvidenceKind.SELF_REPORTED)}
    times = {str(attempt.uuid): attempt.occurred_at for attempt in Attempt.objects.all()}
    assert {uuid: time.isoformat() for uuid, time in times.items()} == {answer[0]: answer[6] for answer in answers}
    assert {row.lamp for row in LessonProgress.objects.filter(person=member.person)} == {"lit"}
    # A lesson is lit with 80 % right: the fourth of five questions, on which the fifth followed.
    assert CourseCompletion.objects.get().completed_at == BEGIN + timedelta(minutes=9)


def test_the_receipt_is_signed_by_the_house_and_the_file_is_not_kept(
    bring: Any, device: Device, lessons: list[LessonVersion], library: Institution, cohort: Cohort
) -> None:
    answers = device.lesson(lessons[0])
    receipt = bring(device.file(device.learner(answers)))
    document = json.loads(receipt.document)
    key = signing_key()
    payload = from_base64url(document["payload"])
    public = Ed25519PublicKey.from_public_bytes(from_multikey(key.public_key))
    public.verify(from_base64url(document["signature"]), b"mwanga-receipt-1\n" + payload)
    assert (document["mwanga"], document["schema"], document["kid"]) == ("receipt", 1, key.name)
    told = json.loads(payload)
    assert told["device"] == device.id
    assert told["answers"] == {answer[0]: "accepted" for answer in answers}
    assert told["learners"][device.guest]["code"] == cohort.memberships.get().person.code
    [returned] = Return.objects.all()
    assert (returned.waiting, returned.state, returned.answers, returned.refused) == (None, "done", 5, 0)
    assert (returned.institution, returned.device, returned.learners) == (library, device.id, 1)
    assert set(StaffAction.objects.values_list("action", flat=True)) == {"receive_results", "make_learners"}


def test_a_guest_is_made_a_learner_once(bring: Any, device: Device, lessons: list[LessonVersion], cohort: Cohort) -> None:
    answers = device.lesson(lessons[0])
    first = bring(device.file(device.learner(answers[:2])))
    second = bring(device.file(device.learner(answers)))
    assert first.codes == second.codes
    assert second.counts.known == 2
    assert second.counts.accepted == 3
    person = cohort.memberships.get().person
    assert DeviceLearner.objects.get().person == person
    assert Attempt.objects.filter(person=person).count() == 5
    # From then on the device may call them by the code.
    again = bring(device.file(device.learner(answers, code=str(person.code))))
    assert words(again) == ["known"]
    assert cohort.memberships.count() == 1


def test_without_a_class_guests_wait_and_learners_with_codes_do_not(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership
) -> None:
    mine, theirs = device.lesson(lessons[0]), device.lesson(lessons[0])
    learners = [device.learner(mine, code=str(member.person.code), learner=str(uuid4())), device.learner(theirs)]
    receipt = bring(device.file(*learners), cohort=None)
    assert receipt.counts.accepted == 5
    assert receipt.counts.refused == 5
    assert "Choose a class" in receipt.answers[theirs[0][0]][1]


def test_learners_of_other_institutions_are_refused_in_words_that_tell_nothing(
    bring: Any, device: Device, lessons: list[LessonVersion]
) -> None:
    elsewhere = seat_learner(make_cohort(name="Other", institution="Other library")).person
    gone = seat_learner(make_cohort(name="Left")).person
    Membership.objects.filter(person=gone).update(left_at=timezone.now())
    codes = [str(elsewhere.code), str(gone.code), "ABCD2345", "nonsense"]
    receipt = bring(
        device.file(
            *(
                device.learner([device.answer(lessons[0], q)], code=code, learner=str(uuid4()))
                for code, q in zip(codes, lessons[0].questions, strict=False)
            )
        )
    )
    sentences = {said[1] for said in receipt.answers.values()}
    assert len(receipt.answers) == 4
    [sentence] = sentences
    assert sentence.startswith("This learner code is in no class of “Library”. Let the learner come into a class")
    assert not Attempt.objects.exists()
    assert receipt.codes == {}


def test_a_guest_of_another_institution_stays_there(
    bring: Any, device: Device, lessons: list[LessonVersion], other_facilitator: Member
) -> None:
    bring(device.file(device.learner(device.lesson(lessons[0]))))
    other = make_cohort(other_facilitator.person, name="Other", institution="Other library")  # type: ignore[arg-type]
    receipt = bring(device.file(device.learner(device.lesson(lessons[1]))), institution=other.institution, cohort=other)
    assert words(receipt) == ["refused"]
    assert receipt.codes == {}
    with pytest.raises(ResultsRefused, match="another institution"):
        bring(device.file(), cohort=other)


def test_each_wrong_answer_is_refused_by_itself(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership
) -> None:
    [first, *_rest] = lessons[0].questions
    good = device.answer(lessons[0], first)
    wrong = {
        "in the future": device.answer(lessons[0], first, occurred_at=(timezone.now() + timedelta(days=3)).isoformat()),
        "without a zone": device.answer(lessons[0], first, occurred_at="2026-11-23T09:30:00"),
        "of no lesson": device.answer(lessons[0], first, lesson=str(uuid4())),
        "of no version": device.answer(lessons[0], first, version=99),
        "of no question": device.answer(lessons[0], first, question=str(uuid4())),
        "of another shape": device.answer(lessons[0], first, response={"a": ["b"]}),
        "of signs nobody types": device.answer(lessons[0], first, response="\0"),
        "of half a sign": device.answer(lessons[0], first, response="\ud800"),
        "very long": device.answer(lessons[0], first, response="x" * 100_000),
        "without a uuid": device.answer(lessons[0], first, uuid="one"),
    }
    odd = [None, 7, "text", [], ["too", "short"], {"uuid": "x"}, [[[]]] * 7]
    receipt = bring(device.file(device.learner([good, *wrong.values(), *odd], code=str(member.person.code))))
    assert receipt.answers[good[0]] == "accepted"
    assert receipt.counts.accepted == Attempt.objects.count() == 1
    for what, answer in wrong.items():
        said = receipt.answers[answer[0].lower()[:36]]
        assert said[0] == "refused", what
        assert said[1].endswith("."), what
    assert "lies in the future" in receipt.answers[wrong["in the future"][0]][1]


def test_an_older_version_of_a_lesson_still_counts(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership
) -> None:
    answers = device.lesson(lessons[0])
    page = lessons[0].page
    page.title = "Lesson, reworded"
    page.save_revision().publish()
    newer = LessonVersion.objects.current().get(lesson_key=lessons[0].lesson_key)
    assert newer.number > lessons[0].number
    receipt = bring(device.file(device.learner(answers, code=str(member.person.code))))
    assert words(receipt) == ["accepted"]
    assert set(Attempt.objects.values_list("lesson_version", flat=True)) == {lessons[0].pk}


def test_a_claim_says_what_is_left_and_then_what_to_do(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership, key: UUID
) -> None:
    claims = [{"course": str(key), "at": BEGIN.isoformat(), "course_version": 1}]
    half = device.learner(device.lesson(lessons[0]), code=str(member.person.code), claims=claims)
    assert bring(device.file(half)).claims == [[device.guest, str(key), "", "1 lesson is still missing here."]]
    whole = device.learner(device.lesson(lessons[1]), code=str(member.person.code), claims=claims)
    [[learner, course, number, sentence]] = bring(device.file(whole)).claims
    assert (learner, course, number) == (device.guest, str(key), "")
    assert sentence.startswith("The course is finished.")


# --- what is unlikely ------------------------------------------------------------------------------------------------


def flags() -> dict[str, int]:
    return {flag.kind: flag.count for flag in Flag.objects.all()}


def test_impossible_times_are_flagged_and_kept(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership
) -> None:
    code = str(member.person.code)
    receipt = bring(device.file(device.learner(device.lesson(lessons[0], occurred_at="1980-01-01T00:00:00Z"), code=code)))
    assert words(receipt) == ["accepted"]
    assert flags() == {"early": 5, "at-once": 5}


def test_answers_copied_from_another_learner_are_refused_and_flagged(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership, cohort: Cohort
) -> None:
    answers = device.lesson(lessons[0])
    bring(device.file(device.learner(answers, code=str(member.person.code))))
    other = seat_learner(cohort)
    receipt = bring(Device().file(device.learner(answers, code=str(other.person.code))))
    assert words(receipt) == ["refused"]
    assert flags() == {"copied": 5}
    assert Flag.objects.get().person == other.person
    assert not Attempt.objects.filter(person=other.person).exists()


def test_the_same_answers_from_another_device_are_known_and_flagged(
    bring: Any, device: Device, lessons: list[LessonVersion], member: Membership
) -> None:
    answers = device.lesson(lessons[0])
    learner = device.learner(answers, code=str(member.person.code))
    bring(device.file(learner))
    assert words(bring(Device().file(learner))) == ["known"]
    assert flags() == {"two-devices": 5}
    assert {row.returned.device for row in ReturnedAnswer.objects.all()} == {device.id}


def test_learners_of_a_device_with_the_same_mistakes_are_flagged(
    bring: Any, device: Device, lessons: list[LessonVersion], cohort: Cohort
) -> None:
    def all_of(*, is_right: bool) -> dict[str, Any]:
        code = str(seat_learner(cohort).person.code)
        both = [device.lesson(lesson, is_right=is_right) for lesson in lessons]
        return device.learner([*both[0], *both[1]], code=code, learner=str(uuid4()))

    bring(device.file(all_of(is_right=True), all_of(is_right=True)))
    assert flags() == {}
    bring(device.file(all_of(is_right=False), all_of(is_right=False)))
    assert flags() == {"alike": 10}
    assert Flag.objects.count() == 2


# --- what is kept, and how long --------------------------------------------------------------------------------------


def test_what_is_kept_goes_with_the_learner_and_with_time(
    bring: Any, device: Device, lessons: list[LessonVersion], cohort: Cohort
) -> None:
    for place in range(2):
        bring(
            device.file(
                device.learner(device.lesson(lessons[place], occurred_at=f"1980-01-0{place + 1}T00:00:00Z"), learner=str(uuid4()))
            )
        )
    first, second = (member.person for member in cohort.memberships.all())
    erase_person(person=first)
    assert DeviceLearner.objects.count() == 1
    forget_person(person=second)
    assert (DeviceLearner.objects.count(), Flag.objects.count(), ReturnedAnswer.objects.count()) == (0, 0, 0)
    assert Attempt.objects.filter(person=second).count() == 5
    now = timezone.now()
    assert forget_returns(at=now + timedelta(days=91)) == 0
    assert set(Return.objects.values_list("receipt", flat=True)) == {""}
    assert forget_returns(at=now + timedelta(days=731)) == 2


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_counts_and_writes_the_receipt(
    device: Device,
    lessons: list[LessonVersion],
    cohort: Cohort,
    partner: Member,
    administrator: Member,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "results.json.gz"
    file.write_bytes(device.file(device.learner(device.lesson(lessons[0])), is_packed=True))
    options = {"institution": "Library", "class_code": cohort.join_code}
    call_command("receive_results", str(file), by="partner", **options)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "accepted: 5, known: 0, refused: 0"
    assert json.loads(Path(lines[-1]).read_text())["mwanga"] == "receipt"
    call_command("receive_results", str(file), **options)
    assert "known: 5" in capsys.readouterr().out
    for changed, sentence in (
        ({"institution": "Nowhere"}, "no active institution"),
        ({"by": "facilitator"}, "does not look after"),
        ({"class_code": "ABC234"}, "no class with the code"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("receive_results", str(file), **options | changed)
    file.write_bytes(b"{}")
    with pytest.raises(CommandError, match="This is no file of results"):
        call_command("receive_results", str(file), **options)
