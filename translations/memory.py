"""Translation memory: what was translated before, found again word for word or nearly.

Fed by people's sentences only (`record_sentences`), so that a machine's mistakes do not spread; a second person's approval is
noted. Distances are rapidfuzz's (normalised Indel similarity, 0 to 100).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from wagtail_localize.models import Translation

from courses.models import CoursePage
from courses.models.media import Licence
from translations.errors import MemoryRefused
from translations.models import MemoryUnit
from translations.roles import can_coordinate, can_review
from translations.states import source_page_of
from translations.words import plain

NEAR: Final = 75.0  # similarity from which a match saves more work than it makes
MOST_MATCHES: Final = 3
LENGTH_BAND: Final = 0.6  # shorter than this part of the other, two sentences cannot be 75 % alike
# Whoever holds a course under one of these may also give it away; what is used with permission, or came with a file, is not ours.
OWN_LICENCES: Final = (Licence.CC_BY.value, Licence.CC_BY_SA.value, Licence.CC0.value, Licence.PUBLIC_DOMAIN.value)


@dataclass(frozen=True)
class Match:
    """A remembered translation, how alike its source is (0 to 100), and where it came from."""

    source: str
    target: str
    score: int
    origin: str
    licence: str
    is_approved: bool
    unit: int


def hash_of(sentence: str) -> str:
    """SHA-256 of a sentence, as hexadecimal digits."""
    return hashlib.sha256(sentence.encode()).hexdigest()


def remember(translation: Translation, pairs: Iterable[tuple[str, str]], *, person: Any) -> None:
    """Keeps pairs of sentences with the page they came from. A pair known already keeps its licence and its approval."""
    page = source_page_of(translation)
    course = course_of(page)
    units = [
        MemoryUnit(
            source_language=translation.source.locale.language_code,
            language=translation.target_locale.language_code,
            source=source,
            target=target,
            source_hash=hash_of(source),
            target_hash=hash_of(target),
            length=len(plain(source)),
            origin=origin_of(course, translation),
            page_key=translation.source.object_id,
            licence=course.licence if course else "",
            made_by=person,
        )
        for source, target in dict.fromkeys(pairs)
    ]
    MemoryUnit.objects.bulk_create(units, ignore_conflicts=True)


def approve(translation: Translation, pairs: Iterable[tuple[str, str]]) -> None:
    """Notes that a second person has read these pairs."""
    hashes = {(hash_of(source), hash_of(target)) for source, target in pairs}
    rows = MemoryUnit.objects.filter(
        source_language=translation.source.locale.language_code,
        language=translation.target_locale.language_code,
        source_hash__in={source for source, _target in hashes},
        is_approved=False,
    )
    found = [pk for pk, source, target in rows.values_list("pk", "source_hash", "target_hash") if (source, target) in hashes]
    MemoryUnit.objects.filter(pk__in=found).update(is_approved=True)


def origin_of(course: CoursePage | None, translation: Translation) -> str:
    """The page's name for people: its course and its title."""
    title = translation.source.object_repr
    return f"{course.title} · {title}"[:255] if course and course.title != title else title[:255]


def course_of(page: Any) -> CoursePage | None:
    """The course a page is or belongs to."""
    if page is None or isinstance(page, CoursePage):
        return page
    return CoursePage.objects.ancestor_of(page).first()


def exact(sentences: Iterable[str], *, source_language: str, language: str) -> dict[str, Match]:
    """Source sentence -> its best known translation: approved first, then the latest. One query."""
    hashes = {hash_of(sentence) for sentence in sentences}
    rows = MemoryUnit.objects.filter(source_language=source_language, language=language, source_hash__in=hashes)
    return {row.source: match_of(row, 100) for row in rows.order_by("is_approved", "updated_at", "pk")}


def kept(sentences: Iterable[str], *, source_language: str, language: str) -> frozenset[str]:
    """Those sentences that a second person has approved as they are, untranslated. One query."""
    hashes = {hash_of(sentence) for sentence in sentences}
    rows = MemoryUnit.objects.filter(
        source_language=source_language,
        language=language,
        source_hash__in=hashes,
        target_hash=F("source_hash"),
        is_approved=True,
    )
    return frozenset(rows.values_list("source", flat=True))


