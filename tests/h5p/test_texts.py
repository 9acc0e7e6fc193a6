"""Texts out for translators and back in."""

from __future__ import annotations

from typing import Any

import pytest

from h5p.errors import H5PError
from h5p.names import LibraryName
from h5p.texts import Words, texts_of, with_texts

TEXT = {"name": "text", "type": "text", "label": "Words", "widget": "html", "tags": ["strong"]}
SEMANTICS: dict[str, list[Any]] = {
    "Own.Set": [
        {"name": "title", "type": "text", "label": "Title"},
        {"name": "parts", "type": "list", "field": {"name": "part", "type": "library", "options": ["Own.Text 1.0"]}},
        {"name": "tip", "type": "group", "fields": [{"name": "inner", "type": "text", "label": "Tip"}]},
        {"name": "said", "type": "group", "fields": [TEXT, {"name": "score", "type": "number"}]},
        {"name": "button", "type": "text", "common": True},
        {"name": "id", "type": "text", "widget": "none"},
        "nonsense",
    ],
    "Own.Text": [TEXT],
}
PARAMS: dict[str, Any] = {
    "title": "A",
    "parts": [
        {"library": "Own.Text 1.0", "params": {"text": "<strong>B</strong>"}, "metadata": {"title": "M"}},
        {"library": "Own.Gone 1.0", "params": {"text": "C"}},
        {"library": "?"},
    ],
    "tip": "D",
    "said": {"text": "E", "score": 3},
    "button": "Check",
    "id": "x-1",
    "unknown": "F",
}
SET = LibraryName.parse("Own.Set 1.0")


def semantics(name: LibraryName) -> list[Any] | None:
    return SEMANTICS.get(name.machine_name)


def test_texts_come_out_with_their_places_and_labels() -> None:
    assert texts_of(SET, PARAMS, semantics) == [
        Words("title", "A", label="Title"),
        Words("parts/0/metadata/title", "M", label="Title"),
        Words("parts/0/params/text", "<strong>B</strong>", is_html=True, label="Words"),
        Words("tip", "D", label="Tip"),
        Words("said/text", "E", is_html=True, label="Words"),
    ]
    assert texts_of(SET, PARAMS | {"tip": {"inner": "D"}}, semantics)[3].path == "tip/inner"


def test_texts_come_back_to_their_places_and_the_source_stays() -> None:
    changed, issues = with_texts(PARAMS, {words.path: words.text.lower() for words in texts_of(SET, PARAMS, semantics)})
    assert issues == ()
    assert [words.text for words in texts_of(SET, changed, semantics)] == ["a", "m", "<strong>b</strong>", "d", "e"]
    assert PARAMS["title"] == "A"


def test_texts_for_places_that_do_not_exist_and_other_tags_are_told() -> None:
    new = {"parts/0/params/text": "b", "parts/9": "x", "said": "x", "gone/0": "x", "title/0": "x", "parts/x": "x"}
    changed, issues = with_texts(PARAMS, new)
    assert [issue.code for issue in issues] == ["tags-changed", *["unknown-text"] * 5]
    assert changed["parts"][0]["params"]["text"] == "b"


def test_without_semantics_the_texts_are_not_known_and_depth_ends() -> None:
    with pytest.raises(H5PError):
        texts_of(LibraryName.parse("Own.Gone 1.0"), {}, semantics)
    deep: dict[str, Any] = {"library": "Own.Deep 1.0", "params": {}}
    for _ in range(200):
        deep = {"library": "Own.Deep 1.0", "params": {"part": deep, "text": "x"}}
    fields = [{"name": "text", "type": "text"}, {"name": "part", "type": "library"}]
    assert len(texts_of(LibraryName.parse("Own.Deep 1.0"), deep["params"], lambda name: fields)) < 60
