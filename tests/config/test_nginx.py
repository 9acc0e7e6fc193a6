"""`docs/nginx.conf` on a real nginx: what it hands out is what the application would, and nothing else is handed out."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path

import pytest
from django.conf import settings

from config.security_headers import header_of
from courses.ranged_file import FOR_EVER
from courses.served_lessons import DOCUMENT_CACHE
from courses.views import OBJECT_TYPES
from tests.free_ports import free_port
from tests.private_nginx import SITE, PrivateNginx, nginx_program
from tests.served_site import COURSE, ROOT, Site, prepared_folder, site, until

__all__ = ["prepared_folder", "site"]

pytestmark = pytest.mark.served
FIRST, SECOND = (f"/en/{COURSE}/around-you/lesson-{number}/" for number in (1, 2))
TAKES = "gzip, deflate, br, zstd, dcb, dcz"
# Said by every server about itself or the connection.
OWN = {"server", "date", "connection", "keep-alive", "transfer-encoding"}
# What Django's middleware for languages says of files that have none.
OF_LANGUAGES = {"content-language", "vary"}

Answer = tuple[int, HTTPMessage, bytes]
HIDDEN = "words nobody may read"


@pytest.fixture(scope="module")
def nginx(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateNginx]:
    """nginx before the served site."""
    yield from started(PrivateNginx(tmp_path_factory.mktemp("nginx") / "awake", data=site.folder, application=site.port))


@pytest.fixture(scope="module")
def alone(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateNginx]:
    """nginx on the same data folder, with no application behind it."""
    yield from started(PrivateNginx(tmp_path_factory.mktemp("nginx") / "alone", data=site.folder, application=free_port()))


def started(server: PrivateNginx) -> Iterator[PrivateNginx]:
    server.start()
    yield server
    server.stop()


def ask(port: int, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """An answer as it comes on the wire. Headers are given as `accept_encoding="br"`; the path is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers={"accept-encoding": "identity", **named})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def heads(answer: Answer, *without: str) -> dict[str, str]:
    """The headers that say something of the file."""
    return {name.lower(): value for name, value in answer[1].items() if name.lower() not in OWN | set(without)}


def assert_same(one: Answer, other: Answer, *without: str) -> None:
    assert one[0] == other[0]
    assert heads(one, *without) == heads(other, *without)
    assert one[2] == other[2]


def dictionary_offer(port: int, path: str) -> dict[str, str]:
    """What a browser says that has read the page at a path."""
    digest = hashlib.sha256(ask(port, path)[2]).digest()
    return {"accept_encoding": TAKES, "available_dictionary": f":{base64.b64encode(digest).decode()}:"}


# --- lessons --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "accepted", ["", "gzip", "gzip, br", "br;q=0, gzip;q=0.5", "GZIP;q=1.0,BR;q=0.001", "br;q=0.0", "brotli, xbr", TAKES]
)
@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("", {"cookie": "lang=en; tier=text"}),
        ("", {"save_data": "on"}),
        ("", {"save_data": "on", "cookie": "tier=audio"}),
        ("?tier=text", {"cookie": "tier=video"}),
        ("?tier=huge&x=1", {"cookie": "tier=TEXT"}),
    ],
)
def test_a_lesson_is_the_same_in_each_coding_and_tier(
    site: Site, nginx: PrivateNginx, alone: PrivateNginx, accepted: str, query: str, headers: dict[str, str]
) -> None:
    for path in (f"{SECOND}{query}", f"{SECOND}index.html{query}"):
        wanted = {"accept_encoding": accepted, **headers}
        expected = ask(site.port, path, **wanted)
        assert expected[0] == 200
        assert_same(ask(nginx.port, path, **wanted), expected)
        assert_same(ask(alone.port, path, **wanted), expected)


def test_the_tiers_differ(alone: PrivateNginx) -> None:
    assert ask(alone.port, f"{FIRST}?tier=text")[2] != ask(alone.port, FIRST)[2]


