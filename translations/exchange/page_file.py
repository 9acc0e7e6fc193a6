"""Pages of one language as a file carries them: what PO, XLIFF 1.2 and 2.1 have in common, out and in. Writes nothing.

A sentence is known by its key: the place's path and the first digits of the source sentence's SHA-256, so that several sentences
of one place are told apart and the key stays the same when cards move. A page is known by its translation's uuid and a version: a
hash of its sentences on the desk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Max
from django.utils.translation import override
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from translations.glossary import terms_in, terms_of
from translations.models import GlossaryTerm, Stage, TranslationState
from translations.places import PAGE, Places
from translations.sentences import Sentence, sentences_of

VERSION_DIGITS: Final = 16
MOST_BYTES: Final = 10 * 1024 * 1024  # a course of thirty lessons has about 2 MB


class Standing(StrEnum):
    """How sure the desk is of a translation that it hands out."""

    EMPTY = "empty"
    DOUBTFUL = "doubtful"  # a machine's, or refused by the page it stands on
    TRANSLATED = "translated"
    APPROVED = "approved"


class Mark(StrEnum):
    """How sure a file is of a translation that it brings."""

    DOUBTFUL = "doubtful"  # fuzzy, `needs-…`: not taken
    PLAIN = "plain"  # the file does not say: taken when the words are new
    CONFIRMED = "confirmed"  # somebody has said that it is right: a machine's words become theirs


@dataclass(frozen=True)
class SentenceOut:
    """A sentence with what a translator wants to know of it."""

    key: str
    source: str
    target: str
    standing: Standing
    group: str  # the id of its card; empty for the page itself
    heading: str  # the card in words
    label: str  # what the sentence is there
    notes: list[str]

    @property
    def place(self) -> str:
        """Where the sentence stands, in words."""
        return " · ".join(part for part in (self.heading, self.label) if part)


@dataclass(frozen=True)
class PageOut:
    """A page of one language on its way out."""

    uuid: UUID
    version: str
    address: str
    title: str
    kind: str
    source_language: str
    language: str
    changed_at: datetime
    sentences: list[SentenceOut]

    @property
    def original(self) -> str:
        """What XLIFF calls the original file: address, identity and version in one word that tools keep."""
        return f"{self.address}#{self.uuid}@{self.version}"


@dataclass(frozen=True)
class SentenceIn:
    """A sentence as a file brings it."""

    key: str
    source: str
    target: str
    mark: Mark


@dataclass
class PageIn:
    """A page as a file brings it."""

    uuid: str
    version: str
    language: str
    sentences: list[SentenceIn] = field(default_factory=list)


def key_of(path: str, source: str) -> str:
    """A sentence's key: an NMTOKEN, as XLIFF 2 asks of ids."""
    return f"{path}:{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def version_of(sentences: Sequence[Sentence]) -> str:
    """A hash of a page's source sentences and their places; their order is no part of it."""
    lines = sorted(f"{sentence.path}\n{sentence.source}\n" for sentence in sentences)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:VERSION_DIGITS]


def distinct(sentences: Sequence[Sentence]) -> dict[str, Sentence]:
    """Key -> sentence, in the page's order. The same sentence twice in one place has one translation, so it is there once."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        found.setdefault(key_of(sentence.path, sentence.source), sentence)
    return found


def translations_of_course(course_key: UUID, language: str) -> list[Translation]:
    """The course's pages that are on the desk of a language, in the order of the tree. Two queries."""
    states = TranslationState.objects.of_course(course_key).into(language).at_work()
    translations = [state.translation for state in states.select_related(*through("translation__", RELATED))]
    if not translations:
        return []
    paths = dict(source_pages(translations).values_list("translation_key", "path"))
    known = [translation for translation in translations if translation.source.object_id in paths]
    return sorted(known, key=lambda translation: paths[translation.source.object_id])


RELATED: Final = ("source__specific_content_type", "source__locale", "target_locale")


def through(prefix: str, names: Sequence[str]) -> list[str]:
    """Names of relations behind another."""
    return [prefix + name for name in names]


