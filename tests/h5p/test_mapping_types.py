"""Parameters as real packages have them, type by type: what they become, and what is said to be lost."""

from __future__ import annotations

import pytest

from h5p import blocks as b
from h5p.html_text import clean_html
from h5p.mapping import Media
from h5p.mapping.marked_text import selectable
from tests.h5p.reading_types import codes, image, read


def test_a_multiple_choice_keeps_feedback_and_puts_its_picture_before_it() -> None:
    mapped = read(
        "H5P.MultiChoice 1.14",
        {
            "media": {"type": image(license="CC BY", version="4.0", author="Amina"), "disableImageZooming": True},
            "question": "<p>Which &lt;one&gt;?</p>\n",
            "answers": [
                {"text": "<div>Yes</div>\n", "correct": True, "tipsAndFeedback": {"chosenFeedback": "<div>Good</div>"}},
                {"text": "<div>No</div>\n", "correct": "false", "tipsAndFeedback": {"tip": "", "chosenFeedback": ""}},
            ],
            "overallFeedback": [{"from": 0, "to": 100, "feedback": "Read again"}],
            "behaviour": {"type": "auto", "singlePoint": False},
        },
    )
    picture = b.Picture("images/a.png", "A & B", "T", "Amina", "CC BY 4.0", (30, 20))
    question = b.OneAnswer("Which <one>?", (b.Option("Yes", True, "Good"), b.Option("No", False, "Read again")))
    assert mapped.blocks == (picture, question)
    assert codes(mapped) == set()


def test_a_multiple_choice_says_what_it_loses() -> None:
    said = {"tip": "<p>t</p>", "chosenFeedback": "x", "notChosenFeedback": "y"}
    mapped = read(
        "H5P.MultiChoice 1.99",
        {
            "question": "<p>A <strong>bold</strong> one</p>",
            "answers": [{"text": "a", "correct": True, "tipsAndFeedback": said}, "nothing", None],
            "overallFeedback": {"overallFeedback": [{"from": 0, "to": 100, "feedback": "x"}]},
            "behaviour": {"type": "multi", "singlePoint": True},
        },
    )
    assert isinstance(mapped.blocks[0], b.SeveralAnswers)
    lost = {"tips-dropped", "not-chosen-feedback-dropped", "formatting-dropped", "scoring-differs", "overall-feedback-dropped"}
    assert codes(mapped) == lost | {"newer-version"}


@pytest.mark.parametrize(
    ("kind", "right", "found"),
    [("auto", 1, b.OneAnswer), ("auto", 2, b.SeveralAnswers), ("multi", 1, b.SeveralAnswers), ("single", 2, b.SeveralAnswers)],
)
def test_the_number_of_right_answers_and_the_type_decide_the_kind(kind: str, right: int, found: type) -> None:
    answers = [{"text": str(place), "correct": place < right} for place in range(3)]
    mapped = read("H5P.MultiChoice 1.16", {"answers": answers, "behaviour": {"type": kind}})
    assert isinstance(mapped.blocks[0], found)
    assert ("scoring-differs" in codes(mapped)) == (kind == "single")


def test_true_and_false_keep_their_own_labels_and_which_feedback_is_whose() -> None:
    params = {"question": "<p>Q</p>", "correct": "false", "behaviour": {"feedbackOnCorrect": "R", "feedbackOnWrong": "W &amp; x"}}
    mapped = read("H5P.TrueFalse 1.8", params | {"l10n": {"trueText": "Safe", "falseText": "False"}})
    assert mapped.blocks == (b.TrueFalse("Q", "false", "W & x", "R", "Safe", ""),)


