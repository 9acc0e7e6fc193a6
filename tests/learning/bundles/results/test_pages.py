"""The pages on which results come home: whom they are for, what they show, and what a post does."""

from __future__ import annotations

import json
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses import jobs
from courses.models import Job, LessonVersion
from learning.bundles.results import receive
from learning.bundles.results.models import Return
from learning.models import Attempt, Cohort, Confirmation, Membership
from tests.cast import Member
from tests.factories import make_cohort, seat_learner
from tests.learning.bundles.results.device import Device

pytestmark = pytest.mark.django_db


def partner_page(cohort: Cohort) -> str:
    return reverse("learning:partner_results", args=[cohort.institution.uuid])


def class_page(cohort: Cohort) -> str:
    return reverse("learning:class_results", args=[cohort.uuid])


def send(member: Member, path: str, data: bytes = b"", **fields: str) -> Any:
    files = {"file": SimpleUploadedFile("results.json", data)} if data else {}
    return member.client.post(path, {**fields, **files})


@pytest.fixture
def brought(lessons: list[LessonVersion], cohort: Cohort, member: Membership, partner: Member, device: Device) -> Return:
    """What the partner brought: of a learner with a code, and of a guest whose clock is wrong."""
    guest = device.learner(device.lesson(lessons[0], occurred_at="1980-01-01T00:00:00Z"))
    known = device.learner(device.lesson(lessons[1]), code=str(member.person.code), learner=str(uuid4()))
    answer = send(partner, partner_page(cohort), device.file(guest, known), cohort=str(cohort.uuid))
    assert answer.status_code == 303, answer.content.decode()
    return Return.objects.get()


WHO = {
    "visitor": (302, 302),
    "guest": (302, 302),
    "learner": (302, 302),
    "other_learner": (302, 302),
    "facilitator": (403, 200),
    "other_facilitator": (403, 404),
    "partner": (200, 200),
    "administrator": (200, 200),
}


def test_a_partner_finds_the_way_to_the_other_pages_about_bundles(brought: Return, cohort: Cohort, partner: Member) -> None:
    for name, *rest in (("partner_results",), ("partner_return", brought.uuid)):
        path = reverse(f"learning:{name}", args=[cohort.institution.uuid, *rest])
        page = partner.client.get(path).content.decode()
        here = reverse("learning:partner_results", args=[cohort.institution.uuid])
        assert f'href="{here}" aria-current="page"' in page
        assert f'href="{reverse("learning:choices", args=[cohort.institution.uuid])}"' in page


@pytest.mark.parametrize("who", WHO)
def test_only_the_institution_sees_and_brings(brought: Return, cohort: Cohort, who: str, request: pytest.FixtureRequest) -> None:
    member = request.getfixturevalue(who)
    pages = {
        0: ["partner_results", "partner_return", "partner_receipt"],
        1: ["class_results", "class_return", "class_receipt"],
    }
    for place, names in pages.items():
        owner = (cohort.institution.uuid, cohort.uuid)[place]
        for name in names:
            path = reverse(f"learning:{name}", args=[owner, *([] if name.endswith("results") else [brought.uuid])])
            answer = member.client.get(path)
            assert answer.status_code == WHO[who][place], path
            if WHO[who][place] != 200 and not path.endswith(".json"):
                posted = member.client.post(path, {"codes": "MW1:", "seat": "1"})
                assert posted.status_code in {WHO[who][place], 405}, path
    assert Return.objects.count() == 1
    assert not Confirmation.objects.exists() or who in {"facilitator", "partner", "administrator"}


def test_a_facilitator_of_the_institution_sees_nothing_of_classes_they_do_not_lead(brought: Return, facilitator: Member) -> None:
    other = make_cohort(name="Friday circle")
    assert facilitator.client.get(class_page(other)).status_code == 404
    own = make_cohort(facilitator.person, name="Sunday circle")  # type: ignore[arg-type]
    assert "What came" in facilitator.client.get(class_page(own)).content.decode()
    assert facilitator.client.get(reverse("learning:class_return", args=[own.uuid, brought.uuid])).status_code == 404


