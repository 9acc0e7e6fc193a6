"""The key of a question, read from its parameters, for the types whose scores are computed again (the paper, 11.3 and 11.4).

Real content leaves out declared fields, so each has its default here. Parameters are filtered ones (`h5p.semantics`).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from h5p.errors import H5PError
from h5p.mapping.marked_text import card_answers, marked, pairs, typed_gap, word_gap
from h5p.names import LibraryName
from h5p.scoring import (
    MOST_PARTS,
    BlanksKey,
    ChoiceKey,
    DragTextKey,
    EssayKey,
    FirstIsRightKey,
    Key,
    Keyword,
    MarkTheWordsKey,
    TrueFalseKey,
)
from h5p.semantics import exact_name

Params = Mapping[str, Any]


def key_of(library: LibraryName, params: Params) -> Key:
    """Raises H5PError (no-key) for types whose scores cannot be computed again: those stay "as reported"."""
    reader = READERS.get(library.machine_name)
    if reader is None:
        raise H5PError("no-key", f"Scores of {library.spec} cannot be computed again; they are only what the frame reports.")
    return reader(library, params)


def is_rescored(library: LibraryName) -> bool:
    return library.machine_name in READERS


def _dict(params: Params, key: str) -> Params:
    value = params.get(key)
    return value if isinstance(value, dict) else {}


def _dicts(params: Params, key: str) -> list[Params]:
    value = params.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(params: Params, key: str) -> str:
    value = params.get(key)
    return value if isinstance(value, str) else ""


def _number(params: Params, key: str, default: float) -> float:
    value = params.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else default


def choice_key(library: LibraryName, params: Params) -> ChoiceKey:
    answers, behaviour = _dicts(params, "answers"), _dict(params, "behaviour")
    right = frozenset(index for index, answer in enumerate(answers) if answer.get("correct") is True)
    kind = behaviour.get("type", "auto")
    return ChoiceKey(
        count=len(answers),
        right=right,
        single=kind == "single" or (kind != "multi" and len(right) == 1),
        single_point=behaviour.get("singlePoint") is True,
        pass_percentage=_number(behaviour, "passPercentage", 100),
    )


def true_false_key(library: LibraryName, params: Params) -> TrueFalseKey:
    return TrueFalseKey(params.get("correct", "true") in (True, "true"))


def blanks_key(library: LibraryName, params: Params) -> BlanksKey:
    """`questions` holds texts, flat or as `{question: text}`."""
    behaviour, questions = _dict(params, "behaviour"), params.get("questions")
    texts = [
        _text(entry, "question") if isinstance(entry, dict) else entry
        for entry in (questions if isinstance(questions, list) else [])
    ]
    return BlanksKey(
        gaps=tuple(typed_gap(gap)[0] for text in texts if isinstance(text, str) for gap in _gaps(text)),
        case_sensitive=behaviour.get("caseSensitive", True) is not False,
        spelling_errors=behaviour.get("acceptSpellingErrors") is True,
    )


def _gaps(text: str) -> list[str]:
    return pairs(text)[1::2][:MOST_PARTS]


def drag_text_key(library: LibraryName, params: Params) -> DragTextKey:
    return DragTextKey(tuple(word_gap(gap).word for gap in _gaps(_text(params, "textField"))))


def mark_the_words_key(library: LibraryName, params: Params) -> MarkTheWordsKey:
    right = [is_right for _, word, _, is_right in marked(_text(params, "textField")) if word.strip("*")]
    return MarkTheWordsKey(len(right), frozenset(place for place, is_right in enumerate(right) if is_right))


def flashcards_key(library: LibraryName, params: Params) -> BlanksKey:
    """A card is a gap."""
    version = library.major, library.minor
    answers = tuple(card_answers(_text(card, "answer"), version) for card in _dicts(params, "cards"))
    return BlanksKey(answers, case_sensitive=params.get("caseSensitive") is True)


def essay_key(library: LibraryName, params: Params) -> EssayKey:
    """Keywords with `*` or between slashes (patterns) are left to people: they give no points here."""
    behaviour = _dict(params, "behaviour")
    keywords = [_keyword(entry, behaviour) for entry in _dicts(params, "keywords")]
    return EssayKey(
        keywords=() if behaviour.get("ignoreScoring") is True else tuple(keyword for keyword in keywords if keyword.words),
        pass_percentage=_number(behaviour, "percentagePassing", 100),
    )


def _keyword(entry: Params, behaviour: Params) -> Keyword:
    options, alternatives = _dict(entry, "options"), entry.get("alternatives")
    forms = [entry.get("keyword"), *(alternatives if isinstance(alternatives, list) else [])]
    words = [html.unescape(form).strip() for form in forms if isinstance(form, str)]
    forced = {"on": True, "off": False}
    return Keyword(
        words=tuple(word for word in words if word and "*" not in word and not word.startswith("/")),
        points=int(_number(options, "points", 1)),
        occurrences=int(_number(options, "occurrences", 1)),
        case_sensitive=forced.get(str(behaviour.get("overrideCaseSensitive")), options.get("caseSensitive") is True),
        forgive_mistakes=forced.get(str(behaviour.get("overrideForgiveMistakes")), options.get("forgiveMistakes") is True),
    )


def single_choice_keys(params: Params) -> list[tuple[str | None, FirstIsRightKey]]:
    """The choices of a SingleChoiceSet with their `subContentId`; their sum is `h5p.scoring.total`."""
    choices = _dicts(params, "choices")
    return [
        (_text(choice, "subContentId") or None, FirstIsRightKey(len(answers) if isinstance(answers, list) else 0))
        for choice in choices
        for answers in [choice.get("answers")]
    ]


def question_keys(params: Params) -> list[tuple[str | None, Key | None]]:
    """The questions of a QuestionSet with their `subContentId`; None for one whose score cannot be computed again."""
    found: list[tuple[str | None, Key | None]] = []
    for question in _dicts(params, "questions"):
        name, inner = exact_name(_text(question, "library")), _dict(question, "params")
        key = key_of(name, inner) if name is not None and is_rescored(name) else None
        found.append((_text(question, "subContentId") or None, key))
    return found


def pass_percentage_of(library: LibraryName, params: Params) -> float:
    """What passes a whole set: QuestionSet at 50, SingleChoiceSet at 100, unless the author chose otherwise."""
    if library.machine_name == "H5P.SingleChoiceSet":
        return _number(_dict(params, "behaviour"), "passPercentage", 100)
    return _number(params, "passPercentage", 50)


READERS: dict[str, Callable[[LibraryName, Params], Key]] = {
    "H5P.MultiChoice": choice_key,
    "H5P.TrueFalse": true_false_key,
    "H5P.Blanks": blanks_key,
    "H5P.DragText": drag_text_key,
    "H5P.MarkTheWords": mark_the_words_key,
    "H5P.Flashcards": flashcards_key,
    "H5P.Essay": essay_key,
}
