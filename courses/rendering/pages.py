"""What the pages around lessons draw, alike on the web and in a bundle: the catalogue, a course, a lesson's languages.

Plain contexts from version rows; a person's lamps are laid over them by `learning.views`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from courses.addresses import file_of, up_from
from courses.models import CourseVersion, LessonVersion, RenderedDocument
from courses.models.catalogue import TranslationStatus
from courses.models.course import Level
from courses.rendering.document import own_name, shell_context
from courses.rendering.script import KEEP, script_path
from courses.rendering.variants import TEXT
from courses.rendering.weight import lesson_weights, total

NOTES: dict[str, Promise] = {
    TranslationStatus.MACHINE_DRAFT: _("machine draft"),
    TranslationStatus.IN_REVIEW: _("in review"),
}


def catalogue_context(language: str, *, languages: list[str] | None = None, course_key: UUID | None = None) -> dict[str, Any]:
    """The home page of a language. Two queries. `languages` and `course_key` limit it to what a bundle holds."""
    up = up_from(language)
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
        "languages": [language_link(code, file_of(up, code), current=code == language) for code in offered(languages)],
        "is_bundle": languages is not None,
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


def course_context(version: CourseVersion, *, languages: list[str] | None = None) -> dict[str, Any]:
    """A course for everybody. Two queries: the weights, and the languages it is in."""
    up = up_from(f"{version.language}/{version.slug}")
    weights = weights_of([version])
    siblings = CourseVersion.objects.current().filter(course_key=version.course_key)
    slugs = {sibling.language: sibling.slug for sibling in siblings if languages is None or sibling.language in languages}
    modules = [
        {**module, "lessons": [lesson_row(lesson, up, weights, language=version.language) for lesson in module["lessons"]]}
        for module in version.content["modules"]
    ]
    first = version.lessons[0] if version.lessons else None
    return {
        **shell_context(version.language, up),
        # A bundle is kept already; its page has a script of its own.
        "js_href": up + script_path(version.language, KEEP) if languages is None else "",
        "page_title": version.title,
        "course": {**course_facts(version), "bytes": total(weights.get(lesson["path"], {}) for lesson in version.lessons)},
        "modules": modules,
        "lamps": ["off"] * len(version.lessons),
        "lamps_text": lessons_text(len(version.lessons)),
        "pass_percent": 80,
        "start": {"title": first["title"], "href": file_of(up, first["path"])} if first else None,
        "languages": [
            language_link(code, file_of(up, f"{code}/{slugs[code]}"), current=code == version.language)
            for code, _name in settings.LANGUAGES
            if code in slugs and len(slugs) > 1
        ],
        "total": len(version.lessons),
        "is_bundle": languages is not None,
        "data_href": "" if languages is not None else reverse("courses:data_saver"),
    }


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
        "page_title": version.title,
        "lesson": {"title": version.title},
        "lesson_href": "../index.html",
        "languages": [
            language_link(
                code,
                file_of(up, by_language[code].path),
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


def language_link(code: str, href: str, *, current: bool = False, note: str = "") -> dict[str, Any]:
    """A language in its own name and script, as `components/language_list.html` draws it."""
    return {
        "code": code,
        "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
        "name": own_name(code),
        "href": href,
        "current": current,
        "note": note,
    }
