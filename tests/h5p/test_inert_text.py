"""Texts of authors cannot become script in the frame's document."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.inert_text import SAFE_TAGS, allowed_tags, cleaned, cut, escaped
from h5p.media_paths import safe_mime, safe_path
from h5p.patterns import accepts, compiled
from tests.h5p.cpu_time import less_than
from tests.h5p.libraries import GONE, filtered, kept

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<b onclick=alert(1) onmouseover=alert(1)>x</b>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p style=\"behavior:url(x.htc);color:expression(alert(1))\">x</p>",
    "<form action=//evil><input name=q><button formaction=javascript:alert(1)>x</button></form>",
    "<base href=//evil/><link rel=stylesheet href=//evil/x.css><meta http-equiv=refresh content='0;url=//evil'>",
    "<object data=//evil></object><embed src=//evil><video onloadstart=alert(1)><source src=x>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<textarea><script>alert(1)</script></textarea><title><script>alert(1)</script></title>",
    "<details open ontoggle=alert(1)>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<<script>script>alert(1)<</script>/script>",
]  # fmt: skip
STYLED = frozenset({"size", "family", "color", "background", "spacing", "height"})


class Reader(HTMLParser):
    """What a parser finds in a text that was cleaned."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value or "") for name, value in attrs] or [(tag, "", "")]


def assert_inert(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    for tag, name, value in reader.found:
        assert tag in SAFE_TAGS
        assert not name.startswith("on")
        assert name not in ("src", "srcdoc", "id", "name", "action", "formaction")
        assert not re.match(r"(?:javascript|vbscript|data):", re.sub(r"[\x00-\x20]", "", value), re.IGNORECASE) or name != "href"
        assert name != "style" or not re.search(r"url|expression|\\|import|behavior", value, re.IGNORECASE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_keeps_no_script_whatever_tags_a_library_asks_for(attack: str) -> None:
    greedy = frozenset(
        ["script", "iframe", "svg", "style", "img", "object", "form", "math", "*", "b", "a", "table", "p", "video", "details"]
    )
    assert_inert(cleaned(attack, tags=greedy, fonts=STYLED))
    assert "alert(1)</script>" not in cleaned(attack, tags=greedy)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_plain_text_keeps_no_markup_at_all(attack: str) -> None:
    assert not re.search(r"[<>\"'\x00]", kept({"type": "text"}, attack))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_passes_anywhere_in_a_content(attack: str) -> None:
    """The same text in every place of a content, keys included."""
    semantics = [
        {"name": "plain", "type": "text"},
        {"name": "rich", "type": "text", "tags": ["b", "script"]},
        {"name": "pick", "type": "select"},
        {"name": "file", "type": "file", "extraAttributes": ["more"]},
        {
            "name": "many",
            "type": "list",
            "field": {"type": "group", "fields": [{"name": "a", "type": "text"}, {"name": "b", "type": "number"}]},
        },
    ]
    params = {
        "plain": attack, "rich": attack, "pick": attack, attack: attack,
        "file": {"path": attack, "mime": attack, "copyright": {"title": attack}, "more": {attack: [attack]}},
        "many": [{"a": attack, "b": attack, attack: attack}],
    }  # fmt: skip
    found = filtered(semantics, params).params
    rich = found.pop("rich")
    assert_inert(rich)
    assert not re.search(r"[<>]", str(found))


def test_what_is_escaped_already_is_not_escaped_again() -> None:
    assert escaped("Tom & Jerry &amp; &#039;x&#x27; <b> &nope &x;") == "Tom &amp; Jerry &amp; &#039;x&#x27; &lt;b&gt; &amp;nope &x;"
    assert escaped("\ud83d a") == " a"


def test_a_cut_never_leaves_half_an_entity() -> None:
    assert [cut("a&lt;b", length) for length in range(1, 7)] == ["a", "a", "a", "a", "a&lt;", "a&lt;b"]
    assert kept({"type": "text", "maxLength": 4}, "ab<cd") == "ab"
    assert kept({"type": "text", "tags": ["b"], "maxLength": 8}, "<b>abcdefgh</b>") == "<b>abcde</b>"


def test_a_tag_brings_its_family_and_four_are_always_allowed() -> None:
    assert allowed_tags(frozenset(["b", "strike", "script"])) == {"b", "strong", "strike", "del", "s", "div", "span", "p", "br"}
    assert "tbody" in allowed_tags(frozenset(["table"]))
    assert cleaned("<table><tr><td colspan=2>x</td></tr></table>", tags=frozenset(["table"])) == (
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'
    )
    assert cleaned("<i>x</i>", tags=frozenset()) == "x"


def test_styles_are_those_that_the_fields_fonts_allow_and_alignment_always() -> None:
    html = '<p style="text-align:center;font-size:2em;color:#f00;position:fixed;background-color:rgb(1, 2, 3)">x</p>'
    assert cleaned(html, tags=frozenset()) == '<p style="text-align:center">x</p>'
    assert cleaned(html, tags=frozenset(), fonts=frozenset(["size", "background", "odd"])) == (
        '<p style="text-align:center;font-size:2em;background-color:rgb(1, 2, 3)">x</p>'
    )
    assert "border:1px solid red" in cleaned('<table style="border: 1px  solid red; top: 0"></table>', tags=frozenset(["table"]))
    assert (
        kept({"type": "text", "tags": ["p"], "font": {"color": True}}, '<p style="color:red">x</p>') == '<p style="color:red">x</p>'
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<", ">", "b", "/", "a href=", "'", '"', "javascript:", " on", "x=", "<!--", "&lt;", "&#", ";", "style="]),
        max_size=25,
    )
)
def test_any_mixture_is_inert_and_stable(pieces: list[str]) -> None:
    once = cleaned("".join(pieces), tags=frozenset(["a", "b"]), fonts=STYLED)
    assert_inert(once)
    assert cleaned(once, tags=frozenset(["a", "b"]), fonts=STYLED) == once
    plain = escaped("".join(pieces))
    assert escaped(plain) == plain


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd", "/etc/passwd", "\\\\host\\x", "a\\..\\b", "C:\\x", "c:/x", "javascript:alert(1)", "data:text/html,x",
        "a/../../b",
        "%2e%2e/x", "a/%2E%2e/x", "%252e%252e/x", "//evil.example/x", "a\0b", "http://", "https://ex ample/x", "http://[::1", "", "file:///x",
        "../12/../../x", "x" * 3_000, None, 7, ["a"],
    ],
)  # fmt: skip
def test_a_path_that_leads_out_of_the_content_is_refused_in_every_spelling(path: object) -> None:
    assert safe_path(path) is None


