"""Somebody with a browser and an unpacked bundle: from a folder, and from a hub in a network of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import as_on_the_page, right_response
from tests.lan import hub

NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get: function () { throw new Error('blocked'); } });"


class Reader:
    """Somebody with a browser and an unpacked bundle."""

    def __init__(self, page: Any, root: str, folder: Path) -> None:
        self.page = page
        self.root = root
        self.folder = folder

    def open(self, path: str) -> Any:
        self.page.goto(self.root + path)
        return self.page

    def answers(self, path: str) -> dict[str, Any]:
        """What the bundle's own script knows of a lesson."""
        script = (self.folder / path).with_name("answers.js").read_text(encoding="utf-8")
        return json.loads(script.removeprefix("window.MWANGA_ANSWERS=").removesuffix(";\n"))

    def questions(self, path: str) -> dict[str, Any]:
        """Question id -> index, as the bundle's own script has them, with the names of the page."""
        data = self.answers(path)
        return as_on_the_page([{"question": data["questions"][question_id]} for question_id, _names in data["names"].values()])

    def answer(self, index: dict[str, Any], response: Any) -> Any:
        """Answers one question by hand; returns the sentence below it."""
        form = self.page.locator(f"#q-{index['id']} form")
        if isinstance(response, dict):
            for gap, text in response.items():
                form.locator(f"[name=gap-{gap}]").fill(text)
        elif index["kind"] == "put_in_order":
            for place, step in enumerate(response):
                line = form.locator(f"li:has([name=place-{step}])")
                while line.evaluate("line => Array.from(line.parentNode.children).indexOf(line)") > place:
                    line.locator("button").first.click()
        else:
            for box in form.locator("[name=answer]").all():
                chosen = box.get_attribute("value") in (response if isinstance(response, list) else [response])
                box.set_checked(chosen) if box.get_attribute("type") == "checkbox" or chosen else None
        form.locator("> button").click()
        verdict = form.locator(".verdict.yes, .verdict.no")
        verdict.wait_for()
        return verdict

    def answer_all(self, path: str, response_to: Any = right_response) -> None:
        """Opens a lesson and answers every question in it."""
        self.open(path)
        for index in self.questions(path).values():
            kind = "yes" if response_to is right_response else "no"
            verdict = self.answer(index, response_to(index))
            assert kind in verdict.get_attribute("class").split(), index["kind"]

    def lamps(self, path: str) -> tuple[list[str], str]:
        """The lamps of a page and the words beside them."""
        self.open(path)
        row = self.page.locator(".lamps i").all()
        return [lamp.get_attribute("class") for lamp in row], self.page.locator(".lamps p").inner_text()


@pytest.fixture(scope="session")
def served(unpacked: Path) -> Iterator[str]:
    """The bundle on a hub that only hands out files, over plain HTTP at an address like 10.77.3.2."""
    with hub(unpacked) as address:
        yield address


@pytest.fixture
def errors() -> list[str]:
    """What goes wrong on a reader's pages; each test ends with none."""
    return []


@pytest.fixture
def new_reader(unpacked: Path, chromium: Any, errors: list[str]) -> Iterator[Any]:
    """`new_reader(root, …)`: a browser with a storage of its own. It may load nothing that is not in the bundle."""
    contexts = []

    def make(root: str, *, script: str = "", **options: Any) -> Reader:
        context = chromium.new_context(**options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: request.url.startswith((root, "data:")) or errors.append(request.url))
        page.on("requestfailed", lambda request: "ABORTED" in request.failure or errors.append(f"{request.url} {request.failure}"))
        return Reader(page, root, unpacked)

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(params=["folder", "hub"])
def reader(request: pytest.FixtureRequest, unpacked: Path, served: str, new_reader: Any) -> Reader:
    """A reader of the bundle, once from a folder and once from a hub."""
    return new_reader(unpacked.as_uri() + "/" if request.param == "folder" else served)
