"""Rich text: what is written is read again, in both forms, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.manuscripts.richtext import Item, List, Paragraph, RichTextWrong, Run, joined, read_text, text_of, tidy
from courses.manuscripts.richtext_html import html_of, read_html, to_html, to_text

SIGNS = "ab *[]()\\-#1.\n<&>_é|"
HREFS = ["", "", "", "tel:1)", "https://a.b/(x)\\y"]

runs = st.lists(st.builds(Run, st.text(SIGNS, max_size=8), st.booleans(), st.booleans(), st.sampled_from(HREFS)), max_size=4).map(
    tidy
)


def lists(depth: int) -> st.SearchStrategy[List]:
    """Lists with lists inside, `depth` deep."""
    inner = st.lists(lists(depth - 1), max_size=2).map(joined) if depth else st.just(())
    return st.builds(List, st.booleans(), st.lists(st.builds(Item, runs, inner), min_size=1, max_size=3).map(tuple))


blocks = st.lists(st.one_of(st.builds(Paragraph, runs), lists(2)), max_size=4).map(joined)


@settings(max_examples=300, deadline=None)
@given(blocks)
def test_blocks_survive_both_forms(given_blocks: tuple[Paragraph | List, ...]) -> None:
    assert read_text(text_of(given_blocks)) == given_blocks
    assert read_html(html_of(given_blocks)) == given_blocks


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(SIGNS), st.text()))
def test_whatever_is_typed_reaches_one_form_and_stays(text: str) -> None:
    try:
        html = to_html(text)
    except RichTextWrong:
        return
    canonical = to_text(html)
    assert to_html(canonical) == html
    assert to_text(to_html(canonical)) == canonical


@settings(max_examples=300, deadline=None)
@given(st.text('ab<>/pbi uol="&;', max_size=40))
def test_whatever_html_is_there_becomes_words(html: str) -> None:
    text = to_text(html)
    assert to_text(to_html(text)) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain.", "<p>Plain.</p>"),
        ("**Bold** and *italic*", "<p><b>Bold</b> and <i>italic</i></p>"),
        ("***both***", "<p><b><i>both</i></b></p>"),
        ("[Call **now**](tel:116)", '<p><a href="tel:116">Call <b>now</b></a></p>'),
        ("**[All](tel:116)** of *it*", '<p><a href="tel:116"><b>All</b></a> of <i>it</i></p>'),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\ntwo", "<p>One<br/>two</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n  1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("3 < 4 & 5", "<p>3 &lt; 4 &amp; 5</p>"),
        ("2 \\* 3", "<p>2 * 3</p>"),
        ("\\- no list", "<p>- no list</p>"),
    ],
)
def test_a_form_and_its_html(text: str, html: str) -> None:
    assert to_html(text) == html
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p data-block-key="x1">Words <strong>of</strong> the editor</p>', "Words **of** the editor"),
        ('<p><a linktype="page" id="3">a page</a> and <a href="javascript:alert(1)">a trick</a></p>', "a page and a trick"),
        ("<h2>Head</h2><script>x</script>", "Head\n\nx"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n- b"),
        ("", ""),
    ],
)
def test_html_loses_what_lessons_do_not_use(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fine\n\n**open", 2, "never closed"),
        ("[a](javascript:x)", 0, "starts with https:"),
        ("- a\n      - b", 1, "indented too far"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(RichTextWrong, match=words) as caught:
        to_html(text)
    assert caught.value.line == line
