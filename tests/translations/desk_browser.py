"""A plain browser at the desk: reads the page, fills its form and presses one button, as somebody without scripts does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from learning.models import Person
from translations.models import TranslationState


def browser_of(person: Person) -> Client:
    """A browser somebody is signed in with."""
    client = Client()
    client.force_login(person)
    return client


def desk_of(state: TranslationState, name: str = "desk", **more: Any) -> str:
    """An address of a page's desk."""
    return reverse(f"translations:{name}", kwargs={"uuid": state.translation.uuid, **more})


class Form(HTMLParser):
    """The fields of the desk's form as a browser would send them, in order; buttons beside them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        self.reading = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            self.fields[name] = given.get("value", "")
        elif tag == "textarea" and name:
            self.fields[name], self.reading = "", name
        elif tag == "button" and name and given.get("type") == "submit":
            self.buttons.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.reading:
            # The line break after the opening tag is the template's.
            self.fields[self.reading] = self.fields[self.reading].removeprefix("\n")
            self.reading = ""

    def handle_data(self, data: str) -> None:
        if self.reading:
            self.fields[self.reading] += data


@dataclass
class Sitting:
    """Somebody at the desk of one page."""

    client: Client
    state: TranslationState
    query: str = ""
    html: str = ""
    form: Form = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Loads the page."""
        self.read(self.client.get(desk_of(self.state) + self.query))

    def read(self, answer: HttpResponse) -> None:
        """Takes the page that came."""
        assert answer.status_code == 200, answer.status_code
        self.html = answer.content.decode()
        self.form = Form(self.html)

    def press(self, button: str = "", value: str = "", **typed: str) -> HttpResponse:
        """Sends the form as it is, with what was typed, by a button; the page that follows is read."""
        sent = {**self.form.fields, **{name.replace("_", "-", 1): words for name, words in typed.items()}}
        sent |= {button: value} if button else {}
        answer = self.client.post(desk_of(self.state), sent, follow=True)
        self.read(answer)
        return answer


def said(answer: HttpResponse) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in answer.context["messages"]]
