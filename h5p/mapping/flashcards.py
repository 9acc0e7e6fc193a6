"""H5P.Flashcards: cards whose answer is typed in. `answer/other answer`."""

from __future__ import annotations

from typing import Final

from h5p.blocks import AskCard, AskCards
from h5p.html_text import escaped, html_of, tagless, untagged
from h5p.mapping.marked_text import card_answers, literal
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, string, truth
from h5p.mapping.writing import card_picture

MACHINE: Final = "H5P.Flashcards"
VERSIONS: Final = ((1, 5), (1, 7))


def to_native(params: Params, media: Media) -> Mapped:
    read = Reader(media)
    cards = tuple(_card(read, card, path) for path, card in read.groups(params.get("cards"), "cards"))
    if truth(params.get("randomCards")):
        read.lose("random-dropped", "randomCards")
    description = read.words(params.get("description"), "description")
    return read.mapped([AskCards(description, cards, is_case_sensitive=truth(params.get("caseSensitive")))])


def from_native(block: AskCards) -> Params:
    if not isinstance(block, AskCards):
        raise cannot_write(block, MACHINE, "it has no cards with answers.")
    switches = {"caseSensitive": block.is_case_sensitive, "randomCards": False, "showSolutionsRequiresInput": True}
    return {"description": escaped(block.description), "cards": [_written(card) for card in block.cards], **switches, **L10N}


def _card(read: Reader, card: Params, path: str) -> AskCard:
    return AskCard(
        read.words(card.get("text"), f"{path}/text"),
        card_answers(string(card.get("answer")), read.media.version),
        tip=untagged(string(flattened(card.get("tip"), "tip"))),
        picture=read.picture(card, path),
    )


def _written(card: AskCard) -> Params:
    answer = "/".join(literal(tagless(answer)) for answer in card.answers)
    return {"text": html_of(card.question), "answer": answer, "tip": tagless(card.tip), **card_picture(card.picture)}


L10N: Final = {
    "progressText": "Card @card of @total",
    "next": "Next",
    "previous": "Previous",
    "checkAnswerText": "Check",
    "defaultAnswerText": "Your answer",
    "correctAnswerText": "Right",
    "incorrectAnswerText": "Wrong",
    "showSolutionText": "Right answer",
    "results": "Results",
    "ofCorrect": "@score of @total right",
    "showResults": "Show results",
    "answerShortText": "A:",
    "retry": "Try again",
    "cardAnnouncement": "Wrong answer. The right answer was @answer",
    "correctAnswerAnnouncement": "@answer is right.",
    "pageAnnouncement": "Page @current of @total",
}
