"""Who may do what on the desk: Wagtail's groups and page rights, one pair of groups per language.

A language's pages hang from its catalogue, so a right there is a right for that language. Trainers, whose rights hang from the
root, may translate and review everywhere; administrators may do all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Locale, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import CataloguePage
from translations.languages import SOURCE_LANGUAGE
from translations.models import TranslationReviewTask
from translations.models.invitation import DeskRole

GROUP_NAMES: Final = {DeskRole.TRANSLATOR: "Translators", DeskRole.REVIEWER: "Reviewers"}
ACTIONS: Final = {DeskRole.TRANSLATOR: ("change_page",), DeskRole.REVIEWER: ("change_page", "publish_page")}


def group_name(role: str, language: str) -> str:
    """The name of a language's group in Wagtail's settings: “Translators (ha)”."""
    return f"{GROUP_NAMES[DeskRole(role)]} ({language})"


@transaction.atomic
def set_up_language(locale: Locale) -> None:
    """Groups, rights and the review workflow of a language that has a catalogue. Changes nothing the second time."""
    catalogue = CataloguePage.objects.filter(locale=locale).order_by("path").first()
    if catalogue is None or locale.language_code == SOURCE_LANGUAGE:
        return
    for role, actions in ACTIONS.items():
        group, _new = Group.objects.get_or_create(name=group_name(role, locale.language_code))
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=actions):
            GroupPagePermission.objects.get_or_create(group=group, page=catalogue, permission=permission)
    set_up_workflow(locale, catalogue)


def set_up_workflow(locale: Locale, catalogue: Page) -> None:
    """The language's workflow of one step, unless its pages have one already."""
    if WorkflowPage.objects.filter(page=catalogue).exists():
        return
    name = f"Translation into {locale.get_display_name()}"
    task, _new = TranslationReviewTask.objects.get_or_create(name=f"Review by a second person ({locale.language_code})")
    groups = [Group.objects.get(name=group_name(DeskRole.REVIEWER, locale.language_code))]
    groups += Group.objects.filter(permissions__codename="coordinate_translations")
    task.groups.add(*groups)
    workflow, _new = Workflow.objects.get_or_create(name=name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.create(workflow=workflow, page=catalogue)


@transaction.atomic
def set_up_desk(coordinators: Group | None = None) -> None:
    """Every language's desk. `coordinators` is a group that assigns work and sends courses to translation. Idempotent."""
    if coordinators:
        coordinators.permissions.add(
            Permission.objects.get(codename="coordinate_translations", content_type__app_label="translations")
        )
    for locale in Locale.objects.filter(pk__in=CataloguePage.objects.values("locale")):
        set_up_language(locale)


def can_coordinate(person: Any) -> bool:
    """Whether somebody may assign work, send courses to translation and invite people."""
    return person.has_perm("translations.coordinate_translations")


def can_publish_unreviewed(person: Any) -> bool:
    """Whether somebody may answer for words that no second person has read."""
    return person.has_perm("translations.publish_unreviewed")


def languages_of(person: Any, action: str = "change_page") -> set[str]:
    """The languages in which somebody may change (or publish) pages, the source's not among them. Two queries."""
    catalogues = CataloguePage.objects.exclude(locale__language_code=SOURCE_LANGUAGE)
    rows = list(catalogues.values_list("locale__language_code", "path"))
    if person.is_superuser:
        return {language for language, _path in rows}
    granted = GroupPagePermission.objects.filter(group__user=person, permission__codename=action).values_list(
        "page__path", flat=True
    )
    paths = tuple(granted)
    return {language for language, path in rows if path.startswith(paths)} if paths else set()


@dataclass(frozen=True)
class Rights:
    """What one person may do in one language."""

    translate: bool
    review: bool
    coordinate: bool
    publish_unreviewed: bool

    @property
    def may_enter(self) -> bool:
        """Whether the desk of this language is open to them."""
        return self.translate or self.review or self.coordinate


def rights_in(person: Any, language: str) -> Rights:
    """What somebody may do in a language, asked for at once. Two queries; the menu of the CMS needs the second one as well."""
    paths = list(CataloguePage.objects.filter(locale__language_code=language).values_list("path", flat=True))
    if language == SOURCE_LANGUAGE or not paths:
        actions = set()
    elif person.is_superuser:
        actions = {"change_page", "publish_page"}
    else:
        granted = PagePermissionPolicy().get_cached_permissions_for_user(person)
        actions = {one.permission.codename for one in granted if any(path.startswith(one.page.path) for path in paths)}
    return Rights(
        translate="change_page" in actions,
        review="publish_page" in actions,
        coordinate=can_coordinate(person),
        publish_unreviewed=can_publish_unreviewed(person),
    )


def can_translate(person: Any, language: str) -> bool:
    """Whether somebody may write sentences of a language."""
    return language in languages_of(person)


def can_review(person: Any, language: str) -> bool:
    """Whether somebody may approve and publish translations into a language."""
    return language in languages_of(person, "publish_page")


def people_of(language: str, action: str = "change_page") -> list[Any]:
    """Everybody who may translate into a language, or publish in it, by name; rights at the root count. Two queries."""
    catalogue = CataloguePage.objects.filter(locale__language_code=language).order_by("path").first()
    if catalogue is None:
        return []
    places = [catalogue.path[: CataloguePage.steplen * depth] for depth in range(1, catalogue.depth + 1)]
    rights = GroupPagePermission.objects.filter(page__path__in=places, permission__codename=action)
    people = get_user_model()._default_manager.filter(is_active=True, groups__in=rights.values("group")).distinct()
    return sorted(people, key=str)


def is_outsider(person: Any) -> bool:
    """Whether somebody belongs to the desk and to nothing else of the CMS: all their groups are languages' groups.

    One query beside the rights of their own, which Django reads once a request.
    """
    if person.is_superuser:
        return False
    names = [group.name for group in person.groups.all()]
    prefixes = tuple(f"{name} (" for name in GROUP_NAMES.values())
    return bool(names) and all(name.startswith(prefixes) for name in names) and not person.get_user_permissions()
