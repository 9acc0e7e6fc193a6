"""What may be wrong with a translation, as sentences; blocking kinds stop a review, the others warn.

Each check is a pure function from a `Pair` to doubts; which kinds block stands in one table, `BLOCKING`. What never becomes a
translation at all is refused earlier, by `translations.hostile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations import memory
from translations.checks.finding import BLOCKING, Finding, Pair
from translations.checks.limits import grown_long, longer_than_field
from translations.checks.markup import links_and_tags, numbers, placeholders
from translations.checks.plurals import plural_findings
from translations.checks.script import wrong_script
from translations.checks.typography import full_stop, quotation_marks, spaces
from translations.checks.wording import glossary_terms, untranslated
from translations.glossary import terms_of
from translations.models import GlossaryTerm
from translations.sentences import Sentence, sentences_of

__all__ = ["BLOCKING", "Finding", "blocking", "checked", "findings", "findings_of", "plural_findings"]

# In the order in which a person reads them: what breaks the page first.
CHECKS: Final[list[Callable[[Pair], Iterator[Finding]]]] = [
    placeholders,
    links_and_tags,
    longer_than_field,
    wrong_script,
    untranslated,
    numbers,
    glossary_terms,
    grown_long,
    spaces,
    quotation_marks,
    full_stop,
]


def findings(sentence: Sentence, *, language: str, terms: list[GlossaryTerm], kept: frozenset[str] = frozenset()) -> list[Finding]:
    """What may be wrong with the translation of one sentence; nothing for one that is not translated. No query.

    `kept` are source sentences that a second person has approved as they are: names, numbers, addresses.
    """
    if not sentence.is_translated:
        return []
    pair = Pair(sentence, language, terms, kept)
    return [found for check in CHECKS for found in check(pair)]


def findings_of(translation: Translation) -> dict[int, list[Finding]]:
    """Segment id -> what may be wrong, for sentences that have something. Three queries, four when some stayed as they are."""
    return checked(translation, sentences_of(translation))


def checked(
    translation: Translation, sentences: list[Sentence], *, terms: list[GlossaryTerm] | None = None
) -> dict[int, list[Finding]]:
    """The same for sentences, and a glossary, read already: no query then, one when some sentences stayed as they are."""
    source_language, language = translation.source.locale.language_code, translation.target_locale.language_code
    if terms is None:
        terms = terms_of(source_language=source_language, language=language)
    same = {one.source for one in sentences if one.is_translated and one.source == one.target}
    kept = memory.kept(same, source_language=source_language, language=language) if same else frozenset()
    found = {one.segment: findings(one, language=language, terms=terms, kept=kept) for one in sentences}
    return {segment: doubts for segment, doubts in found.items() if doubts}


def blocking(translation: Translation) -> list[str]:
    """All that stops a translation being sent to review or approved, as whole sentences that name the words they are about."""
    sentences = sentences_of(translation)
    found = checked(translation, sentences)
    return [
        _("“%(words)s”: %(doubt)s") % {"words": shortened(one.source), "doubt": doubt.sentence}
        for one in sentences
        for doubt in found.get(one.segment, [])
        if doubt.is_blocking
    ]


def shortened(words: str) -> str:
    """The beginning of a sentence, by which people recognise it."""
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"
