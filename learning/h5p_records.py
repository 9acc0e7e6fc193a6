"""The parts of what is kept about a learner that come out of H5P contents: what was played, and where somebody is in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from learning.models import H5PResult, H5PState, Person
from learning.own_records import COURSE, LESSON, WHEN, lesson_titles_of, titles_of
from learning.records import Part, Row, add_part


def result_rows(person: Person) -> list[Row]:
    """Everything that was reported. Three queries."""
    found = list(H5PResult.objects.filter(person=person).select_related("content").order_by("pk"))
    courses, lessons = titles_of(row.course_key for row in found), lesson_titles_of(row.lesson_key for row in found)
    names = (
        "uuid",
        "sub_content_id",
        "verb",
        "score",
        "max_score",
        "is_rescored",
        "response",
        "seconds",
        "occurred_at",
        "recorded_at",
    )
    return [
        {
            "course": courses.get(row.course_key, ""),
            "lesson": lessons.get(row.lesson_key, ""),
            "title": row.content.title,
            "card": row.card_id,
            **{name: getattr(row, name) for name in names},
        }
        for row in found
    ]


def state_rows(person: Person) -> list[Row]:
    """Places, as each content wrote them. One query."""
    names = ("data_type", "sub_content_id", "data", "content_hash", "updated_at")
    return [
        {"title": row.content.title, **{name: getattr(row, name) for name in names}}
        for row in H5PState.objects.filter(person=person).select_related("content").order_by("pk")
    ]


for part in (
    Part(
        "played",
        _("What I played"),
        _("So that you and whoever leads your class see what you did. It lights no lamp."),
        {"occurred_at": WHEN, "course": COURSE, "lesson": LESSON, "title": _("Title"), "score": _("Points"), "max_score": _("of")},
        result_rows,
        ("learning.H5PResult",),
    ),
    Part(
        "places",
        _("Where I stopped playing"),
        _("So that you can go on there later."),
        {"title": _("Title"), "updated_at": WHEN},
        state_rows,
        ("learning.H5PState",),
    ),
):
    add_part(part)
