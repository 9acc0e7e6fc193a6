"""Asking for a form of a course that is not built yet: a job, its progress, and how often a network may ask.

Building costs a second or a minute of a small machine. So what is not offered cannot be asked for, what waits is asked for once
however many want it, and a network may begin a few in ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.models import CourseVersion, Job
from courses.models.job import JobStatus
from courses.rendering.document import own_name, writing_direction
from learning.bundles.errors import AskedTooOften, CourseNotPublished, UnknownTier
from learning.bundles.formats import WRITERS
from learning.bundles.formats.format import Format
from learning.bundles.models import Bundle
from learning.bundles.offered import bundle_row, tier_words
from learning.bundles.selections import tiers_of
from learning.bundles.sizes import ratios_of_forms
from learning.bundles.sources import ZIP, Wanted
from learning.bundles.tasks import BUILD_BUNDLE, ask_for_bundle
from learning.networks import count_once_more

ASKED: Final = "asked"
WINDOW: Final = 600  # seconds
MOST_ASKED: Final = 20  # files a network may ask for in a window


def ask_for(wanted: Wanted) -> None:
    """Asks for a bundle, unless it is offered already. Raises `BundleRefused`. Four queries, or three."""
    version = edition(wanted.course_key, wanted.language)
    if wanted.tier not in offered_tiers(WRITERS[wanted.format], tiers_of([version.course_key])):
        raise UnknownTier(_("There is no such file of this course. Choose one of those below."))
    if not bundles_of(wanted.course_key, wanted.language).filter(tier=wanted.tier, format=wanted.format).exists():
        ask_for_bundle(wanted)


def forms_of(course_key: UUID, language: str) -> dict[str, Any]:
    """A course in a language: every form, in each tier the file, or the way to ask for it. Five queries.

    Raises `CourseNotPublished`.
    """
    version = edition(course_key, language)
    tiers = tiers_of([course_key])
    built = {(bundle.format, bundle.tier): bundle for bundle in bundles_of(course_key, language)}
    asked = newest_jobs(course_key, language)
    about = estimates(built)
    forms = [form_row(form, offered_tiers(form, tiers), built=built, asked=asked, about=about) for form in WRITERS.values()]
    return {
        "course": {
            "title": version.title,
            "language": version.language,
            "dir": writing_direction(version.language),
            "band": version.content["band"],
            "band_colours": version.content["band_colours"],
        },
        "language_name_of_course": own_name(language),
        "forms": forms,
        "is_waiting": any(row["is_waiting"] for form in forms for row in form["files"]),
    }


def edition(course_key: UUID, language: str) -> CourseVersion:
    """The course in a language. One query. Raises `CourseNotPublished`."""
    found: CourseVersion | None = CourseVersion.objects.current().filter(course_key=course_key, language=language).first()
    if found is None or not found.lessons:
        raise CourseNotPublished(_("This course is not published in this language. Choose another one."))
    return found


def bundles_of(course_key: UUID, language: str) -> Any:
    """What is offered of a course in a language."""
    chosen = {"selection__courses": str(course_key), "selection__languages": language, "selection__offered_by": ""}
    return Bundle.objects.filter(is_current=True, **chosen).select_related("manifest").defer("manifest__packed")


def offered_tiers(form: Format, tiers: Iterable[str]) -> list[str]:
    """Those of a course's tiers in which a form differs; at least its own smallest."""
    return [tier for tier in tiers if tier in form.tiers] or list(form.tiers[:1])


def newest_jobs(course_key: UUID, language: str) -> dict[str, Job]:
    """Subject -> the newest job about it. One query."""
    rows = Job.objects.filter(kind=BUILD_BUNDLE, subject__startswith=f"{course_key}/{language}/").order_by("created_at", "pk")
    return {job.subject: job for job in rows}


def estimates(built: dict[tuple[str, str], Bundle]) -> dict[tuple[str, str], int]:
    """Form and tier -> about how many bytes it would have, by how other courses' files compare with their ZIPs. One query."""
    ratios = ratios_of_forms()
    zips = {tier: bundle.size for (form, tier), bundle in built.items() if form == ZIP}
    return {(form, tier): round(zips[tier] * ratio) for (tier, form), ratio in ratios.items() if tier in zips}


def form_row(
    form: Format,
    tiers: list[str],
    *,
    built: dict[tuple[str, str], Bundle],
    asked: dict[str, Job],
    about: dict[tuple[str, str], int],
) -> dict[str, Any]:
    """A form with its files."""
    words = tier_words()

    def file(tier: str) -> dict[str, Any]:
        bundle = built.get((form.key, tier))
        job = next((job for subject, job in asked.items() if subject.endswith(f"/{tier}/{form.key}")), None)
        return {
            "tier": tier,
            "words": words.get(tier, tier),
            "bundle": bundle_row(bundle) if bundle else None,
            "is_waiting": bool(job and job.status in {JobStatus.PENDING, JobStatus.RUNNING} and not bundle),
            "progress": job.progress if job else 0,
            "about": about.get((form.key, tier), 0),
            "has_failed": bool(job and job.status == JobStatus.FAILED and not bundle),
        }

    return {"key": form.key, "title": form.title, "cannot": form.cannot, "files": [file(tier) for tier in tiers]}


# --- how often --------------------------------------------------------------------------------------------------------------


def note_asking(request: HttpRequest) -> None:
    """Counts a wish. Raises `AskedTooOften` when this network has had enough of them lately."""
    if count_once_more(request, ASKED, seconds=WINDOW) > MOST_ASKED:
        raise AskedTooOften(_("This network has asked for many files. Wait ten minutes, then ask again."))
