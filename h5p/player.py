"""The document in which an H5P content plays, and what holds it there (the paper, sections 6 and 7).

All addresses come from the caller; nothing here knows a server, and nothing personal enters the document. Joined files:
`h5p.joined`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from h5p.errors import H5PError
from h5p.guard import GUARD, script_hash
from h5p.library import Library

HERE = Path(__file__).parent
LARGEST_STATE = 64 * 1024
"""Bytes of one state of one learner, and of one message out of the frame."""
MESSAGE_KINDS = frozenset({"ready", "fail", "xapi", "state", "finished", "size"})
GROWS = "<style>html.h5p-iframe,html.h5p-iframe>body{height:auto!important}</style>"
"""After all stylesheets: the core makes the document as high as its frame, which then could neither grow nor shrink with it."""
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "ug", "ur", "yi", "ff-adlm"})
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,128}", re.ASCII)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:-]{1,255}", re.ASCII)
_SOURCE = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='|https?://[A-Za-z0-9.\[\]:-]{1,255}/[A-Za-z0-9._~%/-]{0,2000}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlayContent:
    """One content to play. `id` is only a number inside the document; `iri` is the activity's identity in xAPI statements.

    `params` are filtered ones; `state` maps a data type, with `subContentId/` before it for a question inside, to its kept text.
    """

    id: int
    library: Library
    params: Mapping[str, Any]
    title: str
    iri: str
    language: str = "en"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlayerUrls:
    """Where things are. `content`: the folder of the content's files; `libraries`: the folder of library folders; no slash
    at the end.

    `core_script` is `frame.bundle.js` of h5p-standalone, `core_styles` its `h5p.css` (and what follows it); `scripts` and
    `styles` are the
    joined files, or each library's own where joining is switched off.
    """

    content: str
    libraries: str
    core_script: str
    core_styles: tuple[str, ...]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    site: str = ""


def integration(content: PlayContent, *, urls: PlayerUrls, words: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The `H5PIntegration` object. No ajax, no user, no assets for the core to fetch: the page does all that.

    `words` are the core's own texts (`l10n.H5P`) in the content's language. Raises H5PError (state-too-large).
    """
    for name, text in content.state.items():
        if len(text.encode()) > LARGEST_STATE:
            raise H5PError("state-too-large", f"The state {name[:80]!r} has more than {LARGEST_STATE} bytes.")
    return {
        "baseUrl": urls.site,
        "url": urls.content,
        "urlLibraries": urls.libraries,
        "libraryUrl": urls.libraries,
        "siteUrl": urls.site,
        "postUserStatistics": False,
        "saveFreq": 10,
        "ajax": {"setFinished": "", "contentUserData": ""},
        "user": {"name": "learner", "mail": "learner@example.invalid"},
        "l10n": {"H5P": dict(words or {})},
        "core": {"styles": [], "scripts": []},
        "loadedJs": [],
        "loadedCss": [],
        "libraryConfig": {},
        "libraryDirectories": {},
        "fullscreenDisabled": 1,
        "reportingIsEnabled": False,
        "hubIsEnabled": False,
        "contents": {f"cid-{content.id}": _one_content(content, urls)},
    }


def _one_content(content: PlayContent, urls: PlayerUrls) -> dict[str, Any]:
    """The state is given whole; the core itself would read only the top one (`state`)."""
    return {
        "library": content.library.name.spec,
        "jsonContent": json.dumps(content.params, ensure_ascii=False, allow_nan=False),
        "fullScreen": "0",
        "exportUrl": "",
        "embedCode": "",
        "resizeCode": "",
        "url": content.iri,
        "contentUrl": urls.content,
        "title": content.title,
        "metadata": {"title": content.title, "defaultLanguage": content.language, **content.metadata},
        "displayOptions": dict.fromkeys(("frame", "export", "embed", "copyright", "icon", "copy"), False),
        "contentUserData": [dict(content.state)],
        "jsonContentHash": "",
        "scripts": [],
        "styles": [],
    }


class FrameDocument(NamedTuple):
    """A document, and all that may run in it: addresses of scripts, the folder of libraries, hashes of what stands inline."""

    html: str
    scripts: tuple[str, ...]


