"""Parameters of types that hold others, and parameters that nobody should send: what they become, and what is said to be lost."""

from __future__ import annotations

from typing import Any

import pytest

from h5p import blocks as b
from h5p.block_json import block_json, block_of
from h5p.errors import H5PError
from h5p.html_text import plain
from h5p.mapping import MAPPINGS, from_native, to_native
from h5p.mapping.marked_text import pairs
from h5p.mapping.reading import number, string, truth
from tests.h5p.reading_types import codes, image, read


def test_a_single_choice_set_is_a_quiz_whose_first_answers_are_right() -> None:
    choices = [{"question": "<p>Q</p>", "answers": ["<p>r</p>", "<p>w</p>"], "subContentId": "x"}]
    params = {"choices": choices, "behaviour": {"passPercentage": 80}, "overallFeedback": [{"from": 0, "to": 100, "feedback": "f"}]}
    mapped = read("H5P.SingleChoiceSet 1.11", params)
    quiz = b.Quiz("", (b.OneAnswer("Q", (b.Option("r", True), b.Option("w"))),), pass_at=80)
    assert mapped.blocks == (quiz,)
    assert codes(mapped) == {"overall-feedback-dropped"}
    assert to_native(*from_native(quiz, "H5P.SingleChoiceSet")).blocks == (quiz,)


def test_a_summary_is_a_quiz_that_asks_the_same_again() -> None:
    summaries = [{"summary": ["<p>r</p>", "<p>w</p>"], "tip": "t"}, {"summary": ["a", "", "b"]}, {"summary": []}]
    mapped = read("H5P.Summary 1.10", {"intro": "<p>Choose</p>", "summaries": summaries, "overallFeedback": [{"feedback": "x"}]})
    quiz = mapped.blocks[0]
    assert isinstance(quiz, b.Quiz)
    assert [len(one.options) for one in quiz.blocks if isinstance(one, b.OneAnswer)] == [2, 2]
    assert codes(mapped) == {"tips-dropped", "tries-not-counted", "overall-feedback-dropped"}
    assert to_native(*from_native(quiz, "H5P.Summary")).blocks == (quiz,)


def test_pictures_to_put_in_order_become_steps_when_all_are_described() -> None:
    images = [{"image": {"path": "images/a.png"}, "imageDescription": text, "audio": [{}]} for text in ("Egg", "Hen")]
    mapped = read("H5P.ImageSequencing 1.1", {"taskDescription": "<p>Sort</p>", "sequenceImages": images})
    assert mapped.blocks == (b.PutInOrder("Sort", (b.Step("Egg"), b.Step("Hen"))),)
    assert codes(mapped) == {"pictures-dropped", "sounds-dropped"}
    bare = read("H5P.ImageSequencing 1.1", {"sequenceImages": [{"imageDescription": "Egg"}, {"imageDescription": ""}]})
    assert isinstance(bare.blocks[0], b.Embed)


def test_a_question_set_keeps_order_and_embeds_what_it_cannot_read() -> None:
    true_false = {"library": "H5P.TrueFalse 1.8", "params": {"question": "Q", "correct": "true"}, "metadata": {"license": "CC BY"}}
    drag = {"library": "H5P.DragQuestion 1.15", "params": {"x": 1}, "subContentId": "s", "metadata": {"title": "D"}}
    mapped = read(
        "H5P.QuestionSet 1.20",
        {
            "introPage": {
                "showIntroPage": True,
                "title": "T",
                "introduction": "<h2>Hi</h2><p>x</p>",
                "backgroundImage": {"path": "a"},
            },
            "questions": [true_false, {"question": drag}, {"library": "no name"}, None],
            "passPercentage": "75",
            "randomQuestions": True,
            "endGame": {"overallFeedback": [{"from": 0, "to": 100, "feedback": "f"}]},
        },
    )
    quiz = mapped.blocks[0]
    assert quiz == b.Quiz(
        "T",
        (b.TrueFalse("Q", "true"), b.Embed("H5P.DragQuestion 1.15", {"x": 1}, {"title": "D"}, "s")),
        introduction="<p><strong>Hi</strong></p><p>x</p>",
        pass_at=75,
    )
    lost = {"stays-embedded", "part-unreadable", "random-dropped", "screens-dropped", "overall-feedback-dropped", "rights-beside"}
    assert codes(mapped) == lost
    assert "questions/1" in {loss.path for loss in mapped.losses}


