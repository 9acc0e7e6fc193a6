"""What a lesson costs on a bad network: bytes on the wire, requests, and nothing that nobody asked for.

Bytes are those of the bodies with Brotli, which all browsers since 2017 take; Chromium counts them once more with all heads.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import re
from http.client import HTTPMessage
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from playwright.sync_api import Page

from tests.browser.answering import LESSONS, TRANSLATED, answer_right, answer_wrong, questions_of
from tests.browser.conftest import OpenPage
from tests.served_site import COURSE, Site

COLD_AIM = 14_000  # what a server may send at once before it hears from the phone
COLD_LIMIT = 20_000
NEXT_LIMIT = 3_000
DICTIONARY_AIM, DICTIONARY_LIMIT = 2_000, 2_500  # compressed with the lesson before: the second lesson; those with more in them
REQUESTS_LIMIT = 3  # before anything can be seen
CSS_LIMIT, JS_LIMIT = 4_000, 3_600
ON_DEMAND_LIMIT = (
    6_144  # ticks, waiting answers, grading, closing a shared phone: only where this phone keeps something or a line broke
)
KEEP_LIMIT = 3_700  # on course pages
LANGUAGES = TRANSLATED  # and how many lessons there are
READING_PAGES = (
    "/",
    "/en/",
    f"/ar/{COURSE}/",
    f"/en/{LESSONS[0]}/",
    f"/sw/{LESSONS[2]}/",
    f"/en/{LESSONS[0]}/languages/",
    f"/en/{LESSONS[0]}/answer/",
    "/en/me/",
    "/en/search/?q=photo",
    "/en/verify/",
    "/c/MW-0000-0000-0000-0000",
    "/bundles/",
    "/en/nothing/is/here/",
)


def ask(site: Site, path: str, **more: str) -> tuple[HTTPMessage, bytes]:
    """The head of an answer, and its body as it comes on the wire. Headers are given as `available_dictionary="…"`."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    headers = {"accept-encoding": "gzip, deflate, br", "accept-language": "en"}
    connection.request("GET", path, headers=headers | {name.replace("_", "-"): value for name, value in more.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.headers, body


def sent(site: Site, path: str) -> bytes:
    """A body on the wire; it must be compressed with Brotli."""
    headers, body = ask(site, path)
    assert headers["Content-Encoding"] == "br"
    return body


def extras_of(site: Site, path: str) -> dict[str, str]:
    """The addresses of the style sheet and the script that a page names."""
    html = brotli.decompress(sent(site, path)).decode()
    patterns = {"css": r'<link rel="stylesheet" href="([^"]+)"', "js": r'<script [^>]*src="([^"]+)"'}
    found = {kind: re.findall(pattern, html) for kind, pattern in patterns.items()}
    assert {kind: len(addresses) for kind, addresses in found.items()} == {"css": 1, "js": 1}
    return {kind: urlsplit(urljoin(f"{site.url}{path}", addresses[0])).path for kind, addresses in found.items()}


# --- bytes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_lesson_comes_in_one_go(site: Site, language: str, record_property: pytest.RecordProperty) -> None:
    path = f"/{language}/{LESSONS[0]}/"
    weights = {"html": len(sent(site, path))}
    weights |= {kind: len(sent(site, address)) for kind, address in extras_of(site, path).items()}
    record_property("bytes", weights)
    assert sum(weights.values()) <= COLD_AIM, weights
    assert weights["css"] <= CSS_LIMIT, weights
    assert weights["js"] <= JS_LIMIT, weights


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_lesson_may_load_later_is_light(site: Site, language: str) -> None:
    script = brotli.decompress(sent(site, extras_of(site, f"/{language}/{LESSONS[0]}/")["js"])).decode()
    [more] = re.findall(r'"mine":"(objects/[^"]+\.js)"', script)
    weights = [len(sent(site, f"/{more}")), len(ask(site, "/static/offline/grade.js")[1])]
    assert sum(weights) <= ON_DEMAND_LIMIT, weights
    course_page = gzip.decompress(ask(site, f"/{language}/{COURSE}/")[1]).decode()
    [keep] = re.findall(r'<script [^>]*src="[./]*(objects/[^"]+)"', course_page)
    assert len(sent(site, f"/{keep}")) <= KEEP_LIMIT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_further_lesson_is_one_light_document(site: Site, language: str) -> None:
    lessons = LESSONS[: LANGUAGES[language]]
    first = extras_of(site, f"/{language}/{lessons[0]}/")
    for lesson in lessons[1:]:
        path = f"/{language}/{lesson}/"
        assert extras_of(site, path) == first  # kept by the browser since the first one
        assert len(sent(site, path)) <= NEXT_LIMIT, path
    for address in first.values():
        assert "immutable" in ask(site, address)[0]["Cache-Control"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_read_a_lesson_gets_the_next_one_lighter_still(site: Site, language: str) -> None:
    for before, lesson in pairwise(LESSONS[: LANGUAGES[language]]):
        digest = base64.b64encode(hashlib.sha256(brotli.decompress(sent(site, f"/{language}/{before}/"))).digest()).decode()
        offered = {"accept_encoding": "br, zstd, dcz", "available_dictionary": f":{digest}:"}
        headers, body = ask(site, f"/{language}/{lesson}/", **offered)
        assert headers["Content-Encoding"] == "dcz"
        assert len(body) <= (DICTIONARY_AIM if lesson == LESSONS[1] else DICTIONARY_LIMIT), lesson


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_takes_the_lesson_before_as_dictionary(open_page: OpenPage, language: str) -> None:
    page, codings = open_page("/healthz", language=language), []
    page.on("response", lambda response: codings.append((urlsplit(response.url).path, response.headers.get("content-encoding"))))
    for lesson in LESSONS[:2]:
        page.goto(f"/{language}/{lesson}/", wait_until="networkidle")
    assert (f"/{language}/{LESSONS[0]}/", "br") in codings
    assert (f"/{language}/{LESSONS[1]}/", "dcz") in codings
    assert page.locator("main form").count() >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_counts_no_more_with_all_heads(open_page: OpenPage, language: str) -> None:
    page = open_page("/healthz", language=language)
    session, kinds, counted = page.context.new_cdp_session(page), {}, {}

    def count(event: dict) -> None:
        counted[kinds.get(event["requestId"])] = event["encodedDataLength"]

    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", count)
    session.send("Network.enable")
    page.goto(f"/{language}/{LESSONS[0]}/", wait_until="networkidle")
    weights = {kind: counted[kind] for kind in ("Document", "Stylesheet", "Script")}
    assert sum(weights.values()) <= COLD_LIMIT, weights


# --- requests -------------------------------------------------------------------------------------------------------------

ASKED_AND_PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
  const [first] = list.getEntriesByName('first-contentful-paint');
  const asked = performance.getEntriesByType('resource').filter(one => !one.name.startsWith('data:'))
    .map(one => [new URL(one.name).pathname, one.renderBlockingStatus, one.startTime, one.responseEnd]);
  if (first) { done([asked, first.startTime]); }
}).observe({type: 'paint', buffered: true}))"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_the_style_sheet_stands_between_a_lesson_and_its_first_paint(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/{LESSONS[0]}/")
    asked, painted = page.evaluate(ASKED_AND_PAINTED)
    assert [path.rpartition(".")[2] for path, status, _start, _end in asked if status == "blocking"] == ["css"]
    # Pictures further down are asked for once the layout is known; nothing waits for them.
    before = [path for path, _status, start, _end in asked if start < painted and not path.endswith((".avif", ".jpeg"))]
    assert 1 + len(before) <= REQUESTS_LIMIT, before


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_slow_line_three_requests_come_before_anything_is_seen_and_no_font_ever(open_page: OpenPage, language: str) -> None:
    page, asked = open_page("/healthz", language=language), []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    session.send("Network.emulateNetworkConditions", slow)
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto(f"/{language}/{LESSONS[0]}/", wait_until="networkidle")
    resources, painted = page.evaluate(ASKED_AND_PAINTED)
    # A picture in view is asked for with the layout, a moment before the paint, which does not wait for it.
    pictures = [start for path, _status, start, _end in resources if path.endswith((".avif", ".jpeg"))]
    [styled] = [end for path, _status, _start, end in resources if path.endswith(".css")]
    assert all(start >= styled for start in pictures)
    before = [path for path, _status, start, _end in resources if start < painted and start not in pictures]
    assert 1 + len(before) <= REQUESTS_LIMIT, before
    assert "font" not in asked
    assert not page.evaluate("Array.from(document.fonts).length")


