"""What can go wrong on the desk. Each message is a whole sentence: what, which value, what to do."""

from __future__ import annotations


class DeskError(Exception):
    """The desk refuses; nothing was stored."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(sentences))


class SentencesRefused(DeskError):
    """Translations that may not be stored. `by_segment` has the reasons per segment id."""

    def __init__(self, by_segment: dict[int, list[str]], *sentences: str) -> None:
        self.by_segment = by_segment
        super().__init__(*sentences)


class StepRefused(DeskError):
    """A step of the workflow that is not to be taken now, or not by this person."""


class AddressRefused(DeskError):
    """An address that a page may not have."""


class ExchangeRefused(DeskError):
    """A file that cannot be taken in. Nothing of it was."""


class MachineOutOfReach(DeskError):
    """The machine that drafts could not be asked."""
