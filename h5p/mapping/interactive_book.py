"""H5P.InteractiveBook: chapters, each a column; a section of a course with one page for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from h5p.blocks import Book, Page
from h5p.mapping import advanced_text, column
from h5p.mapping.children import child_of, child_to_native
from h5p.mapping.reading import Mapped, Media, Params, Reader, cannot_write, flattened, group, title_of, truth

MACHINE: Final = "H5P.InteractiveBook"
VERSIONS: Final = ((1, 8), (1, 11))
PARTS: Final = {column.MACHINE: column}
KINDS: Final = {"page": column}


def to_native(params: Params, media: Media) -> Mapped:
    """A chapter's title stands in its metadata. The book's own title is the package's."""
    read = Reader(media)
    cover = group(params.get("bookCover"))
    pages = []
    for place, item in enumerate(read.items(params.get("chapters"), "chapters")):
        sub = group(flattened(item, "chapter"))
        for block in read.take(child_to_native(sub, media, PARTS), f"chapters/{place}"):
            page = block if isinstance(block, Page) else Page("", (block,))
            pages.append(replace(page, title=title_of(sub)))
    if cover.get("coverMedium"):
        read.lose("screens-dropped", "bookCover/coverMedium")
    shown = truth(params.get("showCoverPage"))
    text = advanced_text.words(read, cover.get("coverDescription"), "bookCover") if shown else ""
    return read.mapped([Book("", tuple(pages), introduction=text)])


def from_native(block: Book) -> Params:
    if not isinstance(block, Book):
        raise cannot_write(block, MACHINE, "it is not a book.")
    return {
        "showCoverPage": bool(block.introduction),
        "bookCover": {"coverDescription": block.introduction},
        "chapters": [child_of(page, KINDS, page.title) for page in block.pages],
        "behaviour": {
            "baseColor": "#1768c4",
            "defaultTableOfContents": True,
            "progressIndicators": True,
            "progressAuto": True,
            "displaySummary": True,
            "enableRetry": True,
        },
        **L10N,
    }


L10N: Final = {
    "read": "Read",
    "displayTOC": "Show table of contents",
    "hideTOC": "Hide table of contents",
    "nextPage": "Next page",
    "previousPage": "Previous page",
    "chapterCompleted": "Page completed!",
    "partCompleted": "@pages of @total completed",
    "incompleteChapter": "Page not completed",
    "navigateToTop": "Go to the top",
    "markAsFinished": "I have finished this page",
    "fullscreen": "Full screen",
    "exitFullscreen": "Leave full screen",
    "bookProgressSubtext": "@count of @total pages",
    "interactionsProgressSubtext": "@count of @total activities",
    "submitReport": "Submit report",
    "restartLabel": "Restart",
    "summaryHeader": "Summary",
}
