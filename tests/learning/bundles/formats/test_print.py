"""A course on paper: contents that lead to pages, tags for screen readers, every script, the same bytes each time."""

from __future__ import annotations

from typing import Any

import pytest
from pypdf import PdfReader

from learning.bundles.formats import print as paper
from learning.bundles.formats.print import PaperUnavailable
from learning.errors import PdfUnavailable
from tests.learning.bundles.formats.conftest import Writing
from tests.learning.test_print_pack import needs_poppler, words_of

pytestmark = pytest.mark.once


@needs_poppler
def test_a_course_in_two_languages_on_paper(writing: Writing) -> None:
    book = writing.write(writing.inside("print", "ar", "pictures", also=("en",)))
    reader, words = PdfReader(book), words_of(book)
    check_contents(reader)
    check_tags(reader)
    for sentence in ("دورة الضوء", "AI guesses.", "It only puts words together.", "Register"):
        assert sentence in words, sentence
    assert words.index("Answers, with what to say") < words.index("It only puts words together.")


def check_contents(reader: PdfReader) -> None:
    """Contents lead to each part of each lesson, and so do the bookmarks."""
    links: list[Any] = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    targets = {str(link["/Dest"]) for link in links if "/Dest" in link}
    targets |= {str(link["/A"]["/D"]) for link in links if "/A" in link and "/D" in link["/A"]}
    parts = {f"l-1-1-{name}" for name in ("script", "cards", "questions", "answers")}
    assert parts | {"l-1-1", "l-1-2", "l-2-1", "l-2-2"} <= targets <= set(reader.named_destinations)
    titles = {entry.title for entry in reader.outline if not isinstance(entry, list)}
    assert {"الدرس الأول", "Second lesson"} <= titles


def check_tags(reader: PdfReader) -> None:
    """It is tagged for screen readers, and says its language."""
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ar"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_same_bytes_everywhere_and_pictures_described_in_the_text_tier(writing: Writing, elsewhere: Any) -> None:
    here = writing.write(writing.inside("print"))
    assert elsewhere(lambda: writing.write(writing.inside("print"))).read_bytes() == here.read_bytes()
    pages = PdfReader(here).pages
    assert not any(page.images for page in pages)
    assert "Picture: A lamp." in "".join(page.extract_text() for page in pages)


def test_without_the_library_a_sentence_says_so(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_words: Any, **_named: Any) -> bytes:
        raise PdfUnavailable("This server cannot make PDF files.")

    monkeypatch.setattr(paper, "pdf_of", missing)
    with pytest.raises(PaperUnavailable, match="cannot make PDF"):
        writing.write(writing.inside("print"))
