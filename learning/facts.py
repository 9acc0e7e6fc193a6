"""What a learner may tell of themselves: told, changed, taken back. Nothing of it is needed for anything a learner does."""

from __future__ import annotations

from collections.abc import Container

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.countries import names_in
from learning.errors import FactNotKnown
from learning.models import AgeBand, Gender, LearnerFacts, Person


def facts_of(person: Person) -> LearnerFacts | None:
    """What somebody has told; None when it is nothing. One query."""
    return LearnerFacts.objects.filter(person=person).first()


@transaction.atomic
def tell_facts(*, person: Person, age_band: str | None, gender: str | None, country: str | None) -> LearnerFacts | None:
    """Keeps what was told in place of what was told before; nothing told is nothing kept. None leaves a fact as it was.

    Raises `FactNotKnown`.
    """
    before = facts_of(person)
    given = {"age_band": age_band, "gender": gender, "country": country}
    told = {name: str(getattr(before, name, "")) if value is None else value for name, value in given.items()}
    known: dict[str, Container[str]] = {"age_band": AgeBand.values, "gender": Gender.values, "country": names_in("en")}
    for name, value in told.items():
        if value and value not in known[name]:
            raise FactNotKnown(_("“%(value)s” is not one of the answers. Choose one, or leave it open.") % {"value": value[:40]})
    if not any(told.values()):
        forget_facts(person=person)
        return None
    facts, _made = LearnerFacts.objects.update_or_create(person=person, defaults={**told, "told_at": timezone.now()})
    return facts


def forget_facts(*, person: Person) -> None:
    """Takes back all that was told."""
    LearnerFacts.objects.filter(person=person).delete()
