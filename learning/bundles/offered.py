"""Which bundles are offered, as pages for people draw them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.editions import best_editions
from courses.models import CourseVersion
from courses.rendering.document import marked_title, own_name, writing_direction
from courses.rendering.variants import AUDIO, PICTURES, TEXT, VIDEO
from learning.bundles.models import Bundle
from learning.bundles.sources import ZIP


def courses_offered() -> dict[str, Any]:
    """Courses by name, each with its languages, and those with their folders for any browser; files of several. Two queries."""
    rows = Bundle.objects.filter(is_current=True, format=ZIP, selection__offered_by="").order_by("language", "-tier")
    bundles = list(rows.select_related("selection", "manifest").defer("manifest__packed"))
    named = names_of({key for bundle in bundles for key in bundle.selection.course_keys})
    alone = [bundle for bundle in bundles if is_plain(bundle)]
    courses = [
        course_offered(named[key], [bundle for bundle in alone if bundle.course_key == key])
        for key in {bundle.course_key for bundle in alone}
    ]
    together = [bundle_of_several(bundle, named) for bundle in bundles if not is_plain(bundle)]
    return {"courses": sorted(courses, key=lambda course: str(course["title"])), "together": together}


def is_plain(bundle: Bundle) -> bool:
    """Whether it holds one course in one language (and, of lessons not translated, their source)."""
    return bundle.selection.courses == str(bundle.course_key) and bundle.selection.languages == bundle.language


def bundle_of_several(bundle: Bundle, named: dict[UUID, CourseVersion]) -> dict[str, Any]:
    """A file with several courses or languages."""
    return {**bundle_row(bundle), "courses": [named[key].title for key in bundle.selection.course_keys if key in named]}


def course_title(version: CourseVersion, courses: int) -> str:
    """ "AI for my work", or "AI for my work and 2 more" where a file holds several courses."""
    if courses == 1:
        return version.title
    return _("%(course)s and %(count)s more") % {"course": version.title, "count": courses - 1}


def course_offered(version: CourseVersion, bundles: list[Bundle]) -> dict[str, Any]:
    """A course with what there is of it, the reader's language first."""
    codes = [code for code, _name in settings.LANGUAGES if any(bundle.language == code for bundle in bundles)]
    codes.sort(key=lambda code: code != get_language())
    return {
        "title": version.title,
        "band": version.content["band"],
        "band_colours": version.content["band_colours"],
        "languages": [language_offered(code, [bundle for bundle in bundles if bundle.language == code]) for code in codes],
    }


def language_offered(code: str, bundles: list[Bundle]) -> dict[str, Any]:
    """One language of a course: its files, and where its other forms are."""
    return {
        "code": code,
        "name": marked_title(own_name(code), code, get_language() or settings.LANGUAGE_CODE),
        "dir": writing_direction(code),
        "bundles": [bundle_row(bundle) for bundle in bundles],
        "forms_href": reverse("bundles:forms", args=[bundles[0].course_key, code]),
    }


def names_of(course_keys: set[UUID]) -> dict[UUID, CourseVersion]:
    """Course key -> the course in the page's language or, where it is not there, in its source. One query."""
    rows = CourseVersion.objects.current().filter(course_key__in=course_keys).order_by("pk")
    return best_editions(rows, [get_language() or settings.LANGUAGE_CODE])


def bundle_row(bundle: Bundle) -> dict[str, Any]:
    """A bundle as lists draw it."""
    return {
        "title": title_of(bundle),
        "language": bundle.language,
        "dir": writing_direction(bundle.language),
        "languages": [own_name(code) for code in bundle.languages],
        "name": bundle.file_name,
        "href": reverse("bundles:download", args=[bundle.file_name]),
        "fetch_href": reverse("bundles:fetch", args=[bundle.file_name]),
        "version": bundle.number,
        "bytes": bundle.size,
        "licence": bundle.licence,
        "sha256": bundle.sha256,
        "built_at": bundle.built_at,
        "changes": changes_of(bundle),
    }


def changes_of(bundle: Bundle) -> list[str]:
    """What is new in it, in sentences of its own language; nothing where it is the first."""
    return [str(sentence) for sentence in bundle.manifest.changes] if bundle.manifest else []


def title_of(bundle: Bundle) -> str:
    """ "Kiswahili + English, text and pictures": each language's name is marked as that language's."""
    page_language = get_language() or settings.LANGUAGE_CODE
    return titled(bundle.tier, format_html_join(" + ", "{}", marked_names(bundle.languages, page_language)))


def plain_title_of(bundle: Bundle) -> str:
    """The same for machines, which know no marks."""
    return titled(bundle.tier, " + ".join(own_name(code) for code in bundle.languages))


def marked_names(codes: Iterable[str], page_language: str) -> Iterable[tuple[str]]:
    """Languages' names, each marked."""
    return ((marked_title(own_name(code), code, page_language),) for code in codes)


def titled(tier: str, languages: str) -> str:
    """Languages and what is in the file."""
    titles = {
        TEXT: _("%(languages)s, text only"),
        AUDIO: _("%(languages)s, text, pictures and sound"),
        VIDEO: _("%(languages)s, text, pictures, sound and video"),
    }
    title = titles.get(tier, _("%(languages)s, text and pictures"))
    return mark_safe(title % {"languages": languages})  # our own words around names that were escaped above, or are ours


def tier_words() -> dict[str, str]:
    """What each tier holds, for people."""
    return {
        TEXT: _("text only"),
        PICTURES: _("text and pictures"),
        AUDIO: _("text, pictures and sound"),
        VIDEO: _("text, pictures, sound and video"),
    }
