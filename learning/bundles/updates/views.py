"""Updates over HTTP: static files, handed out by us where no web server does it. No query but for who shows a token."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from courses.ranged_file import serve_file
from learning.bundles.room.checks import note_check
from learning.bundles.updates.publishing import folder_of

# The same in docs/nginx.conf.
METADATA: Final = r"timestamp\.json|[1-9][0-9]{0,8}\.(?:root|snapshot|targets)\.json"
NAMES: Final = re.compile(rf"{METADATA}|from/[0-9a-f]{{64}}/to/(?P<new>[0-9a-f]{{64}})\.delta")
LINE: Final = re.compile(r"[0-9a-f]{16}")
CHANGES: Final = "timestamp.json"


@require_safe
def update_file(request: HttpRequest, line: str, name: str) -> HttpResponseBase:
    """A file of a line. All but one never change; what is not there is said in no words, for each byte is paid for.

    Every name has a dot in it, or Django would look for a page of that name in a language.
    """
    found = NAMES.fullmatch(name)
    if found and found["new"]:
        note_check(request, found["new"])
    kind = "application/json" if name.endswith(".json") else "application/octet-stream"
    try:
        if not LINE.fullmatch(line) or not found:
            raise FileNotFoundError
        path = folder_of(line) / name
        if name == CHANGES:
            return HttpResponse(path.read_bytes(), content_type=kind, headers={"Cache-Control": "no-cache"})
        return serve_file(request, path, content_type=kind, etag=name)
    except FileNotFoundError:
        return HttpResponse(status=404, content_type="text/plain", headers={"Cache-Control": "no-cache"})