def test_a_whole_lesson_asks_no_other_host_and_for_no_font(site: Site, open_page: OpenPage) -> None:
    page, asked = open_page("/en/"), []
    page.context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright marks what it calls
    page.locator(f"main a[href*='{COURSE}']").click()
    page.locator("a.go").click()
    for question in questions_of(site, f"en/{LESSONS[0]}"):
        answer_wrong(page, question)
        answer_right(page, question)
    scroll_through(page)
    page.locator(".pager .go").click()
    page.wait_for_load_state("networkidle")
    assert {urlsplit(request.url).netloc for request in asked if not request.url.startswith("data:")} == {urlsplit(site.url).netloc}
    assert len([request for request in asked if request.method == "POST"]) == 2 * len(questions_of(site, f"en/{LESSONS[0]}"))
    kinds = {request.resource_type for request in asked}
    assert kinds <= {"document", "stylesheet", "script", "image", "fetch", "other"}
    assert "image" in kinds


def scroll_through(page: Page) -> None:
    """Down the whole page, so that pictures are asked for."""
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
        image.evaluate("one => one.decode()")


@pytest.mark.parametrize("path", READING_PAGES)
def test_reading_sets_no_cookie(site: Site, path: str) -> None:
    headers, _body = ask(site, path)
    assert headers["Set-Cookie"] is None
