"""Whose figures somebody may see: a facilitator those of own classes, a partner the institution's, an administrator all."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from learning.cohorts import cohorts_seen_by, institutions_managed_by
from learning.errors import NoSuchClass
from learning.models import Cohort, Institution, Person


@dataclass(frozen=True)
class Scope:
    """The whole site, an institution or a class. `key` is how an address names it."""

    key: str
    name: str
    institution: Institution | None = None
    cohort: Cohort | None = None

    @property
    def is_site(self) -> bool:
        """Whether it is everybody."""
        return self.institution is None and self.cohort is None


def scopes_of(person: Person) -> list[Scope]:
    """All somebody may choose from, the widest first. Two or three queries."""
    found = [site()] if person.is_superuser else []
    found += [of_institution(one) for one in institutions_managed_by(person)]
    return found + [of_class(one) for one in cohorts_seen_by(person).select_related("institution").order_by("name", "pk")]


def scope_for(person: Person, key: str) -> Scope:
    """One of them by its key; the widest for an empty key. Raises `NoSuchClass` for one that is not there or not for them."""
    scopes = scopes_of(person)
    found = next((scope for scope in scopes if scope.key == key), None) if key else next(iter(scopes), None)
    if found is None:
        raise NoSuchClass(_("There is no such report among yours. Open the reports and choose one."))
    return found


def site() -> Scope:
    """Everybody."""
    return Scope("site", _("All institutions and guests"))


def of_institution(institution: Institution) -> Scope:
    """All classes of an institution."""
    return Scope(f"institution-{institution.uuid}", institution.name, institution=institution)


def of_class(cohort: Cohort) -> Scope:
    """One class."""
    return Scope(f"class-{cohort.uuid}", f"{cohort.name} · {cohort.institution.name}", cohort=cohort)
