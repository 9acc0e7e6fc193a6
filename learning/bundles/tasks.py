"""Bundles in the background: which are asked for when a course has changed, and the job that builds one."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from courses import jobs
from courses.models import CourseVersion
from courses.rendering.variants import TIERS
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
    """Asks for every bundle of a course, each language in each tier, and withdraws those of languages that are gone."""
    versions = CourseVersion.objects.current().filter(course_key=course_key)
    languages = [version.language for version in versions if version.lessons]
    withdraw_bundles(course_key, published=languages)
    for language in languages:
        for tier in TIERS:
            jobs.ask(BUILD_BUNDLE, Wanted(course_key, language, tier).subject)
