"""Terms in a sentence: found in the source, looked for in the target; and the actions that keep a glossary.

What inflection may do to a term is told by rules of thumb: a check that misses a doubt now and then is read, one that cries at
every plural is not.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from translations.errors import TermRefused
from translations.models import GlossaryTerm
from translations.roles import can_review, can_translate
from translations.words import plain

# A stem is this part of a word, and at least three letters of it: “translat” finds “translation” and “translated”.
STEM: Final = 0.6
SHORTEST_STEM: Final = 3
# Letters that Arabic and Ethiopic write together with the word they belong to: and, so, in, like, for, the.
ATTACHED: Final = {"ar": "(?:[وفبكلس]{0,2}(?:ال|لل)?)", "am": "[የበለከእንስያላምደ]{0,3}", "ur": ""}
WEAK_LETTERS: Final = re.compile("[اوي]")
ARABIC_SIGNS: Final = re.compile("[\u064b-\u0652\u0640]")
# In Bantu languages the plural changes the beginning of a word: kitabu, vitabu.
CHANGES_ITS_BEGINNING: Final = frozenset({"sw"})
CLASS_PREFIX: Final = 2


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
    """The terms of a glossary that stand in a sentence, longest first where they overlap, in order. No query.

    A term is a run of whole words. Small and capital letters are the same, unless the term has a capital after its first letter
    (“AI”, “WhatsApp”). English terms may have their plural's ending.
    """
    words = plain(sentence)
    found = [
        TermHit(match.start(), match.end(), term)
        for term in terms
        for match in pattern_of(term.term, term.source_language).finditer(words)
    ]
    taken: list[TermHit] = []
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.start)


@lru_cache(maxsize=4096)
def pattern_of(term: str, language: str) -> re.Pattern[str]:
    """How a term is found in sentences of its own language."""
    parts = [re.escape(part) for part in term.split()]
    if language.startswith("en") and term[-1:].isalpha():
        parts[-1] = plural_pattern(term.split()[-1])
    before = ATTACHED.get(language.partition("-")[0], "")
    pattern = rf"(?<!{word_sign()}){before}" + r"\s+".join(parts) + rf"(?!{word_sign()})"
    return re.compile(pattern, re.NOFLAG if has_capital_inside(term) else re.IGNORECASE)


def plural_pattern(word: str) -> str:
    """An English word with or without its plural's or possessor's ending."""
    escaped = re.escape(word)
    if re.search(r"[^aeiou]y$", word):
        return rf"(?:{escaped}|{re.escape(word[:-1])}ies)(?:['’]s?)?"
    return rf"{escaped}(?:e?s)?(?:['’]s?)?"


def has_capital_inside(term: str) -> bool:
    """Whether a term is written with capitals that mean something: a name or an abbreviation."""
    return any(letter.isupper() for letter in term[1:])


@cache
def word_sign() -> str:
    """What belongs to a word: letters, digits, marks of every script, and the joiners between letters. A character class.

    Python's own \\w leaves out the vowel signs of Devanagari and Bengali and the marks of Arabic.
    """
    marks = [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code))[0] == "M"]
    return rf"[\w\u200c\u200d{''.join(ranges_of(marks))}]"


def ranges_of(codes: list[int]) -> Iterator[str]:
    """Ascending code points as the ranges of a character class."""
    first = last = codes[0]
    for code in [*codes[1:], -1]:
        if code == last + 1:
            last = code
            continue
        yield f"\\U{first:08x}-\\U{last:08x}"
        first = last = code


def is_term_kept(target: str, term: GlossaryTerm) -> bool:
    """Whether a term that is not translated stands in a translation, its capitals as they are.

    Letters of another script may touch it (“بChatGPT”, “AIን”), and an ending of up to three letters may follow (“chatbots”): so
    languages inflect foreign words.
    """
    words = r"\s+".join(re.escape(part) for part in term.term.split())
    flags = re.NOFLAG if has_capital_inside(term.term) else re.IGNORECASE
    ending = "(?:['’-]?[a-zà-ÿ]{1,3})?" if term.term[-1:].isalpha() else ""
    return bool(re.search(rf"(?<![A-Za-zÀ-ɏ0-9]){words}{ending}(?![A-Za-zÀ-ɏ0-9])", plain(target), flags))


def has_translation(target: str, term: GlossaryTerm, language: str) -> bool:
    """Whether a translation has the glossary's words for a term, inflected or not.

    Each word of the term's translation must be there: a word of the sentence begins like it for the first 60 % of its letters and
    at least three. Before them may stand what Arabic and Amharic write together with a word; Arabic's broken plurals are compared
    without ا و ي; in Swahili the first two letters may differ. The order is free. Words of one or two letters are not looked for.
    """
    written = [folded(word, language) for word in words_of(target)]
    wanted = [folded(word, language) for word in words_of(term.translation)]
    long_words = [word for word in wanted if len(word) >= SHORTEST_STEM] or wanted
    return all(any(is_form_of(there, word, language) for there in written) for word in long_words)


def words_of(text: str) -> list[str]:
    """The words of a text without tags, marks and all."""
    return re.findall(rf"(?:{word_sign()})+", plain(text))


def folded(word: str, language: str) -> str:
    """A word as it is compared: small letters, compatible forms as one; Arabic without vowel signs, its alefs and yehs as one."""
    folded_word = unicodedata.normalize("NFKC", word).casefold()
    if language.partition("-")[0] in {"ar", "ur"}:
        folded_word = ARABIC_SIGNS.sub("", folded_word).translate(str.maketrans("أإآىة", "اااي\u0647"))
    return folded_word


def is_form_of(there: str, word: str, language: str) -> bool:
    """Whether a folded word of a sentence may be a form of a term's word. The rules stand in `has_translation`."""
    code = language.partition("-")[0]
    length = len(word) if len(word) <= SHORTEST_STEM else max(SHORTEST_STEM, round(len(word) * STEM))
    stem = word[:length]
    if re.match(rf"{ATTACHED.get(code, '')}{re.escape(stem)}", there):
        return True
    if code in CHANGES_ITS_BEGINNING and len(word) > SHORTEST_STEM + CLASS_PREFIX:
        rest = word[CLASS_PREFIX:]
        return rest[: max(SHORTEST_STEM, round(len(rest) * STEM))] in there[:-1]
    if code == "ar" and len(skeleton := WEAK_LETTERS.sub("", word)) >= SHORTEST_STEM:
        return bool(re.match(rf"{ATTACHED[code]}{re.escape(skeleton)}", WEAK_LETTERS.sub("", there.removeprefix("ال"))))
    return False


