"""A browser as plain as curl: no scripts, relative links resolved, forms filled from what the page itself contains."""

from __future__ import annotations

import gzip
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import brotli
from django.test import Client

FormFields = list[tuple[str, str, str]]  # name, value, type


class Page(HTMLParser):
    """What a page holds: its links, its forms, its text."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url = url
        self.html = html
        self.links: list[tuple[str, str]] = []
        self.forms: list[dict[str, Any]] = []
        self.words: list[str] = []
        self._link: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._link = [given.get("href", "")]
        elif tag == "form":
            self.forms.append({"action": given.get("action", ""), "method": given.get("method", "get"), "fields": []})
        elif tag in {"input", "select", "textarea"} and self.forms and given.get("name"):
            self.forms[-1]["fields"].append((given["name"], given.get("value", ""), given.get("type", tag)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            self.links.append((" ".join("".join(self._link[1:]).split()), urljoin(self.url, self._link[0])))
            self._link = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._link is not None:
            self._link.append(data)

    @property
    def text(self) -> str:
        """The page's words, spaces collapsed."""
        return " ".join(" ".join(self.words).split())

    def link(self, words: str) -> str:
        """The address of the first link whose words contain these."""
        return next(href for text, href in self.links if words in text)

    def question_forms(self) -> dict[str, dict[str, Any]]:
        """Question id -> its form."""
        found = {}
        for form in self.forms:
            for name, value, _kind in form["fields"]:
                if name == "question":
                    found[value] = form
        return found


class PlainBrowser:
    """Opens pages and sends forms; keeps cookies; says no to every script."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language, "accept-encoding": "br, gzip"})
        self.page = Page("", "")
        self.status = 0

    def open(self, url: str) -> Page:
        """GET, redirects followed."""
        return self._take(url, self.client.get(self._path(url)))

    def send(self, form: dict[str, Any], **fields: Any) -> Page:
        """POSTs a form of the present page with its hidden fields and `fields`."""
        data = {name: value for name, value, kind in form["fields"] if kind == "hidden"}
        url = urljoin(self.page.url, form["action"])
        return self._take(url, self.client.post(self._path(url), {**data, **fields}))

    def _take(self, url: str, response: Any) -> Page:
        for _hop in range(5):
            if response.status_code not in {301, 302, 303}:
                break
            url = urljoin(url, response.headers["Location"])
            response = self.client.get(self._path(url))
        self.status = response.status_code
        self.page = Page(url, body_of(response))
        return self.page

    @staticmethod
    def _path(url: str) -> str:
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


def body_of(response: Any) -> str:
    """The words of a response, whatever its coding."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    coding = response.headers.get("Content-Encoding", "")
    data = brotli.decompress(data) if coding == "br" else gzip.decompress(data) if coding == "gzip" else data
    return data.decode(errors="replace")
