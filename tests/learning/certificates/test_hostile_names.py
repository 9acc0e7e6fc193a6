"""Hostile names through HTTP: each is refused with a sentence, or stands harmless on every page that shows a name."""

from __future__ import annotations

import html
import re
import sys
import unicodedata

import pytest
from django.test import Client

from courses.models import CourseVersion
from learning.certificates.models import Certificate
from learning.certificates.names import masked
from learning.certificates.sharing import publish_certificate, share_name
from tests.cast import Member
from tests.learning.certificates.conftest import complete

pytestmark = pytest.mark.once
ASK = "/en/me/certificate/tiny-course/"
CORRECT = f"{ASK}correct/"
# What turns or hides text in a page, or ends what it stands in.
TURNS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
REFUSED = {
    "five thousand characters": "A" * 5000,
    "one more than fits": "ɓ" * 121,
    "nothing": "",
    "spaces": " \t \n  ",
    "spaces of other scripts": "\u00a0\u2003\u3000\u2028",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "overrides": "\u202e\u202d\u2066\u2069",
    "fillers": "\u3164\uffa0\u2800",
    "emoji": "🌻🌻🌻",
    "emoji of several people": "👩🏾‍🌾👨‍👩‍👧",
    "digits": "12345",
    "marks alone": "\u0301\u0302",
    "a tower of marks": "Z" + "\u0335" * 30 + "algo",
    "a word of computers": "undefined",
}
KEPT = {
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "an attribute": ('" autofocus onfocus="alert(1) A', '" autofocus onfocus="alert(1) A'),
    "a template": ("{{ settings.SECRET_KEY }} {% debug %}", "{{ settings.SECRET_KEY }} {% debug %}"),
    "an entity": ("Amina &lt;b&gt; &amp; Co", "Amina &lt;b&gt; &amp; Co"),
    "the end of a comment": ("Amina --> ]]> */", "Amina --> ]]> */"),
    "an override": ("Amina\u202e olleB", "Amina olleB"),
    "isolates left open": ("\u2067Amina\u2068 Bello", "Amina Bello"),
    "zero width inside": ("Ami\u200bna\ufeff B\u00adello", "Amina Bello"),
    "controls": ("Ami\x07na\x1b[31m Bello", "Amina[31m Bello"),
    "lines": ("Amina\r\nSet-Cookie: a=b", "Amina Set-Cookie: a=b"),
    "an emoji beside a name": ("Amina 🌻", "Amina 🌻"),
    "two directions": ("Amina (آمنة) Bello", "Amina (آمنة) Bello"),
    "from the right first": ("آمنة Bello بيلو 3", "آمنة Bello بيلو 3"),
    "joiners that belong": ("محمد\u200cرضا क्\u200dष", "محمد\u200cرضا क्\u200dष"),
    "one hundred and twenty": ("ɓ" * 120, "ɓ" * 120),
    "a question of SQL": ("Robert'); DROP TABLE certificates;--", "Robert'); DROP TABLE certificates;--"),
}


@pytest.fixture
def holder(learner: Member, course: CourseVersion, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A learner who has finished the course, on a server without PDF: names on paper have tests of their own."""
    assert learner.person
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    complete(learner.person)
    return learner.client


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_name_is_refused_with_a_sentence(holder: Client, case: str) -> None:
    for fields in ({}, {"confirm": "yes"}):
        answer = holder.post(ASK, {"name": REFUSED[case], **fields})
        page = answer.content.decode()
        assert answer.status_code == 400
        sentence = re.search(r'id="name-error">([^<]+)<', page)
        assert sentence
        assert sentence[1].endswith(".")
        assert len(page) < 20_000  # nothing of any length comes back
        assert not TURNS.search(sentence[1])
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("case", KEPT)
def test_what_is_a_name_stands_harmless_on_every_page(holder: Client, visitor: Member, administrator: Member, case: str) -> None:
    typed, printed = KEPT[case]
    printed = unicodedata.normalize("NFC", printed)
    preview = holder.post(ASK, {"name": typed})
    assert holder.post(ASK, {"name": typed, "confirm": "yes"}).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.name == printed
    here, public = f"/en/me/certificates/{certificate.number}/", f"/c/{certificate.shown_number}"
    masks = [visitor.client.get(public), administrator.client.get(f"/en/staff/certificates/{certificate.shown_number}/")]
    silent = [holder.get("/en/me/certificates/"), holder.get(f"{here}share/"), holder.get("/en/me/"), holder.get(CORRECT)]
    key = share_name(certificate=certificate).share_key
    whole = [preview, holder.get(here), visitor.client.get(public, {"k": key}), holder.get("/en/me/data/")]
    publish_certificate(certificate=certificate)
    whole.append(visitor.client.get(public))
    for answer in whole:
        assert answer.status_code == 200
        assert html.escape(printed) in answer.content.decode()
    for answer in masks:
        assert f"<bdi>{html.escape(masked(printed))}</bdi>" in answer.content.decode()
    for answer in (*masks, *silent):
        assert html.escape(printed) not in answer.content.decode()
    for answer in (*whole, *masks, *silent):
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert ' onfocus="alert' not in page
        assert not TURNS.search(page)
        assert "Set-Cookie: a" not in str(answer.headers)


@pytest.mark.parametrize("case", ["two directions", "from the right first", "markup"])
def test_a_whole_name_is_set_apart_from_the_direction_around_it(holder: Client, visitor: Member, case: str) -> None:
    holder.post(ASK, {"name": KEPT[case][0], "confirm": "yes"})
    certificate = Certificate.objects.get()
    publish_certificate(certificate=certificate)
    for client, path in (
        (holder, f"/en/me/certificates/{certificate.number}/"),
        (visitor.client, f"/c/{certificate.shown_number}"),
    ):
        assert f"<bdi>{html.escape(certificate.name)}</bdi>" in client.get(path).content.decode()
