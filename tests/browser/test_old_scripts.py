"""Scripts that old phones can read: every file of ours, and what a lesson really loads, is ECMAScript 5 to a strict parser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from courses.rendering.script import script_text
from tests.conventions.sources import ROOT, scripts, shown

ACORN = ROOT / "node_modules" / "acorn" / "dist" / "acorn.js"
TROUBLE = "source => { try { acorn.parse(source, {ecmaVersion: 5}); return ''; } catch (error) { return String(error.message); } }"


@pytest.fixture(scope="module")
def parser(chromium: Browser) -> Iterator[Page]:
    """A blank page with the parser in it."""
    page = chromium.new_page()
    page.add_script_tag(path=str(ACORN))
    yield page
    page.close()


@pytest.mark.parametrize("source", ["var f = () => 1;", "let a = 1;", "var a = `b`;", "f(a,);", "var {a} = b;", "a ?? b;"])
def test_the_parser_would_notice(parser: Page, source: str) -> None:
    assert parser.evaluate(TROUBLE, source)


@pytest.mark.parametrize("path", scripts(), ids=shown)
def test_every_script_can_be_read_by_old_phones(parser: Page, path: Path) -> None:
    assert parser.evaluate(TROUBLE, path.read_text(encoding="utf-8")) == ""


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_what_a_lesson_loads_can_be_read_by_old_phones(parser: Page, language: str) -> None:
    assert parser.evaluate(TROUBLE, script_text(language)) == ""
