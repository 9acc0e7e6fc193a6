"""Common Cartridges: of the profile's shape, with the questions a platform can ask, and a page that names the others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from courses.models import LessonVersion
from tests.factories import make_check
from tests.kept_rows import kept
from tests.learning.bundles.formats.opened import files_in, fresh_files, parsed, written
from tests.learning.bundles.test_contents import Links

SHAPE = Path(__file__).with_name("cartridge.rng")
LESSON_1 = "ar/light-course/first/lesson-1"
LESSON_2 = "en/light-course/first/lesson-2"

# What is written asks a database for nothing that other tests of bundles do not ask it.
pytestmark = pytest.mark.once


@kept
def package(course_key: UUID) -> dict[str, bytes]:
    """The files of an Arabic cartridge with pictures, whose second lesson is in English."""
    return fresh_files("cc", course_key, "ar", tier="pictures")


def questions_in(quiz: bytes) -> dict[str, Any]:
    """Profile -> item."""
    return {item.findtext("itemmetadata/qtimetadata/qtimetadatafield/fieldentry"): item for item in parsed(quiz).iter("item")}


def score_of(item: Any, given: set[str]) -> tuple[str, list[str]]:
    """What a platform makes of a response by the item's own rules: its score, and what is said of it."""
    score, said = "0", []
    for condition in item.iter("respcondition"):
        [*tests] = condition.find("conditionvar")
        if not any(holds(test, given) for test in tests):
            continue
        score = condition.findtext("setvar", score)
        linked = [feedback.get("linkrefid") for feedback in condition.findall("displayfeedback")]
        said += [" ".join(feedback.itertext()) for feedback in item.findall("itemfeedback") if feedback.get("ident") in linked]
        if condition.get("continue") == "No":
            break
    return score, said


def holds(test: Any, given: set[str]) -> bool:
    """Whether a condition holds for the idents or words that were given."""
    if test.tag == "varequal":
        return test.text.lower() in {one.lower() for one in given}
    if test.tag == "not":
        return not holds(test[0], given)
    return test.tag == "other" or all(holds(part, given) for part in test)


def idents(item: Any) -> dict[str, str]:
    """Words of an option -> its ident."""
    return {label.findtext("material/mattext"): label.get("ident") for label in item.iter("response_label")}


def test_manifest_and_quizzes_have_the_shape_of_the_profile(package: dict[str, bytes]) -> None:
    shape = etree.RelaxNG(etree.parse(str(SHAPE)))
    documents = [path for path in package if path.endswith(".xml")]
    assert len(documents) == 4  # the manifest, and the questions of a lesson in two languages and of one in English
    for path in documents:
        shape.assertValid(etree.fromstring(package[path]))


def test_the_shape_would_notice(package: dict[str, bytes]) -> None:
    shape = etree.RelaxNG(etree.parse(str(SHAPE)))
    quiz, manifest = package[f"{LESSON_1}/questions.xml"], package["imsmanifest.xml"]
    for document, old, new in (
        (quiz, b"cc.fib.v0p1", b"cc.order.v0p1"),
        (quiz, b'feedbacktype="Response"', b""),
        (quiz, b">100<", b">50<"),
        (manifest, b"1.1.0", b"1.3.0"),
        (manifest, b'identifierref="LESSON', b'identifierref="NOWHERE'),
    ):
        assert old in document
        assert not shape.validate(etree.fromstring(document.replace(old, new)))


def test_every_file_is_listed_and_every_line_opens_one(package: dict[str, bytes]) -> None:
    manifest = parsed(package["imsmanifest.xml"])
    resources = {resource.get("identifier"): [file.get("href") for file in resource] for resource in manifest.iter("resource")}
    assert {path for paths in resources.values() for path in paths} == set(package) - {"imsmanifest.xml"}
    for resource in manifest.iter("resource"):
        paths = resources[resource.get("identifier")]
        assert len(paths) == len(set(paths))
        assert resource.get("href", paths[0]) == paths[0]
    lines = [(item.findtext("title"), item.get("identifierref")) for item in manifest.iter("item") if item.get("identifierref")]
    assert next(title for title, _reference in lines) == "الدرس الأول"
    assert all(reference in resources for _title, reference in lines)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", path) for path in package)