@pytest.mark.parametrize("language", ["en", "ar", "sw", "hi"])
@pytest.mark.parametrize("tier", ["text", "video"])
def test_who_has_read_a_lesson_gets_the_next_one_with_it_as_dictionary(
    site: Site, alone: PrivateNginx, language: str, tier: str
) -> None:
    first, second = (path.replace("/en/", f"/{language}/") + f"?tier={tier}" for path in (FIRST, SECOND))
    wanted = dictionary_offer(alone.port, first)
    found = ask(alone.port, second, **wanted)
    assert found[1]["Content-Encoding"] == "dcz"
    assert_same(found, ask(site.port, second, **wanted))
    for other in ({**wanted, "accept_encoding": "br, dcz;q=0"}, dictionary_offer(alone.port, second)):
        assert ask(alone.port, second, **other)[1]["Content-Encoding"] == "br"


@pytest.mark.parametrize("digest", [b"\xff" * 32, bytes(32), b"\xff" * 4 + bytes(28), b"\xfb\xef" * 16])
@pytest.mark.parametrize("form", [":{}:", "{}", ":{}", '"{}"', "../{}"])
def test_any_other_dictionary_gets_brotli(alone: PrivateNginx, digest: bytes, form: str) -> None:
    offered = form.format(base64.b64encode(digest).decode())
    assert ask(alone.port, SECOND, accept_encoding=TAKES, available_dictionary=offered)[1]["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    ("place", "slashes"),
    [((3,), 1), ((0,), 1), ((20,), 1), ((3, 9), 2), ((3, 4), 2), ((1, 5, 20), 3), ((21, 30), 0), ((20, 21), 1)],
)
def test_a_hash_with_slashes_finds_its_file_too(alone: PrivateNginx, site: Site, place: tuple[int, ...], slashes: int) -> None:
    from courses.rendering.dictionary import suffix_for

    text = "".join("/" if at in place else "A" for at in range(43)) + "="
    name = base64.b64decode(text).hex()
    assert suffix_for(name).count("_") == slashes
    folder = (site.folder / "published" / "video" / SECOND.strip("/")).resolve()
    form = folder / f"index.html{suffix_for(name)}"
    form.write_bytes(b"found")
    try:
        answer = ask(alone.port, SECOND, accept_encoding=TAKES, available_dictionary=f":{text}:")
        assert (answer[1]["Content-Encoding"], answer[2]) == ("dcz", b"found")
    finally:
        form.unlink()


