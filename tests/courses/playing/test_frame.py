"""The frame's document and its headers, what stands there when nothing plays, the page around it, and the preview."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django.test import Client, RequestFactory

from courses.models import H5PContent, H5PLibrary
from courses.playing.content_host import ContentHostMiddleware
from courses.playing.frame import asked_nonce, can_play, frame_response, host_policy, new_nonce
from h5p.errors import H5PError
from tests.cast import Member
from tests.courses.playing.contents import install_own, own_content

pytestmark = pytest.mark.django_db
NONCE = "abcdefghijklmnop"
IRI = "https://mwanga.example/h5p/1"


@pytest.fixture
def content(settings: object, tmp_path: Path) -> H5PContent:
    for path in ("dist/frame.bundle.js", "dist/styles/h5p.css", "LICENSE"):
        (tmp_path / "core" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "core" / path).write_text("/* core */")
    settings.H5P_CORE_ROOT = tmp_path / "core"  # type: ignore[attr-defined]
    install_own()
    return own_content("Lamps & <light>")


def framed(content: H5PContent, state: dict[str, str] | None = None, **headers: str):
    """The answer to a frame's request."""
    request = RequestFactory().get("/h5p/test/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return frame_response(request, content, nonce=NONCE, iri=IRI, state=state)


def test_the_document_is_held_by_its_header_and_never_kept(content: H5PContent) -> None:
    answer = framed(content)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'; script-src http://testserver/h5p/core/")
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert policy.endswith("frame-ancestors http://testserver")
    assert "allow-same-origin" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    html = answer.content.decode()
    assert "<title>Lamps &amp; &lt;light&gt;</title>" in html
    assert "<noscript><p>" in html
    assert html.index("/h5p.css") < html.index("/h5p/j/") < html.index("frame.bundle.js") < html.rindex("/h5p/j/")


def test_nothing_personal_is_in_it_and_a_state_comes_back(content: H5PContent) -> None:
    html = framed(content, {"state": '{"responses":[["1"]]}'}).content.decode()
    assert '"mail":"learner@example.invalid"' in html
    assert r"\"responses\"" in html
    with pytest.raises(H5PError):
        framed(content, {"state": "x" * 70_000})


def test_it_is_sent_as_light_as_the_browser_takes_it(content: H5PContent) -> None:
    answer = framed(content, Accept_Encoding="gzip, br")
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.content).decode() == framed(content).content.decode()
    assert len(answer.content) < 3_500


def test_a_content_host_serves_the_files_and_only_those(content: H5PContent, settings: object) -> None:
    settings.H5P_ORIGIN = "https://play.mwanga.example"  # type: ignore[attr-defined]
    answer = framed(content)
    assert "script-src https://play.mwanga.example/h5p/core/" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Connection-Allowlist"] == '("https://play.mwanga.example")'
    addresses = re.findall(r'(?:src|href)="([^"]+)"', answer.content.decode())
    assert addresses
    assert all(address.startswith("https://play.mwanga.example/h5p/") for address in addresses)
    settings.ALLOWED_HOSTS = ["play.mwanga.example", "testserver"]  # type: ignore[attr-defined]
    passed = ContentHostMiddleware(lambda request: frame_response(request, content, nonce=NONCE, iri=IRI))
    ask = RequestFactory()
    assert passed(ask.get("/en/me/", headers={"Host": "play.mwanga.example"})).status_code == 404
    assert passed(ask.get("/h5p/j/x.js", headers={"Host": "play.mwanga.example"})).status_code == 200
    assert passed(ask.get("/en/me/")).status_code == 200


def test_unsafe_eval_can_be_switched_off(content: H5PContent, settings: object) -> None:
    settings.H5P_UNSAFE_EVAL = False  # type: ignore[attr-defined]
    assert "unsafe-eval" not in framed(content).headers["Content-Security-Policy"]


def test_without_the_core_its_title_licence_and_a_sentence_stand_there(
    content: H5PContent, settings: object, tmp_path: Path
) -> None:
    settings.H5P_CORE_ROOT = tmp_path / "none"  # type: ignore[attr-defined]
    answer = framed(content)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Lamps &amp; &lt;light&gt;" in html
    assert "Amina Otieno, CC BY 4.0" in html
    assert "the player is not installed" in html
    assert "<script" not in html
    assert not can_play(content)


def test_without_a_library_a_sentence_stands_there(content: H5PContent) -> None:
    assert can_play(content)
    H5PLibrary.objects.update(is_enabled=False)
    assert "missing or switched off" in framed(content).content.decode()
    assert not can_play(content)


def test_opened_by_itself_it_does_not_play(content: H5PContent) -> None:
    assert "<script" not in framed(content, Sec_Fetch_Dest="document").content.decode()
    assert "<script" in framed(content, Sec_Fetch_Dest="iframe").content.decode()


def test_a_host_page_is_as_strict_as_any_and_its_frame_goes_nowhere_else() -> None:
    request = RequestFactory().get("/")
    policy = host_policy(request)
    assert "script-src 'self'; style-src 'self'" in policy
    assert policy.endswith("frame-src http://testserver/h5p/")
    assert "'unsafe-inline'" in host_policy(request, {"script-src": ["'self'", "'unsafe-inline'"]})


def test_a_nonce_is_long_and_comes_in_the_address() -> None:
    nonce = new_nonce()
    assert nonce != new_nonce()
    assert asked_nonce(RequestFactory().get("/", {"nonce": nonce})) == nonce


@pytest.mark.parametrize("nonce", ["", "short", "a" * 200, "<script>alert(1)</script>"])
def test_the_preview_wants_a_nonce_that_nobody_guesses(content: H5PContent, trainer: Member, nonce: str) -> None:
    assert trainer.client.get(f"/h5p/preview/{content.pk}/", {"nonce": nonce}, follow=True).status_code == 404


def test_the_preview_is_for_who_may_open_the_cms(content: H5PContent, trainer: Member, learner: Member, client: Client) -> None:
    answer = trainer.client.get(f"/h5p/preview/{content.pk}/", {"nonce": NONCE})
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-scripts; default-src 'none'")
    assert "Which lamp gives light?" in answer.content.decode()
    for other in (learner.client, client):
        assert other.get(f"/h5p/preview/{content.pk}/", {"nonce": NONCE}, follow=True).status_code == 404
    assert trainer.client.get("/h5p/preview/9999/", {"nonce": NONCE}, follow=True).status_code == 404
