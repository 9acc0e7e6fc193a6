"""The desk's rows: where each translation stands, what was translated before, terms, comments, invitations."""

from translations.models.bulk_run import BulkAction, BulkRun
from translations.models.comment import SegmentComment
from translations.models.glossary import GlossaryTerm
from translations.models.invitation import Invitation
from translations.models.machine_run import MachineRun
from translations.models.memory import MemoryUnit
from translations.models.review_task import TranslationReviewTask
from translations.models.state import Stage, TranslationState

__all__ = [
    "BulkAction",
    "BulkRun",
    "GlossaryTerm",
    "Invitation",
    "MachineRun",
    "MemoryUnit",
    "SegmentComment",
    "Stage",
    "TranslationReviewTask",
    "TranslationState",
]
