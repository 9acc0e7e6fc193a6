"""Any block as blocks that our own runnable library plays: what has no player there takes its nearest form, or a loss says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from h5p.blocks import (
    Accordion,
    AskCards,
    Block,
    ChooseWords,
    Essay,
    FillTheGap,
    MarkWords,
    Option,
    Panel,
    Scenario,
    SeveralAnswers,
    Text,
    Timeline,
    TurnCards,
    flat,
)
from h5p.errors import Issue
from h5p.html_text import escaped, html_of, tagless
from h5p.mapping.marked_text import gap_of, selectable
from h5p.mapping.mwanga_questions import PLAYED

SIMPLER: Final = "This part is exported in a simpler form, because our own player has no such kind."
LEFT_OUT: Final = "This part is left out, because our own player cannot show it. Export it alone for an H5P site."


def own_form(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[Issue, ...]]:
    """Blocks that are played, and the losses `simpler-form` and `left-out` with the block's place as path."""
    found: list[Block] = []
    losses = []
    for place, block in enumerate(flat(tuple(blocks))):
        if isinstance(block, PLAYED):
            found.append(block)
            continue
        simpler = _simpler(block)
        found += simpler
        code, message = ("simpler-form", SIMPLER) if simpler else ("left-out", LEFT_OUT)
        losses.append(Issue(code, message, f"blocks/{place}"))
    return tuple(found), tuple(losses)


def _simpler(block: Block) -> list[Block]:
    if isinstance(block, ChooseWords):
        gaps = tuple(gap_of([gap.word], gap.tip or gap.wrong) for gap in block.gaps)
        words = sorted({gap.word for gap in block.gaps} | set(block.distractors))
        return [FillTheGap(f"{block.prompt}\n({', '.join(words)})".strip(), block.text, gaps, block.right, block.wrong)]
    if isinstance(block, MarkWords):
        options = tuple(Option(word, place in block.words) for place, word in enumerate(selectable(block.text)))
        return [SeveralAnswers(f"{block.prompt}\n{block.text}".strip(), options)]
    if isinstance(block, AskCards):
        return [FillTheGap(card.question, "{1}", (gap_of(card.answers, card.tip),)) for card in block.cards if card.answers]
    return _to_read(block)


def _to_read(block: Block) -> list[Block]:
    if isinstance(block, TurnCards):
        head = html_of(block.title) + html_of(block.description)
        panels = tuple(Panel(card.front, html_of(card.back)) for card in block.cards)
        return [*([Text(head)] if head else []), Accordion(panels)]
    if isinstance(block, Timeline):
        events = tuple(Panel(f"{event.start} {event.headline}".strip(), event.text) for event in block.events)
        return [Text(html_of(block.headline) + block.text), Accordion(events)]
    if isinstance(block, Essay):
        sample = (Panel(block.introduction or "Sample solution", block.sample),) if block.sample else ()
        return [Text(html_of(block.prompt)), *([Accordion(sample)] if sample else [])]
    if isinstance(block, Scenario):
        return _story(block)
    return []


def _story(block: Scenario) -> list[Block]:
    """The nodes in their order, each choice with what it leads to; places are counted from 1."""
    found: list[Block] = [Text(html_of(block.title) + html_of(block.introduction))]
    for place, node in enumerate(block.nodes, start=1):
        found.append(Text(f"<p><strong>{place}. {tagless(node.title or node.question)}</strong></p>"))
        found += own_form([node.block])[0] if node.block else ()
        if node.choices:
            found.append(
                Accordion(tuple(Panel(choice.text, _where(choice.goes_to, choice.ending.text)) for choice in node.choices))
            )
    return found


def _where(goes_to: int, said: str) -> str:
    way = f"→ {goes_to + 1}" if goes_to >= 0 else "■"
    return f"<p>{escaped(said)} {way}</p>" if said else f"<p>{way}</p>"
