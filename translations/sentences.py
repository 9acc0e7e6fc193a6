"""The sentences of a translation: reading them with what surrounds them, and the one door by which they are written.

The editor, files and machines all write through `record_sentences`. wagtail-localize keeps the rows, one per (sentence, place).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from translations import memory
from translations.errors import SentencesRefused
from translations.hostile import refusals, without_line_breaks
from translations.models import Stage, TranslationState
from translations.states import count, counted_by_us, state_of


@dataclass(frozen=True)
class Sentence:
    """One sentence on the desk: its place, the source's words, the translation's, and who wrote them."""

    segment: int
    order: int
    path: str
    string: int
    context: int
    source: str
    target: str
    by_machine: bool
    tool: str
    person: int | None
    has_error: bool

    @property
    def is_translated(self) -> bool:
        """Whether there are words that can be shown."""
        return bool(self.target) and not self.has_error


@dataclass(frozen=True)
class Origin:
    """Who or what wrote sentences. `person` is who pressed the button, for a machine as well."""

    person: Any
    tool: str = ""
    by_machine: bool = False


def sentences_of(translation: Translation) -> list[Sentence]:
    """All sentences in the order of the page. Two queries."""
    rows = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__object_id=translation.source.object_id
        )
    }
    found = []
    segments = StringSegment.objects.filter(source_id=translation.source_id).select_related("string", "context")
    for segment in segments.order_by("order", "pk"):
        row = rows.get((segment.string_id, segment.context_id))
        found.append(
            Sentence(
                segment=segment.pk,
                order=segment.order,
                path=segment.context.path,
                string=segment.string_id,
                context=segment.context_id,
                source=segment.string.data,
                target=row.data if row else "",
                by_machine=row is not None and row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE,
                tool=row.tool_name if row else "",
                person=row.last_translated_by_id if row else None,
                has_error=bool(row and row.has_error),
            )
        )
    return found


@transaction.atomic
def record_sentences(*, translation: Translation, targets: Mapping[int, str], origin: Origin) -> list[int]:
    """Writes translations by segment id; an empty one takes the words away. Returns the segments that changed.

    Raises `SentencesRefused` with the reasons of all, and then none is stored. A change takes an approved or published translation
    back to `DRAFT`: learners keep what is published. A person's sentences go into the memory, a machine's do not. A person who
    saves a machine's words unchanged makes them theirs. One transaction, the state's row locked.
    """
    state = state_of(translation)
    if state:
        state = TranslationState.objects.select_for_update().get(pk=state.pk)
    known = {sentence.segment: sentence for sentence in sentences_of(translation)}
    refused: dict[int, list[str]] = {}
    wanted: dict[int, str] = {}
    for segment, target in targets.items():
        if segment not in known:
            refused[segment] = [_("this page has no such sentence any more; load the desk again")]
            continue
        words = without_line_breaks(target)
        if problems := reasons_against(known[segment], words, translation):
            refused[segment] = problems
        wanted[segment] = words
    if refused:
        raise SentencesRefused(refused, *refusal_sentences(refused, known))
    with counted_by_us():
        changed = [
            segment for segment, words in wanted.items() if write(known[segment], words, translation=translation, origin=origin)
        ]
    if changed and state:
        step_back(state)
        count(state)
    if not origin.by_machine:
        memory.remember(
            translation, [(known[segment].source, wanted[segment]) for segment in changed if wanted[segment]], person=origin.person
        )
    return changed


def reasons_against(sentence: Sentence, words: str, translation: Translation) -> list[str]:
    """Why words may not be the translation of a sentence: hostile, or longer than the field they belong to can hold."""
    if problems := refusals(sentence.source, words):
        return problems
    model = translation.source.specific_content_type.model_class()
    most = None if "." in sentence.path else model._meta.get_field(sentence.path).max_length
    if most and len(words) > most:
        return [_("it has %(count)s characters, %(most)s are the most there") % {"count": len(words), "most": most}]
    return []


def write(sentence: Sentence, words: str, *, translation: Translation, origin: Origin) -> bool:
    """Stores one sentence; whether anything changed."""
    place = {
        "translation_of_id": sentence.string,
        "context_id": sentence.context,
        "locale_id": translation.target_locale_id,
    }
    if not words:
        return bool(StringTranslation.objects.filter(**place).delete()[0])
    is_same = words == sentence.target and origin.by_machine == sentence.by_machine and not sentence.has_error
    if is_same or (origin.by_machine and sentence.is_translated and not sentence.by_machine):
        return False  # a machine never writes over a person
    kind = StringTranslation.TRANSLATION_TYPE_MACHINE if origin.by_machine else StringTranslation.TRANSLATION_TYPE_MANUAL
    StringTranslation.objects.update_or_create(
        **place,
        defaults={
            "data": words,
            "translation_type": kind,
            "tool_name": origin.tool,
            "last_translated_by": origin.person,
            "has_error": False,
            "field_error": "",
        },
    )
    return True


def step_back(state: TranslationState) -> None:
    """Other words than those approved or released are a draft again; a reviewer's corrections stay in review."""
    state.is_released = False
    state.released_by = None
    if state.stage in {Stage.APPROVED, Stage.PUBLISHED}:
        state.stage = Stage.DRAFT
        state.approved_by = state.approved_at = None
    state.save(update_fields=["is_released", "released_by", "stage", "approved_by", "approved_at", "updated_at"])


def refusal_sentences(refused: dict[int, list[str]], known: dict[int, Sentence]) -> list[str]:
    """One whole sentence per refused translation."""
    return [
        _("The translation of “%(words)s” was not saved: %(why)s.")
        % {"words": known[segment].source[:60] if segment in known else segment, "why": "; ".join(reasons)}
        for segment, reasons in refused.items()
    ]