@transaction.atomic
def save_term(
    *,
    by: Any,
    source_language: str,
    language: str,
    term: str,
    translation: str = "",
    is_kept: bool = False,
    note: str = "",
    row: GlossaryTerm | None = None,
) -> GlossaryTerm:
    """Adds a term, or changes `row`. Raises `TermRefused`. Other words than those approved are not approved any more."""
    words, called, said = (one_line(text) for text in (term, translation, note))
    problems = term_problems(
        source_language=source_language, language=language, term=words, translation=called, is_kept=is_kept, note=said
    )
    if not can_translate(by, language):
        problems = [_("You may not change the terms of this language.")]
    others = GlossaryTerm.objects.filter(source_language=source_language, language=language)
    if row:
        others = others.exclude(pk=row.pk)
    if words.lower() in {other.lower() for other in others.values_list("term", flat=True)}:
        problems.append(_("“%(term)s” is in this glossary already. Change that entry.") % {"term": words})
    if problems:
        raise TermRefused(*problems)
    saved = row or GlossaryTerm(source_language=source_language, language=language)
    if (saved.term, saved.translation, saved.is_kept) != (words, called, is_kept):
        saved.approved_by = saved.approved_at = None
    saved.term, saved.translation, saved.is_kept, saved.note = words, called, is_kept, said
    saved.save()
    return saved


def one_line(text: str) -> str:
    """Words with single spaces; those that do not break stay, French needs them."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def term_problems(*, source_language: str, language: str, term: str, translation: str, is_kept: bool, note: str) -> list[str]:
    """What is wrong with a term's fields, as sentences. Pure."""
    problems = []
    if source_language == language:
        problems.append(_("A glossary leads from one language to another; both are “%(code)s” here.") % {"code": language})
    if not term:
        problems.append(_("The term is missing."))
    if is_kept and translation:
        problems.append(_("A term that is not translated has no translation. Leave one of the two out."))
    if not is_kept and not translation:
        problems.append(_("Write the translation, or say that the term is not translated."))
    sizes = {_("term"): (term, 120), _("translation"): (translation, 120), _("note"): (note, 400)}
    for name, (text, most) in sizes.items():
        if len(text) > most:
            problems.append(
                _("The %(name)s has %(count)s characters, %(most)s are the most.")
                % {"name": name, "count": len(text), "most": most}
            )
        if any(unicodedata.category(sign) in {"Cc", "Cs", "Co"} or sign in "\u202a\u202b\u202c\u202d\u202e" for sign in text):
            problems.append(_("The %(name)s holds control signs. Take them out.") % {"name": name})
    return problems


@transaction.atomic
def approve_term(row: GlossaryTerm, *, by: Any) -> GlossaryTerm:
    """A reviewer of the language answers for a term. Raises `TermRefused`."""
    if not can_review(by, row.language):
        raise TermRefused(_("You may not approve the terms of this language. A reviewer can."))
    row.approved_by, row.approved_at = by, timezone.now()
    row.save(update_fields=["approved_by", "approved_at", "updated_at"])
    return row


@transaction.atomic
def delete_term(row: GlossaryTerm, *, by: Any) -> None:
    """Takes a term out; an approved one only by a reviewer. Raises `TermRefused`."""
    if not can_translate(by, row.language):
        raise TermRefused(_("You may not change the terms of this language."))
    if row.approved_at and not can_review(by, row.language):
        raise TermRefused(_("“%(term)s” is approved. Only a reviewer can take it out.") % {"term": row.term})
    row.delete()
