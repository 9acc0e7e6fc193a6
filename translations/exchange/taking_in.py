"""Taking a file in: read it, check all of it, then write all of it in one transaction, or refuse it with every reason.

An entry that is left empty in the file leaves the translation on the desk as it is. One that the file marks as doubtful (fuzzy,
`needs-…`) is not taken, and counted. Words that are those of the desk already change nothing: a machine's stay a machine's, unless
the file says that somebody has confirmed them. Everything that is new is the person's who sent the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations.editing import require_open
from translations.errors import ExchangeRefused, SentencesRefused
from translations.exchange.inline import canonical
from translations.exchange.language_tags import is_same_language
from translations.exchange.page_file import MOST_BYTES, Mark, PageIn, SentenceIn, Standing, distinct, standing_of, version_of
from translations.exchange.po import read_po
from translations.exchange.xliff import read_xliff
from translations.exchange.xliff2 import read_xliff2
from translations.exchange.xml_file import parse_xml
from translations.freshness import by_place
from translations.hostile import without_line_breaks
from translations.models import Stage, TranslationState
from translations.sentences import Origin, Sentence, reasons_against, record_sentences, sentences_of

MOST_REASONS: Final = 40  # more are counted, not shown
MOST_REWORDINGS: Final = 8
MOST_LETTERS: Final = 60


@dataclass
class TakenIn:
    """What a file changed. All numbers are of sentences, but `pages`: how many pages have changed."""

    sentences: int = 0
    changed: int = 0
    pages: int = 0
    empty: int = 0
    doubtful: int = 0
    same: int = 0


@dataclass
class Plan:
    """What one page's part of a file would write, and why it may not."""

    translation: Translation
    targets: dict[int, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def read_file(data: bytes) -> tuple[str, list[PageIn]]:
    """What kind of file it is, told by its content, and its pages. Raises `ExchangeRefused`."""
    if len(data) > MOST_BYTES:
        raise ExchangeRefused(
            _("The file has %(size)s MB, %(most)s MB are the most. Send the pages one by one.")
            % {"size": f"{len(data) / 1024 / 1024:.1f}", "most": MOST_BYTES // 1024 // 1024}
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeRefused(
            _("The file is not written in UTF-8 (byte %(place)s). Save it in UTF-8 and send it again.") % {"place": error.start}
        ) from error
    if "\0" in text or not text.strip():
        raise ExchangeRefused(_("The file is neither PO nor XLIFF. Choose the file that was exported here and then translated."))
    data = text.encode()
    if not text.lstrip().startswith("<"):
        return "PO", read_po(data)
    root = parse_xml(data)
    version = root.get("version", "") if root.tag.rpartition("}")[2] == "xliff" else ""
    if version == "1.2":
        return "XLIFF 1.2", read_xliff(root)
    if version.startswith("2."):
        return f"XLIFF {version}"[:20], read_xliff2(root)
    raise ExchangeRefused(
        _("The file is XML but neither XLIFF 1.2 nor 2.1. Choose the file that was exported here and then translated.")
    )


@transaction.atomic
def take_in(data: bytes, *, translations: Sequence[Translation], person: Any) -> TakenIn:
    """Takes a file in for pages of one language, which it may name all or some of. Raises `ExchangeRefused` with all reasons,
    and `StepRefused` for those who may not translate.

    One transaction: nothing of a file is stored when anything in it is refused. Two queries a page, and those of
    `record_sentences` for pages that change.
    """
    require_open(translations[0], person)
    kind, pages = read_file(data)
    # Two files for the same pages wait for each other.
    states = TranslationState.objects.select_for_update().filter(translation__in=translations).order_by("pk")
    approved = {state.translation_id for state in states if state.stage in {Stage.APPROVED, Stage.PUBLISHED}}
    check_pages(pages, translations)
    by_uuid = {str(translation.uuid): translation for translation in translations}
    taken = TakenIn()
    plans = [plan_of(page, by_uuid[page.uuid], taken, is_approved=by_uuid[page.uuid].pk in approved) for page in pages]
    if reasons := [reason for plan in plans for reason in plan.reasons]:
        raise refusal(reasons)
    origin = Origin(person, tool=kind)
    for plan in plans:
        if plan.targets:
            try:
                changed = record_sentences(translation=plan.translation, targets=plan.targets, origin=origin)
            except SentencesRefused as error:
                raise refusal(error.sentences) from error
            taken.changed += len(changed)
            taken.pages += bool(changed)
    return taken


def short(words: str) -> str:
    """The beginning of a sentence, enough to find it by."""
    return words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS].rstrip()}…"


def refusal(reasons: Sequence[str]) -> ExchangeRefused:
    """All reasons as one refusal; what would fill screens is counted."""
    reasons = list(dict.fromkeys(reasons))
    shown = reasons[:MOST_REASONS]
    if len(reasons) > MOST_REASONS:
        shown.append(_("%(count)s more reasons are not shown.") % {"count": len(reasons) - MOST_REASONS})
    return ExchangeRefused(*shown)


def check_pages(pages: Sequence[PageIn], translations: Sequence[Translation]) -> None:
    """Raises `ExchangeRefused` when pages of a file are of another language or none of those expected."""
    language = translations[0].target_locale.language_code
    known = {str(translation.uuid) for translation in translations}
    reasons = []
    for page in pages:
        if not is_same_language(page.language, language):
            reasons.append(
                _("The file is for the language “%(tag)s”; this is “%(language)s”. Send it to the page of its language.")
                % {"tag": page.language[:20] or "?", "language": language}
            )
        elif page.uuid not in known:
            reasons.append(other_page(page, translations))
    if twice := {page.uuid for page in pages if [other.uuid for other in pages].count(page.uuid) > 1}:
        reasons.append(_("The file holds the page %(page)s more than once. Export it again.") % {"page": min(twice)})
    if reasons:
        raise refusal(reasons)


def other_page(page: PageIn, translations: Sequence[Translation]) -> str:
    """The sentence for a page that is not among those expected."""
    if len(translations) == 1:
        sentence = _("The file is for another page (%(page)s), not for “%(title)s”. Send it to the page that it was exported from.")
        return sentence % {"page": page.uuid, "title": translations[0].source.object_repr}
    return _("The file holds a page (%(page)s) that this course does not have on the desk. Export the course again.") % {
        "page": page.uuid
    }


def plan_of(page: PageIn, translation: Translation, taken: TakenIn, *, is_approved: bool) -> Plan:
    """What a page's part of a file would write. Two queries."""
    plan = Plan(translation)
    desk = sentences_of(plan.translation)
    if page.version != version_of(desk):
        plan.reasons = other_version(page, plan.translation, desk)
        return plan
    known = distinct(desk)
    plan.reasons = key_problems(page, plan.translation, known)
    for one in page.sentences:
        if one.key in known:
            weigh(one, known[one.key], plan, taken=taken, is_approved=is_approved)
    return plan


def weigh(one: SentenceIn, known: Sentence, plan: Plan, *, taken: TakenIn, is_approved: bool) -> None:
    """Counts a sentence of a file, and plans it when it is to be written."""
    words = without_line_breaks(one.target)
    taken.sentences += 1
    if not words:
        taken.empty += 1
        return
    is_news = canonical(words) != canonical(known.target)
    if is_news and (why := reasons_against(known, words, plan.translation)):
        sentence = _("“%(title)s”: the translation of “%(words)s” is refused: %(why)s.")
        title = plan.translation.source.object_repr
        plan.reasons.append(sentence % {"title": title, "words": short(known.source), "why": "; ".join(why)})
    elif is_news and one.mark == Mark.DOUBTFUL:
        taken.doubtful += 1
    elif is_news:
        plan.targets[known.segment] = words
    elif one.mark == Mark.CONFIRMED and standing_of(known, is_approved=is_approved) == Standing.DOUBTFUL:
        plan.targets[known.segment] = known.target
    else:
        taken.same += 1


def key_problems(page: PageIn, translation: Translation, known: dict[str, Sentence]) -> list[str]:
    """What is wrong with which sentences a file holds, whatever their translations."""
    title = translation.source.object_repr
    seen: set[str] = set()
    reasons = []
    for one in page.sentences:
        if one.key not in known:
            reasons.append(
                _("“%(title)s”: the page has no sentence “%(words)s” (%(key)s).")
                % {"title": title, "words": short(one.source), "key": one.key[-60:]}
            )
        elif one.key in seen:
            reasons.append(
                _("“%(title)s”: the sentence “%(words)s” is in the file twice.") % {"title": title, "words": short(one.source)}
            )
        elif canonical(one.source) != canonical(known[one.key].source):
            reasons.append(
                _("“%(title)s”: the source sentence “%(words)s” is “%(now)s” in the file. Only translations may change.")
                % {"title": title, "words": short(known[one.key].source), "now": short(one.source)}
            )
        seen.add(one.key)
    if missing := [sentence for key, sentence in known.items() if key not in seen]:
        reasons.append(
            _("“%(title)s”: %(count)s of %(all)s sentences are missing, first “%(words)s”. Send the whole file, not a part of it.")
            % {"title": title, "count": len(missing), "all": len(known), "words": short(missing[0].source)}
        )
    return reasons


def other_version(page: PageIn, translation: Translation, desk: Sequence[Sentence]) -> list[str]:
    """What the source says differently from the file, and the way out."""
    title = translation.source.object_repr
    now = by_place(list(dict.fromkeys((one.path, canonical(one.source)) for one in desk)))
    before = by_place([(one.key.rpartition(":")[0], canonical(one.source)) for one in page.sentences])
    found = [
        _("“%(title)s”: the source has changed since the file was exported. Export it again: what still fits is in it.")
        % {"title": title}
    ]
    changes = list(reworded(before, now))
    found += changes[:MOST_REWORDINGS]
    if len(changes) > MOST_REWORDINGS:
        found.append(
            _("“%(title)s”: %(count)s more sentences have changed.") % {"title": title, "count": len(changes) - MOST_REWORDINGS}
        )
    return found


def reworded(before: dict[str, list[str]], now: dict[str, list[str]]) -> Iterable[str]:
    """A sentence for each place that says something else now than before."""
    for path in dict.fromkeys([*now, *before]):
        old = [words for words in before.get(path, []) if words not in now.get(path, [])]
        new = [words for words in now.get(path, []) if words not in before.get(path, [])]
        for at in range(max(len(old), len(new))):
            words = {"old": short(old[at]) if at < len(old) else "", "new": short(new[at]) if at < len(new) else ""}
            if not words["new"]:
                yield _("“%(old)s” is gone.") % words
            elif not words["old"]:
                yield _("“%(new)s” is new.") % words
            else:
                yield _("“%(old)s” is now “%(new)s”.") % words
