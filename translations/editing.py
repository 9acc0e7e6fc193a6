"""What a person typed on the desk: only what they changed is written, never over what somebody else wrote meanwhile.

Good sentences of a post are saved even when others are refused; which were and which were not is said of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations.errors import SentencesRefused, StepRefused
from translations.hostile import without_line_breaks
from translations.memory import hash_of
from translations.models import TranslationState
from translations.roles import can_translate
from translations.sentences import Origin, Sentence, record_sentences, sentences_of


@dataclass(frozen=True)
class Typed:
    """One sentence as it came: its words, and the mark of those it was loaded with. Confirmed words are theirs even unchanged."""

    segment: int
    words: str
    mark: str
    is_confirmed: bool = False


@dataclass
class Outcome:
    """What became of a post, by segment id: saved, refused with its reasons, or overtaken by somebody else's words."""

    saved: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)
    overtaken: dict[int, Sentence] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.refused and not self.overtaken


def mark_of(target: str) -> str:
    """A short mark of the words a sentence was loaded with: 16 hexadecimal digits of their SHA-256."""
    return hash_of(without_line_breaks(target))[:16]


@transaction.atomic
def save_typed(*, translation: Translation, typed: Iterable[Typed], person: Any) -> Outcome:
    """Writes what a person changed. Raises `StepRefused` for those who may not write here, and then nothing is stored.

    The state's row is locked first, so that of two people who save the same sentence at once the second is told.
    """
    typed = [one for one in typed if one.is_confirmed or mark_of(one.words) != one.mark]
    if not typed:
        return Outcome()  # all as it was loaded: whatever stands there now stays
    require_open(translation, person)
    list(TranslationState.objects.select_for_update().filter(translation=translation))
    known = {sentence.segment: sentence for sentence in sentences_of(translation)}
    outcome, wanted = Outcome(), {}
    for one in typed:
        sentence = known.get(one.segment)
        words = without_line_breaks(one.words)
        if sentence is None:
            outcome.refused[one.segment] = [_("this page has no such sentence any more; load the desk again")]
        elif one.mark != mark_of(sentence.target) and words != sentence.target:
            outcome.overtaken[one.segment] = sentence
        else:
            wanted[one.segment] = words
    record_good(translation, wanted, outcome=outcome, person=person)
    return outcome


def record_good(translation: Translation, wanted: dict[int, str], *, outcome: Outcome, person: Any) -> None:
    """Writes through the one door; what it refuses is taken out and the rest sent again."""
    try:
        record_sentences(translation=translation, targets=wanted, origin=Origin(person))
    except SentencesRefused as refusal:
        outcome.refused |= refusal.by_segment
        wanted = {segment: words for segment, words in wanted.items() if segment not in refusal.by_segment}
        record_sentences(translation=translation, targets=wanted, origin=Origin(person))
    outcome.saved += wanted


def require_open(translation: Translation, person: Any) -> None:
    """Raises `StepRefused` for those who may not translate, and while the translation is stopped."""
    if not can_translate(person, translation.target_locale.language_code):
        raise StepRefused(_("You may not translate into this language."))
    if not translation.enabled:
        raise StepRefused(_("This translation is stopped. Somebody who reviews or coordinates can start it again."))
