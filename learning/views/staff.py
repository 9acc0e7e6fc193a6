"""Pages for those who work with classes: signed in, with a role in an institution, and nothing of it kept by a cache."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from learning.cohorts import works_with_classes
from learning.errors import NotForYou
from learning.views.personal import View, personal


def for_class_staff(view: View) -> View:
    """Visitors are led to the sign-in and come back; who has no role in an institution is told so (403)."""

    @personal
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if not works_with_classes(request.user):
            raise NotForYou(_("This page is for facilitators and partner institutions. Ask your institution to add you."))
        return view(request, *args, **kwargs)

    return answer
