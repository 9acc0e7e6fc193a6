"""The page on which `static/offline/review.js` makes the review deck of a course kept on a phone or unpacked from a bundle."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.addresses import INDEX, file_of, up_from
from courses.models import CourseVersion
from courses.rendering.document import shell_context
from courses.rendering.script import script_path


def review_context(version: CourseVersion) -> dict[str, Any]:
    """What `courses/review_page.html` draws, the same for everybody. Call it with the course's language active. No query."""
    up = up_from(f"{version.language}/{version.slug}/review")
    return {
        **shell_context(version.language, up),
        "js_href": "",  # it comes after the question is drawn
        "languages_href": f"{up}{INDEX}",  # the same for everybody, whatever the address asked for
        "script": script_path(version.language),
        "page_title": _("Review"),
        "course": {"key": str(version.course_key), **{name: version.content[name] for name in ("band", "band_colours")}},
        "course_href": file_of(up, f"{version.language}/{version.slug}"),
        "lesson_pairs": " ".join(f"{lesson['key']}={lesson['path']}" for lesson in version.lessons),
        "sensitive": any(lesson["sensitive"] for lesson in version.lessons),
        "exit_href": f"{up}leave.html",
    }
