"""What is printed: papers, a second language, the transcript, the credential inside; letters without a font; hostile names."""

from __future__ import annotations

import io
import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from pypdf import PdfReader

from courses.models import CourseVersion
from learning.certificates import fonts
from learning.certificates.badge import badge_png, badge_svg
from learning.certificates.errors import NameRefused
from learning.certificates.files import forget_pdfs, keep_pdf, kept_pdf, path_of
from learning.certificates.fonts import FontMissing, letters_without_font, package_for
from learning.certificates.names import printed_name
from learning.certificates.paper import PAPERS, Edition, edition_asked
from learning.certificates.paper_words import length_words, titles_in
from learning.certificates.pdf import certificate_pdf
from learning.certificates.pdf_page import name_context, page_of
from learning.certificates.trusted import Trust
from learning.certificates.verifying import Word, verdict_on
from learning.logos import keep, printable_logo
from learning.multibase import to_multikey
from tests.cast import Member
from tests.learning.certificates.conftest import KEY_NAME, Draft, certify
from tests.learning.certificates.signed import DID, METHOD, NONE_GONE, NOW, PUBLIC
from tests.learning.certificates.test_pdf import HEAVIEST, NAMES, needs_poppler, structure, text_of
from tests.learning.test_logos import picture

MM = 72 / 25.4
ENDLESS = "a" * 5_000
NAMES_OF_KEYS = (KEY_NAME, METHOD.partition("#")[2])  # the lists of `signed` are signed under another name
TRUST = Trust.from_document(
    {
        "issuers": [
            {"did": DID, "name": "Mwanga", "keys": [{"name": name, "multikey": to_multikey(PUBLIC)} for name in NAMES_OF_KEYS]}
        ],
        "lists": [{"address": NONE_GONE["id"], "credential": NONE_GONE}],
        "made_at": "2026-11-25T00:00:00Z",
    }
)


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


