"""Manuscripts read and written: the one form, and a sentence with a line for everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses.manuscripts.folder import read_course_folder
from courses.manuscripts.identity import Ids
from courses.manuscripts.lines import as_cell, as_value, cells_of, value_of
from courses.manuscripts.parse import parse_course, parse_lesson
from courses.manuscripts.problems import ManuscriptError
from courses.manuscripts.questions import FillTheGap, OneAnswer, TrueFalse
from courses.manuscripts.write import write_course, write_lesson
from tests.courses.manuscript_files import COURSE, COURSE_SW, LESSON, LESSON_SW, Course

STARTER = Path(__file__).resolve().parents[2] / "courses" / "starter"


@pytest.mark.parametrize("text", [COURSE, COURSE_SW])
def test_a_course_is_written_as_it_was_read(text: str) -> None:
    assert write_course(parse_course(text, "course.md")) == text


@pytest.mark.parametrize("text", [LESSON, LESSON_SW, LESSON.replace("## text guesses", "## text guesses (own phone)")])
def test_a_lesson_is_written_as_it_was_read(text: str) -> None:
    assert write_lesson(parse_lesson(text, "lesson-1.md")) == text


@pytest.mark.parametrize("file", sorted(STARTER.glob("*/*/*.md")), ids=lambda file: "/".join(file.parts[-3:]))
def test_the_starter_courses_are_written_in_the_one_form(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if file.name == "course.md":
        assert write_course(parse_course(text, file.name)) == text
    else:
        assert write_lesson(parse_lesson(text, file.name)) == text


def test_a_card_for_each_ones_own_phone_says_so_in_its_heading() -> None:
    text = LESSON.replace("## text guesses", "## text guesses  (own phone)").replace("feeling\n", "feeling (own phone)\n", 1)
    assert [card.name for card in parse_lesson(text, "lesson-1.md").cards if card.own_phone] == ["guesses", "feeling"]
    assert not any(card.own_phone for card in parse_lesson(LESSON, "lesson-1.md").cards)


def test_the_parts_of_questions_are_read() -> None:
    cards = {card.name: card for card in parse_lesson(LESSON, "lesson-1.md").cards}
    feeling, sure, profit = cards["feeling"], cards["sure"], cards["profit"]
    assert isinstance(feeling, OneAnswer)
    assert [(part.name, part.text, part.is_right) for part in feeling.options] == [
        ("yes", "Yes", False),
        ("no", "No | never", True),
    ]
    assert isinstance(sure, TrueFalse)
    assert (sure.is_true, sure.feedback_false) == ("false", "Right.")
    assert isinstance(profit, FillTheGap)
    assert [gap.text for gap in profit.gaps] == ["120; hundred and twenty", "30; thirty"]


@pytest.mark.parametrize("text", ["a | b", "back\\slash", "two\nlines", "\\n is no break", "|", "\\|"])
def test_values_and_cells_carry_any_words(text: str) -> None:
    assert value_of(as_value(text)) == text
    assert cells_of(f"x | {as_cell(text)} | y") == ["x", text, "y"]


def test_an_id_depends_on_course_lesson_and_names_only_and_a_uuid_is_its_own() -> None:
    ids = Ids("course", "lesson")
    assert ids.card("a") == Ids("course", "lesson").card("a") != Ids("course", "other").card("a")
    assert ids.part("a", "b") != ids.part("b", "a")
    own = "0c0b7cf4-13a4-4d4c-8d6b-2f2b4a4c9c11"
    assert ids.card(own) == own == ids.part("a", own)


def line_of(text: str, words: str) -> int:
    """The number of the first line with these words."""
    return next(number for number, line in enumerate(text.split("\n"), start=1) if words in line)


# What is changed in the lesson, the line the problem is on, and words of its sentence.
LESSON_CASES = [
    ("title: Lesson one", "", 1, "“title: …” is missing"),
    ("title: Lesson one", "title:", "title:", "“title:” is empty"),
    ("title: Lesson one", "title: Lesson one\ntitle: Again", "title: Again", "there twice"),
    ("slug: lesson-1", "slug: Lesson 1", "slug:", "small letters"),
    ("minutes: 9", "minutes: nine", "minutes:", "whole number"),
    ("minutes: 9", "minutes: 0", "minutes:", "whole number"),
    ("minutes: 9", "minutes: 9\ncolour: red", "colour:", "not known"),
    ("minutes: 9", "minutes: 9\njust words", "just words", "not a line of the front"),
    ("sensitive: no", "sensitive: perhaps", "sensitive:", "yes or no"),
    ("teaches: test-framework/HCM1", "teaches: HCM1", "teaches:", "framework/CODE"),
    ("can_do:\n- name 3 places\n- say who decides", "can_do:", "can_do:", "needs lines"),
    ("sensitive: no", "sensitive: no\ntranslation: good", "translation:", "machine draft, in review or reviewed"),
    ("---\n\n## text guesses", "\n## text guesses", 1, "does not start with its front"),
    ("---\n\n## text guesses", "---\n\nlost words\n\n## text guesses", "lost words", "does not belong here"),
    ("## text guesses", "## words guesses", "## words", "not a heading"),
    ("## text guesses", "##text guesses", "##text", "not a heading"),
    ("## text guesses", "## text Guesses", "## text", "not a name"),
    ("## text guesses", "## text guesses (for all)", "## text", "not a heading"),
    ("## share tell", "## share guesses", "## share", "there twice in this file"),
    ("AI **guesses**.", "AI **guesses.", "AI **guesses", "never closed"),
    ("(tel:116)", "(ftp://x)", "Call [the line]", "starts with https:"),
    ("file: lamp.png\n", "", "## picture", "“file: …” is missing"),
    ("credit: Mwanga", "credit: Mwanga\nsize: big", "size:", "does not belong here"),
    ("title: She reads first\n", "", "## example", "“title: …” is missing"),
    ("Tell one person: …", "", "## share", "is missing"),
    ("A chatbot says “I miss you”. Is that a feeling?\n", "", "## one-answer", "The question is missing"),
    ("( ) yes | Yes | It only", "( ) yes | It only", "( ) yes", "two bars"),
    ("( ) yes | Yes", "( ) no | Yes", "(x) no", "there twice in one card"),
    ("( ) yes | Yes", "( ) Ja! | Yes", "( ) Ja!", "not a name"),
    ("( ) yes | Yes | It only puts words together.\n", "", "## one-answer", "two options or more"),
    ("(x) no |", "more words\n(x) no |", "more words", "does not belong here"),
    ("[ ] torch | A torch", "( ) torch | A torch", "( ) torch", "does not belong here"),
    ("true | Sure can be wrong.\n", "", "## true-false", "both lines"),
    ("(x) false", "false", "## true-false", "before the right one"),
    ("2. call | Call back | A number you know.", "2. call | Call back", "2. call", "two bars"),
    ("1. stop | Stop | First breathe.\n", "", "## put-in-order", "fewer than two steps"),
    ("right: That is the order.\n", "", "## put-in-order", "“right: …” is missing"),
    ("prompt: What is left?\n", "", "## fill-the-gap", "“prompt: …” is missing"),
    ("{price}", "{prize}", "## fill-the-gap", "do not fit"),
    ("gap price = 120; hundred and twenty | More", "gap price 120 | More", "gap price", "A gap is written"),
]


@pytest.mark.parametrize(("old", "new", "place", "words"), LESSON_CASES)
def test_what_is_wrong_in_a_lesson_is_a_sentence_with_its_line(old: str, new: str, place: str | int, words: str) -> None:
    assert LESSON.count(old) == 1, old
    text = LESSON.replace(old, new)
    line = place if isinstance(place, int) else line_of(text, place)
    with pytest.raises(ManuscriptError) as caught:
        parse_lesson(text, "en/lesson-1.md")
    found = [problem for problem in caught.value.problems if words in problem.sentence]
    assert [problem.line for problem in found][:1] == [line], str(caught.value)
    assert str(found[0]).startswith(f"en/lesson-1.md, line {line}: ")
    assert found[0].sentence.endswith((".", "”", "…"))


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("level: Understand", "level: Hard", "level:", "Understand, Apply, Create"),
        ("band: waves", "band: dots", "band:", "Write one of these"),
        ("licence: CC BY 4.0", "licence: mine", "licence:", "Write one of these"),
        ("What it is **about**.\n", "", 1, "description is missing"),
        ("title: First module\n", "", "## module first", "“title: …” is missing"),
        ("## module second", "## module first", 19, "there twice"),
        ("## module second", "## part second", "## part", "not a heading"),
        ("summary: The first.", "summary: The first.\nminutes: 3", "minutes: 3", "does not belong here"),
    ],
)
def test_what_is_wrong_in_a_course_is_a_sentence_with_its_line(old: str, new: str, place: str | int, words: str) -> None:
    text = COURSE.replace(old, new)
    line = place if isinstance(place, int) else line_of(text, place)
    with pytest.raises(ManuscriptError, match=words) as caught:
        parse_course(text, "en/course.md")
    assert line in [problem.line for problem in caught.value.problems if words in problem.sentence]


def test_all_problems_of_a_file_are_found_at_once() -> None:
    text = LESSON.replace("minutes: 9", "minutes: nine").replace("## share tell", "## shares tell").replace("(x) false", "false")
    with pytest.raises(ManuscriptError) as caught:
        parse_lesson(text, "lesson-1.md")
    assert len(caught.value.problems) == 3
    assert [problem.line for problem in caught.value.problems] == sorted(problem.line for problem in caught.value.problems)


# What is changed in which file of the folder, and words of the sentence; the problem is in the file that is changed.
FOLDER_CASES = [
    ("sw/course.md", "slug: tiny-course", "slug: kozi", "“slug” must be the same"),
    ("sw/course.md", "minutes: 20", "minutes: 30", "“minutes” must be the same"),
    ("sw/course.md", "## module first", "## module kwanza", "modules are not those"),
    ("sw/course.md", "Inahusu **nini**.", "Inahusu **nini**.\n\nZaidi.", "shape of the words"),
    ("sw/lesson-1.md", "minutes: 9", "minutes: 8", "“minutes” must be the same"),
    ("sw/lesson-1.md", "- kutaja mahali 3\n", "", "number of lines under can_do"),
    ("sw/lesson-1.md", "translation: machine draft\n", "", "“translation: …” is missing"),
    ("sw/lesson-1.md", "## share tell", "## share sema", "has no card “share sema”"),
    ("sw/lesson-1.md", "(x) no | Hapana", "( ) no | Hapana", "marks of the options"),
    ("sw/lesson-1.md", "## share tell", "## share tell (own phone)", "“own phone” must be the same"),
    ("sw/lesson-1.md", "(x) false", "false", "before the right one"),
    ("sw/lesson-1.md", "1. stop | Simama", "1. acha | Simama", "names and order of the steps"),
    ("sw/lesson-1.md", "- benki", "\n\n1. benki", "shape of the words"),
    ("sw/lesson-1.md", "(tel:116)", "(tel:117)", "links"),
    ("sw/lesson-1.md", "caption: Hii ni nini?\n", "", "caption"),
    ("en/lesson-1.md", "module: first", "module: third", "is not in course.md"),
    ("en/lesson-1.md", "sensitive: no", "sensitive: no\ntranslation: reviewed", "no line “translation: …”"),
    ("en/lesson-1.md", "file: lamp.png", "file: ../lamp.png", "is not in the folder “pictures”"),
    ("sw/lesson-1.md", "credit: Mwanga", "credit: Somebody", "another licence, credit or title"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), FOLDER_CASES)
def test_what_does_not_fit_together_is_a_sentence(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    course = Course(tmp_path)
    course.change(file, old, new)
    with pytest.raises(ManuscriptError) as caught:
        read_course_folder(course.path)
    found = [problem for problem in caught.value.problems if words in problem.sentence]
    assert found, str(caught.value)
    assert found[0].file == f"tiny-course/{file}"


def test_a_folder_is_looked_at_as_a_whole(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.write("xx/course.md", COURSE)
    course.write("en/notes.md", "words")
    course.change("sw/lesson-1.md", "minutes: 9", "minutes: many")
    with pytest.raises(ManuscriptError) as caught:
        read_course_folder(course.path)
    assert [problem.file for problem in caught.value.problems] == [
        "tiny-course/en/notes.md",
        "tiny-course/sw/lesson-1.md",
        "tiny-course/xx/course.md",
    ]


def test_a_folder_has_exactly_one_source(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.change("sw/course.md", "translation: machine draft\n", "")
    with pytest.raises(ManuscriptError, match="2 languages have no line"):
        read_course_folder(course.path)


def test_a_lesson_needs_its_source(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.add_lesson(2, language="sw")
    with pytest.raises(ManuscriptError, match=r"sw/lesson-2\.md, line 1: en has no file of this name"):
        read_course_folder(course.path)


def test_two_lessons_do_not_share_an_address(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.write("en/lesson-2.md", LESSON)
    with pytest.raises(ManuscriptError, match=r"“slug: lesson-1” is taken by tiny-course/en/lesson-1\.md"):
        read_course_folder(course.path)


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    course = Course(tmp_path)
    (course.path / "pictures" / "lamp.png").write_bytes(b"no picture")
    with pytest.raises(ManuscriptError, match="cannot be read as a picture"):
        read_course_folder(course.path)


def test_an_empty_folder_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(ManuscriptError, match="No <language>/course"):
        read_course_folder(tmp_path)
