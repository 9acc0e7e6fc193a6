"""Where an import may go: modules that get a new draft lesson, lessons whose draft gets cards at its end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from courses.models import CoursePage, LessonPage, ModulePage

Place = ModulePage | LessonPage
Choices = list[tuple[str, list[tuple[str, str]]]]


class Places:
    """All places that somebody may import to, in the order of the tree. Six queries."""

    def __init__(self, user: Any) -> None:
        self._user = user
        add = page_permission_policy.instances_user_has_permission_for(user, "add")
        change = page_permission_policy.instances_user_has_permission_for(user, "change")
        modules: list[Place] = list(ModulePage.objects.filter(pk__in=add.values("pk"), alias_of=None))
        lessons: list[Place] = list(LessonPage.objects.filter(pk__in=change.values("pk"), alias_of=None))
        translated = set(Translation.objects.filter(enabled=True).values_list("source__object_id", "target_locale_id"))
        open_to_her = [page for page in (*modules, *lessons) if (page.translation_key, page.locale_id) not in translated]
        self._pages = {str(page.pk): page for page in sorted(open_to_her, key=lambda page: page.path)}

    def __getitem__(self, chosen: str) -> Place | None:
        """The place behind a choice; None when it is none of hers, or somebody has locked it."""
        page = self._pages.get(chosen)
        is_open = page is not None and not page.permissions_for_user(self._user).page_locked()
        return page if is_open else None

    def choices(self) -> Choices:
        """As a form groups them: by course, named with its language."""
        courses = {page.path: page for page in CoursePage.objects.filter(pk__in=_parents_of(self._pages.values()))}
        languages = {locale.pk: locale.get_display_name() for locale in Locale.objects.all()}
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, page in self._pages.items():
            course = next((courses[path] for path in _paths_above(page) if path in courses), None)
            name = course.get_admin_display_title() if course else _("Other pages")
            label = f"{name} ({languages.get(page.locale_id, '')})"
            groups.setdefault(label, []).append((key, _label(page)))
        return list(groups.items())


def _label(page: Place) -> str:
    if isinstance(page, ModulePage):
        return _("New lesson in “%(title)s”") % {"title": page.get_admin_display_title()}
    return _("At the end of “%(title)s”") % {"title": page.get_admin_display_title()}


def _paths_above(page: Page) -> list[str]:
    step = page.steplen
    return [page.path[:end] for end in range(step, len(page.path), step)]


def _parents_of(pages: Any) -> Any:
    paths = {path for page in pages for path in _paths_above(page)}
    return CoursePage.objects.filter(path__in=paths).values("pk")
