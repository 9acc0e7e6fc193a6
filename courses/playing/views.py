"""Files for frames, by names that never change, and the preview of a content in the CMS.

Whoever has the address may have the file: a frame has no cookies. Libraries are no secret; a content's files stand behind a token.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.h5p_storage import form_path, path_of
from courses.models.h5p import H5PContent
from courses.playing.assets import files_for, joined_path, library_files
from courses.playing.core import core
from courses.playing.forms import SCRIPTS, forms_of, guarded_forms, is_text, type_of
from courses.playing.frame import asked_nonce, frame_response
from courses.ranged_file import serve_file
from courses.served_lessons import coding_for
from h5p.member_path import extension
from h5p.player import asset_headers

JOINED: Final = re.compile(r"[0-9a-f]{32}-([0-9a-f]{32})\.(js|css)", re.ASCII)


@require_safe
def core_file(request: HttpRequest, core_key: str, file: str) -> HttpResponseBase:
    """A file of the core, or its licence, as npm brought it."""
    found = core()
    if found is None or core_key != found.key or file not in found.files:
        raise Http404("There is no such file of the core.")
    return send(request, Path(settings.H5P_CORE_ROOT) / file, name=file, sha256=found.files[file])


@require_safe
def joined_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The scripts or styles of a set of libraries as one file."""
    found = JOINED.fullmatch(name)
    if not found:
        raise Http404("There is no such file.")
    suffix, coding = coding_for(request.headers.get("Accept-Encoding", ""))
    path = joined_path(name)
    return answer(request, path.with_name(name + suffix), name=name, tag=found.group(1) + suffix, coding=coding)


@require_safe
def library_file(request: HttpRequest, libraries: str, file: str) -> HttpResponseBase:
    """A picture, font, sound or script of a library, in the set of libraries that was joined."""
    folder, _slash, path = file.partition("/")
    try:
        sha256 = library_files(libraries if re.fullmatch(r"[0-9a-f]{32}", libraries) else "", str(settings.H5P_ROOT))[folder][path]
    except (KeyError, FileNotFoundError) as error:
        raise Http404("There is no such file of a library.") from error
    if extension(path) in SCRIPTS:
        return send_script(request, name=path, sha256=sha256)
    return send(request, path_of(sha256), name=path, sha256=sha256)


@require_safe
def content_file(request: HttpRequest, token: str, file: str) -> HttpResponseBase:
    """A picture, sound or film of a content, for whoever was given its token."""
    sha256 = files_for(token).get(file)
    if sha256 is None:
        raise Http404("There is no such file of a content.")
    return send(request, path_of(sha256), name=file, sha256=sha256)


@require_safe
def preview_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """A content as it plays, for who may open the CMS; nothing is kept of it."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404("There is no such content.")
    content = get_object_or_404(H5PContent, pk=pk)
    return frame_response(request, content, nonce=asked_nonce(request), iri=f"{settings.SITE_URL}/h5p/{content.uuid}")


def send(request: HttpRequest, path: Path, *, name: str, sha256: str) -> HttpResponseBase:
    """A file by the hash of its bytes; texts in the lightest form the browser takes, made when it is first asked for."""
    suffix, coding = coding_for(request.headers.get("Accept-Encoding", ""))
    try:
        if coding and is_text(name, path.stat().st_size):
            light = form_path(sha256).with_name(sha256 + suffix)
            if not light.is_file():
                forms_of(sha256, path.read_bytes())
            return answer(request, light, name=name, tag=sha256[:32] + suffix, coding=coding)
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
    return answer(request, path, name=name, tag=sha256[:32], coding="")


def send_script(request: HttpRequest, *, name: str, sha256: str) -> HttpResponseBase:
    """A script of a library by itself, guarded, in the lightest form the browser takes."""
    suffix, coding = coding_for(request.headers.get("Accept-Encoding", ""))
    try:
        whole = guarded_forms(sha256)
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
    light = whole.with_name(whole.name + suffix)
    path, coding = (light, coding) if light.is_file() else (whole, "")
    return answer(request, path, name=name, tag=f"{sha256[:32]}{path.name[64:]}", coding=coding)


def answer(request: HttpRequest, path: Path, *, name: str, tag: str, coding: str) -> HttpResponseBase:
    """One form of a file, kept for a year, in ranges if asked for, inert when opened by itself."""
    headers = {**asset_headers(), "Vary": "Accept-Encoding"}
    if coding:
        headers["Content-Encoding"] = coding
    try:
        return serve_file(request, path, content_type=type_of(name), etag=tag, headers=headers)
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
