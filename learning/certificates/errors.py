"""What can go wrong with certificates: one exception per kind of failure, each with a whole sentence for the person."""

from __future__ import annotations

from learning.errors import LearningError


class NameRefused(LearningError):
    """The name cannot be printed: it is blank, too long, or no name at all."""


class NotCompleted(LearningError):
    """The course is not completed, so there is nothing to certify."""

    status = 409


class ConfirmationAwaited(LearningError):
    """The answers came home from a device, and no facilitator has confirmed them yet."""

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


class SharingRefused(LearningError):
    """A child's whole name is shown to nobody before a guardian has agreed."""

    status = 403


class NoSuchCertificate(LearningError):
    """A certificate that does not exist, or is not for this person of staff."""

    status = 404


class ReasonMissing(LearningError):
    """Staff take back or issue anew without a reason from the list, or without a sentence for the holder."""


class CredentialUnreadable(LearningError):
    """What was given is no credential that we can read: not ours in shape, too large, or resting on what we do not know."""


class SignatureWrong(LearningError):
    """It can be read, but its signature does not fit what it says, or is somebody else's."""


class CredentialRefused(LearningError):
    """A credential from elsewhere does not count: it is not whole, not of a trusted issuer, over, or counts for nothing here."""


class CountsForAnother(LearningError):
    """The credential has counted as prior learning for somebody else."""

    status = 409


class ImportRefused(LearningError):
    """A file of recognitions with something wrong in it: nothing of it is stored. `problems` names every place, as sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))
