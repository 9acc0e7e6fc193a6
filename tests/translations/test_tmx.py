"""The memory as TMX: what goes out comes back, other tools read it, what strangers send is read or refused with its reasons."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile

from courses.models import CoursePage
from learning.models import Person
from tests.factories import make_catalogue, make_locale
from tests.kept_rows import kept
from tests.sending import send_course
from tests.translations.conftest import Desk, member
from translations import memory
from translations.errors import ExchangeRefused, MemoryRefused
from translations.exchange.elements import Node, read_entries
from translations.exchange.tmx import Claims, TakenIn, export_tmx, import_tmx
from translations.exchange.tmx_segment import seg_of, sentence_of
from translations.hostile import refusals
from translations.memory import hash_of, release_cc0
from translations.models import MemoryUnit
from translations.models.invitation import DeskRole
from translations.roles import set_up_desk
from translations.sentences import Origin, record_sentences, sentences_of

MEMORY = "/cms/translations/memory/"
CC_BY = "CC BY 4.0"
TOP = '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4">'
HEAD = TOP + '<header srclang="{srclang}"/><body>{body}</body></tmx>'
PAIRS = [
    ("Stop.", "Simama."),
    ('See <a id="a1">this <b>page</b></a>.<br/>Now &amp; here.', 'Ona <b>hapa</b> <a id="a1">ukurasa</a>.<br/>Sasa &amp; hapa.'),
    ("1 &lt; 2 “so” it's", "1 &lt; 2 “hivyo” ni"),
    ("Her profit is {1} %(name)s.", "Faida yake ni {1} %(name)s."),
]


def unit(source: str, target: str, **fields: Any) -> MemoryUnit:
    values = {"source_language": "en", "language": "sw", "origin": "Course · Page", "licence": CC_BY, **fields}
    return MemoryUnit.objects.create(
        source=source, target=target, source_hash=hash_of(source), target_hash=hash_of(target), length=len(source), **values
    )


def written(**filters: Any) -> bytes:
    return "".join(export_tmx(MemoryUnit.objects.filter(**filters))).encode()


def stranger(*units: str, srclang: str = "en") -> bytes:
    return HEAD.format(srclang=srclang, body="".join(units)).encode()


def tu(*sides: tuple[str, str], props: str = "", attributes: str = "") -> str:
    tuvs = "".join(f'<tuv xml:lang="{tag}"><seg>{seg}</seg></tuv>' for tag, seg in sides)
    return f"<tu {attributes}>{props}{tuvs}</tu>"


def taken(data: bytes, by: Person, **claims: Any) -> TakenIn:
    return import_tmx(data, claims=Claims("stranger.tmx", **{"licence": CC_BY, **claims}), by=by)


@kept
def units(desk: Desk) -> list[MemoryUnit]:
    MemoryUnit.objects.all().delete()
    rows = [unit(source, target) for source, target in PAIRS]
    rows.append(unit("Stop.", "قف.", language="ar", licence="CC0 1.0", is_cc0=True, is_approved=True, origin='Kozi <A> & "B"'))
    return rows


def test_a_file_comes_back_as_it_went(units: list[MemoryUnit], desk: Desk) -> None:
    first = written()
    before = set(MemoryUnit.objects.values_list("source", "target", "licence", "is_cc0", "is_approved", "origin"))
    MemoryUnit.objects.all().delete()
    assert taken(first, desk.coordinator, keep_approvals=True, licence="").added == 5
    assert set(MemoryUnit.objects.values_list("source", "target", "licence", "is_cc0", "is_approved", "origin")) == before
    assert written() == first
    assert taken(first, desk.coordinator).known == 5
    assert written() == first


def test_the_second_export_is_the_same_whatever_people_wrote(desk: Desk) -> None:
    """Entities, tags and spaces may be written in many ways; a file has one."""
    MemoryUnit.objects.all().delete()
    for target in (
        "a &quot;b&quot;",
        'a "b"',
        "x<br>y",
        "<strong>x</strong>",
        "a&nbsp;b",
        "Tom & Jerry",
        "3 < 4",
        "\u0645 \u2067x\u2069",
    ):
        unit("x<br/>y &amp; <b>z</b>", target)
    first = written()
    MemoryUnit.objects.all().delete()
    taken(first, desk.coordinator)
    second = written()
    assert second == first
    assert MemoryUnit.objects.count() == 7


SENTENCE = st.lists(
    st.sampled_from(
        ["a", " ", "<", ">", "&", '"', "'", "<b>", "</b>", "<i>", "</i>", '<a id="a1">', "</a>", "<br>", "<br/>", "&amp;"]
    ),
    max_size=10,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(sentence=SENTENCE | st.text(max_size=30))
def test_a_sentence_goes_through_a_segment_and_stays(sentence: str) -> None:
    if refusals(sentence, sentence):
        return
    once = through_a_file(sentence)
    assert through_a_file(once) == once
    assert not refusals(sentence.replace("\n", " "), once) or not once


def through_a_file(sentence: str) -> str:
    nodes: list[Node] = []
    data = f"<tmx><seg>{seg_of(sentence)}</seg></tmx>".encode()
    read_entries(data, names=frozenset({"seg"}), roots=frozenset({"tmx"}), take=nodes.append)
    return sentence_of(nodes[0])


def test_other_tools_read_what_we_write(units: list[MemoryUnit]) -> None:
    store = tmxfile.parsefile(io.BytesIO(written(language="sw")))
    read = {each.source: each.target for each in store.units}
    assert len(store.units) == len(PAIRS)
    assert read["Stop."] == "Simama."
    assert read["Her profit is {1} %(name)s."] == "Faida yake ni {1} %(name)s."
    root = fromstring(written())
    assert root.find("header").attrib == {
        "creationtool": "Mwanga",
        "creationtoolversion": "1",
        "segtype": "sentence",
        "o-tmf": "Mwanga",
        "adminlang": "en",
        "srclang": "en",
        "datatype": "html",
    }
    props = {prop.get("type"): prop.text for prop in root.find("body/tu").iter("prop")}
    assert set(props) == {"x-origin", "x-licence", "x-cc0", "x-approved"}
    assert {code.tag for code in root.iter() if code.tag in {"bpt", "ept", "ph"}} == {"bpt", "ept", "ph"}


def test_only_what_is_released_leaves_when_so_asked(units: list[MemoryUnit]) -> None:
    text = written(is_cc0=True).decode()
    assert "قف." in text
    assert "Simama" not in text


def test_a_strangers_file_is_read(desk: Desk) -> None:
    MemoryUnit.objects.all().delete()
    bold = '<bpt i="1" type="bold">{\\b </bpt>%s<ept i="1">}</ept>'
    link = '<bpt i="1">&lt;a href="https://evil.example"&gt;</bpt>%s<ept i="1">&lt;/a&gt;</ept>'
    data = stranger(
        tu(
            ("en-GB", "Hello"),
            ("sw_KE", "Habari"),
            ("ar", "مرحبا"),
            ("de-DE", "Hallo"),
            attributes='creationdate="20240102T030405Z"',
        ),
        tu(("EN", bold % "Stop"), ("SW", bold % "Simama")),
        tu(("en", link % "Go"), ("sw", link % "Nenda")),
        tu(("en", 'a<ph x="1">{1}</ph>b<ph type="lb"/>c <hi>d</hi>'), ("sw", 'e<ph x="1">{1}</ph>f<ph type="lb"/>g <hi>h</hi>')),
        tu(("en", "Empty"), ("sw", " ")),
        tu(("de", "Nur"), ("nl", "Alleen")),
        srclang="en-US",
    )
    result = taken(data, desk.coordinator)
    assert (result.added, result.empty) == (5, 1)
    assert result.unknown_languages == {"de-DE": 1, "de": 1, "nl": 1}
    rows = {row.source: row for row in MemoryUnit.objects.filter(language="sw")}
    assert {source: row.target for source, row in rows.items()} == {
        "Hello": "Habari",
        "<b>Stop</b>": "<b>Simama</b>",
        "Go": "Nenda",
        "a{1}b<br/>c d": "e{1}f<br/>g h",
    }
    hello = rows["Hello"]
    assert (hello.origin, hello.licence, hello.is_approved, hello.made_by) == ("stranger.tmx", CC_BY, False, desk.coordinator)
    assert (hello.created_at.year, hello.length, hello.page_key) == (2024, 5, None)
    assert memory.exact(["Hello"], source_language="en", language="sw")["Hello"].target == "Habari"


def test_a_strangers_approvals_count_only_when_somebody_answers_for_them(desk: Desk) -> None:
    props = '<prop type="x-approved">yes</prop><prop type="x-cc0">yes</prop><prop type="x-licence">ODbL 1.0</prop>'
    data = stranger(tu(("en", "One"), ("sw", "Moja"), props=props))
    taken(data, desk.coordinator)
    row = MemoryUnit.objects.get(source="One")
    assert (row.is_approved, row.is_cc0, row.licence) == (False, True, "ODbL 1.0")
    row.delete()
    taken(data, desk.coordinator, keep_approvals=True)
    assert MemoryUnit.objects.get(source="One").is_approved


def test_a_file_in_another_source_language_is_read(desk: Desk) -> None:
    taken(stranger(tu(("fr", "Bonjour"), ("en", "Hello")), srclang="fr-FR"), desk.coordinator)
    assert MemoryUnit.objects.get(source="Bonjour").language == "en"
    taken(stranger(tu(("sw", "Moja"), ("en", "One")), srclang="*all*"), desk.coordinator)
    assert MemoryUnit.objects.get(source="One").target == "Moja"


def test_a_hostile_file_is_refused_whole_with_the_reasons_of_all_units(desk: Desk) -> None:
    before = MemoryUnit.objects.count()
    data = stranger(
        tu(("en", "Good"), ("sw", "Nzuri")),
        "\n",
        tu(("en", "Bad"), ("sw", "\u202eevil")),
        "\n",
        tu(("en", "Long"), ("sw", "x" * 20_001)),
        "\n",
        tu(("en", "Tag"), ("sw", '<bpt i="1">&lt;a id="a9"&gt;</bpt>x<ept i="1"/>')),
        "\n",
        tu(("en", "\u202eSource"), ("sw", "evil")),
        "\n",
        tu(("en", "Script"), ("sw", escape("<script>alert(1)</script>"))),
    )
    with pytest.raises(ExchangeRefused) as refused:
        taken(data, desk.coordinator)
    assert [sentence.partition(":")[0] for sentence in refused.value.sentences] == ["Line 2", "Line 3", "Line 4", "Line 5"]
    assert MemoryUnit.objects.count() == before
    # Written as text, a script is text.
    taken(stranger(tu(("en", "Script"), ("sw", escape("<script>alert(1)</script>")))), desk.coordinator)
    assert MemoryUnit.objects.get(source="Script").target == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_a_file_whose_document_type_names_a_file_of_ours_does_not_read_it(desk: Desk, tmp_path: Path) -> None:
    dtd = tmp_path / "evil.dtd"
    dtd.write_text('<!ATTLIST tuv xml:lang CDATA "sw"><!ENTITY x "read">')
    text = f'<!DOCTYPE tmx SYSTEM "{dtd.as_uri()}"><tmx><header srclang="en"/><body>{tu(("en", "A"), ("", "B"))}</body></tmx>'
    text = text.replace(' xml:lang=""', "")
    with pytest.raises(ExchangeRefused, match="no unit in two of our languages"):
        taken(text.encode(), desk.coordinator)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not whole XML"),
        (b"<tmx><body>", "not whole XML: line 1"),
        (b"<html/>", "begins with <html>"),
        (b"<tmx/>", "no unit in two of our languages"),
        (b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>', "declares entities"),
        (b'<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx>&a;</tmx>', "declares entities"),
        (b"<a>" * 50, "too deep"),
        (b"x" * 10_000_001, "10 MB are the most"),
        (b'<?xml version="1.0" encoding="none"?><tmx/>', "not whole XML"),
        (stranger(tu(("en", "A"), ("sw", "B"), props=f'<prop type="x-licence">{"x" * 41}</prop>')), "longer than 40"),
    ],
)
def test_what_is_no_memory_is_refused(desk: Desk, data: bytes, reason: str) -> None:
    with pytest.raises(ExchangeRefused, match=reason):
        taken(data, desk.coordinator)


def test_a_file_that_names_no_licence_needs_one(desk: Desk, translator: Person) -> None:
    data = stranger(tu(("en", "One"), ("sw", "Moja")))
    with pytest.raises(ExchangeRefused, match="under which licence 1 of its units"):
        taken(data, desk.coordinator, licence="")
    with pytest.raises(ExchangeRefused, match="Ask a coordinator"):
        taken(data, translator)
    taken(data, desk.coordinator, licence="CC0 1.0")
    assert MemoryUnit.objects.get(source="One").is_cc0


def test_a_large_file_is_read_in_reasonable_time(desk: Desk) -> None:
    data = stranger(*(tu(("en", f"Sentence number {n} of a course."), ("sw", f"Sentensi namba {n} ya kozi.")) for n in range(5000)))
    began = time.process_time()
    assert taken(data, desk.coordinator).added == 5000
    assert time.process_time() - began < 20
    assert len(written(origin="stranger.tmx")) > 1_000_000


def translated(desk: Desk) -> None:
    for state in desk.states():
        desk.translate(state, desk.coordinator)


def test_a_course_is_released_with_consent_and_nothing_else_is(desk: Desk, translator: Person) -> None:
    translated(desk)
    pages = [state.page_key for state in desk.states()]
    release = {"page_keys": pages, "language": "sw", "has_consent": True}
    with pytest.raises(MemoryRefused, match="Ask a coordinator"):
        release_cc0(**{**release, "by": translator})
    with pytest.raises(MemoryRefused, match="have agreed"):
        release_cc0(**{**release, "has_consent": False, "by": desk.coordinator})
    with pytest.raises(MemoryRefused, match="a second person has approved"):
        release_cc0(**release, by=desk.coordinator)
    MemoryUnit.objects.update(is_approved=True)
    stranger_unit = unit("A stranger's", "Ya mgeni", is_approved=True)
    closed = unit("With permission", "Kwa ruhusa", is_approved=True, page_key=pages[0], licence="with permission")
    count = MemoryUnit.objects.filter(page_key__in=pages).count() - 1
    assert release_cc0(**release, by=desk.coordinator) == count
    for row in (stranger_unit, closed):
        row.refresh_from_db()
        assert not row.is_cc0


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_page_of_the_memory(desk: Desk, units: list[MemoryUnit], translator: Person, reviewer: Person) -> None:
    page = browser(translator).get(MEMORY).content.decode()
    assert "4 pairs" in page
    assert "قف" not in page
    assert "Import TMX" not in page
    assert ">Take out<" not in page
    all_of_it = browser(desk.coordinator).get(MEMORY).content.decode()
    assert "Import TMX" in all_of_it
    assert "1 pair<" in browser(translator).get(MEMORY, {"q": "simama"}).content.decode()
    assert "No pair is like this" in browser(translator).get(MEMORY, {"cc0": "1"}).content.decode()
    gone = units[0].pk
    assert browser(translator).post(f"{MEMORY}{gone}/delete/", follow=True).status_code == 200
    assert MemoryUnit.objects.filter(pk=gone).exists()
    browser(reviewer).post(f"{MEMORY}{gone}/delete/")
    assert not MemoryUnit.objects.filter(pk=gone).exists()
    assert browser(reviewer).post(f"{MEMORY}{units[4].pk}/delete/", follow=True).status_code == 404


def test_a_long_list_is_shown_in_parts(desk: Desk) -> None:
    MemoryUnit.objects.all().delete()
    for number in range(60):
        unit(f"Sentence {number}.", f"Sentensi {number}.")
    client = browser(desk.coordinator)
    first, second = (client.get(MEMORY, {"q": "sentensi", "p": part}).content.decode() for part in (1, 2))
    assert first.count("<li>\n    <p lang") == 50
    assert second.count("<li>\n    <p lang") == 10
    assert "q=sentensi&amp;p=2" in first
    assert 'aria-current="page"' in second


def test_files_go_in_and_out_by_the_pages(desk: Desk, units: list[MemoryUnit], translator: Person) -> None:
    client = browser(desk.coordinator)
    make_catalogue("ar")
    set_up_desk()
    answer = client.get(f"{MEMORY}export.tmx")
    data = b"".join(answer.streaming_content)
    assert data == written()
    assert answer["Content-Disposition"] == 'attachment; filename="memory.tmx"'
    assert b"Simama" not in b"".join(client.get(f"{MEMORY}export.tmx", {"cc0": "1"}).streaming_content)
    MemoryUnit.objects.all().delete()
    sent = client.post(f"{MEMORY}import/", {"file": SimpleUploadedFile("x.tmx", data), "keep_approvals": "on"}, follow=True)
    assert "5 pairs are new" in sent.content.decode()
    assert written() == data
    bad = SimpleUploadedFile("x.tmx", stranger(tu(("en", "A"), ("sw", "\u202eB"))))
    refused = client.post(f"{MEMORY}import/", {"file": bad, "licence": CC_BY})
    assert refused.status_code == 422
    assert "Line 1" in refused.content.decode()
    assert browser(translator).get(f"{MEMORY}import/").status_code == 302
    assert browser(translator).get(f"{MEMORY}release/").status_code == 302


def test_a_course_is_released_by_the_page(desk: Desk) -> None:
    client = browser(desk.coordinator)
    assert "nothing to release" in client.get(f"{MEMORY}release/").content.decode()
    translated(desk)
    MemoryUnit.objects.update(is_approved=True)
    page = client.get(f"{MEMORY}release/").content.decode()
    assert "Tiny course → Swahili" in page
    assert "– Lesson-1 → Swahili" in page
    lot = f"course:{desk.course.translation_key}:sw"
    refused = client.post(f"{MEMORY}release/", {"lot": lot})
    assert "have agreed" in refused.content.decode()
    assert not MemoryUnit.objects.filter(is_cc0=True).exists()
    assert client.post(f"{MEMORY}release/", {"lot": lot, "has_consent": "on"}).status_code == 302
    assert MemoryUnit.objects.filter(is_cc0=True).count() == MemoryUnit.objects.filter(page_key__isnull=False).count()


def test_released_or_not_the_next_course_gets_its_matches(desk: Desk) -> None:
    """What came with a file is offered like what was translated here."""
    make_locale("ar")
    make_catalogue("ar")
    title = CoursePage.objects.get(pk=desk.course.pk).title
    taken(stranger(tu(("en", title), ("ar", "دورة صغيرة"))), desk.coordinator)
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="ar", person=desk.coordinator)
    sentences = {one.source: one for one in sentences_of(desk.state(desk.course, "ar").translation)}
    assert (sentences[title].target, sentences[title].by_machine) == ("دورة صغيرة", True)
    record_sentences(
        translation=desk.state(desk.course, "ar").translation,
        targets={sentences[title].segment: "دورة صغيرة"},
        origin=Origin(member("arabist", DeskRole.TRANSLATOR, "ar")),
    )
