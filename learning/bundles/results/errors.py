"""What can go wrong when results come home: the whole file is refused with a sentence, and nothing of it is stored."""

from __future__ import annotations

from learning.errors import LearningError


class ResultsRefused(LearningError):
    """A file, or a code, cannot be taken. Single answers that cannot are refused in the receipt instead."""


class NoSuchReturn(LearningError):
    """Results that nobody brought, or not for this person's classes."""

    status = 404
