"""Uploads as staff see them in the CMS: thumbnails and originals. Learners never get these files, only their light variants.

A photograph still holds where and with what it was taken, so nobody else may open one by guessing its name.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from courses.media.probe import FILM_TYPES, SOUND_TYPES
from courses.ranged_file import serve_file

PICTURE_TYPES: Final = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
TYPES: Final = {**PICTURE_TYPES, **SOUND_TYPES, **FILM_TYPES}
HEADERS: Final = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",  # whatever was uploaded, it cannot run here
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_safe
def upload(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture, sound or video below the folder of uploads. 404 for everybody who may not open the CMS."""
    content_type = TYPES.get(name.rpartition(".")[2].lower())
    if not content_type or not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404("There is no such upload.")
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
        kept = path.stat()
        tag = hashlib.sha256(f"{name} {kept.st_size} {kept.st_mtime_ns}".encode()).hexdigest()[:32]
        return serve_file(request, path, content_type=content_type, etag=tag, headers=HEADERS)
    except (OSError, ValueError, SuspiciousFileOperation) as error:  # ValueError: a null byte in the name
        raise Http404("There is no such upload.") from error