def test_a_known_lesson_is_not_sent_again(site: Site, nginx: PrivateNginx, alone: PrivateNginx) -> None:
    tag = ask(site.port, FIRST, accept_encoding="br")[1]["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', f'{tag}, "other"', "*"):
        for port in (site.port, nginx.port, alone.port):
            status, headers, body = ask(port, FIRST, accept_encoding="br", if_none_match=known)
            assert (status, headers["ETag"], body) == (304, tag, b""), known
    for unknown in ('"other"', tag.replace(".br", ""), "", tag.strip('"')):
        assert ask(alone.port, FIRST, accept_encoding="br", if_none_match=unknown)[0] == 200
    assert ask(alone.port, FIRST, accept_encoding="gzip", if_none_match=tag)[0] == 200
    assert ask(alone.port, FIRST, accept_encoding="br", if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")[0] == 200


def test_a_lesson_comes_whole_and_to_readers_only(site: Site, nginx: PrivateNginx, alone: PrivateNginx) -> None:
    whole = ask(alone.port, FIRST)
    assert_same(ask(alone.port, FIRST, range="bytes=0-9"), whole)
    assert_same((*ask(alone.port, FIRST, method="HEAD")[:2], b""), (200, whole[1], b""))
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(nginx.port, FIRST, method=method, body=b"")[0] == ask(site.port, FIRST, method=method, body=b"")[0] in {403, 405}


def test_a_lesson_that_is_withdrawn_is_gone_at_once_and_back_when_it_is_published(
    site: Site, nginx: PrivateNginx, alone: PrivateNginx
) -> None:
    path = FIRST.replace("/en/", "/sw/")
    find = "from courses.models import LessonPage as L; page = L.objects.get(slug='lesson-1', locale__language_code='sw')"
    assert ask(nginx.port, path)[0] == ask(alone.port, path)[0] == 200
    site.manage("manage.py", "shell", "--command", f"{find}; page.unpublish()")
    assert ask(nginx.port, path)[0] == 404
    assert ask(alone.port, path)[0] == 502  # only the application knows that it is not there
    site.manage("manage.py", "shell", "--command", f"{find}; page.save_revision().publish()")
    site.manage("manage.py", "render_due_lessons")
    assert ask(nginx.port, path)[0] == ask(alone.port, path)[0] == 200


# --- nothing else is handed out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/secret-key",
        "/mwanga.sqlite3",
        "/first-passwords.txt",
        "/published/video/en/",
        f"/published/video{FIRST}index.html",
        "/objects/",
        "/objects/../secret-key",
        "/objects/%2e%2e/secret-key",
        "/objects/..%2fsecret-key",
        "/static/../secret-key",
        "/static/..%2f..%2fsecret-key",
        "/static/%2e%2e/mwanga.sqlite3",
        "/static//../../secret-key",
        "/static../secret-key",
        "/bundles/../secret-key",
        "/bundles/..%2fsecret-key",
        "/bundles/.building-0123456789ab.zip",
        "/static/.hidden",
        "/static/css/.hidden",
        "/.git/config",
        "/en/.hidden/a/b/",
        f"/en/../published/video{FIRST}",
        f"/en/{COURSE}/around-you/..%2f..%2f..%2fsecret-key/",
        f"/en/{COURSE}/around-you%2flesson-1/lesson-1/",
        f"/en/{COURSE}/around-you/lesson-1%00/",
        f"/en/{COURSE}/around-you/lesson-1/index.html.br",
        f"/en/{COURSE}/around-you/lesson-1/index.html/",
        f"//en/{COURSE}/around-you/lesson-1/",
        f"/en/{COURSE}//around-you/lesson-1/",
        f"/EN/{COURSE}/around-you/lesson-1/",
        f"/en/{COURSE}/around-you/out/",
        f"/en/{COURSE}/around-you/elsewhere/",
    ],
)
def test_no_path_leads_out_of_what_is_published(site: Site, nginx: PrivateNginx, alone: PrivateNginx, path: str) -> None:
    for folder in (site.folder / "static", site.folder / "static" / "css"):
        (folder / ".hidden").write_text(HIDDEN)
    (site.folder / "bundles" / ".building-0123456789ab.zip").write_text(HIDDEN)
    out_of_the_tree(site.folder)
    for port in (nginx.port, alone.port):
        status, _headers, body = ask(port, path)
        # 302: the application looks for the address in a language, where it is not either.
        assert status in {302, 400, 404, 502}, path
        # The page that says “not here” repeats the address, so the words of the files are looked for, and the real secret.
        assert HIDDEN.encode() not in body
        assert (site.folder / "secret-key").read_bytes().strip() not in body
    if ask(nginx.port, path)[0] == 302:
        assert ask(nginx.port, ask(nginx.port, path)[1]["Location"])[0] == 404


def out_of_the_tree(data: Path) -> None:
    """Links that somebody might put there: to a page outside the data folder, and to one inside it that is no document."""
    for name, target in (("out", data.parent / "private"), ("elsewhere", data / "private")):
        target.mkdir(exist_ok=True)
        (target / "index.html").write_text(HIDDEN)
        link = data / "published" / "video" / "en" / COURSE / "around-you" / name
        if not link.is_symlink():
            link.symlink_to(os.path.relpath(target, link.parent))


def test_documents_have_no_address_in_the_object_store(site: Site, nginx: PrivateNginx) -> None:
    name = (site.folder / "published" / "video" / FIRST.strip("/")).resolve().name
    for rest in ("", "/", "/index.html", "/index.html.br"):
        assert ask(nginx.port, f"/objects/{name[:2]}/{name}{rest}")[0] in {302, 404}
        assert ask(nginx.port, f"/en/objects/{name[:2]}/{name}{rest}/")[0] == 404


# --- files ------------------------------------------------------------------------------------------------------------------


def one_of(site: Site, pattern: str) -> str:
    """The address of a file of the data folder."""
    return f"/{next(site.folder.glob(pattern)).relative_to(site.folder)}"


