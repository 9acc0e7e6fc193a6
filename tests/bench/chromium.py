"""A phone in Chromium, watched through the DevTools protocol: what it asks for, what comes, when something can be seen and done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.real_chromium import SWITCHES, chromium_program

PHONE: Final = {"width": 360, "height": 640}
# When the first form can be seen under the style sheet's rules; asked at each frame, so it costs the page nothing.
WATCH: Final = """
(function look() {
  var form = document.querySelector('main form');
  if (form && document.styleSheets.length && form.getClientRects().length) { window.answerableAt = performance.now(); }
  else { requestAnimationFrame(look); }
}());
"""
PAINTED: Final = """() => new Promise(done => new PerformanceObserver(list => {
  const [first] = list.getEntriesByName('first-contentful-paint');
  const came = performance.getEntriesByType('resource').filter(one => one.transferSize && !one.name.startsWith('data:'));
  if (first) { done([first.startTime, came.map(one => [one.name, one.startTime])]); }
}).observe({type: 'paint', buffered: true}))"""


@contextmanager
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_program(), args=SWITCHES)
        yield started
        started.close()


class Watched:
    """A page with an empty cache, and what its network did since the last `forget()`."""

    def __init__(self, chromium: Browser) -> None:
        self.context = chromium.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.session: CDPSession = self.context.new_cdp_session(self.page)
        self.answers: dict[str, dict[str, Any]] = {}
        self.bytes: dict[str, int] = {}
        self.session.on("Network.responseReceived", lambda event: self.answers.update({event["requestId"]: event}))
        self.session.on(
            "Network.loadingFinished", lambda event: self.bytes.update({event["requestId"]: event["encodedDataLength"]})
        )
        self.session.send("Network.enable")

    def slow_down(self, *, latency: int, down: int, up: int) -> None:
        """Milliseconds for each request, kilobits a second each way."""
        wanted = {"offline": False, "latency": latency, "downloadThroughput": down * 125, "uploadThroughput": up * 125}
        self.session.send("Network.emulateNetworkConditions", wanted)

    def forget(self) -> None:
        """Starts counting anew."""
        self.answers.clear()
        self.bytes.clear()

    def times(self) -> dict[str, Any]:
        """When the page was first painted and could be answered, in milliseconds, and what was asked for before the paint.

        A picture in view is asked for with the layout, a moment before the paint, which does not wait for it: counted apart.
        """
        painted, asked = self.page.evaluate(PAINTED)
        self.page.wait_for_function("window.answerableAt > 0", timeout=60_000)
        before = [name for name, start in asked if start < painted]
        pictures = [name for name in before if name.endswith((".avif", ".jpeg"))]
        return {
            "first_paint_ms": round(painted),
            "answer_ms": round(self.page.evaluate("window.answerableAt")),
            "requests_before_paint": 1 + len(before) - len(pictures),
            "pictures_before_paint": len(pictures),
        }

    def came(self) -> dict[str, Any]:
        """What came over the network, heads included; what was kept from before costs nothing and is not counted."""
        fresh = {key: event for key, event in self.answers.items() if not event["response"].get("fromDiskCache")}
        return {
            "requests": len([key for key in fresh if self.bytes.get(key)]),
            "bytes": sum(self.bytes.get(key, 0) for key in fresh),
            "fonts": sum(event["type"] == "Font" for event in fresh.values()),
        }

    def document(self) -> dict[str, Any]:
        """Coding and size of the last document."""
        key, event = [(key, event) for key, event in self.answers.items() if event["type"] == "Document"][-1]
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        return {"coding": headers.get("content-encoding", "identity"), "bytes": self.bytes.get(key, 0)}

    def close(self) -> None:
        """Closes the page and forgets its cache."""
        self.context.close()
