"""Badges: the credential can be read back from picture and drawing, and nothing in them runs."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from defusedxml import ElementTree
from PIL import Image

from courses.models import CourseVersion
from courses.models.course import Band, BandColours
from learning.certificates.badge import SIDE, badge_picture, badge_png, badge_svg, lines_of
from learning.certificates.baking import NAMESPACE, PNG_KEYWORD, baked_svg, credential_text
from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.shapes import lines_of as points_of
from learning.certificates.shapes import shapes_of
from learning.certificates.signing import check_proof
from tests.cast import Member
from tests.learning.certificates.conftest import Draft, certify
from tests.learning.certificates.signed import PUBLIC

HEAVIEST = 20_000


def inside_svg(text: str) -> str:
    [element] = ElementTree.fromstring(text).findall(f"{{{NAMESPACE}}}credential")
    return str(element.text)


def inside_png(data: bytes) -> str:
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        return str(picture.text[PNG_KEYWORD])  # type: ignore[attr-defined]


def test_the_credential_is_read_back_and_its_signature_fits(signed_draft: Draft) -> None:
    certificate = signed_draft("آمنة الحسن", "ar")
    for text in (inside_svg(badge_svg(certificate)), inside_png(badge_png(certificate))):
        found = json.loads(text)
        assert found == certificate.credential
        check_proof(found, found["proof"][0], public_key=PUBLIC)


def test_badges_are_light_and_the_same_each_time(signed_draft: Draft) -> None:
    certificate = signed_draft()
    for make in (badge_png, lambda one: badge_svg(one).encode()):
        assert make(certificate) == make(certificate)
        assert len(make(certificate)) <= HEAVIEST


@pytest.mark.parametrize(
    "text", ["]]>", "a]]>b", "<script>alert(1)</script>", "]]&gt;", "\u2028", "</openbadges:credential>", '"\\']
)
def test_no_text_of_a_credential_ends_its_element(text: str) -> None:
    credential = {"name": text, "list": [[text]]}
    drawing = baked_svg("<svg xmlns='http://www.w3.org/2000/svg'><title>x</title></svg>", credential)
    assert json.loads(inside_svg(drawing)) == credential
    assert len(ElementTree.fromstring(drawing)) == 2


def test_the_text_is_the_same_whatever_the_order_of_a_database() -> None:
    assert credential_text({"b": 1, "a": {"d": 1, "c": 2}}) == credential_text({"a": {"c": 2, "d": 1}, "b": 1})


@pytest.mark.parametrize("band", Band.values)
def test_each_course_has_a_picture_of_its_own(band: str) -> None:
    pictures = {badge_picture(band, colours).convert("RGB").tobytes() for colours in BandColours.values}
    assert len(pictures) == len(BandColours.values)
    assert badge_picture(band, "clay").size == (SIDE, SIDE)


def test_no_name_is_drawn_on_it(signed_draft: Draft) -> None:
    certificate = signed_draft("Zawadi Nakupenda")
    assert "Zawadi" not in badge_svg(certificate).replace(inside_svg(badge_svg(certificate)), "")


def test_a_hostile_title_is_only_text(signed_draft: Draft) -> None:
    certificate = signed_draft()
    certificate.statement["course"] = "</text><script>alert(1)</script>"
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(badge_svg(certificate)).iter()}
    assert "script" not in tags


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Short", ["Short"]),
        ("Safe and Strong with Artificial Intelligence", ["Safe and Strong with", "Artificial Intelligence"]),
        ("w" * 40, ["w" * 29 + "…"]),
    ],
)
def test_a_title_takes_two_lines_at_most(title: str, lines: list[str]) -> None:
    assert lines_of(title) == lines


def test_paths_are_read_as_svg_says() -> None:
    assert list(points_of("M1 2h3v4H0z")) == [[(1, 2), (4, 2), (4, 6), (0, 6), (1, 2)]]
    assert list(points_of("M0 0l2 0 2 2m1 1L9 9")) == [[(0, 0), (2, 0), (4, 2)], [(5, 3), (9, 9)]]
    [curve] = points_of("M0 0q5 10 10 0t10 0")
    assert max(y for _x, y in curve) == pytest.approx(5, abs=0.1)
    assert min(y for _x, y in curve) == pytest.approx(-5, abs=0.1)
    [shape] = shapes_of('<g fill="none" stroke="#123456" stroke-width="3"><path d="M0 0h1"/></g>')
    assert (shape.fill, shape.stroke, shape.width) == ("", "#123456", 3)


@pytest.mark.parametrize(("ending", "kind"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_the_holder_takes_a_badge_that_runs_nothing(learner: Member, course: CourseVersion, ending: str, kind: str) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    answer = learner.client.get(f"/en/me/certificates/{certificate.number}.{ending}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    Certificate.objects.update(status=CertificateStatus.REVOKED)
    assert learner.client.get(f"/en/me/certificates/{certificate.number}.{ending}").status_code == 404


@pytest.mark.parametrize("who", ["visitor", "guest", "other_learner", "facilitator", "other_facilitator", "administrator"])
def test_nobody_else_sees_a_badge_or_a_pdf(
    who: str, learner: Member, course: CourseVersion, request: pytest.FixtureRequest
) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    member: Member = request.getfixturevalue(who)
    for ending in ("svg", "png", "pdf", "pdf?paper=letter&with=fr"):
        assert member.client.get(f"/en/me/certificates/{certificate.number}.{ending}").status_code == 404
