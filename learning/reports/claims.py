"""A guest turns out to be a learner: what was counted of two people is counted of one, as if it had been one from the start.

The counts come out as `rebuild` would make them. What is published stays: who stands in published figures, as a guest or as a
learner, is not published again.
"""

from __future__ import annotations

from collections import defaultdict

from courses.models import LessonVersion
from learning.models import MEASURES, Attempt, LearnerFacts, Person, ReportedStart, RollupMark
from learning.reports.questions import move_first_answers
from learning.reports.rollup import NAME, Known, Lesson, add, classes_of, month_of, new_start, note_outcomes


def hold_counts() -> None:
    """Locks the mark until the transaction ends. Called before people are locked: the roll-up too locks the mark first."""
    RollupMark.objects.select_for_update().filter(name=NAME).first()


def join_counts(*, guest: Person, person: Person, theirs: frozenset[int]) -> None:
    """Counts anew what a guest and a learner had answered until the mark. `theirs` are the attempts that were the guest's.

    Inside the claim's transaction, when attempts, completions and results of checks are the learner's already and the mark is
    locked. One query for a guest of whom nothing was counted, otherwise about ten.
    """
    starts = {row.course_key: row for row in ReportedStart.objects.filter(person=guest)}
    mark = RollupMark.objects.filter(name=NAME).first() if starts else None
    if mark is None:
        return
    own = {row.course_key: row for row in ReportedStart.objects.filter(person=person, course_key__in=starts)}
    counted = Attempt.objects.filter(person=person, course_key__in=starts, pk__lte=mark.last_attempt)
    attempts = list(counted.order_by("pk"))
    versions = LessonVersion.objects.in_bulk({attempt.lesson_version_id for attempt in attempts})
    lessons = {pk: version for pk, version in versions.items() if not version.is_check}
    of_lessons = [attempt for attempt in attempts if attempt.lesson_version_id in lessons]
    recount_questions(of_lessons, lessons, theirs=theirs)
    joined = {
        (person.pk, course): one_start(person, start, own.get(course), attempts=attempts, versions=versions)
        for course, start in starts.items()
    }
    for start in joined.values():
        count_answers(start, [attempt for attempt in of_lessons if attempt.course_key == start.course_key])
    note_outcomes(joined)
    ReportedStart.objects.filter(person__in=[guest, person], course_key__in=starts).delete()
    ReportedStart.objects.bulk_create(joined.values())


def recount_questions(attempts: list[Attempt], versions: dict[int, LessonVersion], *, theirs: frozenset[int]) -> None:
    """First answers of a lesson that both had answered."""
    apart: tuple[list[Attempt], list[Attempt]] = ([], [])
    for attempt in attempts:
        apart[attempt.pk in theirs].append(attempt)
    both = {attempt.lesson_key for attempt in apart[0]} & {attempt.lesson_key for attempt in apart[1]}
    if both:
        shared = [[attempt for attempt in some if attempt.lesson_key in both] for some in (*apart, attempts)]
        move_first_answers(apart=shared[:2], together=shared[2], versions=versions)


def one_start(
    person: Person,
    start: ReportedStart,
    own: ReportedStart | None,
    *,
    attempts: list[Attempt],
    versions: dict[int, LessonVersion],
) -> ReportedStart:
    """The one start of a course, not stored: the published one if there is one, otherwise the learner's since the first answer.

    What a learner had told when they began is kept; a guest has told nothing.
    """
    first = next((attempt for attempt in attempts if attempt.course_key == start.course_key), None)
    kept = next((one for one in (own, start) if one and one.is_released), own or start)
    if first is not None and not kept.is_released:
        language = versions[first.lesson_version_id].language
        if own is None:
            facts = LearnerFacts.objects.filter(person=person).first()
            kept = new_start(first, language=language, facts=facts, cohort=classes_of({person.pk}).get(person.pk))
        kept.month, kept.language, kept.mode = month_of(first.recorded_at), language, first.evidence
    kept.is_completed = bool(start.is_completed or (own and own.is_completed))
    kept.pk, kept.person = None, person
    return kept


def count_answers(start: ReportedStart, attempts: list[Attempt]) -> None:
    """Makes the measures of a start those of these answers, in their order."""
    for name in MEASURES:
        setattr(start, name, 0)
    known: dict[Lesson, Known] = defaultdict(Known)
    for attempt in attempts:
        add(attempt, start, known[attempt.person_id, attempt.lesson_key])