def test_paths_of_other_contents_are_brought_home_and_temporary_marks_go() -> None:
    assert safe_path("../12/images/a.png#tmp") == "images/a.png"
    assert safe_path("../../editor/images/a.png") == "images/a.png"
    assert safe_path("images/a'b.png#tmp#tmp") == "images/a&#039;b.png"
    assert safe_path("HTTPS://example.org/a b") is None
    assert safe_path("https://example.org/a?b=1&c") == "https://example.org/a?b=1&amp;c"
    assert (safe_mime("image/svg+xml"), safe_mime("a/b<script>"), safe_mime(7)) == ("image/svg+xml", None, None)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("^[0-9]+:[0-9]{1,2}$", "12:30", True),
        ("^[0-9]+:[0-9]{1,2}$", "12:30x", False),
        ("^#[a-fA-F0-9]{6}$", "#00ff00", True),
        ("^\\d+$", "１２", False),
        ("^-?\\d+$", "-5", True),
        ("b", "abc", True),
        ("^a$", "a\n", False),
        ("^(a+)+$", "a" * 40, None),
        ("^(a|a)*$", "a", None),
        ("a*a*", "a", None),
        ("^a*a*a*$", "a", None),
        ("^a?a?a?a?aaaa$", "aaaa", None),
        ("^\\d+$", "1" * 300, None),
        ("[", "a", None),
        ("^a{3,1}$", "a", None),
        ("x" * 300, "x", None),
    ],
)
def test_patterns_of_libraries_run_only_in_forms_that_cannot_take_long(pattern: str, value: str, expected: bool | None) -> None:
    assert accepts(pattern, "", value) is expected


def test_a_text_that_fails_its_pattern_becomes_empty_and_a_pattern_not_run_is_noted() -> None:
    assert kept({"type": "text", "regexp": {"pattern": "^[a-z]+$", "modifiers": "i"}}, "Abc") == "Abc"
    assert kept({"type": "text", "regexp": {"pattern": "^[a-z]+$"}}, "Abc") == ""
    assert kept({"type": "text", "regexp": {"pattern": "^[a-z]+$"}, "optional": True}, "") == ""
    found = filtered([{"name": "x", "type": "text", "regexp": {"pattern": "^(a+)+$"}}], {"x": "a"})
    assert (found.params, [issue.code for issue in found.warnings]) == ({"x": "a"}, ["pattern-skipped"])
    assert compiled("^a$", "x") is None


def test_the_worst_pattern_that_is_run_is_quick() -> None:
    with less_than(1):
        assert accepts("^a*a*b?a?a?c$", "", "a" * 255) is False
        assert accepts("a*b?a?a?c", "", "a" * 255) is False


def test_html_nested_without_end_is_refused_before_it_costs_anything() -> None:
    """Cleaning costs the square of the depth: a hundred thousand elements within each other would take minutes."""
    with less_than(1):
        for piece in ("<div>", "<ul><li>", "<div></b>", "<p><i></p>", "<b><div></b>"):
            assert kept({"type": "text", "tags": ["b", "ul"]}, piece * 50_000) == GONE
    flat = "<p>a<br></p>" * 1_000
    assert kept({"type": "text", "tags": []}, flat) == flat


@pytest.mark.parametrize("piece", ["&", "a&b ", "\u00a0", "&" + "x" * 29])
def test_ampersands_without_end_are_cut_before_they_cost_anything(piece: str) -> None:
    """Cleaning costs the square of their number too; what was cut is not cut again."""
    html = {"type": "text", "tags": ["b"]}
    with less_than(1):
        found = kept(html, (piece * 1_000_000)[:1_000_000])
    assert found.count("&") == 20_000
    assert kept(html, found) == found
    many = "<p>Q &amp; A &lt; 1</p>" * 20_000
    assert kept(html, many) == many
