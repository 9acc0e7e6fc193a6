"""Files of contents and libraries: few requests, addresses that last, nothing for whoever was not given one."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import H5PContent, H5PLibrary
from courses.playing.assets import content_token, joined_for, joined_path, player_urls
from courses.playing.weights import first_play_bytes
from h5p.errors import H5PError
from h5p.guard import GUARD
from tests.courses.playing.contents import install, install_own, make_content, own_content
from tests.h5p.packages import PNG

pytestmark = pytest.mark.django_db
SOUND = b"ID3" + bytes(range(256)) * 8


@pytest.fixture
def core_there(settings: object, tmp_path: Path) -> None:
    """A core small enough for tests."""
    for path in ("dist/frame.bundle.js", "dist/styles/h5p.css", "LICENSE"):
        (tmp_path / "core" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "core" / path).write_text("/* core */")
    settings.H5P_CORE_ROOT = tmp_path / "core"  # type: ignore[attr-defined]


@pytest.fixture
def content(core_there: None) -> H5PContent:
    """A content of two libraries with a font, and with a picture and a sound of its own."""
    install("Test.Base 1.0", "window.base = 1", css='a{background:url("a.png")}', more={"a.png": PNG, "words/x.json": b"{}"})
    install("Test.Main 1.2.3", "window.main = 1", css=".m{color:red}", needs=("Test.Base 1.0",))
    return make_content("Test.Main 1.2", files={"images/a b.png": PNG, "audios/a.mp3": SOUND})


def body(client: Client, address: str, **headers: str) -> bytes:
    answer = client.get(address, headers={"Accept-Encoding": "identity", **headers})
    assert answer.status_code in {200, 206}, address
    return b"".join(answer)


def test_scripts_and_styles_are_one_file_each_in_the_order_of_the_libraries(content: H5PContent, client: Client) -> None:
    urls = player_urls(content)
    assert body(client, urls.scripts[0]) == GUARD.encode() + b"window.base = 1\n;window.main = 1"
    style = body(client, urls.styles[0]).decode()
    assert style.index("font-family") < style.index("background") < style.index(".m{")
    assert (len(urls.scripts), len(urls.styles)) == (1, 1)
    picture = re.findall(r'url\("([^"]+)"\)', style)
    assert picture == [f"../l/{urls.libraries.rpartition('/')[2]}/Test.Base-1.0/a.png"]
    assert body(client, f"/h5p/{picture[0].removeprefix('../')}") == PNG


def test_the_same_libraries_have_the_same_addresses_and_another_patch_has_others(content: H5PContent) -> None:
    other = make_content("Test.Main 1.2", "Another")
    first = player_urls(content)
    assert player_urls(other).scripts == first.scripts
    install("Test.Main 1.2.4", "window.main = 2", needs=("Test.Base 1.0",))
    again = player_urls(content)
    assert again.scripts != first.scripts
    assert again.libraries != first.libraries


def test_what_was_joined_is_not_joined_again(content: H5PContent, django_assert_num_queries: CaptureQueriesContext) -> None:
    joined_for(content)
    files = {path: path.stat().st_mtime_ns for path in joined_path("").iterdir()}
    with django_assert_num_queries(1):  # type: ignore[operator]
        player_urls(content)
    assert {path: path.stat().st_mtime_ns for path in joined_path("").iterdir()} == files
    assert sorted(path.suffix for path in files) == [".br", ".br", ".css", ".gz", ".gz", ".js", ".json"]


def test_joined_files_that_were_lost_are_made_again(content: H5PContent, client: Client) -> None:
    address = player_urls(content).scripts[0]
    for path in joined_path("").iterdir():
        path.unlink()
    assert client.get(address, follow=True).status_code == 404
    assert player_urls(content).scripts[0] == address
    assert body(client, address).startswith(GUARD.encode() + b"window.base")


def test_with_the_switch_off_each_library_keeps_its_own_files(content: H5PContent, client: Client, settings: object) -> None:
    settings.H5P_JOINED = False  # type: ignore[attr-defined]
    urls = player_urls(content)
    assert [address.rpartition("/l/")[2].partition("/")[2] for address in urls.scripts] == [
        "Test.Base-1.0/main.js",
        "Test.Main-1.2/main.js",
    ]
    guarded = GUARD.encode() + b"window.main = 1"
    assert body(client, urls.scripts[1]) == guarded
    light = client.get(urls.scripts[1], headers={"Accept-Encoding": "br"})
    assert (light.headers["Content-Encoding"], brotli.decompress(b"".join(light))) == ("br", guarded)
    assert light.headers["ETag"] != client.get(urls.scripts[1], headers={"Accept-Encoding": "identity"}).headers["ETag"]
    assert b"font-family" in body(client, urls.styles[0])
    assert body(client, urls.styles[1]).startswith(b"a{background")


def test_a_library_that_is_switched_off_is_named(content: H5PContent) -> None:
    H5PLibrary.objects.filter(machine_name="Test.Base").update(is_enabled=False)
    with pytest.raises(H5PError, match=r"Test\.Base 1\.0") as refused:
        player_urls(content)
    assert refused.value.code == "missing-required-library"
    assert first_play_bytes(content) == 0


def test_without_the_core_nothing_has_an_address(content: H5PContent, settings: object, tmp_path: Path) -> None:
    whole = first_play_bytes(content)
    settings.H5P_CORE_ROOT = tmp_path / "none"  # type: ignore[attr-defined]
    with pytest.raises(H5PError) as refused:
        player_urls(content)
    assert refused.value.code == "missing-core"
    assert 0 < first_play_bytes(content) < whole


def test_a_play_weighs_its_pictures_and_not_its_sounds(content: H5PContent) -> None:
    bare = make_content("Test.Main 1.2")
    assert first_play_bytes(bare) < 3_000
    assert abs(first_play_bytes(content) - first_play_bytes(bare) - len(PNG)) < 60


def test_a_contents_files_come_with_its_token_in_ranges_too(content: H5PContent, client: Client) -> None:
    base = player_urls(content).content
    assert base == f"/h5p/c/{content_token(content)}"
    assert body(client, f"{base}/images/a%20b.png") == PNG
    assert body(client, f"{base}/audios/a.mp3", Range="bytes=3-5") == bytes([0, 1, 2])
    answer = client.get(f"{base}/audios/a.mp3", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert "Content-Encoding" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_a_token_is_for_one_content_as_it_is(content: H5PContent, client: Client) -> None:
    token = content_token(content)
    assert content_token(H5PContent.objects.get()) == token
    other = make_content("Test.Main 1.2", "Another", files={"images/secret.png": PNG})
    pk, version, seal = token.split("-")
    forged = (
        f"{other.pk}-{content_token(other).split('-')[1]}-{seal}",
        f"{pk}-{version}-{'0' * 32}",
        f"{pk}-{version}",
        "",
        "a-b-c",
    )
    for one in (*forged, f"{'9' * 30}-{version}-{seal}", token):
        for path in ("images/secret.png", "../../secret-key", "images/none.png"):
            assert client.get(f"/h5p/c/{one or '-'}/{path}", follow=True).status_code == 404, (one, path)
    H5PContent.objects.filter(pk=content.pk).update(files={"audios/a.mp3": content.files["audios/a.mp3"]})
    assert client.get(f"/h5p/c/{token}/audios/a.mp3", follow=True).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "l/{key}/Test.Base-1.0/none.png",
        "l/{key}/Test.Other-1.0/main.js",
        "l/none/Test.Base-1.0/a.png",
        "l/../x/y",
        "j/{key}.js",
        "j/x.js",
    ],
)
def test_what_was_never_joined_is_not_there(content: H5PContent, client: Client, path: str) -> None:
    key = player_urls(content).libraries.rpartition("/")[2]
    assert client.get(f"/h5p/{path.format(key=key)}", follow=True).status_code == 404


def test_our_own_library_plays_from_two_small_files(core_there: None) -> None:
    install_own()
    joined = joined_for(own_content())
    assert (len(joined.scripts), len(joined.styles)) == (1, 1)
    assert sum(joined.sizes.values()) < 6_000
