"""How a bundle's bytes leave: by us, by nginx in our name, or from the object storage. Who asks sees no difference.

The headers are always ours: the address never changes its bytes, the tag is their SHA-256, and single ranges are right to the first
and last byte, so a cut download goes on wherever it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse

from courses.ranged_file import Part, is_known, lasting_headers, part_asked, serve_file
from learning.bundles.catalogue import content_type_of
from learning.bundles.downloads import FIRST_BYTE, begin_piece, counted, end_piece
from learning.bundles.models import Bundle
from learning.bundles.storage import storage, stored_part
from learning.bundles.takers import ApiToken

HANDED: Final = "/handed/bundles/"  # the same in docs/nginx.conf, where nobody outside can ask for it
# A script of ours asks in small pieces and may not follow a link to another host.
IN_PIECES: Final = "X-Mwanga-Pieces"


def bundle_answer(request: HttpRequest, bundle: Bundle, token: ApiToken | None) -> HttpResponseBase:
    """The answer to GET or HEAD for a bundle; counted when a token says for whom. Raises `FileNotFoundError`."""
    response = sent(request, bundle)
    if token and request.method == "GET" and response.status_code in {200, 206, 302}:
        count(request, response, bundle=bundle, token=token)
    return response


def sent(request: HttpRequest, bundle: Bundle) -> HttpResponseBase:
    """The answer itself."""
    if storage() and hasattr(bundle, "stored"):
        return from_storage(request, bundle)
    if settings.BUNDLES_HANDED_OFF:
        return handed_off(request, bundle)
    own = headers_of(bundle)
    return serve_file(request, bundle.path, content_type=content_type_of(bundle), etag=bundle.sha256, headers=own)


def handed_off(request: HttpRequest, bundle: Bundle) -> HttpResponse:
    """Asks nginx to send the file, or the part of it that was asked for: no worker of ours waits for a slow line."""
    if not bundle.path.is_file():
        raise FileNotFoundError(bundle.path)
    headers = {**lasting_headers(bundle.sha256), **headers_of(bundle)}
    if is_known(request, bundle.sha256):
        return HttpResponse(status=304, headers=headers, content_type=content_type_of(bundle))
    headers["X-Accel-Redirect"] = HANDED + bundle.file_name
    return HttpResponse(headers=headers, content_type=content_type_of(bundle))


def from_storage(request: HttpRequest, bundle: Bundle) -> HttpResponseBase:
    """Leads to the object storage, which knows ranges; what our own script asks for in pieces goes through us."""
    headers = {**lasting_headers(bundle.sha256), **headers_of(bundle)}
    if is_known(request, bundle.sha256):
        return HttpResponse(status=304, headers=headers, content_type=content_type_of(bundle))
    if settings.BUNDLES_STORAGE_LINKS and IN_PIECES not in request.headers:
        # The signed address is good for an hour only, so nobody may keep it.
        return HttpResponseRedirect(storage().url(bundle.file_name), headers={"Cache-Control": "no-store"})
    return stored_part(request, bundle, headers=headers, content_type=content_type_of(bundle))


def count(request: HttpRequest, response: HttpResponseBase, *, bundle: Bundle, token: ApiToken) -> None:
    """Counts an answer for the token's institution: what we send as it leaves, what others send for us as they were told to."""
    part = part_asked(request, size=bundle.size, etag=bundle.sha256)
    if part.status == 416:
        return  # nginx or the storage will say that there is no such part
    download = begin_piece(token=token, bundle=bundle, arrived=arrived_before(request, part, bundle.size))
    if isinstance(response, StreamingHttpResponse):
        body: Iterator[bytes] = iter(response)
        response.streaming_content = counted(body, download)
    else:
        end_piece(download=download, sent=part.length)


def arrived_before(request: HttpRequest, part: Part, size: int) -> int | None:
    """Where the rest begins that is asked for; None for a part with an end, which says nothing of what arrived."""
    if part.status == 206 and not request.headers.get("Range", "").rstrip().endswith("-"):
        return None
    return part.start if part.end == size - 1 else FIRST_BYTE


def headers_of(bundle: Bundle) -> dict[str, str]:
    """What only a bundle's answers say. Its name has nothing but plain letters, digits and hyphens."""
    return {"Content-Disposition": f'attachment; filename="{bundle.file_name}"'}
