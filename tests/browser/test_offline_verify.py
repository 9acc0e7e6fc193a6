"""The page that checks certificates by itself, in a real browser: with a line and without, from the web and from a folder."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, assert_accessible, assert_fits_every_screen, picture
from tests.browser.issued import issued, take_back
from tests.browser.kept_course import cut, visit
from tests.browser.line import Line
from tests.served_site import COURSE, Site

__all__ = ["visit"]

WITHOUT_WEB_CRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', {get: function () { return undefined; }});"
WITHOUT_WORKERS = "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: function () { return undefined; }});"
KEPT = "async () => (await caches.has('verify-1')) && !!(await (await caches.open('verify-1')).match('/v/trust.js'))"
Made = dict[str, Any]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def made(site: Site) -> Made:
    """Certificates of every fate."""
    return issued(site)


def fragment(certificate: Made) -> str:
    """`#` and the token."""
    return "#" + str(certificate["code"]).partition("#")[2]


def word(page: Page, name: str) -> None:
    """The page says this word, and no other."""
    expect(page.locator(f"[data-word={name}]")).to_be_visible(timeout=20_000)  # the machine may be busy with other tests
    expect(page.locator("[data-word]:visible")).to_have_count(1)


def fact(page: Page, name: str) -> str:
    """What the page says of a certificate."""
    return page.locator(f"dd[data-for={name}]").inner_text()


def changed(code: str) -> str:
    """The same token with one sign of its signature, the last but some, another."""
    place = len(code) - 20
    return code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]


def watched(page: Page, url: str) -> list[str]:
    """What a page asks of anybody but the site, from now on."""
    found: list[str] = []
    page.on("request", lambda request: request.url.startswith((url, "data:", "blob:")) or found.append(request.url))
    return found


# --- what a code says -----------------------------------------------------------------------------------------------------


def test_a_code_opens_the_page_with_its_word_and_facts(made: Made, open_page: OpenPage, site: Site) -> None:
    page = open_page("/v" + fragment(made["genuine"]))
    word(page, "genuine")
    assert fact(page, "name") == "Zawadi Nakupenda"
    assert fact(page, "course") == "Safe and Strong with AI"
    assert fact(page, "issuer") == "Mwanga"
    assert fact(page, "language") == "English"
    expect(page.locator("[data-since]")).to_be_visible()
    expect(page.locator("[data-no-number]")).to_be_visible()
    assert_fits_every_screen(page, "verify-genuine-en")


def test_what_is_newer_than_the_list_cannot_be_checked_since_then(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v" + fragment(made["newest"]))
    word(page, "status_since")
    expect(page.locator("[data-since]")).to_be_hidden()
    assert page.locator("[data-word=status_since] [data-day]").inner_text() != ""
    picture(page, "verify-status-since-en")


@pytest.mark.parametrize("fate", ["revoked", "replaced"])
def test_what_no_longer_stands_says_so(made: Made, open_page: OpenPage, fate: str) -> None:
    page = open_page("/v" + fragment(made[fate]))
    word(page, fate)
    expect(page.locator("[data-since]")).to_be_hidden()
    picture(page, f"verify-{fate}-en")


def test_a_changed_code_says_so_and_tells_nothing(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v" + changed(fragment(made["genuine"])))
    word(page, "changed")
    expect(page.locator("[data-facts]")).to_be_hidden()
    assert "Zawadi" not in page.locator("body").inner_text()
    picture(page, "verify-changed-en")


@pytest.mark.parametrize("code", ["A" * 80, "x" * 5000, "%00" * 40, "d28443a1" * 30])
def test_what_is_no_certificate_cannot_be_read(open_page: OpenPage, code: str) -> None:
    page = open_page("/v#" + code)
    word(page, "unreadable")
    expect(page.locator("[data-facts]")).to_be_hidden()


def test_a_code_of_another_host_is_unknown_and_not_followed(site: Site, made: Made, open_page: OpenPage) -> None:
    token = site.manage("-c", FOREIGN).strip().rpartition("#")[2]
    page = open_page("/v")
    asked = watched(page, site.url)
    page.goto("/v#" + token)
    page.reload()
    word(page, "unknown_issuer")
    expect(page.locator("[data-word=unknown_issuer]")).to_contain_text("school.example.org/v")
    assert asked == []
    picture(page, "verify-unknown-issuer-en")


FOREIGN = """
import hashlib, sys, django; django.setup()
from datetime import UTC, datetime
from uuid import UUID
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from learning.certificates.token import Token, make_token, to_text
key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"test-only").digest())
token = Token("school.example.org", "Amina", datetime(2026, 11, 1, tzinfo=UTC), UUID(int=7), "reading", 5, "en")
sys.stdout.write("#" + to_text(make_token(token, sign=key.sign, key_id="2026-abcd")))
"""


def test_in_arabic_with_a_name_of_its_own_direction(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v" + fragment(made["genuine"]), language="ar")
    word(page, "genuine")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert fact(page, "name") == "Zawadi Nakupenda"
    assert_fits_every_screen(page, "verify-genuine-ar")
    page.goto("/v" + fragment(made["arabic"]))
    expect(page.locator("dd[data-for=name]")).to_have_text("آمنة الحسن")
    picture(page, "verify-arabic-name-ar")


def test_another_language_keeps_the_code(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v" + fragment(made["genuine"]))
    word(page, "genuine")
    page.locator(".globe").click()
    assert page.url.endswith(fragment(made["genuine"]))  # a link within the page changes no address
    page.get_by_role("link", name="Kiswahili").click()
    page.wait_for_url("**/v?l=sw#*")
    assert page.locator("html").get_attribute("lang") == "sw"
    word(page, "genuine")


def test_without_scripts_there_is_a_sentence_and_the_number(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v" + fragment(made["genuine"]), scripts=False)
    expect(page.locator("[data-without-scripts]")).to_be_visible()
    expect(page.locator("[data-ways]")).to_be_hidden()
    page.locator("#number").fill(made["genuine"]["number"])
    page.locator("[data-number] button").click()
    page.wait_for_url("**/c/MW-*")


def test_old_browsers_check_without_web_crypto(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v")
    page.context.add_init_script(WITHOUT_WEB_CRYPTO)
    for fate, said in (("genuine", "genuine"), ("revoked", "revoked")):
        page.goto("/v?l=en" + fragment(made[fate]))
        page.reload()
        assert page.evaluate("typeof crypto.subtle") == "undefined"
        word(page, said)


# --- without a line -------------------------------------------------------------------------------------------------------


def test_once_opened_it_works_without_a_line(made: Made, line: Line, visit: Visit) -> None:
    page = visit("/v" + fragment(made["genuine"]))
    word(page, "genuine")
    page.wait_for_function(KEPT)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    cut(line, page.context)
    page.goto(line.url + "/v?l=sw" + fragment(made["revoked"]))  # a language that was not kept: the one that was
    word(page, "revoked")
    page.goto(line.url + "/v" + fragment(made["arabic"]))
    page.reload()
    word(page, "genuine")
    assert page.evaluate("getComputedStyle(document.querySelector('.go')).fontWeight") == "700"
    assert_accessible(page)


def test_a_loaded_page_goes_on_where_no_worker_can_be(made: Made, line: Line, visit: Visit) -> None:
    page = visit("/v")
    page.context.add_init_script(WITHOUT_WORKERS)
    page.reload()
    cut(line, page.context)
    page.locator("#code").fill(made["genuine"]["code"])
    page.locator("[data-paste] button").click()
    word(page, "genuine")


def test_what_was_taken_back_meanwhile_is_heard_with_a_line(site: Site, made: Made, open_page: OpenPage) -> None:
    page = open_page("/en/")
    page.context.add_init_script(WITHOUT_WORKERS)  # what a worker fetches escapes a test's routes
    page.clock.install()
    page.goto("/v" + fragment(made["later"]))
    word(page, "genuine")
    trust = take_back(site, made["later"])
    page.route("**/v/trust.js", lambda route: route.fulfill(content_type="text/javascript", body=trust))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    word(page, "genuine")  # ten minutes have not passed
    page.clock.fast_forward(3_600_000)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    word(page, "revoked")


def test_when_nothing_is_known_of_issuers_the_page_says_so(made: Made, open_page: OpenPage) -> None:
    page = open_page("/en/")
    page.route("**/v/trust.js", lambda route: route.abort())
    page.goto("/v" + fragment(made["genuine"]))
    word(page, "cannot_check")


def test_an_old_list_and_a_newer_certificate_are_told_apart(made: Made, open_page: OpenPage) -> None:
    page = open_page("/en/")
    page.clock.install()
    page.goto("/v" + fragment(made["genuine"]))
    word(page, "genuine")
    expect(page.locator("[data-old]")).to_be_hidden()
    page.clock.fast_forward(50 * 86_400_000)
    page.evaluate("hash => { location.hash = hash; }", fragment(made["arabic"]))
    expect(page.locator("dd[data-for=name]")).to_have_text("آمنة الحسن")
    expect(page.locator("[data-old]")).to_be_visible()
    page.evaluate("mwangaTrust.lists.forEach(one => { one.credential.validFrom = '2020-01-01T00:00:00Z'; })")
    pasted(page, made["genuine"]["code"])
    word(page, "status_unknown")  # a list whose date was changed is not believed
    expect(page.locator("[data-old]")).to_be_hidden()


# --- other ways in --------------------------------------------------------------------------------------------------------


def pasted(page: Page, text: str) -> None:
    page.locator("#code").fill(text)
    page.locator("[data-paste] button").click()


def given(page: Page, name: str, kind: str, data: bytes) -> None:
    page.locator("[data-file]").set_input_files({"name": name, "mimeType": kind, "buffer": data})


def badge(credential: str) -> bytes:
    """A picture of one dot with a credential baked in."""
    from PIL import Image, PngImagePlugin

    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_itxt("openbadgecredential", credential, zip=True)
    Image.new("L", (1, 1)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def drawn_badge(credential: str) -> bytes:
    """The same as SVG."""
    baked = f"<openbadges:credential><![CDATA[{credential}]]></openbadges:credential>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">{baked}</svg>'.encode()


def paper(credential: str) -> bytes:
    """A PDF with the credential attached."""
    packed = zlib.compress(credential.encode())
    head = f"1 0 obj <</Type /EmbeddedFile /Filter /FlateDecode /Length {len(packed)}>>\nstream\n".encode()
    return b"%PDF-1.7\n" + head + packed + b"\nendstream endobj\n%%EOF\n"


def code_picture(code: str) -> bytes:
    """A picture of a code, as a phone would save it."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    return out.getvalue()


