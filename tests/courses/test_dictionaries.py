"""Compression with a dictionary (RFC 9842): the lesson after the one just read, and never a body that does not fit."""

from __future__ import annotations

import base64
import hashlib

import pytest
import zstandard
from django.http import HttpResponse
from django.test import Client

from courses.models import LessonVersion, ModulePage
from courses.rendering.dictionary import compressed, offered_dictionary
from courses.rendering.documents import render_due
from tests.factories import make_lesson
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db
TAKES = "gzip, deflate, br, zstd, dcb, dcz"


@kept
def second(rendered: LessonVersion, module: ModulePage) -> str:
    """The address of the lesson after the first."""
    make_lesson(module, "lesson-2", title="Second lesson")
    render_due()
    return "/en/tiny-course/first/lesson-2/"


def digest_of(path: str) -> bytes:
    return hashlib.sha256(Client().get(path).content).digest()


def get(path: str, digest: bytes, accepted: str = TAKES) -> HttpResponse:
    offered = f":{base64.b64encode(digest).decode()}:"
    return Client().get(path, headers={"Accept-Encoding": accepted, "Available-Dictionary": offered})


def test_who_has_read_a_lesson_gets_the_next_one_much_lighter(rendered: LessonVersion, second: str) -> None:
    before = Client().get(f"/{rendered.path}/").content
    response = get(second, hashlib.sha256(before).digest())
    assert response.headers["Content-Encoding"] == "dcz"
    assert response.content[:40] == bytes.fromhex("5e2a4d1820000000") + hashlib.sha256(before).digest()
    raw = zstandard.ZstdCompressionDict(before, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    assert zstandard.ZstdDecompressor(dict_data=raw).decompress(response.content[40:]) == Client().get(second).content
    light = Client().get(second, headers={"Accept-Encoding": "br"})
    assert len(response.content) < 0.6 * len(light.content)
    assert response.headers["Vary"] == light.headers["Vary"] == "Accept-Encoding, Cookie, Save-Data, Available-Dictionary"
    assert response.headers["ETag"] != light.headers["ETag"]


@pytest.mark.parametrize("accepted", ["br", "gzip, br, zstd", "br, dcz;q=0", "br, dcb"])
def test_who_takes_no_such_coding_gets_brotli(rendered: LessonVersion, second: str, accepted: str) -> None:
    assert get(second, digest_of(f"/{rendered.path}/"), accepted).headers["Content-Encoding"] == "br"


def test_another_dictionary_gets_brotli(rendered: LessonVersion, second: str) -> None:
    right = digest_of(f"/{rendered.path}/")
    assert get(second, bytes(32)).headers["Content-Encoding"] == "br"
    # The same first half, under which the form is kept: only the whole hash counts.
    assert get(second, right[:16] + bytes(16)).headers["Content-Encoding"] == "br"
    assert get(f"/{rendered.path}/", digest_of(second)).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("header", ["", ":", "::", ":AAAA:", "AAAA", ":not base64!:", ":" + "A" * 500 + ":", "\x00"])
def test_a_header_that_is_no_hash_is_no_dictionary(header: str) -> None:
    assert offered_dictionary(header) is None


def test_a_known_body_is_not_sent_again(rendered: LessonVersion, second: str) -> None:
    digest = digest_of(f"/{rendered.path}/")
    tag = get(second, digest).headers["ETag"]
    offered = f":{base64.b64encode(digest).decode()}:"
    headers = {"Accept-Encoding": TAKES, "Available-Dictionary": offered, "If-None-Match": tag}
    assert Client().get(second, headers=headers).status_code == 304


def test_a_lesson_may_be_the_dictionary_of_its_course_and_of_nothing_else(rendered: LessonVersion) -> None:
    response = Client().get(f"/{rendered.path}/", headers={"Accept-Encoding": TAKES})
    assert response.headers["Use-As-Dictionary"] == 'match="/en/tiny-course/*"'
    assert "Use-As-Dictionary" not in Client().get(f"/{rendered.path}/", headers={"Accept-Encoding": "gzip, br"}).headers


def test_pages_of_a_person_are_never_coded_with_a_dictionary(rendered: LessonVersion, second: str) -> None:
    for path in (f"{second}answer/", "/en/me/", "/en/tiny-course/"):
        response = get(path, digest_of(f"/{rendered.path}/"))
        assert response.headers.get("Content-Encoding") != "dcz"
        assert "Use-As-Dictionary" not in response.headers


def test_the_same_input_gives_the_same_bytes() -> None:
    assert compressed(b"one two three" * 50, b"two three" * 50) == compressed(b"one two three" * 50, b"two three" * 50)
