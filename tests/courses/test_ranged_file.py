"""Files that never change: ranges right to the byte, strong tags, 304, HEAD; also behind the site's middleware."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from courses.ranged_file import CHUNK, serve_file
from courses.rendering import objects

DATA = bytes(range(256)) * 40
SIZE = len(DATA)
TAG = "a" * 64


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sound.mp3"
    path.write_bytes(DATA)
    return path


def ask(file: Path, method: str = "get", **headers: str):
    """The answer for a request with headers, and its bytes."""
    request = getattr(RequestFactory(), method)("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = serve_file(request, file, content_type="audio/mpeg", etag=TAG)
    return response, b"".join(response) if response.streaming else response.content


def test_the_whole_file_comes_with_its_tag_and_length(file: Path) -> None:
    response, body = ask(file)
    assert (response.status_code, body) == (200, DATA)
    assert response.headers["ETag"] == f'"{TAG}"'
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Content-Length"] == str(SIZE)
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE - 1}", SIZE - 1, SIZE - 1),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-199", 100, 199),
        ("bytes = 100 - 199", 100, 199),
        (f"bytes=100-{SIZE * 9}", 100, SIZE - 1),
        (f"bytes=-{SIZE * 9}", 0, SIZE - 1),
        ("bytes=-300", SIZE - 300, SIZE - 1),
    ],
)
def test_one_range_is_answered_to_the_byte(file: Path, wanted: str, start: int, end: int) -> None:
    response, body = ask(file, Range=wanted)
    assert response.status_code == 206
    assert body == DATA[start : end + 1]
    assert response.headers["Content-Range"] == f"bytes {start}-{end}/{SIZE}"
    assert response.headers["Content-Length"] == str(end - start + 1)
    assert response.headers["ETag"] == f'"{TAG}"'


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE}", "bytes=-0", "bytes=5-4"])
def test_a_range_without_a_byte_is_refused_with_the_size(file: Path, wanted: str) -> None:
    response, body = ask(file, Range=wanted)
    assert (response.status_code, body) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "wanted", ["bytes=0-0,5-9", "bytes=-", "lines=1-2", "bytes=a-b", "bytes 0-1", "", "bytes=0x1-", "bytes=٣-٤"]
)
def test_what_is_not_one_range_of_bytes_gets_the_whole_file(file: Path, wanted: str) -> None:
    response, body = ask(file, Range=wanted)
    assert (response.status_code, body) == (200, DATA)
    assert "Content-Range" not in response.headers


def test_a_range_of_an_older_file_gets_the_whole_new_one(file: Path) -> None:
    assert ask(file, Range="bytes=5-9", If_Range=f'"{TAG}"')[0].status_code == 206
    for other in ('"other"', f'W/"{TAG}"', TAG, "Wed, 21 Oct 2026 07:28:00 GMT"):
        response, body = ask(file, Range="bytes=5-9", If_Range=other)
        assert (response.status_code, body) == (200, DATA), other


@pytest.mark.parametrize("known", [f'"{TAG}"', f'"other", "{TAG}"', f'W/"{TAG}"', "*"])
def test_a_known_file_is_not_sent_again(file: Path, known: str) -> None:
    response, body = ask(file, If_None_Match=known)
    assert (response.status_code, body) == (304, b"")
    assert response.headers["ETag"] == f'"{TAG}"'
    assert response.headers["Content-Type"] == "audio/mpeg"  # a cache takes over what it is told here
    assert ask(file, If_None_Match=known, Range="bytes=0-0")[0].status_code == 304
    assert ask(file, If_None_Match='"other"')[0].status_code == 200


def test_head_says_the_length_and_sends_nothing(file: Path) -> None:
    response, body = ask(file, "head")
    assert (response.status_code, body) == (200, b"")
    assert response.headers["Content-Length"] == str(SIZE)
    assert ask(file, "head", Range="bytes=0-0")[0].status_code == 200  # ranges are for GET (RFC 9110, 14.2)


def test_an_empty_file_has_no_ranges(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    response, body = ask(empty)
    assert (response.status_code, body, response.headers["Content-Length"]) == (200, b"", "0")
    assert ask(empty, Range="bytes=0-0")[0].status_code == 416
    assert ask(empty, Range="bytes=-1")[0].status_code == 416


def test_a_file_larger_than_a_chunk_is_sent_in_pieces(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"x" * (CHUNK * 2 + 5))
    request = RequestFactory().get("/", headers={"Range": f"bytes=10-{CHUNK * 2 + 3}"})
    response = serve_file(request, large, content_type="audio/mpeg", etag=TAG)
    assert [len(piece) for piece in response] == [CHUNK, CHUNK - 6]


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ask(tmp_path / "nothing")


# --- behind the site's middleware, as phones meet it ------------------------------------------------------------------


@pytest.fixture
def sound(db: None) -> str:
    """The address of a sound in the object store."""
    name = objects.put(b"ID3" + DATA, "mp3")
    return f"/objects/{name[:2]}/{name}"


def test_a_browser_that_takes_gzip_still_gets_ranges_and_the_strong_tag(sound: str) -> None:
    browser = {"Accept-Encoding": "gzip, deflate, br"}
    whole = Client().get(sound, headers=browser)
    assert b"".join(whole) == b"ID3" + DATA
    assert whole.headers["Content-Length"] == str(SIZE + 3)
    assert not whole.headers["ETag"].startswith("W/")
    assert "Content-Encoding" not in whole.headers
    part = Client().get(sound, headers={**browser, "Range": "bytes=0-2"})
    assert (part.status_code, b"".join(part)) == (206, b"ID3")
    assert part.headers["Content-Length"] == "3"


def test_an_object_is_kept_for_ever_and_cannot_run(sound: str) -> None:
    response = Client().get(sound)
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response.headers["Cache-Control"]
    assert not response.cookies
    assert Client().head(sound).headers["Content-Length"] == str(SIZE + 3)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.replace(".mp3", ".html"),
        lambda path: path.replace(".mp3", ".svg"),
        lambda path: path.replace("/objects/", "/objects/zz/../"),
        lambda path: path[:-8] + "0000.mp3",
        lambda path: "/objects/aa/" + path.rsplit("/", 1)[1],
        lambda path: path + ".br",
        lambda path: "/objects/../secret-key",
        lambda path: path.rsplit("/", 1)[0] + "/" + path.rsplit("/", 1)[1].upper(),
    ],
)
def test_nothing_but_pictures_and_sounds_comes_out_of_the_store(sound: str, change) -> None:
    assert Client().get(change(sound)).status_code == 404


def test_documents_are_served_at_their_addresses_only(db: None) -> None:
    name, _ = objects.put_document("<p>AI guesses.</p>")
    for ending in ("", "/", "/index.html", "/index.html.br"):
        assert Client().get(f"/objects/{name[:2]}/{name}{ending}", follow=True).status_code == 404


def test_an_object_takes_reading_only(sound: str) -> None:
    assert Client().post(sound).status_code == 405
