"""The register in the CMS: who keeps it, its lists and forms, its files; and whom we trust."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex

from courses.models import CourseVersion
from learning.certificates.models import PriorLearning, PriorLearningRule, Recognition, TrustedIssuer, TrustedStatusList
from learning.certificates.prior_learning import count_prior_learning
from learning.certificates.recognition_rights import set_up_register
from learning.models import Institution
from learning.multibase import to_multikey
from learning.staff_roles import TRAINERS
from tests.cast import Member
from tests.factories import make_course
from tests.learning.certificates.recognised import ACHIEVEMENT, DID, make_rule, recognise, signed, signed_list, trust_issuer
from tests.learning.certificates.test_signing import PUBLIC

pytestmark = pytest.mark.django_db
REGISTER = "wagtailsnippets_certificates_recognition"
FORBIDDEN = {302, 403}
NO_EDITORS = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "partner", "hausa_translator"]


@pytest.fixture
def coordinator(trainer: Member) -> Member:
    """A trainer on a site that was set up."""
    set_up_register(Group.objects.get(name=TRAINERS))
    return trainer


def form(course: CourseVersion, **changed: Any) -> dict[str, Any]:
    """As the form is sent."""
    return {
        "name": "University of Ilorin",
        "country": "NG",
        "course_key": str(course.course_key),
        "course_language": "",
        "first_version": "1",
        "kind": "credit",
        "statement": "As two credits",
        "language": "en",
        "credit": "2",
        "framework": "ECTS",
        "valid_from": "2026-01-01",
        **changed,
    }


def addresses() -> list[str]:
    """Everything of the register and of whom we trust."""
    names = ["recognition", "trustedissuer", "priorlearningrule", "trustedstatuslist"]
    lists = [reverse(f"wagtailsnippets_certificates_{name}:{view}") for name in names for view in ("list", "add")]
    return [*lists, reverse("recognition_import"), *(reverse("recognition_export", args=[kind]) for kind in ("csv", "json"))]


@pytest.mark.parametrize("who", [*NO_EDITORS, "trainer"])
def test_nobody_else_opens_it(course: CourseVersion, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    statuses = {path: client.get(path).status_code for path in addresses()}
    assert {path: status for path, status in statuses.items() if status not in FORBIDDEN} == {}
    assert client.post(reverse("recognition_import"), {"content": "", "digest": ""}).status_code in FORBIDDEN
    assert client.post(reverse(f"{REGISTER}:add"), form(course)).status_code in FORBIDDEN
    assert not Recognition.objects.exists()


def test_administrators_open_all_of_it(course: CourseVersion, administrator: Member) -> None:
    recognise(course.course_key)
    trust_issuer()
    assert {path: administrator.client.get(path).status_code for path in addresses()} == dict.fromkeys(addresses(), 200)


def test_coordinators_keep_the_register_and_trust_nobody(course: CourseVersion, coordinator: Member) -> None:
    for path in addresses():
        is_open = "/recognition/" in path or "recognition/export" in path
        assert (coordinator.client.get(path).status_code == 200) == is_open, path


# --- the form and the list ----------------------------------------------------------------------------------------------------


def test_an_entry_is_made_changed_and_logged(course: CourseVersion, coordinator: Member) -> None:
    answer = coordinator.client.post(reverse(f"{REGISTER}:add"), form(course, is_reciprocal="on"))
    assert answer.status_code == 302, answer.context["form"].errors
    row = Recognition.objects.get()
    assert (row.by, row.entered_by, row.is_reciprocal) == ("University of Ilorin", coordinator.person, True)
    answer = coordinator.client.post(reverse(f"{REGISTER}:edit", args=[row.pk]), form(course, credit="3"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.credit == 3
    assert sorted(ModelLogEntry.objects.values_list("action", flat=True)) == ["wagtail.create", "wagtail.edit"]
    assert coordinator.client.post(reverse(f"{REGISTER}:delete", args=[row.pk])).status_code == 302
    assert not Recognition.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "one of the two"),
        ({"course_key": "7"}, "Select a valid choice"),
        ({"valid_from": ""}, "This field is required"),
        ({"valid_from": "", "first_version": ""}, "This field is required"),
        ({"credit": ""}, "how much credit"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"document_url": "http://x.example.org"}, "Enter a valid URL"),
        ({"statement": "=1+1"}, "formula"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field(
    course: CourseVersion, administrator: Member, changed: dict[str, str], words: str
) -> None:
    answer = administrator.client.post(reverse(f"{REGISTER}:add"), form(course, **changed))
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors)
    assert not Recognition.objects.exists()


def test_the_same_twice_is_refused(course: CourseVersion, administrator: Member) -> None:
    recognise(course.course_key)
    answer = administrator.client.post(reverse(f"{REGISTER}:add"), form(course))
    assert "Change that entry instead" in answer.content.decode()
    assert Recognition.objects.count() == 1


def test_the_list_is_filtered_by_course_and_institution(course: CourseVersion, administrator: Member) -> None:
    other = make_course(slug="other", title="Other course")
    partner = Institution.objects.create(name="Library", country="KE")
    recognise(course.course_key)
    recognise(other.translation_key, institution=partner, name="", country="")
    path = reverse(f"{REGISTER}:list")
    for query, there, not_there in (
        ("", "University of Ilorin", "Nobody"),
        (f"?course_key={course.course_key}", "University of Ilorin", ">Library<"),
        (f"?institution={partner.pk}", "Library", "University of Ilorin"),
        ("?name=ilorin", "University of Ilorin", "Other course"),
        ("?q=Library", "Other course", "University of Ilorin"),
    ):
        results = administrator.client.get(reverse(f"{REGISTER}:list_results") + query).content.decode()
        assert there in results, query
        assert not_there not in results, query
    assert "Tiny course" in administrator.client.get(path).content.decode()


# --- files --------------------------------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_and_then_taken_in(course: CourseVersion, coordinator: Member) -> None:
    recognise(course.course_key)
    data = coordinator.client.get(reverse("recognition_export", args=["json"])).content
    document = json.loads(data)
    assert document["recognitions"][0]["course_title"] == "Tiny course"
    document["recognitions"][0]["statement"] = "As <b>five</b> credits"
    way = reverse("recognition_import")
    looked = coordinator.client.post(way, {"file": SimpleUploadedFile("r.json", json.dumps(document).encode())})
    page = looked.content.decode()
    assert "1 entry would be new or changed." in page
    assert "As &lt;b&gt;five&lt;/b&gt; credits" in page
    assert "two credits" in Recognition.objects.get().statement
    sent = {"content": looked.context["content"], "digest": looked.context["plan"].digest}
    assert coordinator.client.post(way, sent).status_code == 303
    assert Recognition.objects.get().statement == "As <b>five</b> credits"
    again = coordinator.client.post(way, sent)
    assert again.status_code == 400
    assert "changed since you looked" in again.content.decode()


@pytest.mark.parametrize("sent", [{}, {"content": "%%%"}, {"content": "", "digest": "x"}, {"file": "no file"}])
def test_no_file_is_a_sentence(administrator: Member, sent: dict[str, str]) -> None:
    answer = administrator.client.post(reverse("recognition_import"), sent)
    assert answer.status_code == 400
    assert "has no entries" in answer.content.decode()


def test_a_hostile_file_is_shown_as_words(course: CourseVersion, administrator: Member) -> None:
    data = b"institution,<script>alert(1)</script>\nx,y\n"
    answer = administrator.client.post(reverse("recognition_import"), {"file": SimpleUploadedFile("r.csv", data)})
    assert answer.status_code == 400
    assert "<script>alert(1)" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


def test_other_kinds_of_files_are_not_there(administrator: Member) -> None:
    assert administrator.client.get(reverse("recognition_export", args=["exe"])).status_code == 404


# --- whom we trust ------------------------------------------------------------------------------------------------------------


def test_an_administrator_enters_issuer_rule_and_list(course: CourseVersion, administrator: Member) -> None:
    def add(name: str, /, **fields: Any) -> Any:
        return administrator.client.post(reverse(f"wagtailsnippets_certificates_{name}:add"), fields)

    answer = add("trustedissuer", name="School", did=DID, keys=f"{DID}#key-1 {to_multikey(PUBLIC)}", active_from="2026-01-01")
    assert answer.status_code == 302, answer.context["form"].errors
    issuer = TrustedIssuer.objects.get()
    answer = add("priorlearningrule", issuer=issuer.pk, achievement_id=f" {ACHIEVEMENT} ", course_key=str(course.course_key))
    assert answer.status_code == 302, answer.context["form"].errors
    assert PriorLearningRule.objects.get().achievement_id == ACHIEVEMENT
    for document, is_right in ((signed_list(2), True), (signed_list(2), False), (signed(), False), ([1], False)):
        answer = add("trustedstatuslist", issuer=issuer.pk, credential=json.dumps(document))
        assert (answer.status_code == 302) == is_right
    assert TrustedStatusList.objects.get().url == "https://learn.example.org/status/1"
    assert (
        "Tiny course" in administrator.client.get(reverse("wagtailsnippets_certificates_priorlearningrule:list")).content.decode()
    )


def test_what_counted_stays_when_its_issuer_is_taken_out(course: CourseVersion, administrator: Member, learner: Member) -> None:
    assert learner.person
    issuer = trust_issuer()
    make_rule(issuer, course.course_key)
    count_prior_learning(person=learner.person, data=json.dumps(signed()).encode())
    administrator.client.post(reverse("wagtailsnippets_certificates_trustedissuer:delete", args=[issuer.pk]))
    assert not TrustedIssuer.objects.exists()
    assert PriorLearning.objects.get().issuer_name == "Example school"


def test_a_partner_that_recognises_a_course_is_not_taken_out(course: CourseVersion, administrator: Member) -> None:
    partner = Institution.objects.create(name="Library", country="KE")
    row = recognise(course.course_key, institution=partner, name="", country="")
    ReferenceIndex.create_or_update_for_object(row)  # which saving does, but for tests
    answer = administrator.client.post(reverse("wagtailsnippets_learning_institution:delete", args=[partner.pk]))
    assert answer.status_code in FORBIDDEN
    assert Recognition.objects.get().by == "Library"
