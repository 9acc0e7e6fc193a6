"""Search in a bundle: `static/offline/search-words.js` folds and reads words as Python does, in all our languages."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from courses.search.question import question_of
from courses.search.words import beginnings, forms, words_in

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "static" / "offline" / "search-words.js"
CASES: dict[str, Any] = json.loads((ROOT / "tests" / "cases" / "search.json").read_text(encoding="utf-8"))
STARTER = ROOT / "courses" / "starter" / "safe-and-strong-with-ai"
FINDS = """([typed, written]) => {
  const asked = MwangaWords.question(typed), worth = MwangaWords.wordsIn(written).map(
    place => MwangaWords.stands(asked[0], MwangaWords.forms(written.slice(place[0], place[1]))));
  return asked.length === 1 ? Math.max(...worth) : -1;
}"""
WORDS = """text => JSON.stringify(MwangaWords.wordsIn(text).map(place => text.slice(place[0], place[1])).map(
  word => [word, MwangaWords.forms(word), MwangaWords.beginnings(word, false), MwangaWords.beginnings(word, true)]))"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def words_page(chromium: Any) -> Any:
    """A blank page with the script in it."""
    page = chromium.new_page()
    page.add_script_tag(path=str(SCRIPT))
    yield page
    page.close()


def test_the_page_passes_the_table_of_words(words_page: Any) -> None:
    for case in CASES["alike"]:
        for typed, written in permutations(case["words"], 2):
            assert words_page.evaluate(FINDS, [typed, written]) == 2, (typed, written)
    for case in CASES["apart"]:
        for typed, written in permutations(case["words"], 2):
            assert words_page.evaluate(FINDS, [typed, written]) < 2, (typed, written)
    for case in CASES["forms"]:
        assert words_page.evaluate("word => MwangaWords.forms(word)", case["word"]) == case["forms"]


def test_the_page_reads_what_is_typed_as_the_table_says(words_page: Any) -> None:
    for case in CASES["question"]:
        typed = words_page.evaluate("typed => MwangaWords.question(typed).map(word => word.typed)", case["typed"])
        assert typed == case["words"] == [word.typed for word in question_of(case["typed"]).words], case["typed"]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_word_of_the_starter_course_is_compared_alike(words_page: Any, language: str) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((STARTER / language).rglob("*.md")))
    assert text
    there = [
        [word, list(forms(word)), list(beginnings(word, unfinished=False)), list(beginnings(word, unfinished=True))]
        for word in (text[start:end] for start, end in words_in(text))
    ]
    assert json.loads(words_page.evaluate(WORDS, text)) == there
