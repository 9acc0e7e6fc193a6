"""Who may open what learners' side adds to the CMS: whoever has one of some rights on pages. Translators see the desk alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.permissions import page_permission_policy

View = Callable[..., HttpResponse]
PUBLISHERS: Final = frozenset({"publish"})
WRITERS: Final = PUBLISHERS | {"add", "change"}


def has_one_of(rights: Collection[str], person: Any) -> bool:
    """Whether somebody has one of these rights on any page. Asks what Wagtail has read already."""
    return bool(page_permission_policy.user_has_any_permission(person, rights))


def for_holders_of(rights: Collection[str]) -> Callable[[View], View]:
    """Everybody else is refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_one_of(rights, request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return answer

    return decorate
