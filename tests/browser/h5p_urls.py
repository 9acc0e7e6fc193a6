"""The site's addresses and, for test_h5p_frame.py, a page around a frame as a view would make it."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from config.urls import handler404, handler429, handler500, urlpatterns
from courses.models import H5PContent
from courses.playing.frame import asked_nonce, frame_response, host_policy, new_nonce

__all__ = ["handler404", "handler429", "handler500", "urlpatterns"]
HOST_SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "h5p-host.js"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Host</title></head><body>
<h1>The lesson of somebody</h1><noscript><p>This needs JavaScript.</p></noscript>
<iframe title="Lamps" sandbox="allow-scripts" width="340" height="120"
 data-nonce="{nonce}" data-src="/h5p/test/{pk}/?nonce={nonce}"></iframe>
<script src="/h5p-host.js"></script></body></html>"""
USE = """
(function () {
  var frame = document.querySelector('iframe');
  window.heard = [];
  document.cookie = 'secret=lamp';
  localStorage.setItem('secret', 'lamp');
  frame.addEventListener('h5p', function (event) { window.heard.push(event.detail); });
  window.mwangaH5P(frame, frame.getAttribute('data-nonce'));
}());
"""


def host(request: HttpRequest, pk: int) -> HttpResponse:
    response = HttpResponse(PAGE.format(pk=pk, nonce=new_nonce()), headers={"Cache-Control": "no-store"})
    response.headers["Content-Security-Policy"] = host_policy(request)
    return response


def script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(HOST_SCRIPT.read_text(encoding="utf-8") + USE, content_type="text/javascript")


def frame(request: HttpRequest, pk: int) -> HttpResponse:
    content = get_object_or_404(H5PContent, pk=pk)
    return frame_response(request, content, nonce=asked_nonce(request), iri=f"https://mwanga.example/h5p/{content.uuid}")


urlpatterns = [
    path("h5p-host/<int:pk>/", host),
    path("h5p-host.js", script),
    path("h5p/test/<int:pk>/", frame),
    *urlpatterns,
]
