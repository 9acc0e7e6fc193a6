"""Uploads that are too large are refused by what they declare: nothing is read, nothing is stored."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client, RequestFactory

from courses.upload_limits import UploadLimitMiddleware
from tests.cast import Member


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_arguments: object) -> bytes:
        raise AssertionError("The body was read.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/cms/snippets/courses/film/add/", 4_000_000_000),
        ("/cms/images/add/", 220_000_001),
        ("/en/join/", 20_000_001),
        ("/api/answers", 4_000_000_000),
    ],
)
def test_four_gigabytes_are_refused_before_they_are_read(trainer: Member, path: str, size: int) -> None:
    answer = trainer.client.generic(
        "POST", path, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size), **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    most = 220 if path.startswith("/cms/") else 20
    assert f"This upload has {size / 1e6:.0f} MB, and {most} MB are the most." in answer.content.decode()


@pytest.mark.parametrize(
    ("declared", "passes"), [("", True), ("0", True), ("220000000", True), ("220000001", False), ("many", True)]
)
def test_what_is_within_the_limit_or_declares_nothing_goes_on(declared: str, passes: bool) -> None:
    request = RequestFactory().generic("POST", "/cms/", b"", CONTENT_LENGTH=declared)
    asked: list[object] = []
    UploadLimitMiddleware(lambda request: asked.append(request) or "answered")(request)  # type: ignore[arg-type, func-returns-value, return-value]
    assert bool(asked) is passes


@pytest.mark.django_db
def test_ordinary_pages_are_not_touched() -> None:
    assert Client().get("/en/verify/").status_code == 200
