"""What can be refused in the partner's room: one exception per kind, each with a whole sentence and the way out."""

from __future__ import annotations

from learning.errors import LearningError


class ListingRefused(LearningError):
    """A listing or a report cannot be written so. `field` names what is wrong; "" is the whole."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NoSuchListing(LearningError):
    """A listing that does not exist, or not for this person."""

    status = 404


class ChoiceRefused(LearningError):
    """An institution's choice of courses cannot be kept so."""


class NoSuchChoice(LearningError):
    """A choice that does not exist, or not for this institution."""

    status = 404
