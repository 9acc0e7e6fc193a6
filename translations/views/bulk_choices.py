"""Which bulk actions somebody is offered. What they may do with a page is asked again for each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from wagtail.permissions import page_permission_policy

from translations.models import BulkAction
from translations.roles import can_coordinate, can_publish_unreviewed

FOR_COORDINATORS: Final = {BulkAction.SEND, BulkAction.SYNC, BulkAction.ASSIGN, BulkAction.PUBLISH_BOTH}
FOR_REVIEWERS: Final = {BulkAction.APPROVE, BulkAction.PUBLISH, BulkAction.RELEASE}
# Their consequences reach learners, or they ask for more than a click: a page says what will happen first.
ASKED_BEFORE: Final = {BulkAction.ASSIGN, BulkAction.PUBLISH, BulkAction.PUBLISH_BOTH, BulkAction.RELEASE}


@dataclass(frozen=True)
class Choice:
    """An action as a choice of a form."""

    value: str
    label: str


def choices_for(person: Any) -> list[Choice]:
    """The actions in the order of the work. No query that the page has not made already."""
    hidden = set() if can_coordinate(person) else set(FOR_COORDINATORS)
    if not may_publish_somewhere(person):
        hidden |= FOR_REVIEWERS
    if not can_publish_unreviewed(person):
        hidden.add(BulkAction.RELEASE)
    return [Choice(one.value, str(one.label)) for one in BulkAction if one not in hidden]


def may_publish_somewhere(person: Any) -> bool:
    """Whether somebody reviews any language. No query beside Wagtail's own rights."""
    rights = () if person.is_superuser else page_permission_policy.get_cached_permissions_for_user(person)
    return person.is_superuser or any(right.permission.codename == "publish_page" for right in rights)
