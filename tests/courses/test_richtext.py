"""Rich text as learners get it: few tags, links to where the trainer said, nothing that could run."""

from __future__ import annotations

import pytest

from courses.blocks.richtext import lesson_html
from courses.models import CoursePage, CourseVersion, LessonPage
from tests.courses.conftest import version_of
from tests.factories import make_course


@pytest.mark.parametrize(
    "kept",
    [
        "<p>AI guesses.</p>",
        "<p><b>Bold</b> and <i>soft</i>, <strong>strong</strong>, <em>said</em></p>",
        "<ul><li>one</li><li>two</li></ul>",
        "<ol><li>one</li></ol>",
        "<p>one<br>two</p>",
        "<p>5 &lt; 6 &amp; 7 &gt; 6</p>",
        "<p>“A”, ‘b’, ñ, ع, 你, 😀</p>",
    ],
)
def test_what_the_editor_offers_is_kept(kept: str) -> None:
    assert lesson_html(kept) == kept


@pytest.mark.parametrize("target", ["https://example.org/a?b=1&amp;c=2", "http://example.org", "tel:1190", "mailto:a@example.org"])
def test_links_keep_their_target_and_tell_nothing_of_where_they_stood(target: str) -> None:
    assert lesson_html(f'<a href="{target}">there</a>') == f'<a href="{target}" rel="noreferrer">there</a>'


@pytest.mark.parametrize(
    "source",
    [
        '<a linktype="page" id="3">words</a>',
        '<a linktype="document" id="3">words</a>',
        '<a href="javascript:alert(1)">words</a>',
        '<a href="JaVaScRiPt:alert(1)">words</a>',
        '<a href="java&#09;script:alert(1)">words</a>',
        '<a href=" &#14; javascript:alert(1)">words</a>',
        '<a href="data:text/html,<script>alert(1)</script>">words</a>',
        '<a href="vbscript:x">words</a>',
    ],
)
def test_links_that_lead_into_the_cms_or_run_lose_their_target_and_keep_their_words(source: str) -> None:
    assert lesson_html(source) == '<a rel="noreferrer">words</a>'


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<style>p{display:none}</style>",
        '<img src=x onerror="alert(1)">',
        '<svg onload="alert(1)"><a href="https://example.org">x</a></svg>',
        '<p onclick="alert(1)" style="position:fixed" class="x" id="y">words</p>',
        '<iframe src="https://example.org"></iframe>',
        '<form action="https://example.org"><input name="pin"></form>',
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        '<embed embedtype="image" id="1" alt="x" format="left"/>',
        "<p>words<!-- <script>alert(1)</script> --></p>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        '<a href="https://example.org" target="_blank" onmouseover="alert(1)" ping="https://example.com">words</a>',
        '<base href="https://example.org/"><p>words</p>',
        "<p>words",
    ],
)
def test_nothing_hostile_gets_through(hostile: str) -> None:
    clean = lesson_html(hostile)
    for part in (
        "alert(",
        "<script",
        "<style",
        "<img",
        "<svg",
        "<iframe",
        "<form",
        "<input",
        "<embed",
        "<base",
        "style=",
        "class=",
        "target=",
        "ping=",
        "<!--",
    ):
        assert part not in clean, clean
    assert " on" not in clean


def test_nothing_is_nothing() -> None:
    assert lesson_html("") == lesson_html(None) == ""  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_description_of_a_course_is_clean_too() -> None:
    course: CoursePage = make_course(description='<p onclick="x">Good.</p><script>alert(1)</script>')
    assert CourseVersion.objects.get(course_key=course.translation_key).content["description"] == "<p>Good.</p>"


@pytest.mark.django_db
def test_a_version_keeps_clean_words_so_that_nothing_else_need_clean_them(lesson: LessonPage) -> None:
    lesson.body[0].value["text"].source = '<p onclick="x">AI guesses.</p><script>alert(1)</script>'
    lesson.save_revision().publish()
    assert version_of(lesson).content["cards"][0]["html"] == "<p>AI guesses.</p>"
