"""What stops a page being published: every sentence, each brought about by the one thing it names."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.images.tests.utils import get_test_image_file

from courses.models import CoursePage, LessonPage, ModulePage, Picture, Recording
from courses.models.readiness import RESERVED_SLUGS
from tests.factories import ALL_KINDS, as_stream, lesson_fields, make_competency

pytestmark = pytest.mark.django_db

KINDS = dict(ALL_KINDS)


def sentences_of(competencies: int = 1, **changed: Any) -> list[str]:
    """The problems of a lesson that has everything but what is changed."""
    page = LessonPage(title="Lesson", slug="lesson", **lesson_fields(**changed))
    page.teaches = [make_competency(f"HCM{number}") for number in range(competencies)]
    return page.publish_problems()


def problems_with(kind: str, **changed: Any) -> list[str]:
    """The problems of a lesson whose third card is of a kind, with some of its fields changed."""
    text = ("text", {"text": "<p>AI guesses.</p>"})
    competency = make_competency()
    question = ("true_false", {**KINDS["true_false"], "assesses": competency})
    card = {**KINDS.get(kind, {}), **({"assesses": competency} if kind in KINDS else {}), **changed}
    return sentences_of(body=[text, question, (kind, card)])


def test_a_lesson_with_everything_has_no_problems() -> None:
    assert sentences_of() == []
    for kind in KINDS:
        assert problems_with(kind) == [], kind


def test_a_course_says_what_it_lacks() -> None:
    assert CoursePage(slug="new", summary="A course.", minutes=60).publish_problems() == []
    assert CoursePage(slug="new", summary=" ", minutes=0).publish_problems() == [
        "The summary is missing. Write one sentence for the list of courses.",
        "The minutes are missing. Say how long the whole course takes.",
    ]


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_course_may_not_take_an_address_of_the_site(slug: str) -> None:
    assert CoursePage(slug=slug, summary="A course.", minutes=60).publish_problems() == [
        f"The address “{slug}” is used by the site itself. Choose another slug."
    ]


def test_a_module_needs_a_title() -> None:
    assert ModulePage(title="First").publish_problems() == []
    assert ModulePage(title="  ").publish_problems() == ["The module has no title."]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"summary": " "}, "The summary is missing. Write one sentence for the course page."),
        ({"can_do": "\n "}, "“I can …” is missing. Say what a learner can do after the lesson."),
        ({"competencies": 0}, "The lesson names 0 competencies. Choose one to three."),
        ({"competencies": 4}, "The lesson names 4 competencies. Choose one to three."),
    ],
)
def test_a_lesson_says_what_its_page_lacks(changed: dict[str, Any], sentence: str) -> None:
    assert sentences_of(**changed) == [sentence]


def test_a_lesson_needs_something_to_read_and_something_to_answer() -> None:
    assert sentences_of(body=[]) == [
        "The lesson has nothing to read. Add a text card.",
        "The lesson has no question. Add one, so that a learner can see what stayed.",
    ]
    assert sentences_of(body=[("share", {"text": "I found AI here."})])[0].startswith("The lesson has nothing to read.")
    example = ("example", {"title": "She reads", "text": "<p>She reads it.</p>"})
    assert sentences_of(body=[example, ("true_false", {**KINDS["true_false"], "assesses": make_competency()})]) == []


def test_two_cards_with_one_identity_are_refused() -> None:
    page = LessonPage(title="Lesson", slug="lesson", **lesson_fields())
    page.teaches = [make_competency()]
    page.body = as_stream(
        [("text", {"text": "<p>One.</p>"}), ("true_false", {**KINDS["true_false"], "assesses": make_competency()})]
    )
    shared = "11111111-1111-4111-8111-111111111111"
    page.body[0].id = page.body[1].id = shared
    assert page.publish_problems() == ["Two cards or two options share one identity. Delete one of them and write it again."]


def test_two_options_with_one_identity_are_refused() -> None:
    page = LessonPage(title="Lesson", slug="lesson", **lesson_fields())
    page.teaches = [make_competency()]
    one, several = (child.value["options"].bound_blocks for child in page.body[1:3])
    assert page.publish_problems() == []
    several[2].id = one[0].id
    assert page.publish_problems() == ["Two cards or two options share one identity. Delete one of them and write it again."]


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("text", {"text": "<p> </p>"}, "Card 3 (text): there are no words."),
        ("example", {"title": " ", "text": "<p>She reads.</p>"}, "Card 3 (worked example): the title is missing."),
        ("example", {"title": "She reads", "text": ""}, "Card 3 (worked example): there are no words."),
        ("share", {"text": " "}, "Card 3 (tell one person): the sentence is missing."),
        ("picture", {"picture": None, "alt": "A phone"}, "Card 3 (picture): no picture is chosen."),
        ("audio", {"recording": None}, "Card 3 (audio): no recording is chosen."),
        ("one_answer", {"prompt": " "}, "Card 3 (one right answer): the question itself is missing."),
        ("one_answer", {"assesses": None}, "Card 3 (one right answer): choose the competency that it assesses."),
        (
            "put_in_order",
            {"right": ""},
            "Card 3 (put in order): feedback is missing: one sentence when all is right, one when something is not.",
        ),
        (
            "put_in_order",
            {"wrong": " "},
            "Card 3 (put in order): feedback is missing: one sentence when all is right, one when something is not.",
        ),
        (
            "fill_the_gap",
            {"right": ""},
            "Card 3 (fill the gap): feedback is missing: one sentence when all is right, one when something is not.",
        ),
        ("true_false", {"is_true": ""}, "Card 3 (true or false): say whether the statement is true or false."),
        (
            "true_false",
            {"feedback_true": ""},
            "Card 3 (true or false): feedback is missing: write one sentence for “true” and one for “false”.",
        ),
        (
            "fill_the_gap",
            {"text": "Her profit is 30."},
            "Card 3 (fill the gap): the text needs each gap once: {1} for the first, {2} for the second, and so on.",
        ),
        (
            "fill_the_gap",
            {"text": "{1} and {1}"},
            "Card 3 (fill the gap): the text needs each gap once: {1} for the first, {2} for the second, and so on.",
        ),
        (
            "fill_the_gap",
            {"text": "{2}"},
            "Card 3 (fill the gap): the text needs each gap once: {1} for the first, {2} for the second, and so on.",
        ),
    ],
)
def test_a_card_says_what_it_lacks_and_where_it_stands(kind: str, changed: dict[str, Any], sentence: str) -> None:
    assert problems_with(kind, **changed) == [sentence]


RIGHT = {"text": "No", "is_right": True, "feedback": "Right, only words."}
WRONG = {"text": "Yes", "is_right": False, "feedback": "It only puts words together."}


@pytest.mark.parametrize(
    ("kind", "options", "sentences"),
    [
        ("one_answer", [RIGHT], ["there are fewer than two options."]),
        ("one_answer", [RIGHT, {**WRONG, "text": " "}], ["option 2 has no words."]),
        ("one_answer", [RIGHT, {**WRONG, "feedback": ""}], ["option “Yes” has no feedback."]),
        ("one_answer", [WRONG, WRONG], ["0 options are marked right. Mark exactly one."]),
        ("one_answer", [RIGHT, RIGHT], ["2 options are marked right. Mark exactly one."]),
        ("several_answers", [], ["there are fewer than two options.", "no option is marked right. Mark one or more."]),
        ("several_answers", [WRONG, WRONG], ["no option is marked right. Mark one or more."]),
        ("several_answers", [RIGHT, {"text": "Yes", "is_right": False, "feedback": " "}], ["option “Yes” has no feedback."]),
    ],
)
def test_options_say_what_they_lack(kind: str, options: list[dict[str, Any]], sentences: list[str]) -> None:
    label = {"one_answer": "one right answer", "several_answers": "several right answers"}[kind]
    assert problems_with(kind, options=options) == [f"Card 3 ({label}): {sentence}" for sentence in sentences]


STEP = {"text": "Stop", "feedback": "First breathe."}


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([STEP], "there are fewer than two steps."),
        ([STEP, {"text": " ", "feedback": "Then."}], "step 2 has no words."),
        ([STEP, {"text": "Check", "feedback": " "}], "step “Check” does not say why it comes there."),
    ],
)
def test_steps_say_what_they_lack(items: list[dict[str, str]], sentence: str) -> None:
    assert problems_with("put_in_order", items=items) == [f"Card 3 (put in order): {sentence}"]


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        ({"answers": " ; ", "feedback": "Take 90 from 120."}, "gap 1 has no answer that fits."),
        ({"answers": "30", "feedback": " "}, "gap 1 has no hint."),
    ],
)
def test_gaps_say_what_they_lack(gap: dict[str, str], sentence: str) -> None:
    assert problems_with("fill_the_gap", gaps=[gap]) == [f"Card 3 (fill the gap): {sentence}"]


def test_a_picture_needs_its_description_its_licence_and_its_credit() -> None:
    picture = Picture.objects.create(title="Phone in hand", file=get_test_image_file(), licence="CC BY 4.0", credit="Mwanga")
    assert problems_with("picture", picture=picture, alt="A phone in a hand") == []
    assert problems_with("picture", picture=picture, alt=" ") == [
        "Card 3 (picture): the description is missing. Say in one sentence what the picture shows."
    ]
    for field in ("licence", "credit"):
        unnamed = Picture(
            pk=picture.pk, title="Phone in hand", file=picture.file, **{"licence": "CC BY 4.0", "credit": "Mwanga", field: ""}
        )
        assert problems_with("picture", picture=unnamed, alt="A phone") == [
            "Card 3 (picture): the picture “Phone in hand” has no licence or credit. Open it under Images and say them."
        ]


def test_a_recording_needs_its_words_its_licence_and_its_credit() -> None:
    rights = {"licence": "CC BY 4.0", "credit": "Mwanga"}
    assert problems_with("audio", recording=Recording(title="Hello", transcript="Hello.", **rights)) == []
    assert problems_with("audio", recording=Recording(title="Hello", transcript=" ", **rights)) == [
        "Card 3 (audio): the recording's words are missing."
    ]
    for field in rights:
        assert problems_with("audio", recording=Recording(title="Hello", transcript="Hello.", **rights | {field: ""})) == [
            "Card 3 (audio): the recording has no licence or credit. Open it under Recordings and say them."
        ]


def test_sentences_are_whole_and_never_run_together() -> None:
    for sentence in sentences_of(competencies=0, summary="", can_do="", body=[]):
        assert sentence[0].isupper() or sentence[0] == "“"
        assert sentence.endswith(".")
