"""Bundles behind the nginx of `docs/nginx.conf`: handed off by the application, sent by nginx to the last byte; curl goes on.

And what brings them up to date, which nginx sends by itself.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.test_nginx import OF_LANGUAGES, alone, ask, assert_same, heads, nginx
from tests.private_nginx import PrivateNginx
from tests.served_site import Site, prepared_folder, served

__all__ = ["alone", "nginx", "prepared_folder"]

pytestmark = pytest.mark.served
DELTA = f"from/{'a' * 64}/to/{'b' * 64}.delta"


@pytest.fixture(scope="module")
def site(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that knows of the nginx before it."""
    with served(prepared_folder, tmp_path_factory.mktemp("handed") / "var", MWANGA_NGINX_SENDS_BUNDLES="1") as site:
        yield site


@pytest.fixture(scope="module")
def file(site: Site) -> Path:
    """The largest bundle there is."""
    return max((site.folder / "bundles").glob("*-pictures-*.zip"), key=lambda path: path.stat().st_size)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_application_hands_the_file_to_nginx_and_sends_no_byte_itself(site: Site, file: Path) -> None:
    status, headers, body = ask(site.port, f"/bundles/{file.name}")
    assert (status, body) == (200, b"")
    assert headers["X-Accel-Redirect"] == f"/handed/bundles/{file.name}"


def test_what_comes_is_the_file_with_the_applications_headers(nginx: PrivateNginx, file: Path) -> None:
    status, headers, body = ask(nginx.port, f"/bundles/{file.name}")
    assert (status, body) == (200, file.read_bytes())
    assert headers["ETag"] == f'"{digest(file)}"'
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Type"] == "application/zip"
    assert headers["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    for unwanted in ("X-Accel-Redirect", "Last-Modified", "Set-Cookie"):
        assert unwanted not in headers
    head = ask(nginx.port, f"/bundles/{file.name}", method="HEAD")
    assert (head[0], head[2], head[1]["Content-Length"]) == (200, b"", str(len(body)))


@pytest.mark.parametrize("asked", ["0-0", "-1", "100-199", "5-", "{last}-{last}", "{last}-", "0-{size}"])
def test_ranges_are_right_to_the_first_and_last_byte(nginx: PrivateNginx, file: Path, asked: str) -> None:
    data = file.read_bytes()
    first, _, last = asked.format(last=len(data) - 1, size=len(data)).partition("-")
    begin = int(first) if first else len(data) - int(last)
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    answer = ask(nginx.port, f"/bundles/{file.name}", range=f"bytes={first}-{last}", if_range=f'"{digest(file)}"')
    assert (answer[0], answer[2]) == (206, data[begin : end + 1])
    assert answer[1]["Content-Range"] == f"bytes {begin}-{end}/{len(data)}"


def test_conditions_are_kept_behind_nginx(nginx: PrivateNginx, file: Path) -> None:
    path, size = f"/bundles/{file.name}", file.stat().st_size
    beyond = ask(nginx.port, path, range=f"bytes={size}-")
    assert (beyond[0], beyond[1]["Content-Range"]) == (416, f"bytes */{size}")
    assert ask(nginx.port, path, if_none_match=f'"{digest(file)}"')[0] == 304
    assert ask(nginx.port, path, range="bytes=1-2", if_range='"other"')[0] == 200
    assert ask(nginx.port, path.replace(".zip", ".epub"))[0] == 404
    assert ask(nginx.port, f"/handed/bundles/{file.name}")[0] == 404


def test_with_the_application_gone_the_file_still_comes_and_is_taken_up_again(
    alone: PrivateNginx, nginx: PrivateNginx, file: Path
) -> None:
    path = f"/bundles/{file.name}"
    mine, theirs = ask(alone.port, path), ask(nginx.port, path)
    assert_same(mine, theirs, *OF_LANGUAGES, "etag", "accept-ranges")
    assert digest(file).startswith(mine[1]["ETag"].strip('"'))
    tag = theirs[1]["ETag"]  # a download that began with the application awake
    rest = ask(alone.port, path, range="bytes=1000-", if_range=tag)
    assert (rest[0], rest[2], heads(rest)["etag"]) == (206, mine[2][1000:], tag)
    assert ask(alone.port, path, if_none_match=tag)[0] == 304


def test_curl_goes_on_where_it_was_cut(nginx: PrivateNginx, file: Path, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    assert curl, "curl is missing. On Debian: apt-get install curl."
    target = tmp_path / file.name
    address = f"http://127.0.0.1:{nginx.port}/bundles/{file.name}"
    words = [curl, "-sS", "-f", "-C", "-", "-o", str(target), address]
    for kept in (0, 1, 70_001, file.stat().st_size - 1):
        target.write_bytes(file.read_bytes()[:kept])
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert digest(target) == digest(file), kept


# --- updates ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def line(site: Site) -> str:
    """The address of a line of bundles whose updates are published, with the way from one version to another."""
    folder = site.folder / "bundles" / "updates" / "0123456789abcdef"
    for name, text in {"timestamp.json": "{}", "1.root.json": "{1}", "70.targets.json": "{70}", DELTA: "from here"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return f"/bundles/updates/{folder.name}"


@pytest.mark.parametrize("name", ["timestamp.json", "1.root.json", "70.targets.json", DELTA])
def test_an_update_is_the_applications(line: str, site: Site, nginx: PrivateNginx, alone: PrivateNginx, name: str) -> None:
    path = f"{line}/{name}"
    for method, headers in (
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"range": "bytes=1-"}),
        ("GET", {"if_none_match": f'"{name}"'}),
        ("GET", {"range": "bytes=1-", "if_range": f'"{name}"'}),
        ("GET", {"range": "bytes=1-", "if_range": '"other"'}),
    ):
        answer = ask(site.port, path, method=method, **headers)
        assert answer[0] in {200, 206, 304}
        for port in (nginx.port, alone.port):
            # Accept-Ranges need not be said again with a part.
            assert_same(ask(port, path, method=method, **headers), answer, *OF_LANGUAGES, "accept-ranges")
    assert ask(nginx.port, path, method="POST", body=b"")[0] == ask(site.port, path, method="POST", body=b"")[0] == 403


@pytest.mark.parametrize("name", ["2.root.json", "71.targets.json", DELTA.replace("a" * 64, "c" * 64)])
def test_no_update_is_said_in_no_words(line: str, site: Site, alone: PrivateNginx, name: str) -> None:
    for port in (site.port, alone.port):
        status, headers, body = ask(port, f"{line}/{name}")
        assert (status, body, headers["Content-Type"], headers["Cache-Control"]) == (404, b"", "text/plain", "no-cache")
    assert ask(alone.port, f"{line.replace('0123', '3210')}/timestamp.json")[::2] == (404, b"")


def test_a_machine_that_shows_its_token_is_answered_by_the_application(line: str, nginx: PrivateNginx, alone: PrivateNginx) -> None:
    for name in ("timestamp.json", DELTA):
        assert ask(nginx.port, f"{line}/{name}", authorization="Bearer mwanga_unknown")[0] == 200
        assert ask(alone.port, f"{line}/{name}", authorization="Bearer mwanga_unknown")[0] == 502
