"""Whose staff session this is. A session opens nothing until the second factor was shown, whichever door it came through.

`request.user` is nobody in a session of somebody who has a second factor and has not shown it, and outside the pages of sign-in
in one of somebody who must have a factor and has none yet. So no page has to ask, and no page can forget to. It stays lazy: pages
of learners never look at it, and cost neither a query nor a `Vary: Cookie`.
"""

from __future__ import annotations

import re
import time
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.middleware import AccountMiddleware
from allauth.core import context
from allauth.mfa.models import Authenticator
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user, update_session_auth_hash
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from learning.models import Person
from learning.second_factor import FACTORS, end_sessions, has_second_factor, must_have_second_factor

FACTOR: Final = "second_factor"  # session key
SHOWN, NONE_YET = "shown", "none"
SEEN: Final = "seen"  # session key: when the end of the session was moved last
# Pages where somebody who lacks a second factor is let in to make one.
SIGN_IN_PAGES: Final = re.compile(r"/(?:cms/login|(?:[a-z]{2,3}(?:-[a-z]+)?/)?(?:staff|_util/login))/")
STAFF_PAGES: Final = re.compile(r"/(?:cms|(?:[a-z]{2,3}(?:-[a-z]+)?/)?(?:staff|_util/login))/")


class StaffSessionMiddleware(AuthenticationMiddleware):
    """Django's own, with our answer to whose session it is."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: staff_of(request))  # type: ignore[assignment]

        async def user_of_request() -> Person | AnonymousUser:
            return await sync_to_async(staff_of)(request)

        request.auser = user_of_request


def staff_of(request: HttpRequest) -> Person | AnonymousUser:
    """Who may work in this session. One query; one more where a second factor is demanded and there is none."""
    person = get_user(request)
    if not isinstance(person, Person):
        return AnonymousUser()
    state = request.session.get(FACTOR)
    if state not in {SHOWN, NONE_YET}:
        return AnonymousUser()
    if state == NONE_YET and not SIGN_IN_PAGES.match(request.path_info) and must_have_second_factor(person):
        return AnonymousUser()
    move_end(request)
    return person


def lacks_factor(request: HttpRequest, person: Person) -> bool:
    """Whether this session opens nothing but the pages where a second factor is set up."""
    return request.session.get(FACTOR) != SHOWN and must_have_second_factor(person)


def move_end(request: HttpRequest) -> None:
    """Counts the twelve hours anew, writing the session every ten minutes at most."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= settings.STAFF_SESSION_TOUCH:
        request.session[SEEN] = now


# --- what Django and allauth announce ---------------------------------------------------------------------------------


def note_sign_in(sender: Any, *, request: HttpRequest | None, user: Person, **_more: Any) -> None:
    """On `user_logged_in`: notes what was shown. Nothing is noted for somebody who owes their second factor."""
    if request is None:
        return
    if shown_in(request, user):
        request.session[FACTOR] = SHOWN
    elif not has_second_factor(user):
        request.session[FACTOR] = NONE_YET
    else:
        request.session.pop(FACTOR, None)
    request.session[SEEN] = int(time.time())


def shown_in(request: HttpRequest, person: Person) -> bool:
    """Whether a second factor of this person, and not of somebody who sat here before, was shown in this session."""
    rows = [record.get("id") for record in get_authentication_records(request, person) if record.get("method") == "mfa"]
    return bool(rows) and Authenticator.objects.filter(user=person, pk__in=rows).exists()


def note_factor(sender: Any, *, instance: Authenticator, created: bool = True, **_more: Any) -> None:
    """On a row of a factor made or deleted: ends the other sessions, in one transaction, and keeps the one where it was done."""
    if not created or instance.type not in FACTORS:
        return
    person, request = instance.user, context.request
    # Asked before the epoch is raised: afterwards Django would throw this session away too.
    is_own = request is not None and request.user == person
    end_sessions(person)
    if is_own:
        update_session_auth_hash(request, person)
        request.session[FACTOR] = SHOWN if has_second_factor(person) else NONE_YET


# --- allauth beside the pages of staff alone --------------------------------------------------------------------------


class StaffAccountMiddleware:
    """allauth's middleware for the pages of staff; learners' pages never meet it."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        self.allauth = AccountMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if STAFF_PAGES.match(request.path_info):
            return self.allauth(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """allauth's refusals are exceptions that carry their answer."""
        if STAFF_PAGES.match(request.path_info):
            return self.allauth.process_exception(request, exception)
        return None
