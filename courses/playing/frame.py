"""The document a content plays in: of an origin that is nobody's, without cookies, storage or any other host; never kept.

What holds it there is the header, so that the address opened by itself is held as well (h5p/player.py has the rules). Nothing
personal enters it but the states that its view hands in.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

import brotli
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language, gettext, override

from courses.exact_bytes import ExactResponse
from courses.h5p_storage import SiteStore
from courses.models.h5p import H5PContent
from courses.playing.assets import player_urls
from courses.playing.core import core
from courses.rendering.document import writing_direction
from courses.served_lessons import accepted_codings
from h5p.errors import H5PError
from h5p.library import Library
from h5p.player import FrameDocument, PlayContent, PlayerUrls, connection_allowlist, csp, frame_document, integration

FRAMES: Final = "/h5p/"
"""Every frame's address stands below this one, and host pages let their frame go nowhere else."""
NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,128}", re.ASCII)
IN_A_PAGE: Final = frozenset({"", "iframe", "frame"})  # what Sec-Fetch-Dest says of a frame; old browsers say nothing
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), interest-cohort=(), display-capture=(), midi=(), payment=(), usb=(), serial=(), "
        "hid=(), gyroscope=(), accelerometer=(), magnetometer=(), clipboard-read=(), publickey-credentials-get=()"
    ),
}


def frame_response(
    request: HttpRequest, content: H5PContent, *, nonce: str, iri: str, state: Mapping[str, str] | None = None
) -> HttpResponse:
    """The frame's document, as the answer to the request of an `<iframe sandbox="allow-scripts">`.

    `nonce`: the one the host page was told, fresh for every load; `iri`: the activity's identity in statements; `state`: as
    `h5p.player.PlayContent` has it. What cannot be played, or is opened outside a page, is a document with title, licence and a
    sentence. Raises H5PError for a nonce that could be guessed, and for a state that is too large.
    """
    if request.headers.get("Sec-Fetch-Dest", "") not in IN_A_PAGE:
        return _words(request, content, gettext("This plays inside a page of the site. Open it from there."))
    try:
        urls = player_urls(content, base=settings.H5P_ORIGIN or _site(request))
    except H5PError as error:
        return _words(request, content, why_not(error))
    site = _site(request)
    files = settings.H5P_ORIGIN or site
    play = document(content, urls=urls, nonce=nonce, iri=iri, state=state, target=site)
    policy = csp(files, site=site, scripts=play.scripts, unsafe_eval=settings.H5P_UNSAFE_EVAL)
    answer = _answer(request, play.html, policy)
    answer.headers["Connection-Allowlist"] = connection_allowlist(files)
    return answer


def document(
    content: H5PContent,
    *,
    urls: PlayerUrls,
    nonce: str,
    iri: str,
    state: Mapping[str, str] | None = None,
    target: str = "*",
) -> FrameDocument:
    """The document and what may run in it. One query for the main library."""
    play = PlayContent(
        id=content.pk or 0,
        library=_library(content),
        params=content.filtered,
        title=content.title,
        iri=iri,
        language=content.language or "und",
        metadata=content.metadata,
        state=state or {},
    )
    with override(content.language if content.language in dict(settings.LANGUAGES) else None):
        given = integration(play, urls=urls, words=core_words())
        made = frame_document(given, content=play, urls=urls, nonce=nonce, target=target)
        no_script = gettext("This needs JavaScript, which is switched off in your browser.")
    return made._replace(html=made.html.replace("<body>", f"<body><noscript><p>{escape(no_script)}</p></noscript>", 1))


def document_bytes(content: H5PContent) -> int:
    """Brotli bytes of the document of somebody who begins; 0 where it cannot be played."""
    try:
        urls = player_urls(content)
    except H5PError:
        return 0
    play = document(content, urls=urls, nonce="0" * 32, iri=f"{settings.SITE_URL}/h5p/{content.uuid}")
    return len(_compressed(play.html.encode()))


def _library(content: H5PContent) -> Library:
    found = SiteStore().get(content.library_name)
    if found is None:
        raise H5PError("missing-required-library", f"The library {content.library} is not installed, or is switched off.")
    return found


def core_words() -> dict[str, str]:
    """The core's own texts that a learner can meet, in the active language."""
    return {
        "close": gettext("Close"),
        "cancelLabel": gettext("Cancel"),
        "confirmLabel": gettext("Confirm"),
        "confirmDialogHeader": gettext("Confirm"),
        "confirmDialogBody": gettext("Shall this go on? It cannot be undone."),
    }


def why_not(error: H5PError) -> str:
    """Why something cannot be played, for a learner."""
    if error.code == "missing-core":
        return gettext("This cannot be played here: the player is not installed. Tell whoever runs this site.")
    return gettext("This cannot be played now: a part it needs is missing or switched off. Tell whoever runs this site.")


def _words(request: HttpRequest, content: H5PContent, sentence: str) -> HttpResponse:
    """A page of words in the content's place, which loads our stylesheet and nothing else."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {"content": content, "sentence": sentence, "lang": language, "dir": writing_direction(language)}
    html = render_to_string("courses/playing/words.html", context)
    site = _site(request)
    return _answer(request, html, f"sandbox; default-src 'none'; style-src {site}; base-uri 'none'; frame-ancestors {site}")


def _answer(request: HttpRequest, html: str, policy: str) -> HttpResponse:
    """The document with its headers, compressed as the browser takes it."""
    headers = HEADERS | {"Content-Security-Policy": policy, "Vary": "Accept-Encoding, Sec-Fetch-Dest"}
    if accepted_codings(request.headers.get("Accept-Encoding", "")).get("br"):
        return ExactResponse(_compressed(html.encode()), headers=headers | {"Content-Encoding": "br"})
    return HttpResponse(html, headers=headers)


def _compressed(data: bytes) -> bytes:
    return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=6))


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


# --- the page around it -----------------------------------------------------------------------------------------------


def new_nonce() -> str:
    """For one load of a host page; the page hands it to `mwangaH5P` and to the frame's address as `?nonce=`."""
    return secrets.token_urlsafe(24)


def asked_nonce(request: HttpRequest) -> str:
    """The nonce in a frame's address. Raises Http404 for none or one that could be guessed."""
    nonce = request.GET.get("nonce", "")
    if not NONCE.fullmatch(nonce):
        raise Http404("A frame's address ends with ?nonce= and what its page was given.")
    return nonce


def host_policy(request: HttpRequest, policy: Mapping[str, list[str]] | None = None) -> str:
    """The Content-Security-Policy of a page with a frame: `response["Content-Security-Policy"] = host_policy(request)`.

    As strict as any learner's page (or as `policy`), and nothing in the frame can move it to another site or page.
    """
    rules: dict[str, Any] = {**(policy or settings.SECURE_CSP), "frame-src": [f"{_site(request)}{FRAMES}"]}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def can_play(content: H5PContent) -> bool:
    """Whether a frame would play it: the core is here, and so is every library, enabled."""
    try:
        player_urls(content)
    except H5PError:
        return False
    return core() is not None