def test_blanks_read_alternatives_tips_and_lone_asterisks() -> None:
    questions = ["<p>Oslo is *the capital/city:look at a map* of *Norway*.</p>", "<p>2 * 3 is *<b>6</b>*, ** stays {1}</p>"]
    mapped = read(
        "H5P.Blanks 1.14",
        {
            "text": "<p>Fill</p>",
            "questions": questions,
            "behaviour": {"caseSensitive": True, "acceptSpellingErrors": True},
            "overallFeedback": [
                {"from": 0, "to": 50, "feedback": "low"},
                {"from": 51, "to": 99, "feedback": "mid"},
                {"from": 100, "to": 100, "feedback": "top"},
            ],
        },
    )
    first = mapped.blocks[0]
    assert isinstance(first, b.FillTheGap)
    # The second sentence has an asterisk before the gap, which opens it: that is H5P's own reading.
    assert first.text.startswith("Oslo is {1} of {2}.\n2 {3}6{4}* stays (1)")
    assert first.gaps[0] == b.Gap("the capital; city", "look at a map")
    assert read("H5P.Blanks 1.14", {"questions": ["<p>*<b>6</b>*</p>"]}).blocks == (b.FillTheGap("", "{1}", (b.Gap("6"),)),)
    assert (first.right, first.wrong) == ("top", "low")
    assert codes(mapped) == {
        "capitals-ignored",
        "spelling-not-forgiven",
        "feedback-bands-dropped",
        "braces-reworded",
        "formatting-dropped",
    }


def test_many_blanks_become_several_questions_of_up_to_six_gaps() -> None:
    questions = ["<p>No gap here</p>", *["<p>*a* *b* *c*</p>"] * 3, "<p>*1* *2* *3* *4* *5* *6* *x;y*</p>", "<p>end</p>"]
    mapped = read("H5P.Blanks 1.12", {"questions": questions, "behaviour": {"caseSensitive": False}})
    assert [len(block.gaps) for block in mapped.blocks if isinstance(block, b.FillTheGap)] == [6, 3, 7]
    assert codes(mapped) == {"many-gaps", "answer-reworded"}
    assert read("H5P.Blanks 1.14", {"questions": ["<p>none</p>", {"question": ""}, 3]}).blocks == ()


def test_drag_text_reads_tips_and_feedback_in_any_order() -> None:
    text = "The *sky:up there\\+yes\\-no* is *blue\\-not so\\+right*.\r\n{1} &amp; more"
    mapped = read("H5P.DragText 1.8", {"taskDescription": "<p>T</p>", "textField": text, "distractors": "*red* *:x*"})
    gaps = (b.WordGap("sky", "up there", "yes", "no"), b.WordGap("blue", "", "right", "not so"))
    assert mapped.blocks == (b.ChooseWords("T", "The {1} is {2}.\n(1) & more", gaps, ("red",)),)
    assert codes(mapped) == {"braces-reworded"}
    assert codes(read("H5P.DragText 1.10", {"textField": "no gap"})) == {"stays-embedded"}


def test_a_numbered_list_of_somebody_else_stays_a_text_with_gaps() -> None:
    assert isinstance(read("H5P.DragText 1.10", {"textField": "1. *a*\n2. *b*"}).blocks[0], b.ChooseWords)


def test_marked_words_are_found_between_their_punctuation() -> None:
    mapped = read("H5P.MarkTheWords 1.9", {"textField": "<p>The (*sky*), *word*** – and *two words* &#42;x&#42;.</p>"})
    block = mapped.blocks[0]
    assert isinstance(block, b.MarkWords)
    assert block.text == "The (sky), word* – and *two words* *x*."
    assert [selectable(block.text)[place] for place in block.words] == ["sky", "word*"]
    table = read("H5P.MarkTheWords 1.11", {"textField": "<table><tr><td>a *.* ***</td><td>*b*</td></tr></table>"}).blocks[0]
    assert isinstance(table, b.MarkWords)
    assert [selectable(table.text)[place] for place in table.words] == ["b"]


def test_cards_keep_pictures_and_lose_sounds() -> None:
    dialog = {
        "text": "<p>f</p>",
        "answer": "b",
        "image": {"path": "images/a.png#tmp"},
        "imageAltText": "alt",
        "audio": [{"path": "x"}],
    }
    mapped = read("H5P.Dialogcards 1.8", {"mode": "repetition", "dialogs": [dialog], "behaviour": {"randomCards": True}})
    card = b.TurnCard("f", "b", picture=b.Picture("images/a.png", "alt"))
    assert mapped.blocks == (b.TurnCards("", "", (card,), comes_back=True),)
    assert codes(mapped) == {"sounds-dropped", "random-dropped"}
    cards = [{"text": "2+2", "answer": "4/four", "tip": {"tip": "t"}, "image": {"path": "https://x.org/a.png"}}]
    flash = read("H5P.Flashcards 1.7", {"cards": cards, "randomCards": True})
    assert flash.blocks == (b.AskCards("", (b.AskCard("2+2", ("4", "four"), "t"),)),)
    assert codes(flash) == {"remote-media", "random-dropped"}


