"""What an institution chose to take: kept as a subscription, built at once and anew when a course changes, until it is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from learning.bundles.builder import withdraw_line
from learning.bundles.errors import BundleRefused
from learning.bundles.formats import WRITERS
from learning.bundles.room.errors import ChoiceRefused, NoSuchChoice
from learning.bundles.room.models import Subscription
from learning.bundles.selections import keep_selection
from learning.bundles.sources import Wanted
from learning.bundles.tasks import ask_for_bundle
from learning.models import Institution, Person
from learning.staff_log import note_action

MOST_CHOICES: Final = 20  # of one institution at once
KEPT_AFTER_ITS_END: Final = timedelta(days=365)
MOST_COURSES: Final = 20  # in one choice


@dataclass(frozen=True)
class Choice:
    """Courses and languages, the main one of each first; a tier; forms; and whether the institution is named on the start page."""

    courses: tuple[UUID, ...]
    languages: tuple[str, ...]
    tier: str
    formats: tuple[str, ...]
    names_us: bool = False


# --- reading --------------------------------------------------------------------------------------------------------------


def running(institution: Institution) -> QuerySet[Subscription]:
    """What an institution takes now, the newest first."""
    return Subscription.objects.filter(institution=institution, stopped_at=None).select_related("selection")


def subscription_for(institution: Institution, uuid: UUID) -> Subscription:
    """One of them. Raises `NoSuchChoice`."""
    found = running(institution).filter(uuid=uuid).first()
    if found is None:
        raise NoSuchChoice(_("There is no such choice, or no longer. Open the list of your choices."))
    return found


def wishes_of(subscription: Subscription) -> list[Wanted]:
    """The bundles of a choice, one for each of its forms that there still is."""
    return [Wanted.of_selection(subscription.selection, key) for key in subscription.formats if key in WRITERS]


# --- choosing -------------------------------------------------------------------------------------------------------------


def checked_choice(choice: Choice, *, institution: Institution) -> Wanted:
    """What is wanted, in the first of its forms. Two queries. Raises `ChoiceRefused`."""
    if not choice.courses or not choice.languages:
        raise ChoiceRefused(_("Choose at least one course and one language."))
    if len(choice.courses) > MOST_COURSES:
        raise ChoiceRefused(
            _("One choice holds up to %(most)s courses; these are %(count)s. Make two choices of them.")
            % {"most": MOST_COURSES, "count": len(choice.courses)}
        )
    if not choice.formats:
        raise ChoiceRefused(_("Choose at least one form, such as the folder for any browser."))
    if unknown := [key for key in choice.formats if key not in WRITERS]:
        raise ChoiceRefused(_("There is no form “%(form)s”. Choose from the list.") % {"form": unknown[0][:20]})
    in_order = in_main_order(choice)
    try:
        return Wanted(
            choice.courses[0],
            in_order[0],
            choice.tier,
            choice.formats[0],
            also=in_order[1:],
            courses=choice.courses,
            offered_by=str(institution.uuid) if choice.names_us else "",
        )
    except BundleRefused as refusal:
        raise ChoiceRefused(str(refusal)) from refusal


def in_main_order(choice: Choice) -> tuple[str, ...]:
    """The languages, the first one that the first course is in before all others. One query. Raises `ChoiceRefused`."""
    known = [code for code, _name in settings.LANGUAGES]
    if unknown := [code for code in choice.languages if code not in known]:
        raise ChoiceRefused(_("There is no language “%(code)s” here. Choose from the list.") % {"code": unknown[0][:20]})
    published: dict[UUID, set[str]] = {key: set() for key in choice.courses}
    for key, language in (
        CourseVersion.objects.current().filter(course_key__in=choice.courses).values_list("course_key", "language")
    ):
        published[key].add(language)
    if any(not there & set(choice.languages) for there in published.values()):
        raise ChoiceRefused(
            _("One of these courses is in none of these languages. Choose another language, or leave the course out.")
        )
    everywhere = set().union(*published.values())
    if missing := [code for code in choice.languages if code not in everywhere]:
        raise ChoiceRefused(_("None of these courses is in “%(code)s”. Leave that language out.") % {"code": missing[0]})
    return tuple(sorted(choice.languages, key=lambda code: code not in published[choice.courses[0]]))


@transaction.atomic
def subscribe(*, actor: Person, institution: Institution, choice: Choice) -> Subscription:
    """Keeps a choice and asks for its bundles. The same choice again adds its forms. Raises `ChoiceRefused`."""
    wanted = checked_choice(choice, institution=institution)
    held = Institution.objects.select_for_update().get(pk=institution.pk)  # so that two at once cannot both be the twentieth
    selection = keep_selection(wanted)
    subscription = running(held).filter(selection=selection).first() or Subscription(
        institution=held, selection=selection, formats=[], made_by=actor
    )
    if subscription.pk is None and running(held).count() >= MOST_CHOICES:
        raise ChoiceRefused(
            _("Your institution has %(most)s choices already. Stop one that is no longer needed.") % {"most": MOST_CHOICES}
        )
    asked = {*subscription.formats, *choice.formats}
    subscription.formats = [key for key in WRITERS if key in asked]
    subscription.save()
    note_action("subscribe", actor=actor, institution=held, detail=f"{selection.languages} {selection.tier}")
    ask_for_builds([subscription])
    return subscription


@transaction.atomic
def stop_subscription(*, actor: Person, subscription: Subscription) -> None:
    """Nothing is built for it any more. Files stay where they are; a version of its own is no longer offered. Twice is once."""
    if not Subscription.objects.filter(pk=subscription.pk, stopped_at=None).update(stopped_at=timezone.now()):
        return
    selection = subscription.selection
    wanted = Wanted.of_selection(selection)
    if not wanted.is_plain and not Subscription.objects.filter(selection=selection, stopped_at=None).exists():
        withdraw_line(wanted)
    note_action(
        "stop_subscription", actor=actor, institution=subscription.institution, detail=f"{selection.languages} {selection.tier}"
    )


# --- building -------------------------------------------------------------------------------------------------------------


def ask_for_builds(subscriptions: Iterable[Subscription]) -> int:
    """Asks for every bundle of some choices; returns how many. What waits already is asked for once."""
    wishes = {wanted.subject: wanted for subscription in subscriptions for wanted in wishes_of(subscription)}
    for _subject, wanted in sorted(wishes.items()):
        ask_for_bundle(wanted)
    return len(wishes)


@transaction.atomic
def build_again(*, actor: Person, subscription: Subscription) -> None:
    """Asks for the bundles of a choice once more: what failed is tried afresh, what is there is renewed if it changed."""
    ask_for_builds([subscription])
    note_action("build_again", actor=actor, institution=subscription.institution)


def renew_builds_with(course_key: UUID) -> int:
    """Asks for the bundles of every choice that holds a course; returns how many. One query, and those of the jobs."""
    holding = Subscription.objects.filter(stopped_at=None, selection__courses__contains=str(course_key))
    return ask_for_builds(holding.filter(institution__is_active=True).select_related("selection"))


def renew_builds_offered_by(institution: Institution) -> int:
    """Asks for the bundles on which an institution is named: its name or logo is another now. One query, and those of the jobs."""
    named = Subscription.objects.filter(stopped_at=None, selection__offered_by=str(institution.uuid))
    return ask_for_builds(named.select_related("selection"))


def drop_old_choices(*, at: datetime) -> int:
    """Deletes choices that were stopped long ago; returns how many. Run daily by the clock."""
    old = Subscription.objects.filter(stopped_at__lt=at - KEPT_AFTER_ITS_END)
    count = old.count()
    old.delete()
    return count
