"""Classes: who may see which. Every page, file and report of classes asks here first.

A facilitator sees the classes they lead, a partner all of their institution, an administrator all. Anybody else sees none, and
for whom a class does not exist it looks exactly like one that was never made.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from learning.errors import NoSuchClass, NotForYou
from learning.models import Cohort, Institution, InstitutionStaff, Membership, Person, StaffRole


def works_with_classes(person: Person) -> bool:
    """Whether somebody is a facilitator or a partner anywhere, or an administrator. One query; none for administrators."""
    return person.is_active and (person.is_superuser or person.works_for.filter(institution__is_active=True).exists())


def institutions_managed_by(person: Person) -> QuerySet[Institution]:
    """Institutions whose classes somebody sees all of."""
    found = Institution.objects.filter(is_active=True)
    if person.is_superuser:
        return found
    return found.filter(staff__person=person, staff__role=StaffRole.PARTNER).distinct()


def institution_for(person: Person, uuid: UUID) -> Institution:
    """An institution by its uuid. One query. Raises `NotForYou` when there is none, or none that this person looks after."""
    institution = institutions_managed_by(person).filter(uuid=uuid).first()
    if institution is None:
        raise NotForYou(_("You do not look after this institution. Your classes are in the list of classes."))
    return institution


def institutions_of(person: Person) -> QuerySet[Institution]:
    """Institutions somebody works for, in whatever role."""
    found = Institution.objects.filter(is_active=True)
    return found if person.is_superuser else found.filter(staff__person=person).distinct()


def cohorts_seen_by(person: Person) -> QuerySet[Cohort]:
    """The classes somebody may see and work with. Who no longer works for an institution sees none of its classes."""
    found = Cohort.objects.filter(institution__is_active=True)
    if person.is_superuser:
        return found
    work = InstitutionStaff.objects.filter(person=person)
    manages = Q(institution__in=work.filter(role=StaffRole.PARTNER).values("institution"))
    leads = Q(pk__in=person.leads.values("pk"))
    # Own institutions stand outside the "or": so their index is used, and not every class there is looked at.
    return found.filter(manages | leads, institution__in=work.values("institution"))


def cohort_for(person: Person, uuid: UUID) -> Cohort:
    """A class by its uuid. Raises `NoSuchClass` when there is none, or none that this person may see."""
    cohort = cohorts_seen_by(person).filter(uuid=uuid).select_related("institution").first()
    if cohort is None:
        raise NoSuchClass(_("There is no such class among yours. Open the list of your classes and choose one."))
    return cohort


def members_of(cohort: Cohort) -> QuerySet[Membership]:
    """Those who belong to a class now, in the order of their numbers."""
    return cohort.memberships.filter(left_at=None).select_related("person").order_by("seat")
