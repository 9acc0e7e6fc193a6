"""What was brought home, as pages and reports show it. Reads only; who may see what is asked before (`learning.cohorts`)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from courses.models import Job
from learning.bundles.results.errors import NoSuchReturn
from learning.bundles.results.models import Flag, FlagKind, Return, ReturnedAnswer
from learning.bundles.results.receive import RECEIVE
from learning.cohorts import members_of
from learning.confirming import unconfirmed
from learning.models import Attempt, Cohort, Institution


def counted(rows: QuerySet[Return]) -> QuerySet[Return]:
    """With `accepted`, the answers that came with each file first, and `unlikely`, its flags."""

    def count(model: type[ReturnedAnswer] | type[Flag]) -> Coalesce:
        found = model._default_manager.filter(returned=OuterRef("pk")).order_by().values("returned")
        return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)

    return rows.select_related("cohort", "received_by").annotate(accepted=count(ReturnedAnswer), unlikely=count(Flag))


def returns_of(institution: Institution) -> QuerySet[Return]:
    """All that an institution brought, the newest first. One query."""
    return counted(Return.objects.filter(institution=institution).defer("waiting", "receipt"))


def returns_in(cohort: Cohort) -> QuerySet[Return]:
    """What concerns a class: brought for it, or with answers of those who are in it now. The newest first."""
    members = cohort.memberships.filter(left_at=None).values("person")
    brought = ReturnedAnswer.objects.filter(attempt__person__in=members).values("returned")
    flagged = Flag.objects.filter(person__in=members).values("returned")
    rows = Return.objects.filter(institution=cohort.institution_id)
    return counted(rows.filter(Q(cohort=cohort) | Q(pk__in=brought) | Q(pk__in=flagged)).defer("waiting", "receipt"))


def one_of(rows: QuerySet[Return], uuid: UUID) -> Return:
    """The one with a uuid. Raises `NoSuchReturn`."""
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NoSuchReturn(_("There are no such results among yours. Open the list of results and choose one."))
    return found


def job_of(returned: Return) -> Job | None:
    """The job that receives a file, if it was left to one. One query."""
    return Job.objects.filter(kind=RECEIVE, subject=str(returned.uuid)).order_by("-pk").first()


@dataclass
class Line:
    """One learner of the class in what was brought."""

    seat: int
    answers: int = 0
    right: int = 0
    waiting: int = 0  # not confirmed yet
    flags: list[tuple[str, int]] = field(default_factory=list)


def lines_of(returned: Return, cohort: Cohort) -> list[Line]:
    """What was brought of each learner of a class, by number. Four queries."""
    seats = dict(members_of(cohort).values_list("person", "seat"))
    lines: dict[int, Line] = defaultdict(lambda: Line(0))
    attempts = attempts_of(returned).filter(person__in=seats)
    counts = attempts.values("person").annotate(answers=Count("pk"), right=Count("pk", filter=Q(is_correct=True))).order_by()
    for row in counts:
        lines[row["person"]] = Line(seats[row["person"]], row["answers"], row["right"])
    for person, waiting in unconfirmed(attempts).values_list("person").annotate(Count("pk")).order_by():
        lines[person].waiting = waiting
    for flag in Flag.objects.filter(returned=returned, person__in=seats).order_by("kind"):
        lines[flag.person_id].seat = seats[flag.person_id]
        lines[flag.person_id].flags.append((str(FlagKind(flag.kind).label), flag.count))
    return sorted(lines.values(), key=lambda line: line.seat)


def attempts_of(returned: Return) -> QuerySet[Attempt]:
    """The answers that came with a file first."""
    return Attempt.objects.filter(pk__in=ReturnedAnswer.objects.filter(returned=returned).values("attempt"))


def attempts_of_seats(returned: Return, cohort: Cohort, seats: set[int]) -> QuerySet[Attempt]:
    """Those of some learners of a class, by their numbers."""
    return attempts_of(returned).filter(person__in=members_of(cohort).filter(seat__in=seats).values("person"))


def classes_in(returned: Return) -> list[tuple[Cohort, int]]:
    """The institution's classes whose learners are in what was brought, with how many answers of each still wait. Two queries."""
    people = set(attempts_of(returned).values_list("person", flat=True).distinct())
    waiting = dict(unconfirmed(attempts_of(returned)).values_list("person").annotate(Count("pk")).order_by())
    found: dict[int, int] = {}
    classes = Cohort.objects.filter(institution=returned.institution_id, memberships__left_at=None, memberships__person__in=people)
    for cohort, person in classes.values_list("pk", "memberships__person").distinct():
        found[cohort] = found.get(cohort, 0) + waiting.get(person, 0)
    named = Cohort.objects.in_bulk(list(found))
    return sorted(((named[pk], count) for pk, count in found.items()), key=lambda pair: pair[0].name)
