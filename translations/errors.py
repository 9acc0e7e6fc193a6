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


class CommentRefused(DeskError):
    """A comment that cannot be written or settled, or not by this person."""


class OwnRefused(DeskError):
    """An address, picture, recording or video that a language cannot have as its own."""


class InvitationRefused(DeskError):
    """An invitation that cannot be made or accepted. `by_field` has the sentences about the form's fields."""

    def __init__(self, *sentences: str, by_field: dict[str, list[str]] | None = None) -> None:
        self.by_field = by_field or {}
        super().__init__(*sentences, *(sentence for some in self.by_field.values() for sentence in some))


class AddressRefused(DeskError):
    """An address that a page may not have."""


class ExchangeRefused(DeskError):
    """A file that cannot be taken in. Nothing of it was."""


class MachineOutOfReach(DeskError):
    """The machine that drafts could not be asked."""


class TermRefused(DeskError):
    """A change of the glossary that cannot be made, or not by this person."""


class MemoryRefused(DeskError):
    """A change of the translation memory that cannot be made, or not by this person."""
