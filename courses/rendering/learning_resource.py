"""A course in words that search engines and catalogues of learning material read: schema.org with LRMI, as JSON-LD on its page.

A block of data, which no browser runs, so the strict policy has nothing against it. Only on the web: a bundle names no address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from courses.models import CourseVersion
from courses.models.course import Level

# What could end the block, or begin another, in the HTML around it (as Django's `json_script` does).
ESCAPED: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
LICENCES: Final = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def data_block(data: dict[str, Any]) -> SafeString:
    """JSON-LD as it stands in a page, safe whatever is in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def course_block(version: CourseVersion, editions: Iterable[CourseVersion]) -> SafeString:
    """The block of a course's page. No query."""
    return data_block(learning_resource(version, editions))


def learning_resource(version: CourseVersion, editions: Iterable[CourseVersion]) -> dict[str, Any]:
    """`Course` and `LearningResource` (https://schema.org/LearningResource, which is LRMI 1.1), without what is empty."""
    content = version.content
    minutes = int(content["minutes"])
    others = [address_of(other) for other in editions if other.language != version.language]
    data = {
        "@context": "https://schema.org",
        "@type": ["Course", "LearningResource"],
        "url": address_of(version),
        "name": version.title,
        "description": content["summary"],
        "inLanguage": version.language,
        "license": LICENCES.get(content["licence"], content["licence"]),
        "isAccessibleForFree": True,
        "learningResourceType": "course",
        "educationalLevel": str(Level(content["level"]).label),
        "audience": {"@type": "Audience", "audienceType": content["audience"]} if content["audience"] else None,
        "timeRequired": f"PT{minutes}M",
        "teaches": list(dict.fromkeys(str(competency["name"]) for competency in content["competencies"])),
        "version": str(version.number),
        "dateModified": version.published_at.date().isoformat(),
        "workTranslation": [{"@type": "Course", "@id": other} for other in others],
        "provider": {"@type": "Organization", "name": "Mwanga", "url": settings.SITE_URL},
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": f"PT{minutes}M"},
        "offers": {"@type": "Offer", "category": "Free"},
    }
    return {name: value for name, value in data.items() if value}


def address_of(version: CourseVersion) -> str:
    """The whole address of a course's page."""
    return f"{settings.SITE_URL}/{version.language}/{version.slug}/"
