"""What can go wrong when people learn: one exception per kind of failure, each with a whole sentence for the person."""

from __future__ import annotations


class LearningError(Exception):
    """A refusal. `str()` is a sentence in the active language; `status` the HTTP status an edge should answer with."""

    status = 400


class LessonNotPublished(LearningError):
    """The lesson does not exist or is no longer published."""

    status = 404


class UnknownQuestion(LearningError):
    """The lesson has no such question in that version."""

    status = 404


class AnswerNotUnderstood(LearningError):
    """The response does not fit the question, or its envelope is malformed."""


class OpinionNotUnderstood(LearningError):
    """Something else than one of three faces was sent."""


class AnswerConflict(LearningError):
    """The uuid is already used for another answer."""

    status = 409


class CodeNotAccepted(LearningError):
    """Code and pictures do not fit together, or the code does not exist: which of them is never said."""

    status = 403


class TooManyTries(LearningError):
    """Somebody tried too often; the sentence says how long to wait."""

    status = 429


class CrossSitePost(LearningError):
    """A form of another site tried to answer in a learner's name."""

    status = 403


class FactNotKnown(LearningError):
    """Something told about oneself that is none of the answers."""


class NoSuchClass(LearningError):
    """A class that does not exist, or not for this person."""

    status = 404


class RegisterRefused(LearningError):
    """A register with something wrong in it: nothing of it is stored. `problems` names every place, as whole sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class RegisterConflict(LearningError):
    """The register's uuid is already used for another register."""

    status = 409


class NotForYou(LearningError):
    """Somebody who is signed in asks for what their role does not open."""

    status = 403


class ClassRefused(LearningError):
    """A class cannot be made or changed so."""


class ClassCodeNotAccepted(LearningError):
    """No class that takes learners has this code: unknown and ended ones get the same words."""

    status = 404


class NoSuchLearner(LearningError):
    """Nobody has this number in the class."""

    status = 404


class RosterRefused(LearningError):
    """New learners cannot be made so: nothing of it is stored. `problems` are sentences, one for each line that is wrong."""

    def __init__(self, sentence: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


class SeenOnce(LearningError):
    """A form was sent a second time whose answer may be shown only once."""

    status = 409


class ConsentRefused(LearningError):
    """A guardian's consent cannot be attested, or not withdrawn, so."""


class StaffRefused(LearningError):
    """Somebody cannot be added to an institution's staff, or not taken away, so."""


class AnnouncementRefused(LearningError):
    """An announcement cannot be made so."""


class PdfUnavailable(LearningError):
    """This server has no WeasyPrint or no Pango; everything but the PDF works."""

    status = 503


class NotPlayable(LearningError):
    """The lesson shows no such H5P content, or nobody can play it now."""

    status = 404


class NotBegun(LearningError):
    """Nobody who has begun the course: what they did in its H5P contents is nobody's."""

    status = 403


class ResultRefused(LearningError):
    """What the frame reported is no result that this content can have."""


class ResultConflict(LearningError):
    """The uuid is already used for another result."""

    status = 409


class TooManyResults(LearningError):
    """More results than a person can make in a day."""

    status = 429


class StateRefused(LearningError):
    """Where somebody is in a content cannot be kept so."""


class StateTooLarge(LearningError):
    """More bytes, or more parts, than are kept of one content for one person."""

    status = 413


class StateOutdated(LearningError):
    """The content has changed since this page was opened, or the phone was opened by somebody else."""

    status = 409
