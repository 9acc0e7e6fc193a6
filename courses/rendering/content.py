"""The content of a page as plain data: what a version keeps, from which everything learners see is drawn."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from courses.blocks.richtext import lesson_html
from courses.blocks.script import script_of
from courses.models import CoursePage, LessonPage


def lesson_content(page: LessonPage) -> dict[str, Any]:
    """The `content` of a `LessonVersion`. Costs one query for the competencies and those the body's choosers need.

    A lesson without a script has no key for it, so that its version's hash is what it was before there were scripts.
    """
    script = script_of(page)
    return {
        "summary": page.summary,
        "can_do": [line.strip() for line in page.can_do.splitlines() if line.strip()],
        "minutes": page.minutes,
        "sensitive": page.sensitive,
        "translation_status": page.translation_status,
        "teaches": sorted(competency.tag for competency in page.teaches.select_related("framework")),
        "cards": [child.block.marked_card(child.value, child.id) for child in page.body],
        **({"purpose": page.purpose} if page.is_check else {}),
        **({"script": script} if script else {}),
    }


def course_content(page: CoursePage) -> dict[str, Any]:
    """The part of a `CourseVersion`'s content that comes from the course page itself."""
    return {
        "slug": page.slug,
        "summary": page.summary,
        "description": lesson_html(page.description),
        "audience": page.audience,
        "minutes": page.minutes,
        "level": page.level,
        "licence": page.licence,
        "band": page.band,
        "band_colours": page.band_colours,
        "translation_status": page.translation_status,
    }


def hash_of(content: Any) -> str:
    """SHA-256 of canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
