"""The Content-Security-Policy: strict for learners, relaxed below the CMS only, and never weaker than a view asked for."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from config.security_headers import ADMIN_POLICY, LEARNER_POLICY, ContentSecurityPolicyMiddleware, header_of


def policy_at(path: str, **headers: str) -> str:
    """The policy of an answer at a path, whose view set some headers itself."""
    middleware = ContentSecurityPolicyMiddleware(lambda _request: HttpResponse(headers=headers))
    return middleware(RequestFactory().get(path)).headers["Content-Security-Policy"]


def test_a_policy_is_written_as_browsers_read_it() -> None:
    assert header_of({"default-src": ["'self'"], "img-src": ["'self'", "data:"]}) == "default-src 'self'; img-src 'self' data:"


@pytest.mark.parametrize("path", ["/", "/en/a/b/c/", "/api/answers", "/objects/aa/b", "/cmsx/", "/en/cms/", "/cms/block-preview/"])
def test_learners_get_the_strict_policy_everywhere(path: str) -> None:
    assert policy_at(path) == header_of(settings.SECURE_CSP)
    assert "unsafe" not in policy_at(path)


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/3/edit/", "/cms/images/add/"])
def test_only_the_cms_may_run_what_stands_inline(path: str) -> None:
    assert policy_at(path) == header_of(settings.SECURE_CSP_ADMIN)
    assert "'unsafe-inline'" in policy_at(path)


def test_nothing_from_another_site_and_nothing_evaluated_anywhere() -> None:
    for policy in (LEARNER_POLICY, ADMIN_POLICY):
        assert policy["default-src"] == ["'self'"]
        assert policy["object-src"] == ["'none'"]
        assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == ["'self'"]
        sources = {source for sources in policy.values() for source in sources}
        assert sources <= {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert {source for sources in LEARNER_POLICY.values() for source in sources} == {"'self'", "'none'", "data:"}


def test_a_view_that_asks_for_a_stricter_policy_gets_it() -> None:
    assert policy_at("/objects/aa/b", **{"Content-Security-Policy": "default-src 'none'"}) == "default-src 'none'"
