"""The frame's document: closed, without anything personal, and telling the page what happens."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from h5p.errors import H5PError
from h5p.guard import GUARD, script_hash
from h5p.player import (
    HERE,
    LARGEST_STATE,
    MESSAGE_KINDS,
    FrameDocument,
    PlayContent,
    PlayerUrls,
    asset_headers,
    connection_allowlist,
    csp,
    frame_document,
    inline_json,
    integration,
)
from h5p.store import described
from tests.h5p.libraries import library

NONCE = "n0nce-n0nce-n0nce-n0nce"
EVIL = "</script><script>alert(1)</script><!--\u2028&'\""


def content(**changes: Any) -> PlayContent:
    facts: dict[str, Any] = {
        "id": 7,
        "library": described(library("H5P.Thing 1.0.4", [])),
        "params": {"text": "a"},
        "title": "Rivers",
        "iri": "https://example.org/h5p/7",
    }
    return PlayContent(**{**facts, **changes})


URLS = PlayerUrls(
    content="https://cdn.example/c/7",
    libraries="https://cdn.example/l",
    core_script="https://cdn.example/frame.bundle.js",
    core_styles=("https://cdn.example/h5p.css",),
    scripts=("https://cdn.example/joined.js",),
    styles=("https://cdn.example/joined.css?a=1&b=2",),
)


def document(**changes: Any) -> str:
    one = content(**changes)
    return framed(one).html


def framed(one: PlayContent) -> FrameDocument:
    return frame_document(integration(one, urls=URLS), content=one, urls=URLS, nonce=NONCE, target="https://example.org")


def test_the_integration_has_no_ajax_no_person_and_nothing_to_fetch() -> None:
    found = integration(content(), urls=URLS, words={"fullscreen": "Full screen"})
    assert (found["postUserStatistics"], found["ajax"]) == (False, {"setFinished": "", "contentUserData": ""})
    assert found["user"] == {"name": "learner", "mail": "learner@example.invalid"}
    assert found["l10n"] == {"H5P": {"fullscreen": "Full screen"}}
    one = found["contents"]["cid-7"]
    assert (one["library"], json.loads(one["jsonContent"]), one["url"]) == (
        "H5P.Thing 1.0",
        {"text": "a"},
        "https://example.org/h5p/7",
    )
    assert set(one["displayOptions"].values()) == {False}
    assert one["scripts"] == one["styles"] == found["core"]["scripts"] == []


def test_a_state_is_carried_and_bounded() -> None:
    found = integration(content(state={"state": '{"a":1}'}), urls=URLS)
    assert found["contents"]["cid-7"]["contentUserData"] == [{"state": '{"a":1}'}]
    with pytest.raises(H5PError) as refused:
        integration(content(state={"state": "é" * LARGEST_STATE}), urls=URLS)
    assert refused.value.code == "state-too-large"


def test_nothing_of_a_content_breaks_out_of_the_document() -> None:
    html = document(
        params={"text": EVIL}, title=EVIL, metadata={"title": EVIL}, language='"><script>', state={"state": EVIL}, iri=EVIL
    )
    assert "alert(1)</script>" not in html
    assert html.count("<script") == html.count("</script>") == 4
    assert "<!--" not in html
    assert '<html lang="&quot;&gt;&lt;script&gt;"' in html
    assert json.loads(inline_json(EVIL)) == EVIL
    assert not re.search("[<>&\u2028\u2029]", inline_json({EVIL: [EVIL]}))


def test_the_document_loads_the_core_once_and_the_joined_files_after_it() -> None:
    html = document()
    assert re.findall(r'(?:src|href)="([^"]+)"', html) == [
        "https://cdn.example/h5p.css",
        "https://cdn.example/joined.css?a=1&amp;b=2",
        "https://cdn.example/frame.bundle.js",
        "https://cdn.example/joined.js",
    ]
    assert '<div class="h5p-content" data-content-id="7"></div>' in html


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", ' dir="rtl"'), ("ur-PK", ' dir="rtl"'), ("ff-adlm", ' dir="rtl"'), ("ff", "")]
)
def test_a_document_runs_as_its_language_does(language: str, direction: str) -> None:
    assert f'<html lang="{language}"{direction} class="h5p-iframe">' in document(language=language)


@pytest.mark.parametrize("nonce", ["", "short", "a" * 200, "</script><script>x", "nonce with space in it"])
def test_a_nonce_that_can_be_guessed_or_broken_out_of_is_refused(nonce: str) -> None:
    with pytest.raises(H5PError) as refused:
        frame_document({}, content=content(), urls=URLS, nonce=nonce)
    assert refused.value.code == "illegal-option"


SCRIPTS = ("https://cdn.example/core.js?a=1", "/j/joined.js", "/l/", script_hash("alert(1)"))


def test_the_policy_makes_an_opaque_origin_that_reaches_one_host() -> None:
    assert csp("https://cdn.example", site="https://example.org", scripts=SCRIPTS) == (
        "sandbox allow-scripts; default-src 'none'; script-src https://cdn.example/core.js https://cdn.example/j/joined.js "
        "https://cdn.example/l/ 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' 'unsafe-eval'; "
        "style-src https://cdn.example 'unsafe-inline'; img-src https://cdn.example data: blob:; "
        "media-src https://cdn.example blob:; font-src https://cdn.example data:; connect-src https://cdn.example; "
        "base-uri 'none'; form-action 'none'; frame-ancestors https://example.org"
    )
    assert "unsafe-eval" not in csp("https://cdn.example", site="http://[::1]:8000", scripts=SCRIPTS, unsafe_eval=False)
    assert asset_headers()["Content-Security-Policy"].startswith("sandbox")
    assert connection_allowlist("https://cdn.example") == '("https://cdn.example")'


def test_what_runs_in_the_document_is_what_the_policy_is_told() -> None:
    found = framed(content(params={"text": EVIL}))
    inline = re.findall(r"<script>(.*?)</script>", found.html, re.DOTALL)
    addresses = ("https://cdn.example/frame.bundle.js", "https://cdn.example/joined.js", "https://cdn.example/l/")
    assert found.scripts == (*addresses, *(script_hash(text) for text in inline))
    assert all(text.startswith(GUARD) for text in inline)


@pytest.mark.parametrize(
    "origin", ["*", "https://a.example; script-src *", "https://a.example https://b.example", "javascript:x", "https://a/x", ""]
)
def test_what_is_no_origin_writes_no_rule(origin: str) -> None:
    for given in ((origin, "https://example.org"), ("https://example.org", origin)):
        with pytest.raises(H5PError):
            csp(given[0], site=given[1], scripts=())
    with pytest.raises(H5PError):
        connection_allowlist(origin)


@pytest.mark.parametrize(
    "script", ["'unsafe-inline'", "'sha256-short='", "/a.js; img-src *", "/a b.js", "//evil.example/a.js", "data:x", "javascript:x"]
)
def test_what_is_no_address_of_scripts_writes_no_rule(script: str) -> None:
    with pytest.raises(H5PError) as refused:
        csp("https://cdn.example", site="https://example.org", scripts=[script])
    assert refused.value.code == "illegal-option"


# A browser's window and the H5P core, as little of them as the two scripts touch; `storage` throws as in an opaque origin.
STAGE = """
'use strict';
var sent = [], listeners = [], out = {};
var window = { parent: { postMessage: function (m, to) { sent.push([m, to]); } } };
Object.defineProperty(window, 'localStorage', { configurable: true, get: function () { throw new Error('SecurityError'); } });
Object.defineProperty(window, 'sessionStorage', { configurable: true, get: function () { throw new Error('SecurityError'); } });
window.setInterval = function () {};
var document = { body: {}, documentElement: { getBoundingClientRect: function () { return { height: 120.2 }; } } };
window.document = document;
BEFORE
out.preventInit = window.H5P.preventInit;
window.localStorage.setItem('hasOwnProperty', 1); out.stored = window.localStorage.getItem('hasOwnProperty');
window.localStorage.removeItem('hasOwnProperty'); out.removed = window.localStorage.getItem('hasOwnProperty');
window.H5P = {
  externalDispatcher: { on: function (name, listener) { listeners.push(listener); } },
  init: function () { if (FAILS) { throw new Error('no library'); }
    listeners.forEach(function (listener) { listener({ data: { statement: { verb: 'attempted' } } }); }); }
};
AFTER
window.H5P.getUserData(7, 'state', function (error, value) { out.state = value; });
window.H5P.getUserData(7, 'state', function (error, value) { out.inner = value; }, 'sub');
window.H5P.getUserData(7, 'none', function (error, value) { out.none = value === undefined ? 'undefined' : value; });
window.H5P.setUserData(7, 'state', { page: 2 }, { subContentId: 'sub' });
window.H5P.setUserData(7, 'state', { page: 2 }, { subContentId: 'sub' });
window.H5P.getUserData(7, 'state', function (error, value) { out.after = value; }, 'sub');
window.H5P.deleteUserData(7, 'state');
window.H5P.setFinished(7, 2, 3, 10);
out.sent = sent;
console.log(JSON.stringify(out));
"""


def played(*, fails: bool = False) -> dict[str, Any]:
    """What the two scripts of the document do on that stage."""
    html = document(state={"state": '{"page":1}', "sub/state": '{"page":9}'})
    before, after = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    program = STAGE.replace("FAILS", json.dumps(fails)).replace("BEFORE", before).replace("AFTER", after)
    node = shutil.which("node") or pytest.skip("Node is not installed.")
    done = subprocess.run([node, "-"], input=program, capture_output=True, text=True, check=True, timeout=30)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_frame_reports_all_that_happens_from_the_first_event_on() -> None:
    found = played()
    assert (found["preventInit"], found["stored"], found["removed"]) == (True, "1", None)
    assert (found["state"], found["inner"], found["none"], found["after"]) == ({"page": 1}, {"page": 9}, "undefined", {"page": 2})
    messages = [message for message, _target in found["sent"]]
    assert [(message["t"], message["d"]) for message in messages] == [
        ("xapi", {"verb": "attempted"}),
        ("ready", {}),
        ("size", {"height": 121}),
        ("state", {"dataType": "state", "subContentId": "sub", "data": '{"page":2}'}),
        ("state", {"dataType": "state", "subContentId": 0, "data": None}),
        ("finished", {"score": 2, "max": 3, "time": 10}),
    ]
    assert {(message["h5p"], message["nonce"]) for message in messages} == {(1, NONCE)}
    assert {target for _message, target in found["sent"]} == {"https://example.org"}
    assert {message["t"] for message in messages} <= MESSAGE_KINDS


def test_a_library_that_fails_is_reported() -> None:
    assert ("fail", {"message": "no library"}) in [(message["t"], message["d"]) for message, _target in played(fails=True)["sent"]]


@pytest.mark.parametrize("name", ["frame_before.js", "frame_after.js"])
def test_the_scripts_are_old_javascript(name: str) -> None:
    """ES5, and no template text that JSON could contain by chance."""
    acorn = Path(__file__).parents[2] / "node_modules" / "acorn"
    if not acorn.exists() or not shutil.which("node"):
        pytest.skip("acorn is not installed.")
    code = (HERE / name).read_text(encoding="utf-8").replace("__CONFIG__", "{}").replace("__ID__", "1")
    program = f"require({json.dumps(str(acorn))}).parse({json.dumps(code)}, {{ecmaVersion: 5}})"
    assert subprocess.run(["node", "-e", program], capture_output=True, check=False, timeout=30).returncode == 0
