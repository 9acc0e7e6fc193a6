"""A course's page tells machines what the course is: schema.org and LRMI."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from courses.models import CourseVersion
from courses.rendering.learning_resource import course_block
from tests.factories import make_course, make_lesson, make_module

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


@pytest.fixture
def course(db: None) -> CourseVersion:
    make_lesson(make_module(make_course(title="Light </script><b>&")))
    return CourseVersion.objects.current().get()


def told(page: str) -> dict[str, Any]:
    [found] = BLOCK.findall(page)
    return dict(json.loads(found))


def test_the_page_says_what_the_course_is(course: CourseVersion) -> None:
    data = told(Client().get(f"/en/{course.slug}/").content.decode())
    assert data["@type"] == ["Course", "LearningResource"]
    assert data["name"] == course.title
    assert data["description"] == "A course."
    assert data["url"] == f"{settings.SITE_URL}/en/{course.slug}/"
    assert data["inLanguage"] == "en"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["timeRequired"] == f"PT{course.content['minutes']}M"
    assert data["isAccessibleForFree"] is True
    assert all(data.values())


def test_no_title_can_end_the_block(course: CourseVersion) -> None:
    assert course_block(course, []).count("<") == 2


def test_a_page_that_a_phone_keeps_does_without(course: CourseVersion) -> None:
    assert "ld+json" not in Client().get(f"/en/{course.slug}/?kept").content.decode()


def test_other_languages_are_named(course: CourseVersion) -> None:
    french = CourseVersion(language="fr", slug="lumiere", content=course.content)
    data = told(str(course_block(course, [course, french])))
    assert data["workTranslation"] == [{"@type": "Course", "@id": f"{settings.SITE_URL}/fr/lumiere/"}]
