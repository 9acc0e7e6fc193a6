"""What an institution takes: chosen, built, renewed with its courses, stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from courses.models import Job
from courses.models.job import JobStatus
from courses.rendering.documents import render_course
from courses.signals import course_rendered
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle
from learning.bundles.room.builds import FAILED, MISSING, READY, RUNNING, WAITING, builds_of
from learning.bundles.room.errors import ChoiceRefused, NoSuchChoice
from learning.bundles.room.models import Subscription
from learning.bundles.room.subscriptions import (
    MOST_CHOICES,
    Choice,
    build_again,
    drop_old_choices,
    running,
    stop_subscription,
    subscribe,
    subscription_for,
    wishes_of,
)
from learning.models import Institution, Person, StaffAction
from tests.cast import Member

pytestmark = pytest.mark.django_db
Choose = Callable[..., Subscription]


@pytest.fixture
def actor(partner: Member) -> Person:
    assert partner.person is not None
    return partner.person


@pytest.fixture
def choose(course_key: UUID, actor: Person, library: Institution) -> Choose:
    """Chooses the course in two languages, unless told otherwise."""
    Job.objects.all().delete()

    def chosen(**changed: Any) -> Subscription:
        said = {"courses": (course_key,), "languages": ("en", "ar"), "tier": "text", "formats": ("zip",)}
        return subscribe(actor=actor, institution=library, choice=Choice(**{**said, **changed}))

    return chosen


def waiting() -> list[str]:
    return list(Job.objects.filter(kind="build_bundle", status=JobStatus.PENDING).values_list("subject", flat=True))


def test_a_choice_is_kept_and_its_files_are_asked_for(choose: Choose, library: Institution) -> None:
    row = choose()
    assert (row.selection.language_codes, row.selection.tier, row.formats) == (("en", "ar"), "text", ["zip"])
    assert waiting() == [wanted.subject for wanted in wishes_of(row)]
    assert list(running(library)) == [row]
    assert StaffAction.objects.get().action == "subscribe"


def test_the_same_choice_again_is_the_same_and_adds_its_forms(choose: Choose) -> None:
    first = choose()
    Subscription.objects.update(formats=["gone"])
    second = choose(formats=("zip", "zip"))
    assert first.pk == second.pk
    assert second.formats == ["zip"]
    assert len(waiting()) == 1


def test_the_first_language_is_one_the_first_course_is_in(choose: Choose) -> None:
    assert choose(languages=("ar", "en")).selection.language_codes == ("ar", "en")
    assert choose(languages=("ar",)).selection.language_codes == ("ar",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"courses": ()}, "at least one course"),
        ({"languages": ()}, "one language"),
        ({"courses": (uuid4(),)}, "none of these languages"),
        ({"languages": ("ha",)}, "none of these languages"),
        ({"languages": ("en", "ha")}, "“ha”"),
        ({"languages": ("en", "xx")}, "“xx”"),
        ({"formats": ()}, "one form"),
        ({"formats": ("zip", "pdf")}, "“pdf”"),
        ({"tier": "holograms"}, "holograms"),
        ({"courses": tuple(uuid4() for _each in range(21))}, "21"),
    ],
)
def test_what_cannot_be_had_is_refused_with_a_sentence(choose: Choose, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ChoiceRefused) as refused:
        choose(**changed)
    assert words in str(refused.value)
    assert not Subscription.objects.exists()
    assert waiting() == []


def test_an_institution_has_so_many_choices_and_no_more(choose: Choose, actor: Person, library: Institution) -> None:
    first = choose()
    for _more in range(MOST_CHOICES - 1):
        Subscription.objects.create(institution=library, selection=_other_selection(), formats=["zip"])
    with pytest.raises(ChoiceRefused, match=str(MOST_CHOICES)):
        choose(languages=("en",))
    assert choose().pk == first.pk
    stop_subscription(actor=actor, subscription=first)
    assert choose(languages=("en",)).pk


def _other_selection() -> Any:
    from learning.bundles.selections import keep_selection
    from learning.bundles.sources import Wanted

    return keep_selection(Wanted(uuid4(), "en"))


def test_a_changed_course_renews_the_choices_that_hold_it_and_no_others(choose: Choose, course_key: UUID, actor: Person) -> None:
    kept, stopped = choose(), choose(languages=("en",), names_us=True)
    stop_subscription(actor=actor, subscription=stopped)
    Job.objects.all().delete()
    course_rendered.send(Bundle, course_key=course_key)
    assert set(waiting()) >= {wanted.subject for wanted in wishes_of(kept)}
    assert not set(waiting()) & {wanted.subject for wanted in wishes_of(stopped)}
    Job.objects.all().delete()
    course_rendered.send(Bundle, course_key=uuid4())
    assert waiting() == []


def test_a_new_name_renews_what_names_the_institution(choose: Choose, library: Institution) -> None:
    choose()
    named = choose(names_us=True)
    Job.objects.all().delete()
    library.name = "Kibera Library"
    library.save()
    assert waiting() == [wanted.subject for wanted in wishes_of(named)]


def test_a_stopped_choice_is_gone_and_its_own_line_no_longer_offered(
    choose: Choose, course_key: UUID, actor: Person, library: Institution
) -> None:
    row = choose(names_us=True)
    render_course(course_key)
    bundle = build_bundle(wishes_of(row)[0])
    stop_subscription(actor=actor, subscription=row)
    stop_subscription(actor=actor, subscription=row)
    bundle.refresh_from_db()
    assert not bundle.is_current
    with pytest.raises(NoSuchChoice):
        subscription_for(library, row.uuid)
    assert [line.action for line in StaffAction.objects.order_by("pk")] == ["subscribe", "stop_subscription"]
    assert drop_old_choices(at=timezone.now() + timedelta(days=364)) == 0
    assert drop_old_choices(at=timezone.now() + timedelta(days=366)) == 1


def test_how_far_a_choice_is(choose: Choose, course_key: UUID, actor: Person) -> None:
    row = choose()

    def state() -> str:
        return builds_of([row])[row.pk][0].state

    assert state() == WAITING
    Job.objects.update(status=JobStatus.RUNNING, progress=40)
    assert (state(), builds_of([row])[row.pk][0].progress) == (RUNNING, 40)
    Job.objects.update(status=JobStatus.FAILED, error="ZeroDivisionError: division by zero")
    assert state() == FAILED
    assert "Zero" not in builds_of([row])[row.pk][0].problem
    Job.objects.update(error="The lesson en/a/b/c is not rendered yet.")
    assert builds_of([row])[row.pk][0].problem == "The lesson en/a/b/c is not rendered yet."
    build_again(actor=actor, subscription=row)
    assert state() == WAITING
    Job.objects.all().delete()
    assert state() == MISSING
    render_course(course_key)
    Job.objects.all().delete()
    build_bundle(wishes_of(row)[0])
    assert state() == READY
