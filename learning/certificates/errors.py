"""What can go wrong with certificates: one exception per kind of failure, each with a whole sentence for the person."""

from __future__ import annotations

from learning.errors import LearningError


class NameRefused(LearningError):
    """The name cannot be printed: it is blank, too long, or no name at all."""


class NotCompleted(LearningError):
    """The course is not completed, so there is nothing to certify."""

    status = 409


class ConsentAwaited(LearningError):
    """A child's certificate waits for a guardian's consent, which the institution of the class attests."""

    status = 409


class AlreadyIssued(LearningError):
    """There is a certificate for this course already, made out to another name."""

    status = 409


class NotValid(LearningError):
    """The certificate was revoked or replaced, so it can be neither corrected nor issued again."""

    status = 409


class CorrectionUsed(LearningError):
    """The one free correction was made before."""

    status = 409