FILES = {
    "json": ("credential.json", "application/json", str.encode),
    "png": ("badge.png", "image/png", badge),
    "svg": ("badge.svg", "image/svg+xml", drawn_badge),
    "pdf": ("certificate.pdf", "application/pdf", paper),
}


@pytest.mark.parametrize("kind", list(FILES))
def test_files_are_checked_here(made: Made, site: Site, open_page: OpenPage, kind: str) -> None:
    page = open_page("/v")
    asked = watched(page, site.url)
    name, media, make = FILES[kind]
    given(page, name, media, make(made["genuine"]["json"]))
    word(page, "genuine")
    assert fact(page, "name") == "Zawadi Nakupenda"
    assert page.evaluate("document.activeElement.className") == "found"
    given(page, name, media, make(made["revoked"]["json"]))
    word(page, "revoked")
    given(page, name, media, make(made["genuine"]["json"].replace("Zawadi", "Zawada")))
    word(page, "changed")
    assert asked == []


def test_photos_and_pictures_of_a_code_are_read(made: Made, site: Site, open_page: OpenPage) -> None:
    page = open_page("/v")
    asked = watched(page, site.url)
    for door in ("photo", "file"):
        shown = {"name": "photo.png", "mimeType": "image/png", "buffer": code_picture(made["genuine"]["code"])}
        page.locator(f"[data-{door}]").set_input_files(shown)
        word(page, "genuine")
        page.locator(f"[data-{door}]").set_input_files({**shown, "buffer": badge("{}")})
        expect(page.locator("[data-problem=nothing_found]")).to_be_visible()
        expect(page.locator("[data-word]:visible")).to_have_count(0)
        expect(page.locator("h1:visible")).to_have_count(1)
    assert asked == []


