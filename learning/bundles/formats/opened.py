"""A lesson's published document opened up, for the forms that cannot carry the web's own bytes.

What is read is what the web serves; only what leads out of the lesson, or needs a server, is taken away or said otherwise.
"""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

Page = BeautifulSoup


def opened(document: bytes | str) -> Page:
    """The document as a tree."""
    return BeautifulSoup(document, "html.parser")


def part_of(page: Page, selector: str) -> Tag:
    """The part of a page that every lesson has. Raises `LookupError` where a template no longer draws it."""
    found = page.select_one(selector)
    if found is None:
        raise LookupError(f"A lesson's document has no “{selector}” any more. Change learning/bundles/formats/opened.py with it.")
    return found


def remove(root: Tag, *selectors: str) -> None:
    """Takes parts away, with all that is in them."""
    for selector in selectors:
        for found in root.select(selector):
            found.decompose()


def without_ways(page: Page) -> Tag:
    """The lesson without links to what is not in the same file: other pages, pictures to fetch, what plays, what it costs."""
    main = part_of(page, "main")
    for link in main.select("p.soft > a.way"):
        link.unwrap()  # the course's name stays
    for link in main.select('[data-show], .h5p a.button[href^="play/"]'):
        paragraph = link.find_parent("p") or link
        for cost in paragraph.find_next_siblings("details"):
            cost.decompose()
        paragraph.decompose()
    for link in main.select(".help > p > a.way"):
        (link.find_parent("p") or link).decompose()
    return main


def as_jpeg(main: Tag) -> None:
    """Every picture as the one JPEG that old phones and readers know, in the width of a lesson."""
    for picture in main.select("picture"):
        image = picture.find("img")
        if isinstance(image, Tag):
            for name in ("srcset", "sizes", "loading"):
                del image[name]
            picture.replace_with(image)


def one_source(main: Tag, ending: str) -> None:
    """Every sound in the one format whose file names end so; what it weighs and costs is not told, for it is here."""
    for player in main.select("audio"):
        for source in player.select("source"):
            if not str(source["src"]).endswith(ending):
                source.decompose()
        del player["preload"]
        del player["aria-labelledby"]
        card = player.find_parent("section")
        title = card.find("h2") if card else None
        if title:
            player["aria-label"] = title.get_text(strip=True)
        for told in player.find_previous_siblings(["p", "details"]):
            told.decompose()


def new_tag(page: Page, name: str, text: str = "", **attributes: str) -> Tag:
    """A new element; `class_` is its class."""
    tag: Any = page.new_tag(name, attrs={key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()})
    if text:
        tag.string = text
    return tag
