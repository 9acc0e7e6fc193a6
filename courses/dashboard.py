"""The first thing a trainer sees in the CMS: what to do next, with the way there. Wagtail's own panels stand below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage

MOST_DRAFTS = 8


class NextStepsPanel(Component):
    """Courses with a way to add a lesson to each module, and the lessons that are not published yet."""

    name = "next_steps"
    template_name = "courses/cms_next_steps.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Three queries, however many modules there are."""
        modules = list(ModulePage.objects.filter(alias_of=None).order_by("path"))
        courses: dict[UUID, list[CoursePage]] = defaultdict(list)
        for course in CoursePage.objects.filter(alias_of=None).select_related("locale").order_by("pk"):
            courses[course.translation_key].append(course)
        drafts = LessonPage.objects.filter(alias_of=None, has_unpublished_changes=True).defer("body")
        return {
            "picture_href": reverse("wagtailimages:add"),
            "courses": [course_links(pages, modules) for pages in courses.values()],
            "drafts": [edit_link(page) for page in drafts.order_by("-latest_revision_created_at")[:MOST_DRAFTS]],
        }


def course_links(pages: list[CoursePage], modules: list[ModulePage]) -> dict[str, Any]:
    """A course with the ways into it. Lessons are added in the language it was written in first and then translated."""
    course = pages[0]
    return {
        "title": course.get_admin_display_title(),
        "translations": [
            {"language": page.locale.get_display_name(), "href": reverse("wagtailadmin_explore", args=[page.pk])}
            for page in pages[1:]
        ],
        "href": reverse("wagtailadmin_explore", args=[course.pk]),
        "add_module_href": reverse("wagtailadmin_pages:add", args=["courses", "modulepage", course.pk]),
        "modules": [
            {
                "title": module.get_admin_display_title(),
                "add_lesson_href": reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]),
            }
            for module in modules
            if module.is_child_of(course)
        ],
    }


def edit_link(page: Page) -> dict[str, str]:
    """A page and its editor."""
    return {"title": page.get_admin_display_title(), "href": reverse("wagtailadmin_pages:edit", args=[page.pk])}