# --- papers and languages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [("a4", (297, 210)), ("letter", (279, 216))])
def test_the_certificate_lies_on_its_paper_and_the_transcript_stands(
    paper: str, size: tuple[int, int], signed_draft: Draft
) -> None:
    pages = read(certificate_pdf(signed_draft(), Edition(paper))).pages
    boxes = [(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in pages]
    assert boxes == [size, size[::-1]]


@pytest.mark.parametrize(
    ("query", "edition"),
    [
        ("", Edition("a4", "")),
        ("paper=letter", Edition("letter", "")),
        ("with=fr", Edition("a4", "fr")),
        ("paper=letter&with=ar", Edition("letter", "ar")),
        ("with=en", Edition("a4", "")),  # it is in English already
        ("paper=../../etc&with=xx", Edition("a4", "")),
        ("paper=&with=", Edition("a4", "")),
    ],
)
def test_an_address_asks_for_an_edition_that_there_is(query: str, edition: Edition, draft: Draft) -> None:
    assert edition_asked(QueryDict(query), draft()) == edition


def test_each_edition_and_state_has_a_file_of_its_own(signed_draft: Draft, settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATES_ROOT = tmp_path / "certificates"
    certificate = signed_draft()
    editions = [Edition(paper, second) for paper in PAPERS for second in ("", "fr", "ar")]
    paths = {path_of(certificate, edition) for edition in editions}
    certificate.credential = None
    paths |= {path_of(certificate, edition) for edition in editions}
    assert len(paths) == 12
    assert kept_pdf(certificate) is None
    unsigned = keep_pdf(certificate)
    certificate.credential = {"id": "urn:uuid:7"}
    assert kept_pdf(certificate) is None  # the one without a signature is not taken for one with it
    keep_pdf(certificate)
    keep_pdf(certificate, Edition("letter"))
    forget_pdfs(certificate)
    assert not list(unsigned.parent.iterdir())


@needs_poppler
def test_a_second_language_stands_beside_the_first(signed_draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    titles = {"": "Fort avec l’IA", "lesson-1": "Première leçon"}
    monkeypatch.setattr("learning.certificates.pdf_page.titles_in", lambda language, _certificate: titles)
    data = certificate_pdf(signed_draft(), Edition(second="fr"))
    text = text_of(data)
    for words in (
        "Certificate of achievement",
        "Certificat de réussite",
        "Fort avec l’IA",
        "Première leçon",
        "novembre",
        "November",
    ):
        assert words in text
    assert len(data) <= HEAVIEST


def test_what_both_languages_say_alike_is_said_once(signed_draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learning.certificates.pdf_page.titles_in", lambda *_: {})
    page = page_of(signed_draft(), Edition(second="fr"))
    competencies = page["columns"][2][0]
    assert competencies["lines"]
    assert competencies["second_lines"] == []
    assert page["second_course"] is None


def test_titles_come_from_the_version_of_the_day_in_the_other_language(course: CourseVersion, learner: Member) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    assert titles_in("fr", certificate) == {}
    lesson = {**course.lessons[0], "language": "fr", "title": "Première"}
    content = {**course.content, "modules": [{"title": "Un", "lessons": [lesson]}]}
    fields = {"course_key": course.course_key, "language": "fr", "slug": "petit", "content": content}
    CourseVersion.objects.create(
        **fields, number=1, title="Petit cours", is_current=False, published_at=certificate.issued_at - timedelta(days=1)
    )
    CourseVersion.objects.create(
        **fields, number=2, title="Plus tard", is_current=True, published_at=certificate.issued_at + timedelta(days=1)
    )
    assert titles_in("fr", certificate) == {"": "Petit cours", lesson["key"]: "Première"}


# --- what stands on it ----------------------------------------------------------------------------------------------------


@needs_poppler
def test_the_transcript_says_what_was_learned_and_when(signed_draft: Draft) -> None:
    certificate = signed_draft()
    text = text_of(certificate_pdf(certificate)).partition("Transcript")[2]
    for words in (
        "Lesson 3 about something",
        "3 November 2026",
        "Human agency",
        "60 minutes (about 1 hour)",
        certificate.shown_number,
    ):
        assert words in text
    assert "online, each answer checked by this site" in text


@needs_poppler
def test_a_certificate_of_an_earlier_release_has_a_transcript_without_days(draft: Draft) -> None:
    assert "Lesson 3 about something – –" in text_of(certificate_pdf(draft()))


def test_issuing_keeps_the_day_of_each_lesson_and_the_institution(learner: Member, course: CourseVersion) -> None:
    assert learner.person
    certificate = certify(learner.person, course)
    [lesson] = certificate.statement["lessons"]
    progress = learner.person.lesson_progress.get()
    assert lesson["completed"] == progress.completed_at.date().isoformat()
    assert (lesson["key"], lesson["minutes"]) == (str(progress.lesson_key), course.lessons[0]["minutes"])
    assert certificate.statement["institution"] is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (45, "45 minutes"), (60, "60 minutes (about 1 hour)"), (95, "95 minutes (about 1.5 hours)")],
)
def test_a_length_is_said_in_minutes_and_hours(minutes: int, words: str) -> None:
    assert length_words(minutes) == words


@needs_poppler
def test_the_institution_is_named_and_its_logo_printed_at_the_top_of_the_side_where_one_begins(
    signed_draft: Draft, settings: Any, tmp_path: Path
) -> None:
    settings.LOGOS_ROOT = tmp_path / "logos"
    certificate = signed_draft()
    certificate.statement["institution"] = {"name": "Nuru Library", "logo": ""}
    without = certificate_pdf(certificate)
    assert "Nuru Library" in text_of(without)
    certificate.statement["institution"]["logo"] = keep(picture(mode="RGB", size=(400, 160)))
    data = certificate_pdf(certificate)
    figures = [tag for tag in structure(read(data).trailer["/Root"]["/StructTreeRoot"]) if tag["/S"] == "/Figure"]  # type: ignore[index]
    assert "Nuru Library" in [figure["/Alt"] for figure in figures]
    assert len(read(data).pages[0].images) == len(read(without).pages[0].images) + 1
    assert "Mwanga" in text_of(data)  # beside ours, never in its place


@pytest.mark.parametrize("language", NAMES)
def test_with_the_heaviest_logo_and_all_in_one_script_it_stays_light(
    language: str, signed_draft: Draft, settings: Any, tmp_path: Path
) -> None:
    settings.LOGOS_ROOT = tmp_path / "logos"
    certificate = signed_draft(NAMES[language], language)
    for place, lesson in enumerate(certificate.statement["lessons"]):
        lesson.update(title=f"{place} {NAMES[language]}", language=language)
    logo = printable_logo(io.BytesIO(picture(mode="RGB", size=(472, 189))))
    certificate.statement["institution"] = {"name": NAMES[language], "logo": keep(logo)}
    assert len(certificate_pdf(certificate)) <= HEAVIEST


def test_the_verifier_finds_the_signed_credential_inside(signed_draft: Draft) -> None:
    certificate = signed_draft("آمنة الحسن", "ar")
    data = certificate_pdf(certificate)
    [inside] = read(data).attachments["credential.json"]
    assert json.loads(inside) == certificate.credential
    verdict = verdict_on(data, trust=TRUST, now=NOW)
    assert (verdict.word, verdict.facts["name"]) == (Word.GENUINE, "آمنة الحسن")
    file: Any = read(data).trailer["/Root"]["/AF"][0].get_object()  # type: ignore[index]
    assert (file["/AFRelationship"], file["/UF"]) == ("/Data", "credential.json")


def test_badges_verify_too(signed_draft: Draft) -> None:
    certificate = signed_draft()
    for data in (badge_png(certificate), badge_svg(certificate).encode()):
        assert verdict_on(data, trust=TRUST, now=NOW).word == Word.GENUINE


# --- letters --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [*NAMES.values(), "محمد علی خان ٹوانہ", "欧阳明月", "தமிழ்ச்செல்வி", "สมชาย", "အောင်ဆန်း", "Łukasz Ñandú"]
)
def test_no_letter_of_these_names_becomes_a_box(name: str) -> None:
    assert letters_without_font(name) == []


def test_a_letter_without_a_font_is_said_and_never_drawn_as_a_box(draft: Draft) -> None:
    name = printed_name("Amina 한국")  # Korean: only in the large fonts-noto-cjk
    if not letters_without_font(name):
        pytest.skip("this machine has a font for Korean")
    with pytest.raises(FontMissing, match="no font for these letters: 한 국"):
        certificate_pdf(draft(name))


def test_the_holders_page_says_which_letters_lack_a_font(
    learner: Member, course: CourseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learner.person
    monkeypatch.setattr(fonts, "letters_without_font", lambda text: ["王"] if "王" in text else [])
    certificate = certify(learner.person, course, "王小明")
    page = learner.client.get(f"/en/me/certificates/{certificate.number}/")
    assert page.status_code == 200
    assert "no font for these letters: 王" in page.content.decode()
    assert "fonts-noto-cjk" in page.content.decode()
    assert learner.client.get(f"/en/me/certificates/{certificate.number}.pdf").status_code == 302


@pytest.mark.parametrize(
    ("letter", "package"), [("王", "fonts-noto-cjk"), ("한", "fonts-noto-cjk"), ("த", "fonts-noto-core"), ("😀", "fonts-symbola")]
)
def test_a_package_is_named(letter: str, package: str) -> None:
    assert package_for(letter) == package


@pytest.mark.parametrize(
    ("name", "language"), [("محمد علی خان ٹوانہ", "ur"), ("آمنة الحسن", ""), ("زهرا گلستانی", ""), ("Amina", "")]
)
def test_a_name_with_urdus_own_letters_is_set_as_urdu(name: str, language: str) -> None:
    assert name_context(name)["name_lang"] == language


# --- hostile names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["", "   ", "\u200b\u200e", "\u202e\u2066", ENDLESS, "\u3164\u2800", "12345", "a" + "\u0301" * 40]
)
def test_these_names_never_reach_paper(typed: str) -> None:
    with pytest.raises(NameRefused):
        printed_name(typed)


@needs_poppler
@pytest.mark.parametrize(
    "typed",
    [
        "\u202eanimA\u202c Otieno",
        "Ami\u200bna\u2060 Otieno",
        "<b onclick='x'>Amina</b> &lt;&amp;",
        "{{ certificate.person }} {% csrf_token %}",
        "Amina (آمنة) Otieno",
        "آمنة Amina الحسن",
        "Robert'); DROP TABLE",
        "O’Neill-Ñandú Łukasz",
    ],
)
def test_a_hostile_name_is_only_a_name_and_copied_out_as_printed(typed: str, signed_draft: Draft) -> None:
    name = printed_name(typed)
    certificate = signed_draft(name)
    data = certificate_pdf(certificate)
    pages = read(data).pages
    assert len(pages) == 2
    assert "/Annots" not in pages[0]
    assert sorted(name.replace(" ", "")) == sorted(char for char in heading_of(data) if not char.isspace())
    assert json.loads(read(data).attachments["credential.json"][0]) == certificate.credential  # where it is whole in any script


def heading_of(data: bytes) -> str:
    """The letters of the first heading, in the order in which they are drawn."""
    words = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    start = next(place for place, line in enumerate(lines) if "Certificate of achievement" in line)
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", lines[start + 1])
