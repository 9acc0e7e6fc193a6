"""Whose address counts behind a proxy: the one the proxy saw, never the proxy's own and never what a phone claims."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.behind_proxy import BehindProxyMiddleware
from tests.served_site import ROOT


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, "127.0.0.1"),
        ({"x-forwarded-for": ""}, "127.0.0.1"),
        ({"x-forwarded-for": "203.0.113.9"}, "203.0.113.9"),
        ({"x-forwarded-for": "10.0.0.1, 203.0.113.9"}, "203.0.113.9"),
        ({"x-forwarded-for": "2001:db8::1"}, "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_the_proxy_saw(header: dict[str, str], expected: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    BehindProxyMiddleware(view)(RequestFactory().get("/", headers=header))
    assert seen == [expected]


def test_a_public_server_looks_at_it_first_and_a_small_machine_never() -> None:
    code = (
        "import os; os.environ |= {'SECRET_KEY': 'x' * 60, 'ALLOWED_HOSTS': 'a.example', 'SITE_URL': 'https://a.example'}\n"
        "from config.settings import base, production\n"
        "print(production.MIDDLEWARE[0], production.MIDDLEWARE[1:] == base.MIDDLEWARE)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said == "config.behind_proxy.BehindProxyMiddleware True\n"
