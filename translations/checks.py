"""What may be wrong with a translation, as sentences; blocking kinds stop a review, the others warn."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail_localize.models import Translation

from translations.glossary import terms_of
from translations.models import GlossaryTerm
from translations.sentences import Sentence, sentences_of


@dataclass(frozen=True)
class Finding:
    """One doubt about one sentence."""

    kind: str
    is_blocking: bool
    sentence: str


def findings(sentence: Sentence, *, language: str, terms: list[GlossaryTerm]) -> list[Finding]:
    """What may be wrong with the translation of one sentence. No query."""
    return []


def findings_of(translation: Translation) -> dict[int, list[Finding]]:
    """Segment id -> what may be wrong, for sentences that have something. Three queries."""
    return checked(translation, sentences_of(translation))


def checked(
    translation: Translation, sentences: list[Sentence], *, terms: list[GlossaryTerm] | None = None
) -> dict[int, list[Finding]]:
    """The same for sentences, and a glossary, read already: no query then."""
    language = translation.target_locale.language_code
    if terms is None:
        terms = terms_of(source_language=translation.source.locale.language_code, language=language)
    found = {one.segment: findings(one, language=language, terms=terms) for one in sentences}
    return {segment: list_ for segment, list_ in found.items() if list_}


def blocking(translation: Translation) -> list[str]:
    """All that stops a translation being sent to review or approved, as whole sentences."""
    return [one.sentence for list_ in findings_of(translation).values() for one in list_ if one.is_blocking]
