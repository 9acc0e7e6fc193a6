"""The style page shows every part of a page, and what is kept of it in docs/ is what the templates draw today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered

from tests.bench import style_page
from tests.conventions.sources import ROOT, shown

# Parts of a page, by where they stand; what only one whole page draws is seen on that page.
PARTS = ("courses/templates/components", "courses/templates/courses/cards", "courses/templates/courses/questions")
ELSEWHERE = {"components/lamp_shape.html"}  # drawn on paper only
PICTURES = {"ltr", "rtl", "dark", "240px", "large-text", "print", "forced-colours", "wide"}


def parts() -> list[Path]:
    """Every template that draws a part of a page."""
    return [path for folder in PARTS for path in sorted((ROOT / folder).glob("*.html"))]


@pytest.fixture(scope="module")
def built() -> tuple[str, set[str]]:
    """The page, and the names of the templates it was drawn from."""
    drawn: set[str] = set()

    def seen(template: Any, **_more: Any) -> None:
        drawn.add(template.name)

    template_rendered.connect(seen)
    try:
        return style_page.build(), drawn
    finally:
        template_rendered.disconnect(seen)


@pytest.mark.parametrize("path", parts(), ids=shown)
def test_every_part_of_a_page_is_on_the_style_page(path: Path, built: tuple[str, set[str]]) -> None:
    """A new one gets example values in tests/bench/style_examples.py."""
    name = str(path).rpartition("/templates/")[2]
    assert name in built[1] | ELSEWHERE


def test_the_style_page_stands_in_both_directions(built: tuple[str, set[str]]) -> None:
    page, _drawn = built
    assert '<div id="en" lang="en" dir="ltr">' in page
    assert '<div id="ar" lang="ar" dir="rtl">' in page
    assert page.count('class="card question"') >= 2 * 5 * 3
    assert all(state in page for state in ("one_answer: right", "several_answers: partly right", "put_in_order: wrong"))


def test_the_style_page_in_docs_is_today_s(built: tuple[str, set[str]]) -> None:
    """When it is not: `python -m tests.bench.style_page`."""
    assert style_page.PAGE.read_text(encoding="utf-8") == built[0]


def test_each_way_of_looking_has_its_light_picture() -> None:
    assert set(style_page.VIEWS) == PICTURES
    for name in style_page.VIEWS:
        assert style_page.picture_of(name).stat().st_size <= style_page.LARGEST