def test_a_branching_scenario_keeps_its_ways() -> None:
    question = {"question": "<p>Q?</p>", "alternatives": [{"text": "a", "nextContentId": 1}, {"text": "b", "nextContentId": 9}]}
    end = {"title": "E", "subtitle": "x", "endScreenScore": "5", "image": {"path": "a"}}
    led = {"question": "Q", "correct": "true", "media": {"type": image()}}
    content = [
        {"type": {"library": "H5P.BranchingQuestion 1.0", "params": {"branchingQuestion": question}, "metadata": {"title": "N"}}},
        {"type": {"library": "H5P.InteractiveVideo 1.27", "params": {}}, "nextContentId": -1, "feedback": end},
        {"type": {"library": "H5P.TrueFalse 1.8", "params": led}, "nextContentId": 0},
        {"type": {"library": "H5P.Image 1.1", "params": {}}},
    ]
    screen = {"endScreenTitle": "Bye", "endScreenScore": 3, "endScreenImage": {"path": "x"}}
    scenario = {"title": "T", "content": content, "endScreens": [screen], "scoringOptionGroup": {"scoringOption": "dynamic-score"}}
    mapped = read("H5P.BranchingScenario 1.8", {"branchingScenario": scenario})
    block = mapped.blocks[0]
    assert isinstance(block, b.Scenario)
    assert block.title == "T"
    assert block.ending == b.Ending("Bye", "", 3)
    assert block.nodes[0] == b.Node("N", None, "Q?", (b.Choice("a", 1), b.Choice("b", -1)))
    assert isinstance(block.nodes[1].block, b.Embed)
    assert block.nodes[1].ending == b.Ending("E", "x", 5)
    assert block.nodes[2].block == b.TrueFalse("Q", "true")
    assert codes(mapped) == {"screens-dropped", "scores-dropped", "stays-embedded", "pictures-dropped"}


def test_a_book_is_pages_with_the_titles_of_its_chapters() -> None:
    text = {"library": "H5P.AdvancedText 1.1", "params": {"text": "<p>x</p>"}}
    column = {
        "library": "H5P.Column 1.18",
        "params": {"content": [{"content": text}, {"content": None}]},
        "metadata": {"title": "C"},
    }
    cover = {"coverDescription": "<p>Hi</p>", "coverMedium": {"library": "H5P.Video 1.6"}}
    params = {"showCoverPage": True, "bookCover": cover, "chapters": [column, {"chapter": {"library": "H5P.Chart 1.2"}}]}
    mapped = read("H5P.InteractiveBook 1.11", params)
    book = mapped.blocks[0]
    assert isinstance(book, b.Book)
    assert book.pages[0] == b.Page("C", (b.Text("<p>x</p>"),))
    assert isinstance(book.pages[1].blocks[0], b.Embed)
    assert codes(mapped) == {"screens-dropped", "part-unreadable", "stays-embedded"}


def test_unknown_types_and_other_major_versions_stay_embeds() -> None:
    for library in ("H5P.Chart 1.2", "H5P.MultiChoice 2.0"):
        assert read(library, {"a": 1}).blocks == (b.Embed(library, {"a": 1}, {}),)
    assert read("../x", {}).blocks == ()
    assert codes(read("", {})) == {"part-unreadable"}


