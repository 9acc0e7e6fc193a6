"""People and what they have learned."""

from learning.models.attempt import Attempt, EvidenceKind
from learning.models.enrolment import Enrolment
from learning.models.person import Person
from learning.models.progress import CourseCompletion, LessonProgress

__all__ = ["Attempt", "CourseCompletion", "Enrolment", "EvidenceKind", "LessonProgress", "Person"]
