"""Hostile sentences: each attack is refused, and whatever is not refused changes nothing on the page but words and emphasis."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.html import escape
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue, validate_translation_links

from courses.blocks.richtext import TAGS as PAGE_TAGS
from courses.blocks.richtext import lesson_html
from courses.models import LessonPage, LessonVersion, RenderedDocument
from courses.rendering import objects
from courses.rendering.documents import render_due
from learning.models import Person
from tests.factories import ALL_KINDS, make_competency, make_course, make_lesson, make_locale, make_module
from tests.sending import send_course
from tests.translations.conftest import Desk
from translations.errors import SentencesRefused
from translations.hostile import LONGEST, Markup, refusals
from translations.models import TranslationState
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import release

SOURCE = 'Ask <b>somebody</b> on <a id="a1">this page</a> or <a id="a2">that one</a>.<br>Then &amp; only then <i>send</i>.'
HREFS = {"a1": {"href": "https://example.org/?a=1&b=2"}, "a2": {"href": "tel:116"}}

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<b onclick=alert(1)>x</b>",
    "<b style='position:fixed'>x</b>",
    '<a href="javascript:alert(1)">x</a>',
    '<a id="a1" href="javascript:alert(1)">x</a>',
    '<a id="a3">x</a>',
    '<a id="a1">x</a><a id="a1">y</a>',
    '<a id="a1" id="a3">x</a>',
    '<a id="a1">x<a id="a2">y</a></a>',
    "<a>x</a>",
    "<a id>x</a>",
    '<text position="0">x</text>',
    "<iframe srcdoc='&lt;script&gt;'></iframe>",
    "<p>x</p>",
    "<b>x",
    "x</b>",
    "<b><i>x</b></i>",
    "<b/>x",
    '<a id="a1"/>x',
    "<br id=x>",
    "x<br><br>y",
    "x<!-- y -->z",
    "x<!-- y",
    "<![CDATA[x]]>",
    "<!DOCTYPE html>x",
    "<?php x ?>",
    "<plaintext>x",
    "<textarea>x</textarea>",
    "<style>x</style>",
    "<sub>x</sub>",
    "\u202eevil",
    "&#x202e;evil",
    "&#8238;evil",
    "&#8238 evil",
    "\u2067evil",
    "evil\u2069",
    "x\x00y",
    "x\x0by",
    "x&#1;y",
    "x&#x1f;y",
    "x&#0;y",
    "x&#xfffe;y",
    "x&#xd800;y",
    "x&#99999999;y",
    "x\ufffey",
    "x\ud800y",
    "x\ue000y",
    "x\u2028y",
    "\U000e0041hidden\U000e007f",
    "a" + "\u0301" * 50,
    "&notit; is read in two ways",
    "a<b",
    "x<b id='a",
    "x</",
    "\u200b",
    "&nbsp;",
    "<b> </b>",
    "<b>" * 2000 + "x" + "</b>" * 2000,
    "<b>" * 8 + "x" + "</b>" * 8,
    "x" * (LONGEST + 1),
    "x" * 1_000_000,
]
HARMLESS = [
    "Uliza <b>mtu</b> kwenye <a id=\"a1\">ukurasa</a> au <a id='a2'>huu</a>.<br>Kisha &amp; <i>tuma</i>.",
    "<strong>x</strong> <em>y</em> <b><i>z</i></b>",
    "Tom & Jerry, AT&T, 3 < 4 > 2, I <3 you, <- ->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "\u2067عربي\u2069 و\u200fنص\u200e",
    "नमस्ते क्‍ष ক্ষ ሰላም ‌‍ شُكْرًا",
    "👩🏽‍🏫 🏳️‍🌈",
    "javascript:alert(1)",
    "{{ settings.SECRET_KEY }} {% load x %} ${x} %s %(x)s",
    "'\"><",
    "",
]


@pytest.mark.parametrize("target", ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_is_refused_with_its_reason(target: str) -> None:
    assert refusals(SOURCE, target)


@pytest.mark.parametrize("target", HARMLESS)
def test_what_people_write_is_not_refused(target: str) -> None:
    assert refusals(SOURCE, target) == []
    holds(SOURCE, target)


def holds(source: str, target: str) -> None:
    """What must be true of a sentence that was not refused, wherever on the page it goes."""
    value = StringValue.from_translated_html(target)
    validate_translation_links(source, target)
    words = Markup(target).words
    text = value.render_text()
    assert text == words
    assert "\x00" not in text
    text.encode()
    # In a field without formatting it is text, and templates escape it.
    assert "<" not in escape(text)
    # In rich text it is words and emphasis; a link leads where the source's leads.
    html = lesson_html(f"<p>{StringValue(target).render_html(dict(HREFS))}</p>")
    seen = PageMarkup(html)
    assert seen.names <= PAGE_TAGS
    assert seen.links <= {attributes["href"] for attributes in HREFS.values()}
    assert len(seen.links_in_order) <= source.count("<a ")
    assert seen.paragraphs == 1
    assert "".join(seen.words.split()) == "".join(words.split())


class PageMarkup(Markup):
    """Tags, links and words of a piece of a page."""

    def __init__(self, html: str) -> None:
        self.names: set[str] = set()
        self.links_in_order: list[str] = []
        self.paragraphs = 0
        super().__init__(html)

    @property
    def links(self) -> set[str]:
        return set(self.links_in_order)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.paragraphs += tag == "p"
        if tag == "a":
            self.links_in_order += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _value in attrs} <= {"href", "rel"}

    def handle_endtag(self, tag: str) -> None:
        """Nothing to count."""


PIECES = st.sampled_from(
    [
        *("<", ">", "</", "/>", "=", '"', "'", "&", ";", "#", "x", " ", "\n", "<!", "--", "-->", "<?", "]]>", "<![CDATA["),
        *("<b>", "</b>", "<i>", "</i>", "<em>", "</em>", "<strong>", "</strong>", "<br>", "<br/>", "</br>", "<code>", "</code>"),
        *('<a id="a1">', "<a id=a2>", '<a id="a3">', "</a>", "<a href=javascript:x>", "<A ID='a1'>", "<a/id=a1>", "<a id=a1"),
        *("<script>", "</script>", "<style>", "<p>", "</p>", "<text position=0>", "<svg>", "<math>", "<title>", "<plaintext>"),
        *(
            "&lt;",
            "&gt;",
            "&amp;",
            "&#60;",
            "&#x3c;",
            "&lt",
            "&#60",
            "&#1;",
            "&#0;",
            "&#xd800;",
            "&#128;",
            "&not",
            "&notin;",
            "&copy",
        ),
        *("\u202e", "\u2067", "\u2069", "\u200f", "\u0301", "\u064b", "सलाम", "ሰላም", "مرحبا", "1", "{1}", "%(n)s", "\u00a0", "\r"),
        *("onclick=x", " onerror=alert(1) ", "style=x", "javascript:", "data:text/html,x", "//", "https://example.org"),
    ]
)
SENTENCES = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=60))


@settings(max_examples=2500, deadline=None)
@given(target=SENTENCES)
@example(target="a<b")
@example(target="</>x")
@example(target="<a/id=a1>x</a>")
def test_whatever_is_not_refused_changes_only_words_and_emphasis(target: str) -> None:
    if target and not refusals(SOURCE, target):
        holds(SOURCE, target)


@settings(max_examples=300, deadline=None)
@given(source=SENTENCES, target=SENTENCES)
def test_whatever_the_source_is_no_sentence_breaks_the_reader(source: str, target: str) -> None:
    assert all(isinstance(reason, str) for reason in refusals(source, target))


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "</", "&#", "&", "<b", "<![", "<?", "<b></b>", "\u0301", "&lt", "'", "<a id='"]
)
def test_a_long_hostile_sentence_is_read_in_no_time(piece: str) -> None:
    target = (piece * LONGEST)[:LONGEST]
    began = time.process_time()
    refusals(SOURCE, target)
    assert time.process_time() - began < 2


def test_attacks_are_stored_nowhere(desk: Desk) -> None:
    state = desk.state()
    sentences = sentences_of(state.translation)
    before = list(StringTranslation.objects.values_list("data", flat=True))
    for attack in ATTACKS:
        with pytest.raises(SentencesRefused, match="was not saved"):
            record_sentences(
                translation=state.translation,
                targets={sentences[0].segment: "SW good", sentences[1].segment: attack},
                origin=Origin(desk.coordinator),
            )
    assert list(StringTranslation.objects.values_list("data", flat=True)) == before


def test_a_lesson_of_hostile_sentences_is_published_as_words(db: None) -> None:
    """An attacker's words on every place of a lesson, published for good: the document has no tag that the English one lacks."""
    make_locale("sw")
    course = make_course()
    card = (
        "text",
        {"text": '<p>See <a href="https://example.org/x">this page</a> <b>now</b>.</p><ul><li>one</li><li>two</li></ul>'},
    )
    body = [card, ("one_answer", make_lesson_question())]
    lesson = make_lesson(make_module(course), body=body)
    boss = Person.objects.create_superuser(username="boss", password="correct-horse-battery")
    send_course(type(course).objects.get(pk=course.pk), language="sw", person=boss)
    evil = "&lt;script&gt;alert(1)&lt;/script&gt; '\"&gt;&lt;img src=x onerror=alert(2)&gt; {{ 7*7 }} {% now %} javascript:x"
    for page in (course, lesson.get_parent().specific, lesson):
        source = page.specific_class.objects.get(pk=page.pk)
        state = state_of_page(source)
        targets = {one.segment: with_its_tags(one.source, evil) for one in sentences_of(state.translation)}
        record_sentences(translation=state.translation, targets=targets, origin=Origin(boss))
        state.refresh_from_db()
        release(state, by=boss)
    render_due()
    english, swahili = (document(lesson, language) for language in ("en", "sw"))
    assert "alert(1)" in swahili
    for dangerous in ("<script>alert", "<img src=x", "onerror=alert(2)>", 'href="javascript'):
        assert dangerous not in swahili
    assert tag_names(swahili) <= tag_names(english)
    assert "https://example.org/x" in swahili


def make_lesson_question() -> dict[str, Any]:
    return {**ALL_KINDS[0][1], "assesses": make_competency()}


def state_of_page(page: LessonPage) -> TranslationState:
    return TranslationState.objects.get(page_key=page.translation_key, language="sw")


def with_its_tags(source: str, words: str) -> str:
    """Words of an attacker with the source's link, as the checks ask."""
    if "<a " in source:
        return f'<a id="a1">{words}</a> <b>{words}</b>'
    return words


def document(lesson: LessonPage, language: str) -> str:
    """A published lesson as learners get it."""
    version = LessonVersion.objects.current().get(lesson_key=lesson.translation_key, language=language)
    row = RenderedDocument.objects.filter(lesson_version=version).order_by("tier").first()
    assert row
    return objects.read_document(row.object_name).decode()


def tag_names(html: str) -> set[str]:
    """The tags of a whole document."""
    reader = AnyTags()
    reader.feed(html)
    return reader.names


class AnyTags(HTMLParser):
    """Collects the names of all tags."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
