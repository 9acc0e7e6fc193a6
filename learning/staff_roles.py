"""The roles of staff in the CMS and the first two people: what a fresh site needs before anybody can sign in."""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page

from courses.models import Competency, DataPrice, Film, Framework, H5PContent, Helpline, Recording
from learning.models import Person

TRAINERS: Final = "Trainers"
FIRST_TRAINER: Final = "trainer"
FIRST_ADMINISTRATOR: Final = "admin"

PAGE_ACTIONS: Final = ("add_page", "change_page", "publish_page")
PICTURE_ACTIONS: Final = ("add_image", "change_image", "choose_image")  # Wagtail asks for its own image model's rights
# Words of our own alphabet for passwords: no letters that look alike, typed easily on a phone.
PASSWORD_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - an alphabet


@transaction.atomic
def set_up_roles() -> Group:
    """Gives the trainers' group its rights: pages, media, H5P contents, helplines, prices, competencies. Idempotent.

    They see H5P libraries; installing one takes an administrator.
    """
    group, _ = Group.objects.get_or_create(name=TRAINERS)
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    for model in (Recording, Film, H5PContent, Helpline, DataPrice, Competency, Framework):
        names = [f"{action}_{model._meta.model_name}" for action in ("add", "change", "delete", "view")]
        group.permissions.add(*Permission.objects.filter(content_type__app_label="courses", codename__in=names))
    group.permissions.add(*Permission.objects.filter(content_type__app_label="courses", codename="view_h5plibrary"))
    group.permissions.add(*Permission.objects.filter(content_type__app_label="wagtail_localize", codename="submit_translation"))
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_ACTIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURE_ACTIONS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group


def set_up_locales(codes: list[str]) -> None:
    """Gives the CMS its languages. Idempotent."""
    for code in codes:
        Locale.objects.get_or_create(language_code=code)


@transaction.atomic
def create_first_staff(password: str = "") -> dict[str, str]:
    """Makes the first trainer and administrator; returns name -> password of those made now, and nothing for those there before."""
    made = {}
    group = set_up_roles()
    for username, is_superuser in ((FIRST_TRAINER, False), (FIRST_ADMINISTRATOR, True)):
        if Person.objects.filter(username=username).exists():
            continue
        chosen = password or new_password()
        person = Person.objects.create_user(username=username, password=chosen, is_superuser=is_superuser)
        if not is_superuser:
            person.groups.add(group)
        made[username] = chosen
    return made


def new_password() -> str:
    """Four groups of four signs: about 79 bits."""
    return "-".join("".join(secrets.choice(PASSWORD_SIGNS) for _place in range(4)) for _group in range(4))
