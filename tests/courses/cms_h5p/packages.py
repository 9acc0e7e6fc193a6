"""Packages for the CMS's tests, built in code: questions that become cards, and things that only play."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.models import H5PContent, H5PLibrary
from courses.playing.installing import install_package
from h5p.blocks import OneAnswer, Option
from h5p.credits import Credits
from h5p.export import Content, export
from tests.h5p.packages import dependency, h5p_json, library_json, packed, whole, with_files

MULTI = {
    "question": "<p>Who wrote it?</p>",
    "answers": [
        {"text": "<div>A machine</div>", "correct": True, "tipsAndFeedback": {"tip": "Think.", "chosenFeedback": "Right."}},
        {"text": "<div>A friend</div>", "correct": False, "tipsAndFeedback": {"tip": "", "chosenFeedback": "Look again."}},
    ],
}
RIGHTS = {"license": "CC BY", "licenseVersion": "4.0", "authors": [{"name": "Amina Lamp", "role": "Author"}]}


def plays(**changes: Any) -> bytes:
    """A package of the small test library, with the library."""
    return packed({**whole(), **changes}.items())


def plays_later() -> bytes:
    """The same without the library."""
    return packed((name, value) for name, value in whole().items() if not name.startswith("Test."))


def library_of(patch: int, script: bytes = b"H5P.Test = 2;", **more: Any) -> bytes:
    """The package with its library in some patch version."""
    files = {
        "Test.Question-1.0/library.json": library_json(patchVersion=patch),
        "Test.Question-1.0/question.js": script,
        **more,
    }
    return packed(with_files(files).items())


def question(**changes: Any) -> bytes:
    """A question of a standard type, as content only: it becomes a card."""
    head = h5p_json(
        title="Who wrote it?",
        mainLibrary="H5P.MultiChoice",
        preloadedDependencies=[dependency("H5P.MultiChoice", 1, 16)],
        **RIGHTS | changes,
    )
    return packed({"h5p.json": head, "content/content.json": MULTI}.items())


def lamps() -> bytes:
    """A question in a package of our own library, which plays everywhere."""
    options = (Option("The left", True, "Right."), Option("The right", False, "Look again."))
    content = Content(Credits(title="Lamps at night", language="en"), (OneAnswer(prompt="Which lamp is lit?", options=options),))
    return export(content, mode="own").data


def column() -> bytes:
    """A question that can become a card beside something that can only be played."""
    parts = [
        {"content": {"library": "H5P.MultiChoice 1.16", "params": MULTI, "subContentId": "a" * 8, "metadata": {"title": "First"}}},
        {"content": {"library": "Test.Question 1.0", "params": {"question": "Why?"}, "metadata": {"title": "Second"}}},
    ]
    head = h5p_json(mainLibrary="H5P.Column", preloadedDependencies=[dependency("H5P.Column", 1, 18)], **RIGHTS)
    return packed({"h5p.json": head, "content/content.json": {"content": parts}}.items())


def sent(data: bytes, name: str = "rain.h5p") -> SimpleUploadedFile:
    """A package as a browser sends it."""
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def send(client: Client, data: bytes, into: object, **more: Any) -> Any:
    """The first step of the wizard."""
    return client.post(reverse("h5p_import"), {"file": sent(data), "into": str(getattr(into, "pk", into))}, **more)


def imported(client: Client, data: bytes, into: Any, **ways: str) -> Any:
    """Both steps of the wizard."""
    address = send(client, data, into).url
    return client.post(address, {"into": str(into.pk), **ways})


def installed(by: Any, data: bytes | None = None) -> H5PLibrary:
    """The small test library, installed by somebody."""
    install_package(BytesIO(data or plays()), name="rain.h5p", by=by)
    return H5PLibrary.objects.get(machine_name="Test.Question")


def played_content(client: Client, into: Any) -> H5PContent:
    """A content that plays, in the draft of a lesson."""
    imported(client, plays(), into)
    return H5PContent.objects.latest("pk")
