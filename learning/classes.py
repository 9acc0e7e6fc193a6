"""Classes: making one, changing it, ending it, and finding the one whose code a learner typed.

Who may do so is asked in `learning/cohorts.py`; who comes in and goes out stands in `learning/rosters.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, When
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from learning.codes import new_class_code, read_class_code
from learning.errors import ClassCodeNotAccepted, ClassRefused
from learning.models import Cohort, CohortCourse, Enrolment, Institution, InstitutionStaff, Person
from learning.staff_log import note_action


@dataclass(frozen=True)
class ClassFacts:
    """What is said of a class when it is made or changed. `courses` are their translation keys, in order."""

    name: str
    language: str
    starts_on: date
    ends_on: date | None = None
    shares_devices: bool = False
    courses: list[UUID] = field(default_factory=list)


@transaction.atomic
def make_class(*, actor: Person, institution: Institution, facts: ClassFacts, facilitators: list[Person]) -> Cohort:
    """A class with a code of its own. Raises `ClassRefused`."""
    check_facts(facts)
    cohort = with_code(Cohort(institution=institution, **told(facts)))
    set_courses(cohort, facts.courses)
    set_facilitators(cohort, facilitators)
    note_action("make_class", actor=actor, cohort=cohort, detail=facts.name)
    return cohort


@transaction.atomic
def change_class(*, actor: Person, cohort: Cohort, facts: ClassFacts, facilitators: list[Person] | None = None) -> None:
    """Writes what is said of a class. Facilitators stay as they are for None. Raises `ClassRefused`."""
    check_facts(facts)
    for name, value in told(facts).items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(told(facts)))
    set_courses(cohort, facts.courses)
    note_action("change_class", actor=actor, cohort=cohort, detail=facts.name)
    if facilitators is not None and set_facilitators(cohort, facilitators):
        names = ", ".join(sorted(str(person.username) for person in facilitators))
        note_action("change_leaders", actor=actor, cohort=cohort, detail=names)


@transaction.atomic
def end_class(*, actor: Person, cohort: Cohort, today: date) -> None:
    """Yesterday was its last day: nobody comes in any more, and what was learned stays with the learners.

    One that has not begun is dated back, for no class ends before it begins.
    """
    if cohort.has_ended(at=today):
        return
    cohort.ends_on = today - timedelta(days=1)
    cohort.starts_on = min(cohort.starts_on, cohort.ends_on)
    cohort.save(update_fields=["starts_on", "ends_on"])
    note_action("end_class", actor=actor, cohort=cohort)


def told(facts: ClassFacts) -> dict[str, object]:
    """The facts that are fields of the class."""
    return {
        "name": facts.name.strip(),
        "language": facts.language,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "shares_devices": facts.shares_devices,
    }


def check_facts(facts: ClassFacts) -> None:
    """Raises `ClassRefused` for a class without a name, with days the wrong way round or with a course that is not published."""
    if not facts.name.strip():
        raise ClassRefused(_("The class has no name. Write one by which its learners know it."))
    if facts.ends_on and facts.ends_on < facts.starts_on:
        raise ClassRefused(_("The last day lies before the first. Choose a later last day, or leave it empty."))
    published = CourseVersion.objects.current().filter(course_key__in=facts.courses).values_list("course_key", flat=True)
    if set(facts.courses) - set(published):
        raise ClassRefused(_("One of the courses is not published any more. Choose the courses again."))


def with_code(cohort: Cohort) -> Cohort:
    """Stores a new class under a fresh code. A clash is tried again."""
    for _try in range(5):
        try:
            with transaction.atomic():
                cohort.join_code = new_class_code()
                cohort.save(force_insert=True)
            return cohort
        except IntegrityError:
            continue
    raise RuntimeError("Five new class codes in a row were taken: the random source is broken.")


def set_courses(cohort: Cohort, keys: list[UUID]) -> None:
    """The class takes these courses in this order; its learners are enrolled in those that are new."""
    had = set(cohort.courses.values_list("course_key", flat=True))
    cohort.courses.exclude(course_key__in=keys).delete()
    for place, key in enumerate(keys, start=1):
        CohortCourse.objects.update_or_create(cohort=cohort, course_key=key, defaults={"place": place})
    people = cohort.memberships.filter(left_at=None).values_list("person", flat=True)
    enrol(list(people), [key for key in keys if key not in had])


def enrol(people: list[int], keys: list[UUID]) -> None:
    """Enrols people (primary keys) in courses; who is there already stays so. One query, or none."""
    rows = [Enrolment(person_id=person, course_key=key) for person in people for key in keys]
    if rows:
        Enrolment.objects.bulk_create(rows, ignore_conflicts=True)


def set_facilitators(cohort: Cohort, people: list[Person]) -> bool:
    """Who leads the class; whether that is a change. Raises `ClassRefused` for somebody who does not work for the institution."""
    staff = InstitutionStaff.objects.filter(institution=cohort.institution, person__in=people).values_list("person", flat=True)
    if {person.pk for person in people if not person.is_superuser} - set(staff):
        raise ClassRefused(_("A class is led by those who work for its institution. Add them there first."))
    before = set(cohort.facilitators.values_list("pk", flat=True))
    cohort.facilitators.set(people)
    return before != {person.pk for person in people}


def class_to_join(typed: str, *, today: date) -> Cohort:
    """The class whose code was typed, if it takes learners today. Raises `ClassCodeNotAccepted`. One query, or none."""
    code = read_class_code(typed)
    rows = Cohort.objects.filter(institution__is_active=True).exclude(ends_on__lt=today).select_related("institution")
    cohort = rows.filter(join_code=code).first() if code else None
    if cohort is None:
        raise ClassCodeNotAccepted(
            _("No class takes learners with this code. Compare it with what your facilitator wrote: six letters and digits.")
        )
    return cohort


def running_first(cohorts: QuerySet[Cohort], *, today: date) -> QuerySet[Cohort]:
    """Classes as they are listed: those that run or will run by name, then those that ended, the latest first."""
    ended_on = Case(When(ends_on__lt=today, then=F("ends_on")))
    return cohorts.order_by(ended_on.desc(nulls_first=True), "name", "pk")
