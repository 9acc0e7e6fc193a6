"""A guest turns out to be a learner: what was counted of two people is counted of one, as if it had been one from the start.

The counts come out as `rebuild` would make them. What is published stays: who stands in published figures, as a guest or as a
learner, is not published again.
"""

from __future__ import annotations

from collections import defaultdict

from learning.models import MEASURES, Attempt, LearnerFacts, Person, ReportedStart, RollupMark
from learning.reports.questions import Answer, Lesson, Stored, as_stored, move_first_answers, read_lessons
from learning.reports.rollup import NAME, Known, add, answers_in, classes_of, month_of, new_start, note_outcomes


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
    answers, lessons = list(answers_in(counted.order_by("pk"))), dict[int, Lesson]()
    read_lessons(lessons, {answer.version for answer in answers})
    of_lessons = [answer for answer in answers if not lessons[answer.version].is_check]
    recount_questions(of_lessons, lessons, theirs=theirs)
    joined = [one_start(person, start, own.get(course), answers=answers, lessons=lessons) for course, start in starts.items()]
    for start in joined:
        count_answers(start, [answer for answer in of_lessons if answer.course == as_stored(start.course_key)])
    note_outcomes(joined)
    ReportedStart.objects.filter(person__in=[guest, person], course_key__in=starts).delete()
    ReportedStart.objects.bulk_create(joined)


def recount_questions(answers: list[Answer], lessons: dict[int, Lesson], *, theirs: frozenset[int]) -> None:
    """First answers of a lesson that both had answered."""
    apart: tuple[list[Answer], list[Answer]] = ([], [])
    for answer in answers:
        apart[answer.pk in theirs].append(answer)
    both = {answer.lesson for answer in apart[0]} & {answer.lesson for answer in apart[1]}
    if both:
        shared = [[answer for answer in some if answer.lesson in both] for some in (*apart, answers)]
        move_first_answers(apart=shared[:2], together=shared[2], lessons=lessons)


def one_start(
    person: Person,
    start: ReportedStart,
    own: ReportedStart | None,
    *,
    answers: list[Answer],
    lessons: dict[int, Lesson],
) -> ReportedStart:
    """The one start of a course, not stored: the published one if there is one, otherwise the learner's since the first answer.

    What a learner had told when they began is kept; a guest has told nothing.
    """
    first = next((answer for answer in answers if answer.course == as_stored(start.course_key)), None)
    kept = next((one for one in (own, start) if one and one.is_released), own or start)
    if first is not None and not kept.is_released:
        language = lessons[first.version].language
        if own is None:
            facts = LearnerFacts.objects.filter(person=person).first()
            kept = new_start(first, language=language, facts=facts, cohort=classes_of({person.pk}).get(person.pk))
        kept.month, kept.language, kept.mode = month_of(first.recorded_at), language, first.evidence
    kept.is_completed = bool(start.is_completed or (own and own.is_completed))
    kept.pk, kept.person = None, person
    return kept


def count_answers(start: ReportedStart, answers: list[Answer]) -> None:
    """Makes the measures of a start those of these answers, in their order."""
    for name in MEASURES:
        setattr(start, name, 0)
    known: dict[Stored, Known] = defaultdict(Known)
    for answer in answers:
        add(answer, start, known[answer.lesson])
