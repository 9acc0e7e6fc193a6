"""Which bundles are offered, as lists for people draw them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.editions import best_editions
from courses.models import CourseVersion
from courses.rendering.document import marked_title, own_name, writing_direction
from courses.rendering.variants import AUDIO, TEXT, VIDEO
from learning.bundles.models import Bundle


def courses_offered() -> list[dict[str, Any]]:
    """Courses by name, each with its bundles. Two queries."""
    bundles = list(Bundle.objects.filter(is_current=True).order_by("language", "-tier"))
    named = names_of({bundle.course_key for bundle in bundles})
    courses = [
        {
            "title": version.title,
            "band": version.content["band"],
            "band_colours": version.content["band_colours"],
            "bundles": [bundle_row(bundle) for bundle in bundles if bundle.course_key == key],
        }
        for key, version in named.items()
    ]
    return sorted(courses, key=lambda course: str(course["title"]))


def names_of(course_keys: set[Any]) -> dict[Any, CourseVersion]:
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
        "href": reverse("bundles:download", args=[bundle.file_name]),
        "version": bundle.number,
        "bytes": bundle.size,
        "licence": bundle.licence,
        "sha256": bundle.sha256,
    }


def title_of(bundle: Bundle) -> str:
    """ "Kiswahili + English, text and pictures": each language's name is marked as that language's."""
    page_language = get_language() or settings.LANGUAGE_CODE
    names = format_html_join(" + ", "{}", ((marked_title(own_name(code), code, page_language),) for code in bundle.languages))
    titles = {
        TEXT: _("%(languages)s, text only"),
        AUDIO: _("%(languages)s, text, pictures and sound"),
        VIDEO: _("%(languages)s, text, pictures, sound and video"),
    }
    title = titles.get(bundle.tier, _("%(languages)s, text and pictures"))
    return mark_safe(title % {"languages": names})  # our own words around names that were escaped above