def test_the_partner_sees_counts_the_receipt_and_the_class(brought: Return, partner: Member, cohort: Cohort) -> None:
    page = partner.client.get(partner_page(cohort)).content.decode()
    assert "look at it" in page
    page = partner.client.get(reverse("learning:partner_return", args=[cohort.institution.uuid, brought.uuid])).content.decode()
    assert "<b>10</b>new answers" in page
    assert cohort.name in page
    receipt = partner.client.get(reverse("learning:partner_receipt", args=[cohort.institution.uuid, brought.uuid]))
    assert receipt.headers["Content-Disposition"].startswith('attachment; filename="receipt-')
    assert json.loads(receipt.content)["mwanga"] == "receipt"


def test_the_facilitator_confirms_whom_they_choose(
    brought: Return, facilitator: Member, cohort: Cohort, member: Membership
) -> None:
    path = reverse("learning:class_return", args=[cohort.uuid, brought.uuid])
    page = facilitator.client.get(path).content.decode()
    assert "Answered before the lesson was published" in page
    assert page.count(" checked") == 1  # who has no flag
    assert str(member.person.code) not in page
    answer = facilitator.client.post(path, {"seat": [str(member.seat), "99", "x"]}, follow=True)
    assert "5 answers are confirmed." in answer.content.decode()
    assert set(Confirmation.objects.values_list("attempt__person", flat=True)) == {member.person_id}
    assert "confirmed" in facilitator.client.get(path).content.decode()


def test_what_is_no_file_of_results_is_said_on_the_page(cohort: Cohort, partner: Member, facilitator: Member) -> None:
    for who, path in ((partner, partner_page(cohort)), (facilitator, class_page(cohort))):
        for answer in (send(who, path), send(who, path, b"%PDF-1.7"), send(who, path, codes="MW1:NO CODE")):
            assert answer.status_code == 400
            assert 'role="alert"' in answer.content.decode()
    assert not Return.objects.exists()


def test_the_camera_is_allowed_where_codes_are_scanned(cohort: Cohort, facilitator: Member, partner: Member) -> None:
    assert "camera=(self)" in facilitator.client.get(class_page(cohort)).headers["Permissions-Policy"]
    assert "camera=()" in partner.client.get(partner_page(cohort)).headers["Permissions-Policy"]


def test_many_answers_are_received_by_a_job_and_the_page_says_how_far_it_is(
    lessons: list[LessonVersion], cohort: Cohort, partner: Member, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "AT_ONCE", 4)
    with mock.patch("courses.jobs.wake"):
        answer = send(
            partner, partner_page(cohort), device.file(device.learner(device.lesson(lessons[0]))), cohort=str(cohort.uuid)
        )
    page = partner.client.get(answer.headers["Location"]).content.decode()
    assert "The results are being received: 0 %." in page
    assert 'http-equiv="refresh"' in page
    assert not Attempt.objects.exists()
    [job] = Job.objects.filter(kind="receive_results")
    assert jobs.run(job.pk)
    page = partner.client.get(answer.headers["Location"]).content.decode()
    assert "Download the receipt" in page
    assert Attempt.objects.count() == 5
    assert Return.objects.get().waiting is None


def test_a_class_that_has_ended_takes_nobody_and_nothing_is_stored(
    lessons: list[LessonVersion], cohort: Cohort, facilitator: Member, device: Device
) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(ends_on=cohort.starts_on)
    answer = send(facilitator, class_page(cohort), device.file(device.learner(device.lesson(lessons[0]))))
    assert answer.status_code == 400
    assert "This class has ended and takes nobody." in answer.content.decode()
    assert not Attempt.objects.exists()
    seat_learner(cohort)
    assert cohort.memberships.count() == 1
