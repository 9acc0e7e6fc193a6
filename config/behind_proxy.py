"""Behind a proxy every request comes from the proxy: this puts the address of the phone's network where Django looks for it.

Without it all learners would share one count of wrong codes (learning/views/throttle.py), and a few wrong ones would lock everybody
out. Only for a public server: there the proxy writes `X-Forwarded-For` (docs/nginx.conf); elsewhere anybody could.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class BehindProxyMiddleware:
    """Takes the last address of `X-Forwarded-For`: the one the proxy itself saw. What stands before it is what the phone claims."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if address := request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip():
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)
