"""What the pages around lessons draw, alike on the web and in a bundle: the catalogue, a course, a lesson's languages.

Plain contexts from version rows; a person's lamps are laid over them by `learning.views`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.addresses import INDEX, file_of, up_from
from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.models.catalogue import TranslationStatus
from courses.models.course import Level
from courses.models.purpose import Purpose
from courses.rendering.document import own_name, shell_context, writing_direction
from courses.rendering.script import KEEP, script_path
from courses.rendering.variants import TEXT
from courses.rendering.weight import lesson_weights, total

NOTES: dict[str, Promise] = {
    TranslationStatus.MACHINE_DRAFT: _("machine draft"),
    TranslationStatus.IN_REVIEW: _("not yet reviewed"),
}


def catalogue_context(language: str, *, languages: list[str] | None = None, course_key: UUID | None = None) -> dict[str, Any]:
    """The home page of a language. Two queries. `languages` and `course_key` limit it to what a bundle holds."""
    up = up_from(language)
    is_web = languages is None
    versions = CourseVersion.objects.current().order_by("title")
    if course_key:
        versions = versions.filter(course_key=course_key)
    shown = [version for version in versions if version.lessons]
    weights = weights_of(shown)
    return {
        **shell_context(language, up),
        "js_href": "",
        "page_title": "Mwanga",
        "courses": [course_row(version, up, weights) for version in shown if version.language == language],
        "languages": [
            language_link(code, choice_href(up, code) if is_web else file_of(up, code), current=code == language)
            for code in offered(languages)
        ],
        "alternates": alternates_of({code: f"{code}/" for code in offered(None)}) if is_web else [],
        "is_bundle": not is_web,
    }


def course_row(version: CourseVersion, up: str, weights: dict[str, dict[str, int]]) -> dict[str, Any]:
    """A course as the catalogue lists it."""
    lessons = version.lessons
    return {
        "title": version.title,
        "summary": version.content["summary"],
        "href": file_of(up, f"{version.language}/{version.slug}"),
        "band": version.content["band"],
        "band_colours": version.content["band_colours"],
        "minutes": version.content["minutes"],
        "bytes": total(weights.get(lesson["path"], {}) for lesson in lessons),
        "lamps": ["off"] * len(lessons),
        "lamps_text": lessons_text(len(lessons)),
        "translation_status": version.content["translation_status"],
    }


def lessons_text(count: int) -> str:
    """ "6 lessons" """
    return ngettext("%(count)s lesson", "%(count)s lessons", count) % {"count": count}


def weights_of(versions: list[CourseVersion]) -> dict[str, dict[str, int]]:
    """Lesson path -> tier -> bytes it adds on the wire. One query."""
    keys = {version.course_key for version in versions}
    rows = RenderedDocument.objects.filter(lesson_version__course_key__in=keys)
    return lesson_weights(rows.values_list("path", "tier", "sizes"))


def course_context(
    version: CourseVersion,
    *,
    languages: list[str] | None = None,
    editions: Iterable[CourseVersion] | None = None,
    is_kept: bool = False,
) -> dict[str, Any]:
    """A course for everybody. Two queries: the weights, and the languages it is in unless `editions` are given.

    `languages` limits it to those of a bundle. With `is_kept` it is drawn to be read without a line: each link is a page.
    """
    up = up_from(f"{version.language}/{version.slug}")
    weights = weights_of([version])
    is_web = languages is None
    siblings = editions_of(version) if editions is None else editions
    paths = {row.language: f"{row.language}/{row.slug}" for row in siblings if languages is None or row.language in languages}
    href = choice_href if is_web and not is_kept else file_of
    modules = [
        {**module, "lessons": [lesson_row(lesson, up, weights, language=version.language) for lesson in module["lessons"]]}
        for module in version.content["modules"]
    ]
    first = version.lessons[0] if version.lessons else None
    checks = {purpose: lesson_row(check, up, weights, language=version.language) for purpose, check in version.checks.items()}
    return {
        **shell_context(version.language, up),
        # A bundle is kept already; its page has a script of its own.
        "js_href": up + script_path(version.language, KEEP) if is_web else "",
        **({"languages_href": f"{up}{version.language}/languages/{version.slug}/{INDEX}"} if is_web else {}),
        "page_title": version.title,
        "course": {**course_facts(version), "bytes": total(weights.get(lesson["path"], {}) for lesson in version.lessons)},
        "modules": modules,
        "lamps": ["off"] * len(version.lessons),
        "lamps_text": lessons_text(len(version.lessons)),
        "pass_percent": 80,
        "start": {"title": first["title"], "href": file_of(up, first["path"])} if first else None,
        "start_check": checks.get(Purpose.START_CHECK) if first else None,
        # Where nobody knows which lamps are lit, it is offered below the last lesson.
        "end_check": checks.get(Purpose.END_CHECK) if first and (is_kept or not is_web) else None,
        "languages": [
            language_link(code, href(up, paths[code]), current=code == version.language)
            for code, _name in settings.LANGUAGES
            if code in paths and len(paths) > 1
        ],
        "alternates": alternates_of({code: f"{path}/" for code, path in paths.items()}) if is_web else [],
        "total": len(version.lessons),
        "is_bundle": not is_web,
        # Where no server answers, the deck is made for one course.
        "review_href": file_of(up, f"{version.language}/{version.slug}/review") if is_kept or not is_web else "",
        "data_href": reverse("courses:data_saver") if is_web else "",
    }


def editions_of(version: CourseVersion) -> list[CourseVersion]:
    """A course in all its languages. One query."""
    return list(CourseVersion.objects.current().filter(course_key=version.course_key))


def for_reader(version: CourseVersion, editions: Iterable[CourseVersion], reading: Sequence[str]) -> CourseVersion:
    """A course whose lessons that are not translated stand in the best language their reader reads. No query; nothing is stored.

    `reading` are languages, the best first. What is in none of them stays in the source, as bundles and lessons have it.
    """
    own: dict[str, dict[str, dict[str, Any]]] = {
        row.language: {page["key"]: page for page in row.pages if page["language"] == row.language} for row in editions
    }

    def best(lesson: dict[str, Any]) -> dict[str, Any]:
        if lesson["language"] == version.language:
            return lesson
        return next((own[code][lesson["key"]] for code in reading if lesson["key"] in own.get(code, {})), lesson)

    modules = [{**module, "lessons": [best(lesson) for lesson in module["lessons"]]} for module in version.content["modules"]]
    checks = {purpose: best(check) for purpose, check in version.checks.items()}
    readable = copy(version)
    readable.content = {**version.content, "modules": modules, "checks": checks}
    return readable


def course_facts(version: CourseVersion) -> dict[str, Any]:
    """What the course page says about the course itself."""
    content = version.content
    return {
        "key": str(version.course_key),
        "title": version.title,
        "version": version.number,
        "slug": version.slug,
        "description_html": mark_safe(content["description"]),
        "level": Level(content["level"]).label,
        **{
            name: content[name]
            for name in ("summary", "audience", "minutes", "licence", "band", "band_colours", "translation_status")
        },
    }


def lesson_row(lesson: dict[str, Any], up: str, weights: dict[str, dict[str, int]], *, language: str) -> dict[str, Any]:
    """A lesson as the course page lists it. One that is not translated yet names its own language."""
    return {
        "key": lesson["key"],
        "title": lesson["title"],
        "summary": lesson["summary"],
        "href": file_of(up, lesson["path"]),
        "minutes": lesson["minutes"],
        "bytes": weights.get(lesson["path"], {}).get(TEXT, 0),
        "lamp": "off",
        "language": "" if lesson["language"] == language else language_link(lesson["language"], ""),
    }


def languages_context(version: LessonVersion, *, languages: list[str] | None = None) -> dict[str, Any]:
    """A lesson in other languages. One query. `languages` limits it to those of a bundle."""
    up = up_from(version.path) + "../"
    rows = LessonVersion.objects.current().filter(lesson_key=version.lesson_key)
    by_language = {row.language: row for row in rows if languages is None or row.language in languages}
    return {
        **shell_context(version.language, up),
        "js_href": "",
        "page_title": "Mwanga" if version.content["sensitive"] else version.title,
        "lesson": {"title": version.title},
        "lesson_href": "../index.html",
        "languages": [
            language_link(
                code,
                choice_href(up, by_language[code].path) if languages is None else file_of(up, by_language[code].path),
                current=code == version.language,
                note=str(NOTES.get(by_language[code].content["translation_status"], "")),
            )
            for code, _name in settings.LANGUAGES
            if code in by_language
        ],
    }


def offered(languages: list[str] | None) -> list[str]:
    """Our languages, or those of them in a bundle, in our order."""
    return [code for code, _name in settings.LANGUAGES if languages is None or code in languages]


def choice_href(up: str, path: str) -> str:
    """A relative link to a page, by way of the address that keeps its language as the one chosen. `path` is "fr/course"."""
    language, _slash, rest = path.partition("/")
    return file_of(up, f"{language}/chosen/{rest}")


def alternates_of(paths: dict[str, str]) -> list[dict[str, str]]:
    """Language -> path, as `courses/alternates.html` tells search engines; English, or whatever comes first, is for all others."""
    rows = [{"code": code, "href": f"{settings.SITE_URL}/{paths[code]}"} for code, _name in settings.LANGUAGES if code in paths]
    rest = next((row for row in rows if row["code"] == settings.LANGUAGE_CODE), rows[0] if rows else None)
    return [*rows, {"code": "x-default", "href": rest["href"]}] if rest else []


def language_link(code: str, href: str, *, current: bool = False, note: str = "") -> dict[str, Any]:
    """A language in its own name and script, as `components/language_list.html` draws it."""
    return {
        "code": code,
        "dir": writing_direction(code),
        "name": own_name(code),
        "href": href,
        "current": current,
        "note": note,
    }
