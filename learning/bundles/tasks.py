"""Bundles in the background: which are asked for when a course has changed, the job that builds one, and what goes in the end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from celery import shared_task
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses import jobs
from courses.models import CourseVersion, Job
from learning.bundles.builder import build_bundle, withdraw_bundles, withdraw_line
from learning.bundles.errors import BundleRefused, ContentMissing, CourseNotPublished
from learning.bundles.models import Bundle, Selection, Subscription
from learning.bundles.old_files import drop_old_files
from learning.bundles.selections import keep_selection, tiers_of
from learning.bundles.sources import Wanted

log = logging.getLogger(__name__)

BUILD_BUNDLE: Final = "build_bundle"


@jobs.does(BUILD_BUNDLE)
def build_bundle_job(subject: str) -> None:
    """Builds a bundle; the subject is `Wanted.subject`. One whose courses are no longer published is no longer offered.

    What is missing may be there at the next try; whatever else is refused stays so.
    """
    wanted = Wanted.of_subject(subject)
    try:
        build_bundle(wanted)
    except CourseNotPublished as refusal:
        withdraw_line(wanted)
        log.info("A bundle is no longer wanted: %s", refusal, extra={"kind": BUILD_BUNDLE})
    except ContentMissing:
        raise
    except BundleRefused as refusal:
        raise jobs.CannotBeDone(str(refusal)) from refusal


def ask_for_bundle(wanted: Wanted) -> Job:
    """Asks for one bundle: a subscription, or somebody at the catalogue, wants it. From then on it is renewed with its courses."""
    if not wanted.is_plain:
        keep_selection(wanted)
    return jobs.ask(BUILD_BUNDLE, wanted.subject)


def ask_for_bundles(course_key: UUID) -> None:
    """Asks for every ZIP of a course, each language in each tier it has, and for all else that was built with it.

    Withdraws bundles of languages that are gone.
    """
    versions = CourseVersion.objects.current().filter(course_key=course_key)
    languages = [version.language for version in versions if version.lessons]
    withdraw_bundles(course_key, published=languages)
    for subject in dict.fromkeys([*plain_subjects(course_key, languages), *built_subjects(course_key)]):
        jobs.ask(BUILD_BUNDLE, subject)


def plain_subjects(course_key: UUID, languages: list[str]) -> Iterator[str]:
    """The bundles there are of every course, as jobs name them."""
    for tier in tiers_of([course_key]) if languages else []:
        for language in languages:
            yield Wanted(course_key, language, tier).subject


def built_subjects(course_key: UUID) -> Iterator[str]:
    """What was asked for at some time and holds the course: each form of a selection of which a file is kept. Two queries."""
    kept = Bundle.objects.filter(selection__courses__contains=str(course_key), dropped_at=None)
    kept = kept.exclude(selection__in=selections_given_up())
    pairs = kept.order_by("selection", "format").values_list("selection", "format").distinct()
    selections = Selection.objects.in_bulk({selection for selection, _format in pairs})
    for selection, form in pairs:
        yield Wanted.of_selection(selections[selection], form).subject


def selections_given_up() -> QuerySet[Selection]:
    """Those that institutions chose and all stopped, where nobody else can ask for them: no single course in one language."""
    own = Q(courses__contains=" ") | Q(languages__contains=" ") | ~Q(offered_by="")
    chosen = Selection.objects.filter(own, subscriptions__isnull=False)
    return chosen.exclude(Exists(Subscription.objects.filter(selection=OuterRef("pk"), stopped_at=None)))


def ask_for_all_bundles() -> None:
    """Asks for every bundle of every course that has one."""
    for course_key in Bundle.objects.filter(is_current=True).order_by("course_key").values_list("course_key", flat=True).distinct():
        ask_for_bundles(course_key)


@shared_task(name="learning.bundles.tasks.drop_old_bundles")
def drop_old_bundles() -> None:
    """Lets go of the files that newer versions have replaced long ago."""
    drop_old_files(at=timezone.now())