def test_formatted_texts_keep_few_tags_and_nothing_that_runs() -> None:
    source = '<h2 onclick="x()">H</h2><p style="color:red">a <a href="javascript:x">b</a><script>x</script></p>'
    source += "<table><tr><td>c</td></tr></table>"
    mapped = read("H5P.AdvancedText 1.1", {"text": source})
    block = mapped.blocks[0]
    assert isinstance(block, b.Text)
    assert block.text == clean_html(block.text)
    assert "<strong>H</strong>" in block.text
    assert not any(word in block.text for word in ("script", "style", "onclick", "<table"))
    assert codes(mapped) == {"formatting-dropped"}
    panel = {"title": "A &amp; B", "content": {"library": "H5P.AdvancedText 1.1", "params": {"text": "<p>x</p>"}}}
    assert read("H5P.Accordion 1.0", {"panels": [panel]}).blocks == (b.Accordion((b.Panel("A & B", "<p>x</p>"),)),)


def test_a_picture_that_is_not_there_is_no_block() -> None:
    nowhere = Media(lambda path: None)
    assert codes(read("H5P.Image 1.1", image()["params"], nowhere)) == {"media-missing"}
    assert codes(read("H5P.Image 1.1", image("//x.org/a.png")["params"])) == {"remote-media"}
    decorative = image()["params"] | {"decorative": True}
    assert read("H5P.Image 1.1", decorative).blocks == (b.Picture("images/a.png", "", "T", size=(30, 20)),)


def test_sounds_and_videos_in_the_package_become_recordings_and_others_stay_embeds() -> None:
    sources = [{"path": "https://youtu.be/x", "mime": "video/YouTube"}, {"path": "videos/a.mp4", "mime": "video/mp4"}]
    mapped = read("H5P.Video 1.6", {"sources": sources})
    assert mapped.blocks == (b.Recording("videos/a.mp4", "video/mp4"),)
    assert isinstance(read("H5P.Video 1.6", {"sources": sources[:1]}).blocks[0], b.Embed)
    media = {
        "type": {
            "library": "H5P.Audio 1.5",
            "params": {"files": [{"path": "a.mp3", "mime": "audio/mpeg"}]},
            "metadata": {"title": "S"},
        }
    }
    led = read("H5P.TrueFalse 1.8", {"media": media, "question": "Q", "correct": "true"})
    assert led.blocks == (b.Recording("a.mp3", "audio/mpeg", "S"), b.TrueFalse("Q", "true"))
    assert len(read("H5P.TrueFalse 1.8", {"media": {"type": {"library": "H5P.Video 1.6"}}}).blocks) == 1


def test_a_timeline_links_what_is_elsewhere() -> None:
    date = {
        "startDate": "2020, 1",
        "headline": "H",
        "text": "<p>t</p>",
        "asset": {"media": "https://x.org/a.png", "thumbnail": "y"},
    }
    params = {"timeline": {"headline": "T", "date": [date, {"startDate": "soon"}], "era": [{}], "backgroundImage": {"path": "a"}}}
    mapped = read("H5P.Timeline 1.1", params)
    events = (b.Event("2020,1", "H", "<p>t</p>", link="https://x.org/a.png"), b.Event("", ""))
    assert mapped.blocks == (b.Timeline("T", "", events),)
    assert codes(mapped) == {"eras-dropped", "pictures-dropped"}


def test_an_essay_carries_its_keywords_and_says_which_rules_are_lost() -> None:
    options = {"points": "3", "occurrences": 2, "feedbackIncluded": "y"}
    keyword = {"keyword": "k", "alternatives": ["l", {"alternative": "m"}], "options": options}
    behaviour = {"minimumLength": "10", "maximumLength": 500}
    params = {
        "taskDescription": "<p>W</p>",
        "keywords": [keyword, {}],
        "behaviour": behaviour,
        "overallFeedback": [{"feedback": "f"}],
    }
    mapped = read("H5P.Essay 1.5", params)
    assert mapped.blocks == (b.Essay("W", shortest=10, longest=500, keywords=(b.Keyword("k", ("l", "m"), 3, "y"),)),)
    assert codes(mapped) == {"keyword-rules-dropped", "overall-feedback-dropped"}
