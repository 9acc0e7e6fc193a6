"""People, the institutions and classes they learn in, and what they have learned."""

from learning.models.attempt import Attempt, EvidenceKind
from learning.models.check_result import CheckResult
from learning.models.class_session import Attendance, ClassSession, HandsUp
from learning.models.cohort import Announcement, Cohort, CohortCourse, Membership
from learning.models.confirmation import Confirmation
from learning.models.enrolment import Enrolment
from learning.models.facts import AgeBand, Gender, GuardianConsent, LearnerFacts
from learning.models.h5p import H5PResult, H5PState
from learning.models.institution import ConsentAge, Institution, InstitutionStaff, StaffRole
from learning.models.opinion import Face, OpinionAbout, OpinionCount
from learning.models.person import Person
from learning.models.progress import CourseCompletion, LessonProgress
from learning.models.report import FEWEST, MEASURES, Facet, Outcome, QuestionCount, ReportedStart, ReportFigure, RollupMark
from learning.models.signing_key import SigningKey
from learning.models.staff_action import StaffAction
from learning.models.strange_code import StrangeCode

__all__ = [
    "FEWEST",
    "MEASURES",
    "AgeBand",
    "Announcement",
    "Attempt",
    "Attendance",
    "CheckResult",
    "ClassSession",
    "Cohort",
    "CohortCourse",
    "Confirmation",
    "ConsentAge",
    "CourseCompletion",
    "Enrolment",
    "EvidenceKind",
    "Face",
    "Facet",
    "Gender",
    "GuardianConsent",
    "H5PResult",
    "H5PState",
    "HandsUp",
    "Institution",
    "InstitutionStaff",
    "LearnerFacts",
    "LessonProgress",
    "Membership",
    "OpinionAbout",
    "OpinionCount",
    "Outcome",
    "Person",
    "QuestionCount",
    "ReportFigure",
    "ReportedStart",
    "RollupMark",
    "SigningKey",
    "StaffAction",
    "StaffRole",
    "StrangeCode",
]
