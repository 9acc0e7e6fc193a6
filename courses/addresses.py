"""Addresses: one structure for the web, a hub and a folder opened from a memory card.

Rendered documents link only relatively and with full file names, so that the same bytes work everywhere. On the web a
path that ends in `/index.html` is the same page as the path without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse

INDEX = "index.html"


class IndexFileMiddleware:
    """Serves `…/index.html` as `…/`, without a redirect: on a slow line that would cost a second."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.endswith(f"/{INDEX}"):
            request.path_info = request.path_info.removesuffix(INDEX)
            request.path = request.path.removesuffix(INDEX)
        return self.get_response(request)


def up_from(path: str) -> str:
    """The relative prefix from a page to the site's root: `../` for each part of "en/course/module/lesson"."""
    return "../" * len([part for part in path.split("/") if part])


def file_of(up: str, path: str) -> str:
    """A relative link to a page's file."""
    return f"{up}{path.strip('/')}/{INDEX}"


def static_file(up: str, name: str) -> str:
    """A relative link to a file of `static/` under its hashed name."""
    return f"{up}static/{stored_static_name(name)}"


def stored_static_name(name: str) -> str:
    """The hashed name of a static file, as collectstatic wrote it."""
    storage: Any = staticfiles_storage
    return str(storage.stored_name(name)) if hasattr(storage, "stored_name") else name


def object_path(object_name: str) -> str:
    """Where an object stands below the root: `objects/<first two>/<name>`."""
    return f"objects/{object_name[:2]}/{object_name}"
