"""Tables of the types that hold no questions of other types."""

from __future__ import annotations

from typing import Final

from h5p.mapping import (
    accordion,
    advanced_text,
    audio,
    blanks,
    dialogcards,
    drag_text,
    essay,
    flashcards,
    image,
    image_sequencing,
    mark_the_words,
    multi_choice,
    single_choice_set,
    summary,
    timeline,
    true_false,
    video,
)
from h5p.mapping.reading import Mapping

KINDS: Final[dict[str, Mapping]] = {
    "accordion": accordion,
    "sound": audio,
    "video": video,
    "text": advanced_text,
    "fill_the_gap": blanks,
    "turn_cards": dialogcards,
    "choose_words": drag_text,
    "put_in_order": drag_text,
    "essay": essay,
    "ask_cards": flashcards,
    "picture": image,
    "mark_words": mark_the_words,
    "one_answer": multi_choice,
    "several_answers": multi_choice,
    "timeline": timeline,
    "true_false": true_false,
}
"""By a block's kind: the type that it is written as."""

_ONLY_READ: Final[tuple[Mapping, ...]] = (image_sequencing, single_choice_set, summary)

LEAVES: Final[dict[str, Mapping]] = {mapping.MACHINE: mapping for mapping in (*KINDS.values(), *_ONLY_READ)}
"""By a type's machine name: how it is read."""
