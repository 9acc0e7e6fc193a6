"""Templates: every word a person reads can be translated, nothing stands inline, directions are logical."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT, shown, stylesheets, template_source, templates

# Words that are the same in every language, and pages that carry their own translations.
SAME_EVERYWHERE = {"Mwanga", "PDF", "QR", "KB", "MB", "AI", "ZIP", "SHA", "CC", "BY", "OPDS", "Atom", "OAI", "PMH", "curl"}
IN_SEVERAL_LANGUAGES = {"courses/templates/500.html"}
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "content", "label"}


class Words(HTMLParser):
    """Collects what a person would read or hear: texts and spoken attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        spoken = {name: value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value}
        if tag == "meta":
            spoken = {}  # `content` of a meta element is for machines
        self.found += spoken.values()

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def untranslated_in(source: str) -> list[str]:
    """Words of a template that no gettext sees."""
    reader = Words()
    reader.feed(TAG.sub("", TRANSLATED.sub("", source)))
    words = [word for text in reader.found for word in re.findall(r"[^\W\d_]{2,}", text)]
    return [word for word in words if word not in SAME_EVERYWHERE]


def test_the_reader_of_templates_sees_what_people_see() -> None:
    assert untranslated_in('<p>{% translate "Good" %} {{ name }}</p><b class="bad">Mwanga</b>') == []
    assert untranslated_in("<p>Good {{ name }}</p>") == ["Good"]
    assert untranslated_in('<img alt="A phone">') == ["phone"]
    assert untranslated_in("{% blocktranslate trimmed %}Good{% endblocktranslate %}") == []


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_every_visible_word_goes_through_gettext(path: Path) -> None:
    if shown(path) in IN_SEVERAL_LANGUAGES:
        return
    assert untranslated_in(template_source(path)) == []


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_templates_translate_with_the_tags_of_today(path: Path) -> None:
    source = template_source(path)
    assert not re.search(r"{%\s*(trans|blocktrans|endblocktrans)\s", source)
    if re.search(r"{%\s*(translate|blocktranslate)\s", source):
        assert re.search(r"{%\s*load [^%]*\bi18n\b", source)


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_nothing_stands_inline(path: Path) -> None:
    source = template_source(path)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", source)
    assert not re.search(r"\son[a-z]+\s*=", TAG.sub("", source))
    assert not re.search(r"javascript:", source)
    if "certificates/pdf" not in shown(path):  # drawn to paper on the server, never sent to a browser
        assert not re.search(r"<style|\sstyle\s*=", source)


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_a_template_lists_its_variables_at_its_top(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if "{{" in template_source(path):
        comment = re.search(r"{%\s*comment\s*%}(.*?){%\s*endcomment\s*%}|{#(.*?)#}", source, re.DOTALL)
        assert comment, "say in a comment which variables it draws"
        assert comment.start() < 200


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_nothing_is_loaded_from_another_site(path: Path) -> None:
    assert not re.search(r"""(src|srcset|href)=["']https?://(?!www\.w3\.org)""", loads_in(template_source(path)))


def loads_in(source: str) -> str:
    """Elements that fetch something; links that a person follows are free."""
    return " ".join(re.findall(r"<(?:link|script|img|source|audio|video|iframe|object|embed|use)\b[^>]*>", source))


# --- style sheets -----------------------------------------------------------------------------------------------------

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)(?![\w])"
    r"|(?<![\w-])(?:left|right)\s*:"
    r"|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)


def rules_of(source: str) -> str:
    return re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)


def test_the_reader_of_styles_knows_physical_words_from_logical_ones() -> None:
    for wrong in ("p{margin-left:1px}", "p{left:0}", "p{ right : 0}", "p{text-align: left}", "p{float:right}"):
        assert PHYSICAL.search(wrong), wrong
    for right in ("p{margin-inline-start:1px}", "p{inset-inline-end:0}", "p.right{color:red}", ".left{}", "p{--left:0}"):
        assert not PHYSICAL.search(right), right


@pytest.mark.parametrize("path", stylesheets(), ids=shown)
def test_directions_are_logical(path: Path) -> None:
    """A page from right to left is the same style sheet (look.md: logical properties only)."""
    lines = rules_of(path.read_text(encoding="utf-8")).splitlines()
    assert [line.strip() for line in lines if PHYSICAL.search(line)] == []


def test_there_is_a_style_sheet_to_look_at() -> None:
    assert ROOT / "static" / "css" / "mwanga.css" in stylesheets()


@pytest.mark.parametrize("path", stylesheets(), ids=shown)
def test_styles_fetch_nothing_from_another_site(path: Path) -> None:
    assert not re.search(r"@import|url\(\s*[\"']?https?:", rules_of(path.read_text(encoding="utf-8")))