def source_pages(translations: Sequence[Translation]) -> Any:
    """The source pages of translations, as rows."""
    keys = [translation.source.object_id for translation in translations]
    return Page.objects.filter(translation_key__in=keys, locale_id=translations[0].source.locale_id)


def pages_out(translations: Sequence[Translation]) -> list[PageOut]:
    """Pages as files hand them out, all of one language pair. Two queries a page and four for all.

    Notes are in the source's language: translators read it, and a file does not depend on who fetched it.
    """
    if not translations:
        return []
    with override(translations[0].source.locale.language_code):
        return pages_in_words(translations)


def pages_in_words(translations: Sequence[Translation]) -> list[PageOut]:
    """The pages with their notes in the active language."""
    addresses = dict(source_pages(translations).values_list("translation_key", "url_path"))
    states = {state.translation_id: state for state in TranslationState.objects.filter(translation__in=translations)}
    keys = [translation.source.object_id for translation in translations]
    rows = StringTranslation.objects.filter(locale_id=translations[0].target_locale_id, context__object_id__in=keys)
    latest = dict(rows.order_by().values_list("context__object_id").annotate(Max("updated_at")))
    terms = terms_of(
        source_language=translations[0].source.locale.language_code, language=translations[0].target_locale.language_code
    )
    return [
        page_out(
            translation,
            address=below_home(addresses.get(translation.source.object_id, "")),
            state=states.get(translation.pk),
            changed_at=latest.get(translation.source.object_id) or translation.source.last_updated_at,
            terms=terms,
        )
        for translation in translations
    ]


def below_home(url_path: str) -> str:
    """A page's address without its language's home page, for people."""
    home, _slash, rest = url_path.strip("/").partition("/")
    return rest or home


def page_out(
    translation: Translation, *, address: str, state: TranslationState | None, changed_at: datetime, terms: list[GlossaryTerm]
) -> PageOut:
    """One page as files hand it out. Two queries."""
    sentences = sentences_of(translation)
    places = Places(translation.source)
    is_approved = bool(state and state.stage in {Stage.APPROVED, Stage.PUBLISHED})
    counts: dict[str, int] = {}
    for sentence in sentences:
        key = key_of(sentence.path, sentence.source)
        counts[key] = counts.get(key, 0) + 1
    found = []
    for key, sentence in distinct(sentences).items():
        place = places.of(sentence.path)
        found.append(
            SentenceOut(
                key=key,
                source=sentence.source,
                target=sentence.target,
                standing=standing_of(sentence, is_approved=is_approved),
                group="" if place.group == PAGE else place.group,
                heading="" if place.group == PAGE else str(place.heading),
                label=str(place.label),
                notes=notes_on(sentence, counts[key], terms),
            )
        )
    return PageOut(
        uuid=translation.uuid,
        version=version_of(sentences),
        address=address,
        title=translation.source.object_repr,
        kind=str(places.model._meta.verbose_name),
        source_language=translation.source.locale.language_code,
        language=translation.target_locale.language_code,
        changed_at=changed_at,
        sentences=found,
    )


def standing_of(sentence: Sentence, *, is_approved: bool) -> Standing:
    """How sure the desk is of a sentence's translation."""
    if not sentence.target:
        return Standing.EMPTY
    if sentence.has_error or (sentence.by_machine and not is_approved):
        return Standing.DOUBTFUL
    return Standing.APPROVED if is_approved else Standing.TRANSLATED


def notes_on(sentence: Sentence, times: int, terms: list[GlossaryTerm]) -> list[str]:
    """What else a translator should know."""
    notes = []
    known = dict.fromkeys(hit.term for hit in terms_in(sentence.source, terms))
    if known:
        said = [f"{term.term} stays as it is" if term.is_kept else f"{term.term} = {term.translation}" for term in known]
        notes.append("Glossary: " + "; ".join(said))
    if times > 1:
        notes.append(f"This sentence stands {times} times in this place.")
    if sentence.has_error:
        notes.append("The page refused this translation: please look at it again.")
    elif sentence.by_machine:
        notes.append(f"Draft of a machine{f' ({sentence.tool})' if sentence.tool else ''}: please check it.")
    return notes