def near(sentence: str, *, source_language: str, language: str, least: float = NEAR) -> list[Match]:
    """The best known translations of sentences like this one, the same sentence first. One query; reads those of near length."""
    words = plain(sentence)
    rows = MemoryUnit.objects.filter(
        source_language=source_language,
        language=language,
        length__gte=int(len(words) * LENGTH_BAND),
        length__lte=int(len(words) / LENGTH_BAND) + 1,
    )
    candidates = {row.pk: row for row in rows}
    found = process.extract(
        words, {pk: plain(row.source) for pk, row in candidates.items()}, scorer=fuzz.ratio, score_cutoff=least, limit=None
    )
    matches: dict[str, Match] = {}
    ranked = sorted(
        found, key=lambda hit: (-score_of(hit[1], candidates[hit[2]].source, sentence), not candidates[hit[2]].is_approved)
    )
    for _words, score, pk in ranked:
        row = candidates[pk]
        matches.setdefault(row.target, match_of(row, score_of(score, row.source, sentence)))
    return list(matches.values())[:MOST_MATCHES]


def score_of(score: float, remembered: str, sentence: str) -> int:
    """100 for the very same sentence only; other tags or a rounded 99.7 are 99."""
    return 100 if remembered == sentence else min(int(score), 99)


def match_of(row: MemoryUnit, score: int) -> Match:
    """A row as the desk offers it."""
    return Match(row.source, row.target, score, row.origin, row.licence, row.is_approved, row.pk)


def units_of(
    *, languages: Iterable[str], source_language: str = "", language: str = "", words: str = "", only_cc0: bool = False
) -> QuerySet[MemoryUnit]:
    """Remembered sentences in some of `languages`, filtered; the latest first. `words` stand in the source or the translation."""
    rows = MemoryUnit.objects.filter(language__in=list(languages)).order_by("-updated_at", "-pk")
    if source_language:
        rows = rows.filter(source_language=source_language)
    if language:
        rows = rows.filter(language=language)
    if only_cc0:
        rows = rows.filter(is_cc0=True)
    if words:
        rows = rows.filter(Q(source__icontains=words) | Q(target__icontains=words))
    return rows


def delete_unit(unit: MemoryUnit, *, by: Any) -> None:
    """Forgets a pair that is wrong; pages keep their words. Raises `MemoryRefused`."""
    if not (can_review(by, unit.language) or can_coordinate(by)):
        raise MemoryRefused(_("You may not take sentences out of this language's memory. A reviewer can."))
    unit.delete()


def is_own(unit: MemoryUnit) -> bool:
    """Whether a pair was made here, on a page of ours under a licence that its holder may widen. No file's is."""
    return unit.page_key is not None and unit.licence in OWN_LICENCES


def releasable(units: QuerySet[MemoryUnit]) -> QuerySet[MemoryUnit]:
    """Those of them that `is_own`, approved by a second person, and not released yet."""
    return units.filter(page_key__isnull=False, licence__in=OWN_LICENCES, is_cc0=False, is_approved=True)


@transaction.atomic
def release_cc0(*, page_keys: Iterable[UUID], language: str, by: Any, has_consent: bool) -> int:
    """Releases the approved pairs of pages, in one language, to everybody (CC0 1.0). Returns how many. Raises `MemoryRefused`.

    There is no way back: what was given away cannot be taken away.
    """
    if not can_coordinate(by):
        raise MemoryRefused(_("You may not release sentences. Ask a coordinator."))
    if not has_consent:
        raise MemoryRefused(
            _("Confirm that the course's institution and its translators have agreed. Without that nothing is released.")
        )
    released = releasable(MemoryUnit.objects.filter(page_key__in=list(page_keys), language=language)).update(is_cc0=True)
    if not released:
        raise MemoryRefused(
            _(
                "There is nothing to release: only sentences that a second person has approved, from a course whose licence is "
                "%(licences)s, and that were made here can be released."
            )
            % {"licences": ", ".join(OWN_LICENCES)}
        )
    return released
