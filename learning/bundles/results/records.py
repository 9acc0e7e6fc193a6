"""The part of what is kept about a learner that came home from devices."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from learning.bundles.results.models import DeviceLearner, Flag, FlagKind, ReturnedAnswer
from learning.models import Person
from learning.records import Part, Row, add_part


def device_rows(person: Person) -> list[Row]:
    """With which files answers came, what seemed unlikely, and on which device somebody learned without a code. Three queries."""
    brought = ReturnedAnswer.objects.filter(attempt__person=person).values(
        "returned", "returned__received_at", "returned__device", "returned__institution__name"
    )
    unlikely: dict[int, list[str]] = {}
    for flag in Flag.objects.filter(person=person):
        unlikely.setdefault(flag.returned_id, []).append(str(FlagKind(flag.kind).label))
    rows: list[Row] = [
        {
            "when": row["returned__received_at"],
            "institution": row["returned__institution__name"],
            "device": row["returned__device"],
            "answers": row["answers"],
            "unlikely": unlikely.get(row["returned"], []),
            "learner_of_the_device": None,
        }
        for row in brought.annotate(answers=Count("pk")).order_by("returned")
    ]
    made = DeviceLearner.objects.filter(person=person).order_by("pk")
    return rows + [
        {
            "when": row.made_at,
            "institution": "",
            "device": row.device,
            "answers": 0,
            "unlikely": [],
            "learner_of_the_device": row.learner,
        }
        for row in made
    ]


add_part(
    Part(
        "devices",
        _("Brought home from devices"),
        _("So that the same answers count once, and whoever confirms them sees what is unlikely."),
        {"when": _("When"), "institution": _("Institution"), "answers": _("Answers")},
        device_rows,
        ("bundles.DeviceLearner", "bundles.ReturnedAnswer", "bundles.Flag"),
    )
)
