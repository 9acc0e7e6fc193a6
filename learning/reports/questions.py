"""Item analysis: how hard a question is, whether it tells those who know from those who don't, and what was chosen.

Only first answers count. Trainers see a question's figures when ten people have answered, and they move by ten people at a time.
What a facilitator confirmed is right or not yet; which option it was nobody wrote down, so it counts for no option.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from typing import Any, Final
from uuid import UUID

from courses.models import LessonVersion
from learning.models import FEWEST, Attempt, EvidenceKind, QuestionCount
from learning.reports.apart import OTHERS, Crowd, set_apart

Key = tuple[UUID, UUID, str]  # lesson, question, language

CONFIRMED: Final = EvidenceKind.FACILITATOR_CONFIRMED.value  # stands among the options for people whose option is not known


def count_first_answers(attempts: list[Attempt], versions: dict[int, LessonVersion], known: Any) -> None:
    """Adds a batch to the counts. `known` is what was answered before it, and is only read. Two queries and the writes."""
    counts = counts_of(attempts, versions)
    tally(counts, attempts, versions, known=known)
    for count in counts.values():
        show(count)
    store(counts)


def move_first_answers(*, apart: Iterable[list[Attempt]], together: list[Attempt], versions: dict[int, LessonVersion]) -> None:
    """Takes out of the counts what people answered apart, and adds it as one person's. What trainers see moves later, by ten."""
    used = {attempt.lesson_version_id for attempt in together}
    shown = {pk: version for pk, version in versions.items() if pk in used}
    counts = counts_of(together, shown)
    for some in apart:
        tally(counts, some, shown, sign=-1)
    tally(counts, together, shown)
    for count in counts.values():
        count.chosen = {choice: number for choice, number in count.chosen.items() if number}
    store(counts)


def tally(
    counts: dict[Key, QuestionCount],
    attempts: list[Attempt],
    versions: dict[int, LessonVersion],
    *,
    known: Any = None,
    sign: int = 1,
) -> None:
    """Adds the first answers among attempts, in their order, to the counts, or with −1 takes them out again. No query.

    Without `known` the attempts are all that their people answered.
    """
    indexes = {pk: version.questions for pk, version in versions.items()}
    tried: dict[tuple[int, UUID], dict[UUID, bool]] = defaultdict(dict)
    for attempt in attempts:
        lesson = (attempt.person_id, attempt.lesson_key)
        before: dict[UUID, bool] = known[lesson].first if known is not None else {}
        if attempt.question_id in before or attempt.question_id in tried[lesson]:
            continue
        tried[lesson][attempt.question_id] = attempt.is_correct
        version = versions[attempt.lesson_version_id]
        count = counts[attempt.lesson_key, attempt.question_id, version.language]
        count.people += sign
        count.right += sign * attempt.is_correct
        for choice in choices_of(attempt, indexes[version.pk]):
            count.chosen[choice] = count.chosen.get(choice, 0) + sign
        results = before | tried[lesson]
        asked = [UUID(question) for question in indexes[version.pk]]
        if all(question in results for question in asked):
            add_pairs(counts, version, results={question: results[question] for question in asked}, sign=sign)


def store(counts: dict[Key, QuestionCount]) -> None:
    """Writes new and changed counts by one upsert."""
    for count in counts.values():
        count.pk = None
    QuestionCount.objects.bulk_create(
        counts.values(),
        batch_size=200,
        update_conflicts=True,
        unique_fields=["question_id", "lesson_key", "language"],
        update_fields=["people", "right", "chosen", "pairs", "sum_x", "sum_y", "sum_yy", "sum_xy", "shown"],
    )


def counts_of(attempts: list[Attempt], versions: dict[int, LessonVersion]) -> dict[Key, QuestionCount]:
    """The counts of all questions of the lessons at hand, new ones where they are missing."""
    wanted: dict[Key, UUID] = {}
    for attempt in attempts:
        version = versions[attempt.lesson_version_id]
        wanted[attempt.lesson_key, attempt.question_id, version.language] = attempt.course_key
    for version in versions.values():
        wanted |= {(version.lesson_key, UUID(question), version.language): version.course_key for question in version.questions}
    rows = QuestionCount.objects.filter(lesson_key__in={lesson for lesson, _question, _language in wanted})
    found = {(row.lesson_key, row.question_id, row.language): row for row in rows}
    for (lesson, question, language), course in wanted.items():
        if (lesson, question, language) not in found:
            found[lesson, question, language] = QuestionCount(
                course_key=course, lesson_key=lesson, question_id=question, language=language
            )
    return {key: row for key, row in found.items() if key in wanted}


def choices_of(attempt: Attempt, questions: dict[str, dict[str, Any]]) -> list[str]:
    """The options a first answer chose, or `CONFIRMED`; none where a question has no options."""
    index = questions.get(str(attempt.question_id))
    if index is None or "options" not in index:
        return []
    if attempt.evidence == CONFIRMED:
        return [CONFIRMED]
    return [str(choice) for choice in (attempt.response if isinstance(attempt.response, list) else [attempt.response])]


def add_pairs(counts: dict[Key, QuestionCount], version: LessonVersion, *, results: dict[UUID, bool], sign: int) -> None:
    """Somebody has answered the lesson's last open question: each question is set against all others of the lesson."""
    total = sum(results.values())
    for question, is_right in results.items():
        count, others = counts[version.lesson_key, question, version.language], total - is_right
        count.pairs += sign
        count.sum_x += sign * is_right
        count.sum_y += sign * others
        count.sum_yy += sign * others * others
        count.sum_xy += sign * is_right * others


def discrimination(count: QuestionCount) -> float | None:
    """The point-biserial correlation of a question with the others of its lesson; None where all or none are alike."""
    n = count.pairs
    if n < FEWEST:
        return None
    spread_x = n * count.sum_x - count.sum_x**2
    spread_y = n * count.sum_yy - count.sum_y**2
    if spread_x <= 0 or spread_y <= 0:
        return None
    return round((n * count.sum_xy - count.sum_x * count.sum_y) / sqrt(spread_x * spread_y), 2)


def show(count: QuestionCount) -> None:
    """Moves the figures trainers see, when ten more people have answered."""
    if count.people - count.shown.get("people", 0) < FEWEST:
        return
    crowd = Crowd(count.people - count.right, count.right)
    is_told = min(crowd) >= FEWEST
    choosers = count.people - count.chosen.get(CONFIRMED, 0)
    has_moved = choosers - count.shown.get("choosers", 0) >= FEWEST
    count.shown = {
        "people": count.people,
        "right": capped(count.right, count.people) if is_told or count.people >= 20 * FEWEST else None,
        "discrimination": discrimination(count),
        "choosers": choosers if has_moved else count.shown.get("choosers", 0),
        "chosen": shown_choices(count) if has_moved else count.shown.get("chosen", {}),
    }


def shown_choices(count: QuestionCount) -> dict[str, int]:
    """Option -> percent of all options chosen first; those that fewer than ten chose stand together. Nothing where all would."""
    crowds = {choice: Crowd(number) for choice, number in count.chosen.items() if choice != CONFIRMED}
    total = sum(crowd.people for crowd in crowds.values())
    blocks = set_apart(crowds, by_outcome=False) if total >= FEWEST else []
    if len(blocks) < 2:
        return {}
    return {
        block.parts[0] if len(block.parts) == 1 else OTHERS: capped(sum(count.chosen[part] for part in block.parts), total)
        for block in blocks
    }


def capped(part: int, whole: int) -> int:
    """A whole percentage between 5 and 95."""
    return min(max(round(100 * part / whole), 5), 95)
