"""Bundles in the background: which are asked for when a course has changed, and the job that builds one."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from courses import jobs
from courses.models import CourseVersion, LessonVersion
from courses.rendering.variants import TIERS, drawn_tiers
from learning.bundles.builder import build_bundle, withdraw_bundles
from learning.bundles.errors import CourseNotPublished
from learning.bundles.sources import Wanted

log = logging.getLogger(__name__)

BUILD_BUNDLE: Final = "build_bundle"


@jobs.does(BUILD_BUNDLE)
def build_bundle_job(subject: str) -> None:
    """Builds a bundle; the subject is `<course key>/<language>/<tier>/<format>`."""
    try:
        build_bundle(Wanted.of_subject(subject))
    except CourseNotPublished as refusal:
        log.info("A bundle is no longer wanted: %s", refusal, extra={"kind": BUILD_BUNDLE})


def ask_for_bundles(course_key: UUID) -> None:
    """Asks for every bundle of a course, each language in each tier it has, and withdraws those of languages that are gone."""
    versions = CourseVersion.objects.current().filter(course_key=course_key)
    languages = [version.language for version in versions if version.lessons]
    withdraw_bundles(course_key, published=languages)
    for language in languages:
        for tier in tiers_of(course_key):
            jobs.ask(BUILD_BUNDLE, Wanted(course_key, language, tier).subject)


def tiers_of(course_key: UUID) -> list[str]:
    """The tiers a course's lessons are drawn in: a bundle "with sound" of a course without any would be the same file twice."""
    lessons = LessonVersion.objects.current().filter(course_key=course_key)
    drawn = {tier for lesson in lessons for tier in drawn_tiers(lesson.content["cards"])}
    return [tier for tier in TIERS if tier in drawn]