def test_identifiers_of_feedback_and_options_meet(package: dict[str, bytes]) -> None:
    for path in (path for path in package if path.endswith("questions.xml")):
        for item in parsed(package[path]).iter("item"):
            shown = {feedback.get("linkrefid") for feedback in item.iter("displayfeedback")}
            assert shown == {feedback.get("ident") for feedback in item.iter("itemfeedback")}
            known = {label.get("ident") for label in item.iter("response_label")}
            if known:
                assert {equal.text for equal in item.iter("varequal")} <= known


def test_a_platform_grades_and_answers_as_the_lesson_does(package: dict[str, bytes]) -> None:
    items = questions_in(package[f"{LESSON_2}/questions.xml"])
    one, several = items["cc.multiple_choice.v0p1"], items["cc.multiple_response.v0p1"]
    judged, gap = items["cc.true_false.v0p1"], items["cc.fib.v0p1"]
    assert score_of(one, {idents(one)["No"]}) == ("100", ["<p>Right, only words.</p>"])
    assert score_of(one, {idents(one)["Yes"]}) == ("0", ["<p>It only puts words together.</p>"])
    right = {idents(several)["Voice typing"], idents(several)["Videos for you"]}
    assert score_of(several, right)[0] == "100"
    assert score_of(several, right | {idents(several)["A torch"]})[0] == "0"
    assert score_of(several, {idents(several)["Voice typing"]}) == ("0", ["<p>It guesses words.</p>"])
    assert score_of(judged, {idents(judged)["False"]}) == ("100", ["<p>Right.</p>"])
    assert score_of(gap, {"Thirty"}) == ("100", ["<p>Right.</p>"])
    assert score_of(gap, {"31"}) == ("0", ["<p>Take all costs away.</p>\n\n<p>Take 90 from 120.</p>"])
    assert "Her profit is _____." in gap.findtext("presentation/material/mattext")


def test_a_gap_takes_numbers_in_the_digits_of_the_language(package: dict[str, bytes]) -> None:
    gap = questions_in(package[f"{LESSON_1}/questions.xml"])["cc.fib.v0p1"]
    assert score_of(gap, {"٣٠"})[0] == score_of(gap, {"30"})[0] == "100"


def test_pages_are_plain_and_keep_words_pictures_and_direction(package: dict[str, bytes]) -> None:
    page = package[f"{LESSON_1}/index.html"].decode()
    assert '<div lang="ar" dir="rtl">' in page
    assert "AI guesses." in page
    assert not re.search("<script|<form|<link|<nav|<header|avif|srcset|question", page)
    for path, data in package.items():
        if path.endswith(".html"):
            for link in Links(data.decode()).links:
                assert str((Path("/") / path).parent.joinpath(link).resolve().relative_to("/")) in package, f"{path}: {link}"


def test_a_sensitive_lesson_does_not_speak_of_a_button_it_does_not_have(package: dict[str, bytes]) -> None:
    page = package[f"{LESSON_2}/index.html"].decode()
    assert "Leave this page" not in page
    assert "leave.html" not in page


def test_questions_that_no_platform_can_ask_stand_on_a_page_with_what_is_right(package: dict[str, bytes]) -> None:
    page = package["ar/light-course/left-out.html"].decode()
    assert page.count("What comes first?") == 2  # in both lessons
    assert page.index("Stop") < page.index("Call back") < page.index("Ask another person.")
    assert "Her profit?" not in page
    manifest = parsed(package["imsmanifest.xml"])
    assert list(manifest.iter("item"))[-1].get("identifierref").startswith("LEFT-OUT-")


def test_a_check_before_the_course_is_left_out_and_the_page_says_so(course_key: UUID, tmp_path: Path) -> None:
    lesson = LessonVersion.objects.current().filter(language="en").first()
    assert lesson is not None
    module = lesson.page.get_parent().specific
    make_check(module, "start-check", title="Before we start")
    make_check(module, "end-check", title="At the end")
    files = files_in(written("cc", course_key, "en", folder=tmp_path))
    assert not any("start-check" in path for path in files)
    assert any(path.endswith("end-check/questions.xml") for path in files)
    page = files["en/light-course/left-out.html"].decode()
    assert "before anybody has learned it" in page.partition("Before we start")[2].partition("</section>")[0]
