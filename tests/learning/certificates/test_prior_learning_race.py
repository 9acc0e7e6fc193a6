"""One credential sent by several people at once, on a real database with several connections: it counts for one of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses.models import CourseVersion
from learning.certificates.errors import CountsForAnother
from learning.certificates.models import PriorLearning
from learning.certificates.prior_learning import count_prior_learning
from learning.models import Person
from tests.learning.certificates.recognised import make_rule, signed, trust_issuer

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.long]
AT_ONCE = 6


def shown_at_once(people: list[Person]) -> list[str]:
    """Whose row each of them got, or that it was refused."""
    barrier, data = Barrier(len(people)), json.dumps(signed()).encode()

    def one(person: Person) -> str:
        barrier.wait()
        try:
            [row] = count_prior_learning(person=person, data=data)
            return str(row.person_id)
        except CountsForAnother:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


def test_of_several_people_one_has_it_and_the_others_are_told(transactional_db: None, course: CourseVersion) -> None:
    make_rule(trust_issuer(), course.course_key)
    got = shown_at_once([Person.objects.create() for _ in range(AT_ONCE)])
    assert got.count("refused") == AT_ONCE - 1
    assert str(PriorLearning.objects.get().person_id) in got


def test_the_same_person_several_times_at_once_has_one_row(transactional_db: None, course: CourseVersion) -> None:
    make_rule(trust_issuer(), course.course_key)
    person = Person.objects.create()
    assert shown_at_once([person] * AT_ONCE) == [str(person.pk)] * AT_ONCE
    assert PriorLearning.objects.count() == 1
