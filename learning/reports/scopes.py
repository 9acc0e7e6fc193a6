"""Whose figures somebody may see: a facilitator those of own classes, a partner the institution's, an administrator all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from learning.cohorts import cohort_for, cohorts_seen_by, institutions_managed_by
from learning.errors import NoSuchClass
from learning.models import Cohort, Institution, Person


@dataclass(frozen=True)
class Scope:
    """The whole site, an institution or a class. `key` is how an address names it."""

    key: str
    name: str
    institution: Institution | None = None
    cohort: Cohort | None = None


def scope_for(person: Person, key: str) -> Scope | None:
    """What a key names; the widest for an empty key, None for who has none. Raises `NoSuchClass` for what is not there for them.

    One or two queries.
    """
    if not key:
        return widest(person)
    kind, _dash, uuid = key.partition("-")
    if kind == "site" and not uuid and person.is_superuser:
        return site()
    if kind == "institution" and (institution := institutions_managed_by(person).filter(uuid=as_uuid(uuid)).first()):
        return of_institution(institution)
    if kind == "class":
        return of_class(cohort_for(person, as_uuid(uuid)))
    raise NoSuchClass(_("There is no such report among yours. Open the reports and choose one."))


def widest(person: Person) -> Scope | None:
    """What somebody sees first."""
    if person.is_superuser:
        return site()
    if institution := institutions_managed_by(person).first():
        return of_institution(institution)
    cohort = cohorts_seen_by(person).select_related("institution").order_by("name", "pk").first()
    return of_class(cohort) if cohort else None


def scopes_beside(person: Person, scope: Scope | None) -> list[Scope]:
    """What somebody may choose from, the widest first. Of all classes an administrator sees those of the institution chosen."""
    institutions = [of_institution(one) for one in institutions_managed_by(person)]
    classes = cohorts_seen_by(person).select_related("institution").order_by("name", "pk")
    if person.is_superuser:
        house = scope and (scope.institution or (scope.cohort and scope.cohort.institution))
        classes = classes.filter(institution=house) if house else classes.none()
    return [*([site()] if person.is_superuser else []), *institutions, *(of_class(one) for one in classes)]


def as_uuid(text: str) -> UUID:
    """Raises `NoSuchClass` for what is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NoSuchClass(_("There is no such report among yours. Open the reports and choose one.")) from error


def site() -> Scope:
    """Everybody."""
    return Scope("site", _("All institutions and guests"))


def of_institution(institution: Institution) -> Scope:
    """All classes of an institution."""
    return Scope(f"institution-{institution.uuid}", institution.name, institution=institution)


def of_class(cohort: Cohort) -> Scope:
    """One class."""
    return Scope(f"class-{cohort.uuid}", f"{cohort.name} · {cohort.institution.name}", cohort=cohort)
