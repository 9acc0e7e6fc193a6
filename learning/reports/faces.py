"""Faces given to lessons and courses, as trainers may see them: in groups of fifty people, never as they come.

Whoever looks again and again must not see which face the one learner chose who was there in between. So months that are over are
put together until fifty people have chosen (`learning/whole_groups.py`), and what is shown of a group never changes. In a group a
face stands alone as in all reports (`learning/reports/apart.py`): ten chose it, ten did not, and neither are fewer than 5 %.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from courses.models import CourseVersion
from learning.models import FEWEST, Face, OpinionAbout, OpinionCount
from learning.reports.apart import LEAST_SHARE, Crowd, set_apart
from learning.whole_groups import whole_groups

GROUP: Final = 5 * FEWEST  # smaller ones would hardly ever hold ten of a face that few choose
Counts = dict[str, int]  # face -> people


class Told(NamedTuple):
    """So many of so many people chose a face, in all groups that tell it."""

    chosen: int = 0
    people: int = 0


class Opinions(NamedTuple):
    """What was said of one lesson or course in one language: face -> what is told of it, None where that is nothing."""

    about: str
    course: str
    title: str
    language: str
    shown: dict[str, Told | None]


def groups_of(months: Mapping[date, Counts], *, day: date) -> list[Counts]:
    """What was chosen, in whole groups of fifty people. Pure."""
    groups = whole_groups(months, people=lambda counts: sum(counts.values()), least=GROUP, day=day)
    return [dict(sum(map(Counter, group), Counter())) for group in groups]


def told_in(group: Counts) -> Counts:
    """The faces that stand alone in a group. Pure."""
    crowds = {face: Crowd(group.get(face, 0)) for face in Face.values}
    people = sum(group.values())
    blocks = [(sum(crowds[face].people for face in block.parts), block.parts) for block in set_apart(crowds, by_outcome=False)]
    while len(blocks) > 1 and min(blocks)[0] < LEAST_SHARE * people:
        (few, some), (more, others), *blocks = sorted(blocks)
        blocks.append((few + more, some + others))
    return {parts[0]: size for size, parts in blocks if len(parts) == 1}


def shown_faces(groups: Iterable[Counts]) -> dict[str, Told | None]:
    """Each face over all groups that tell it. Pure."""
    shown: dict[str, Told | None] = dict.fromkeys(Face.values)
    for group in groups:
        for face, chosen in told_in(group).items():
            before = shown[face] or Told()
            shown[face] = Told(before.chosen + chosen, before.people + sum(group.values()))
    return shown


def opinions_of_courses(*, day: date) -> list[Opinions]:
    """All courses and lessons somebody spoke of, in the courses' order, each language for itself. Two queries."""
    counts: dict[tuple[str, str, str], dict[date, Counts]] = defaultdict(lambda: defaultdict(dict))
    for about, key, language, month, face, count in OpinionCount.objects.values_list(
        "about", "key", "language", "month", "face", "count"
    ):
        counts[about, str(key), language][month][face] = count
    found = []
    for course in CourseVersion.objects.current().order_by("title", "language"):
        entries = [(OpinionAbout.COURSE, str(course.course_key), course.title)]
        entries += [
            (OpinionAbout.LESSON, lesson["key"], lesson["title"])
            for lesson in course.lessons
            if lesson["language"] == course.language
        ]
        found += [
            Opinions(about, course.title, title, course.language, shown_faces(groups_of(counts[spoken], day=day)))
            for about, key, title in entries
            if (spoken := (about, key, course.language)) in counts
        ]
    return found
