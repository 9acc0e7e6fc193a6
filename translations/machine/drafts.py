"""Machine drafts: which sentences are asked for, in which portions, and what becomes of the answers.

Only empty sentences are asked for, and only what is still empty when the answer comes is written, so a person's words are never
touched and a run that was killed goes on with what is left. A long course is done in turns, so that other work comes in between.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import override
from wagtail_localize.models import Translation

from courses import jobs
from translations.errors import MachineOutOfReach
from translations.hostile import without_line_breaks
from translations.machine.configured import machine_for
from translations.machine.interface import Limits, Machine, WrongCount
from translations.machine.kept import doubts
from translations.machine.runs import MACHINE_DRAFT, states_of
from translations.models import MachineRun, TranslationState
from translations.sentences import Origin, Sentence, record_sentences, sentences_of

log = logging.getLogger(__name__)

TURN_SECONDS: Final = 300


@dataclass(frozen=True)
class Portion:
    """What is asked in one request: sentences of one page."""

    machine: Machine
    translation: Translation
    sentences: list[Sentence]

    def ask(self) -> list[str]:
        """The machine's words. Raises `MachineOutOfReach`, `WrongCount`."""
        source, target = self.translation.source.locale.language_code, self.translation.target_locale.language_code
        return self.machine.translate([sentence.source for sentence in self.sentences], source=source, target=target)

    def halves(self) -> list[Portion]:
        """The same in two requests."""
        middle = len(self.sentences) // 2
        return [replace(self, sentences=some) for some in (self.sentences[:middle], self.sentences[middle:])]


@jobs.does(MACHINE_DRAFT)
def draft_job(subject: str) -> None:
    """Does a run's next turn; the subject is "<translation>" or "<course key>/<language>". Raises `CannotBeDone`."""
    run, _is_new = MachineRun.objects.get_or_create(subject=subject)
    with override(run.speaks):
        try:
            is_over = draft(run)
        except MachineOutOfReach as error:
            raise jobs.CannotBeDone(str(error)) from error
    if not is_over:
        jobs.ask(MACHINE_DRAFT, subject)


def draft(run: MachineRun) -> bool:
    """Drafts what is empty, portion by portion; whether nothing is left for another turn. Raises `MachineOutOfReach`.

    No transaction is open while the machine is asked.
    """
    until = time.monotonic() + TURN_SECONDS
    portions = deque(portions_of(run))
    while portions:
        if time.monotonic() > until:
            return False
        portion = portions.popleft()
        try:
            keep(run, portion, portion.ask())
        except WrongCount as error:
            if len(portion.sentences) > 1:
                portions.extendleft(reversed(portion.halves()))
                continue
            leave(run, portion.translation, {portion.sentences[0].segment: [str(error).rstrip(".")]})
        jobs.say_progress(run.percent)
    log.info("A machine drafted sentences.", extra={"drafted": run.drafted, "left": len(run.left)})
    return True


def portions_of(run: MachineRun) -> Iterator[Portion]:
    """What is empty, page by page, as large as the machine takes it. What this run could not do before is not asked again."""
    machines: dict[tuple[str, str], Machine] = {}
    for state in states_of(run.subject).select_related("translation__source__locale", "translation__target_locale"):
        tried = {left["segment"] for left in run.left if left["translation"] == str(state.translation.uuid)}
        empty = [one for one in empty_sentences(state.translation) if one.segment not in tried]
        if not empty:
            continue
        pair = state.source_language, state.language
        machine = machines.get(pair) or machine_for(source=pair[0], target=pair[1])
        machines[pair] = machine
        yield from (Portion(machine, state.translation, some) for some in in_portions(empty, machine.limits))


def empty_sentences(translation: Translation) -> list[Sentence]:
    """Those without any words; words that wagtail-localize found wrong are still a person's. Two queries."""
    return [sentence for sentence in sentences_of(translation) if not sentence.target]


def in_portions(sentences: list[Sentence], limits: Limits) -> Iterator[list[Sentence]]:
    """Sentences in order, cut where a limit would be passed; a very long one goes alone."""
    some: list[Sentence] = []
    for sentence in sentences:
        size = sum(len(one.source) for one in some) + len(sentence.source)
        if some and (len(some) == limits.sentences or size > limits.characters):
            yield some
            some = []
        some.append(sentence)
    if some:
        yield some


@transaction.atomic
def keep(run: MachineRun, portion: Portion, replies: list[str]) -> None:
    """Writes the good replies to what is still empty, and notes why the others are not written. The state's row is locked first."""
    TranslationState.objects.select_for_update().get(translation=portion.translation)
    still = {sentence.segment for sentence in empty_sentences(portion.translation)}
    targets: dict[int, str] = {}
    refused: dict[int, list[str]] = {}
    for sentence, reply in zip(portion.sentences, replies, strict=True):
        if sentence.segment not in still:
            continue
        words = without_line_breaks(reply)
        if problems := doubts(sentence.source, words):
            refused[sentence.segment] = problems
        else:
            targets[sentence.segment] = words
    origin = Origin(run.asked_by, portion.machine.name[:255], by_machine=True)
    record_sentences(translation=portion.translation, targets=targets, origin=origin)
    run.drafted += len(targets)
    leave(run, portion.translation, refused)


def leave(run: MachineRun, translation: Translation, refused: dict[int, list[str]]) -> None:
    """Notes what the run has come to: sentences that stay empty, with the reasons, and the count of the others."""
    words: dict[int, Any] = {sentence.segment: sentence.source for sentence in sentences_of(translation)} if refused else {}
    run.left += [
        {"translation": str(translation.uuid), "segment": segment, "words": words.get(segment, ""), "why": "; ".join(reasons)}
        for segment, reasons in refused.items()
    ]
    run.save(update_fields=["drafted", "left"])
