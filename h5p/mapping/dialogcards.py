"""H5P.Dialogcards: cards to turn over."""

from __future__ import annotations

from typing import Final

from h5p.blocks import TurnCard, TurnCards
from h5p.html_text import html_of, tagless, untagged
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, group, string, truth
from h5p.mapping.writing import card_picture

MACHINE: Final = "H5P.Dialogcards"
VERSIONS: Final = ((1, 8), (1, 9))


def to_native(params: Params, media: Media) -> Mapped:
    """Repetition mode is our spaced practice (`comes_back`)."""
    read = Reader(media)
    cards = tuple(_card(read, dialog, path) for path, dialog in read.groups(params.get("dialogs"), "dialogs"))
    title, description = (read.words(params.get(name), name) for name in ("title", "description"))
    if truth(group(params.get("behaviour")).get("randomCards")):
        read.lose("random-dropped", "behaviour/randomCards")
    return read.mapped([TurnCards(title, description, cards, comes_back=params.get("mode") == "repetition")])


def from_native(block: TurnCards) -> Params:
    if not isinstance(block, TurnCards):
        raise cannot_write(block, MACHINE, "it has no cards to turn over.")
    behaviour = {"enableRetry": True, "disableBackwardsNavigation": False, "scaleTextNotCard": False, "randomCards": False}
    return {
        "title": html_of(block.title),
        "mode": "repetition" if block.comes_back else "normal",
        "description": html_of(block.description),
        "dialogs": [_dialog(card) for card in block.cards],
        "behaviour": {**behaviour, "maxProficiency": 5, "quickProgression": False},
        **L10N,
    }


def _card(read: Reader, dialog: Params, path: str) -> TurnCard:
    tips = group(dialog.get("tips"))
    if dialog.get("audio"):
        read.lose("sounds-dropped", path)
    return TurnCard(
        read.words(dialog.get("text"), f"{path}/text"),
        read.words(dialog.get("answer"), f"{path}/answer"),
        tip_front=untagged(string(tips.get("front"))),
        tip_back=untagged(string(tips.get("back"))),
        picture=read.picture(dialog, path),
    )


def _dialog(card: TurnCard) -> Params:
    tips = {"front": tagless(card.tip_front), "back": tagless(card.tip_back)}
    return {"text": html_of(card.front), "answer": html_of(card.back), "tips": tips, **card_picture(card.picture)}


L10N: Final = {
    "answer": "Turn",
    "next": "Next",
    "prev": "Previous",
    "retry": "Try again",
    "correctAnswer": "I knew it",
    "incorrectAnswer": "Not yet",
    "round": "Round @round",
    "cardsLeft": "Cards left: @number",
    "nextRound": "Go on to round @round",
    "startOver": "Start over",
    "showSummary": "Next",
    "summary": "Summary",
    "summaryCardsRight": "Cards you knew:",
    "summaryCardsWrong": "Cards you did not know yet:",
    "summaryCardsNotShown": "Cards not shown:",
    "summaryOverallScore": "Score",
    "summaryCardsCompleted": "Cards you have learnt:",
    "summaryCompletedRounds": "Rounds:",
    "summaryAllDone": "Well done! You knew all @cards cards @max times running.",
    "progressText": "Card @card of @total",
    "cardFrontLabel": "Front of the card",
    "cardBackLabel": "Back of the card",
    "tipButtonLabel": "Show tip",
    "audioNotSupported": "Your browser cannot play this sound",
    "confirmStartingOver": {
        "header": "Start over?",
        "body": "All progress will be lost. Do you want to start over?",
        "cancelLabel": "Cancel",
        "confirmLabel": "Start over",
    },
}