@pytest.mark.parametrize("ending", ["avif", "jpeg"])
def test_a_picture_is_the_same_and_can_run_nothing(site: Site, alone: PrivateNginx, ending: str) -> None:
    path = one_of(site, f"objects/*/*/480.{ending}")
    whole = ask(site.port, path)
    tag = whole[1]["ETag"]
    assert whole[1]["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for headers in (
        {},
        {"range": "bytes=0-0"},
        {"range": "bytes=-1"},
        {"range": "bytes=10-"},
        {"range": "bytes=5-9", "if_range": tag},
        {"range": "bytes=5-9", "if_range": '"another"'},
        {"range": "bytes=5-9", "if_range": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"range": "bytes=0-1,3-4"},
    ):
        # Accept-Ranges need not be said again with a part.
        assert_same(ask(alone.port, path, **headers), ask(site.port, path, **headers), *OF_LANGUAGES, "accept-ranges")
    assert ask(alone.port, path)[1]["Accept-Ranges"] == "bytes"
    assert ask(alone.port, path, range="bytes=999999999-")[0] == 416
    assert ask(alone.port, path, if_none_match=f'"x", {tag}')[0] == 304


@pytest.mark.parametrize("accepted", ["", "gzip", "gzip, br"])
def test_our_scripts_may_run(site: Site, alone: PrivateNginx, accepted: str) -> None:
    path = one_of(site, "objects/*/*.js")
    answer = ask(alone.port, path, accept_encoding=accepted)
    assert_same(answer, ask(site.port, path, accept_encoding=accepted), *OF_LANGUAGES)
    assert "script-src 'self'" in answer[1]["Content-Security-Policy"]
    assert answer[1]["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "gzip", "gzip, br"])
@pytest.mark.parametrize(
    "pattern", ["static/css/mwanga.*.css", "static/css/mwanga.css", "static/icons/pin.*.svg", "static/offline/grade.*.js"]
)
def test_a_static_file_is_the_same(site: Site, alone: PrivateNginx, pattern: str, accepted: str) -> None:
    path = one_of(site, pattern)
    mine, theirs = (ask(port, path, accept_encoding=accepted) for port in (alone.port, site.port))
    # Each has its own tag for a form; how they write a character set and the order of a list is a matter of taste.
    assert_same(mine, theirs, "etag", "content-type", "last-modified", "accept-ranges")
    assert mine[1].get_content_type().replace("application/", "text/") == theirs[1].get_content_type()
    again = ask(alone.port, path, accept_encoding=accepted, if_none_match=mine[1]["ETag"])
    assert again[0] == 304, f"{mine[1]['ETag']} was asked for, {again[1]['ETag']} came"


def test_a_bundle_can_be_taken_up_again(site: Site, alone: PrivateNginx) -> None:
    path = one_of(site, "bundles/*.zip")
    for headers in ({}, {"range": "bytes=100-199"}, {"range": "bytes=-1"}):
        assert_same(ask(alone.port, path, **headers), ask(site.port, path, **headers), *OF_LANGUAGES, "etag", "accept-ranges")
    tag = ask(alone.port, path)[1]["ETag"]
    assert hashlib.sha256(ask(alone.port, path)[2]).hexdigest().startswith(tag.strip('"'))
    assert ask(alone.port, path, range="bytes=1-2", if_range=tag)[0] == 206
    assert ask(alone.port, path, range="bytes=1-2", if_range='"other"')[0] == 200


# --- the application behind it ------------------------------------------------------------------------------------------------


def test_all_else_is_the_applications(site: Site, nginx: PrivateNginx) -> None:
    for path in (
        "/en/",
        f"/en/{COURSE}/",
        f"{FIRST}answer/",
        "/bundles/",
        "/healthz",
        f"{FIRST}languages/",
        "/en/nothing/",
        "/cms/login/",
    ):
        mine, theirs = ask(nginx.port, path), ask(site.port, path)
        assert mine[0] == theirs[0], path
        # A fresh token changes the length, and one that may be kept by nobody is out of date at the second it was asked for.
        own = ("set-cookie", "content-length", "expires")
        assert heads(mine, *own) == heads(theirs, *own), path
        assert ("Expires" in mine[1]) == ("Expires" in theirs[1]), path


def test_an_answer_goes_through(site: Site, nginx: PrivateNginx) -> None:
    form = b"question=1&answer=2&version=1"
    kind = "application/x-www-form-urlencoded"
    status, headers, _body = ask(nginx.port, f"{FIRST}answer/", method="POST", body=form, content_type=kind)
    assert status == 303
    assert headers["Set-Cookie"]


def test_a_huge_form_is_refused_before_it_reaches_the_application(nginx: PrivateNginx, alone: PrivateNginx) -> None:
    body = b"x" * 3_000_000
    assert ask(nginx.port, "/api/answers", method="POST", body=body)[0] == 413
    assert ask(alone.port, "/cms/images/add/", method="POST", body=body)[0] == 502  # an upload may be larger


def test_logs_say_nothing_of_people(nginx: PrivateNginx) -> None:
    log = nginx.folder / "mwanga.log"
    before = log.read_text(encoding="utf-8").count(FIRST)
    ask(nginx.port, f"{FIRST}?tier=text&who=amina", cookie="learner=amina")
    until(lambda: log.read_text(encoding="utf-8").count(FIRST) > before, seconds=20)  # written after the answer is sent
    lines = log.read_text(encoding="utf-8")
    assert "amina" not in lines
    assert "127.0.0.1" not in lines


# --- what the file says is what the settings say --------------------------------------------------------------------------------


def sent(variable: str) -> dict[str, str]:
    """Kind -> value, from the map of a header; patterns of kinds are taken apart."""
    text = SITE.read_text(encoding="utf-8")
    [body] = re.findall(rf"^map [^{{]+ \${variable} +\{{(.*?)\}}$", text, re.DOTALL | re.MULTILINE)
    values = {}
    for pattern, quote, quoted, bare in re.findall(
        r'^\s*("[^"]+"|\w+)\s+(?:(["\'])(.*?)\2|([^\s;]+));', body.replace(";", ";\n", 1), re.M
    ):
        for kind in re.findall(r"\w+", pattern):
            values[kind] = quoted if quote else bare
    return values


def test_the_policies_are_those_of_the_settings() -> None:
    policy = sent("sent_policy")
    assert policy["lesson"] == policy["script"] == policy["bundle"] == header_of(settings.SECURE_CSP)
    text = SITE.read_text(encoding="utf-8")
    for value in (
        settings.X_FRAME_OPTIONS,
        settings.SECURE_REFERRER_POLICY,
        settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "camera=(), geolocation=(), microphone=(), interest-cohort=()",
        FOR_EVER,
        DOCUMENT_CACHE,
        header_of(settings.SECURE_CSP),
    ):
        assert f'"{value}"' in text
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF


def test_the_strict_transport_header_is_that_of_a_public_server() -> None:
    code = (
        "import os; os.environ |= {'SECRET_KEY': 'x' * 60, 'ALLOWED_HOSTS': 'a.example', 'SITE_URL': 'https://a.example'}\n"
        "from config.settings import production as p\n"
        "parts = {'includeSubDomains': p.SECURE_HSTS_INCLUDE_SUBDOMAINS, 'preload': p.SECURE_HSTS_PRELOAD}\n"
        "print('; '.join([f'max-age={p.SECURE_HSTS_SECONDS}', *[name for name in parts if parts[name]]]))"
    )
    value = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    assert f'"{value}"' in SITE.read_text(encoding="utf-8")


def test_every_kind_of_object_has_its_place() -> None:
    text = SITE.read_text(encoding="utf-8")
    [endings] = re.findall(r"\)\\\.\(\?:(avif[a-z0-9|]+)\)\$", text)
    assert set(endings.split("|")) == set(OBJECT_TYPES), "docs/nginx.conf serves other kinds of objects than courses/views.py"
    for ending, kind in OBJECT_TYPES.items():
        assert re.search(rf"^\s+{kind}\s[^;]*\b{ending}\b[^;]*;", text, re.MULTILINE)


def test_the_file_is_read_by_nginx_without_a_warning(nginx: PrivateNginx) -> None:
    words = [
        nginx_program(),
        "-t",
        "-p",
        str(nginx.folder),
        "-c",
        str(nginx.folder / "nginx.conf"),
        "-e",
        str(nginx.folder / "test.log"),
    ]
    assert "[warn]" not in subprocess.run(words, capture_output=True, text=True, check=True).stderr


def test_nothing_of_this_machine_stands_in_it() -> None:
    assert not re.search(r"/(?:tmp|home|root|work)\b", SITE.read_text(encoding="utf-8"))