def frame_document(
    document: Mapping[str, Any], *, content: PlayContent, urls: PlayerUrls, nonce: str, target: str = "*"
) -> FrameDocument:
    """The whole document. `document`: what `integration` gave; `nonce`: fresh for every load, without which the page takes
    no message;
    `target`: the site's origin, or `*` where there is none (`file://`).

    Raises H5PError (illegal-option) for a nonce that could be guessed or broken out of.
    """
    if not _NONCE.fullmatch(nonce):
        raise H5PError("illegal-option", "The nonce must be 16 to 128 letters, digits, - or _.")
    config = inline_json({"integration": document, "nonce": nonce, "target": target})
    before, after = frame_scripts(config, number=content.id)
    styles = "".join(f'<link rel="stylesheet" href="{_attribute(url)}">' for url in (*urls.core_styles, *urls.styles))
    scripts = "".join(f'<script src="{_attribute(url)}"></script>' for url in (urls.core_script, *urls.scripts))
    language = content.language.lower()
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT or language.partition("-")[0] in RIGHT_TO_LEFT else ""
    html_text = (
        f'<!DOCTYPE html><html lang="{_attribute(content.language)}"{direction} class="h5p-iframe"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{html.escape(content.title)}</title>{styles}'
        f'{GROWS}</head><body><div class="h5p-content" data-content-id="{int(content.id)}"></div>'
        f"<script>{before}</script>{scripts}<script>{after}</script></body></html>"
    )
    return FrameDocument(
        html_text, (urls.core_script, *urls.scripts, f"{urls.libraries}/", script_hash(before), script_hash(after))
    )


def frame_scripts(config: str, *, number: int) -> tuple[str, str]:
    """What runs before the core and after the libraries, for whoever makes the document in another way. `config`: JavaScript
    for `{integration, nonce, target}`; `number`: the content's inside the document."""
    before = _script("frame_before.js").replace("__CONFIG__", config)
    return GUARD + before, GUARD + _script("frame_after.js").replace("__ID__", str(int(number)))


@cache
def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").strip()


def _attribute(value: str) -> str:
    return html.escape(value, quote=True)


def inline_json(value: object) -> str:
    """JSON that may stand inside a script: nothing in it ends the script, opens a comment or breaks a line of old JavaScript."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def csp(origin: str, *, site: str, scripts: Sequence[str], unsafe_eval: bool = True) -> str:
    """The header of the frame's document. `origin`: where scripts and files come from; `site`: who may show the frame; `scripts`:
    what `frame_document` says may run, each file of it served `guarded`.

    `sandbox` without `allow-same-origin` makes the origin opaque even when the address is opened by itself. No other inline
    script runs, neither here nor in a frame that a library makes, which inherits the policy. Raises H5PError (illegal-option)
    for what is no origin or no address: a space or semicolon there would write rules of its own.
    """
    for given in (origin, site):
        _check_origin(given)
    sources = [_script_source(origin, given) for given in scripts]
    rules = {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": " ".join([*sources, *(["'unsafe-eval'"] if unsafe_eval else [])]),
        "style-src": f"{origin} 'unsafe-inline'",
        "img-src": f"{origin} data: blob:",
        "media-src": f"{origin} blob:",
        "font-src": f"{origin} data:",
        "connect-src": origin,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": site,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _script_source(origin: str, given: str) -> str:
    """An address at the origin as a policy writes it, whole and without a query; a hash as it is."""
    source = given if given.startswith("'") else urljoin(f"{origin}/", given.partition("?")[0])
    if not _SOURCE.fullmatch(source) or not source.startswith(("'", f"{origin}/")):
        raise H5PError("illegal-option", f"{given!r:.100} is no address of scripts at {origin}.")
    return source


def _check_origin(given: str) -> None:
    if not _ORIGIN.fullmatch(given) or urlsplit(given).path:
        raise H5PError("illegal-option", f"{given!r:.100} is no origin such as https://example.org.")


def connection_allowlist(origin: str) -> str:
    """The value of the header `Connection-Allowlist` for the frame's document: connections to `origin` and to nothing else.

    A second hold beside the guard (`h5p.guard`): it forbids what no rule of a Content-Security-Policy does, calls between
    browsers (WebRTC) and looking names up (https://wicg.github.io/connection-allowlists). Chromium 156 follows it, 150 does not;
    a browser that does not know it passes it over. Raises H5PError (illegal-option) for what is no origin.
    """
    _check_origin(origin)
    return f'("{origin}")'


def asset_headers() -> dict[str, str]:
    """What every file of a library or content is served with: readable from the opaque origin, inert when opened by itself."""
    return {
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
