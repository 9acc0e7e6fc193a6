"""The Content-Security-Policy of every answer: strict for learners, relaxed only below the CMS.

Django 6 brings `SECURE_CSP` and a middleware of its own; the settings here have its shape, so that moving on is a
deletion. Policies are dicts of directive to list of sources, as in the CSP Level 3 specification.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Policy = dict[str, list[str]]

SELF: Final = "'self'"
LEARNER_POLICY: Final[Policy] = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": ["'none'"],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
# Wagtail's page editor starts its date chooser from inline scripts and styles its widgets inline.
ADMIN_POLICY: Final[Policy] = {
    **LEARNER_POLICY,
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
}
ADMIN_PATH: Final = "/cms/"
# A block of a lesson as a learner would see it must work under the learners' policy; invitations and signing in do so too.
STRICT_PATHS: Final = ("/cms/block-preview/", "/cms/translations/invitation/", "/cms/login/")


def header_of(policy: Policy) -> str:
    """The header's value: directives separated by semicolons."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    """Adds the policy, unless the view has set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.learner = header_of(settings.SECURE_CSP)
        self.admin = header_of(settings.SECURE_CSP_ADMIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.path_info.startswith(ADMIN_PATH) and not request.path_info.startswith(STRICT_PATHS)
        policy = self.admin if is_admin else self.learner
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        return response
