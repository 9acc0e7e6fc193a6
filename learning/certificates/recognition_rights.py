"""Who keeps the register of recognitions: administrators, and the group that coordinates; whom to trust, administrators alone."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.models import Group, Permission

LABEL: Final = "certificates"
NEEDED_TO_IMPORT: Final = ("certificates.add_recognition", "certificates.change_recognition")
NEEDED_TO_EXPORT: Final = ("certificates.view_recognition",)


def set_up_register(coordinators: Group) -> None:
    """Lets a group enter, change and take out what institutions said. Idempotent."""
    names = [f"{action}_recognition" for action in ("add", "change", "delete", "view")]
    coordinators.permissions.add(*Permission.objects.filter(content_type__app_label=LABEL, codename__in=names))


def may_import(person: Any) -> bool:
    """Whether somebody may take a file into the register."""
    return bool(person.has_perms(NEEDED_TO_IMPORT))


def may_export(person: Any) -> bool:
    """Whether somebody may take the register out."""
    return bool(person.has_perms(NEEDED_TO_EXPORT) or person.has_perms(NEEDED_TO_IMPORT))
