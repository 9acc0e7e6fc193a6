"""The facilitator's script in manuscripts: read, written, the same in every language, and through the translation desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses.manuscripts.agreement import lesson_disagreements
from courses.manuscripts.parse import LessonText, parse_lesson
from courses.manuscripts.problems import ManuscriptError
from courses.manuscripts.write import write_lesson

STARTER = Path(__file__).resolve().parents[2] / "courses" / "starter" / "safe-and-strong-with-ai"
TEXT = (STARTER / "en" / "lesson-1.md").read_text(encoding="utf-8")


def parsed(text: str, file: str = "en/lesson-1.md") -> LessonText:
    return parse_lesson(text, file)


@pytest.mark.parametrize("path", sorted(STARTER.glob("*/lesson-*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_starter_lesson_has_a_script_of_27_minutes(path: Path) -> None:
    script = parsed(path.read_text(encoding="utf-8")).script
    assert [step.minutes for step in script.steps] == [2, 8, 10, 5, 2]
    assert len(script.materials) >= 2
    assert script.paper


def test_a_script_is_written_as_it_was_read() -> None:
    assert write_lesson(parsed(TEXT)) == TEXT


def test_a_lesson_without_a_script_stays_as_it_was() -> None:
    bare = TEXT.split("\n## materials ")[0] + "\n"
    lesson = parsed(bare.rstrip("\n") + "\n")
    assert lesson.script.steps == ()
    assert write_lesson(lesson) == bare.rstrip("\n") + "\n"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("minutes: 8\ntitle: Listen", "minutes: long\ntitle: Listen", "whole number from 1 to 120"),
        ("minutes: 8\ntitle: Listen", "title: Listen", "“minutes: …” is missing"),
        ("## step cards", "## step welcome", "twice"),
        ("- A torch, a small radio and a phone", "A torch", "Materials are lines"),
    ],
)
def test_what_is_wrong_in_a_script_is_named(before: str, after: str, words: str) -> None:
    assert before in TEXT
    with pytest.raises(ManuscriptError, match=words):
        parsed(TEXT.replace(before, after))


def test_a_step_may_be_called_like_a_card() -> None:
    assert parsed(TEXT.replace("## step cards", "## step finds-patterns")).script.steps[1].name == "finds-patterns"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("minutes: 10\ntitle: Sort", "minutes: 9\ntitle: Sort", "steps of the script"),
        ("- A torch, a small radio and a phone\n", "", "number of materials"),
        ("## step welcome", "## step begin", "steps of the script"),
    ],
)
def test_a_translation_keeps_the_shape_of_the_script(before: str, after: str, words: str) -> None:
    assert before in TEXT
    found = lesson_disagreements(parsed(TEXT), parsed(TEXT.replace(before, after), "fr/lesson-1.md"))
    assert len(found) == 1
    assert words in str(found[0])