def test_our_own_library_leaves_out_what_it_cannot_read() -> None:
    blocks = [
        {"type": "one_answer"},
        {"type": "scenario", "prompt": "x"},
        {"type": ["x"]},
        {"type": "picture"},
        {"type": "text", "html": 1},
    ]
    deep: Any = {}
    for _ in range(20):
        deep = {"options": [deep]}
    mapped = read("Mwanga.Questions 1.0", {"blocks": [*blocks, {"type": "one_answer", "prompt": "x"} | deep]})
    assert mapped.blocks == (b.Page("", (b.Text("1"),)),)
    assert codes(mapped) == {"part-unreadable"}


def test_long_lists_are_cut_and_long_texts_are_read_in_no_time() -> None:
    mapped = read("H5P.MultiChoice 1.16", {"answers": [{"text": "x"}] * 3000})
    assert codes(mapped) == {"list-cut"}
    for nasty in ("*" * 100_000, "<" * 100_000, " " * 100_000, "<p>" * 25_000, "*a:/\\+" * 30_000, "&" * 100_000, "<!--" * 25_000):
        for machine, field in (("H5P.DragText", "textField"), ("H5P.MarkTheWords", "textField"), ("H5P.AdvancedText", "text")):
            read(f"{machine} 1.0", {field: nasty})
        read("H5P.Blanks 1.14", {"questions": [nasty]})


def test_values_of_the_wrong_type_count_as_nothing() -> None:
    assert [string(value) for value in (None, True, 3, 1.5, [], "a")] == ["", "", "3", "1.5", "", "a"]
    assert [truth(value) for value in (True, "true", "1", 1, "no", [], None)] == [True, True, True, True, False, False, False]
    odd = ("7", "-7", 7.9, True, "7x", "--7", "٧", float("nan"), float("inf"), 10**30, "9" * 20, None)
    assert [number(value, 0) for value in odd] == [7, -7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert pairs("a*b") == ["a*b"]
    assert pairs("a**b*c*d") == ["a**b", "c", "d"]
    assert plain("<p>a<br>b</p>\n\n<ul>\n<li>c\nd</li></ul>") == "a\nb\nc d"


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"type": "x", "value": {}},
        {"type": "text", "value": []},
        {"type": "picture", "value": {}},
        {"type": "one_answer", "value": {"prompt": 1, "options": []}},
        {"type": "one_answer", "value": {"prompt": "", "options": {}}},
        {"type": "quiz", "value": {"title": "", "blocks": [1]}},
        {"type": "essay", "value": {"prompt": "", "shortest": True}},
    ],
)
def test_json_that_is_no_block_is_refused_with_its_place(data: Any) -> None:
    with pytest.raises(H5PError) as caught:
        block_of(data)
    assert caught.value.code == "invalid-block"


def test_blocks_that_are_nested_without_end_are_refused() -> None:
    page: b.Block = b.Text("x")
    for _ in range(30):
        page = b.Page("", (page,))
    with pytest.raises(H5PError):
        block_of(block_json(page))


def test_every_type_has_its_machine_name_and_versions() -> None:
    for machine, mapping in MAPPINGS.items():
        assert machine == mapping.MACHINE
        assert tuple(sorted(mapping.VERSIONS)) == mapping.VERSIONS


@pytest.mark.parametrize(
    "lead", [b.Picture("images/a.png", "A"), b.Recording("a.mp4", "video/mp4", "T " * 40 + "."), b.Recording("a.mp3", "audio/mpeg")]
)
def test_what_stands_before_a_question_of_a_quiz_or_alone_on_a_page_comes_back_there(lead: b.Picture | b.Recording) -> None:
    page = b.Page("", (lead,))
    assert to_native(*from_native(page)).blocks == (page,)
    quiz = b.Quiz("T", (b.TrueFalse("Q", "true"), lead, b.FillTheGap("What?", "{1}", (b.Gap("x"),))))
    mapped = to_native(*from_native(quiz))
    assert mapped.blocks == (quiz,)
    assert mapped.losses == ()