def test_where_there_is_no_camera_the_page_says_what_else_there_is(open_page: OpenPage) -> None:
    page = open_page("/v")
    page.locator("[data-scan]").click()
    expect(page.locator("[data-problem=no_camera], [data-problem=refused]").locator("visible=true")).to_have_count(1)
    expect(page.locator("video")).to_be_hidden()
    assert_accessible(page)


def test_pasted_codes_credentials_and_numbers(made: Made, open_page: OpenPage) -> None:
    page = open_page("/v")
    for text in (made["genuine"]["code"], f"  {fragment(made['genuine'])[1:]}\n", made["genuine"]["json"]):
        pasted(page, text)
        word(page, "genuine")
    pasted(page, made["genuine"]["number"])
    word(page, "number")
    assert page.locator("#number").input_value() == made["genuine"]["number"]
    pasted(page, "just some words")
    word(page, "unreadable")


def test_rubbish_never_leaves_the_page_blank(open_page: OpenPage) -> None:
    page = open_page("/v")
    for name, kind, data in (
        ("a.pdf", "application/pdf", b"%PDF-1.7\nstream"),
        ("a.json", "application/json", b"[" * 100_000),
        ("a.svg", "image/svg+xml", b"<svg"),
        ("a.bin", "", b"\x00" * 6_000_000),
        ("a.txt", "text/plain", b""),
    ):
        given(page, name, kind, data)
        said = page.locator("[data-word=unreadable]:visible, [data-problem]:visible")
        expect(said).to_have_count(1)


# --- in a bundle ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unpacked(site: Site, made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bundle that was built after the certificates were made."""
    folder = tmp_path_factory.mktemp("bundle")
    words = [COURSE, "--language", "ar", "--tier", "text", "--format", "zip", "--output", str(folder)]
    (site.folder / "certificates" / "bundle-trust.json").unlink(missing_ok=True)
    with zipfile.ZipFile(site.manage("manage.py", "build_bundle", *words).splitlines()[-1]) as archive:
        archive.extractall(folder / "bundle")
    return folder / "bundle"


def test_a_bundle_checks_from_its_folder(unpacked: Path, made: Made, open_page: OpenPage) -> None:
    page = open_page("/healthz")  # a page that asks for nothing more
    asked = watched(page, "file://")
    page.goto((unpacked / "index.html").as_uri())
    page.locator("a[href='verify.html']").click()
    pasted(page, made["arabic"]["code"])
    word(page, "genuine")
    expect(page.locator("dd[data-for=name]")).to_have_text("آمنة الحسن")
    given(page, "credential.json", "application/json", made["revoked"]["json"].encode())
    word(page, "revoked")
    assert json.dumps(page.evaluate("Object.keys(localStorage)")) == "[]"
    assert asked == []
    assert_fits_every_screen(page, "verify-bundle-ar")
