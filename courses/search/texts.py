"""What can be read in a published lesson or course, as plain passages: what search keeps, and what it quotes.

Right answers and feedback are left out: a search must not answer a question. So is who made a picture and under which licence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from courses.models import CourseVersion, LessonVersion

# Fields of cards that hold words for learners, whatever the kind of card.
FIELDS: Final = ("title", "html", "text", "intro", "alt", "caption", "transcript")
# Rich text in a version is clean (`courses.blocks.richtext`): tags are tags, and every other < is written &lt;.
BREAK: Final = re.compile(r"</?(?:p|li|ul|ol|br)\b[^>]*>")
TAG: Final = re.compile(r"<[^>]*>")


def said_of_itself(version: LessonVersion | CourseVersion) -> Iterator[str]:
    """The summary, and what one can do after a lesson. Shown before anything that a content note stands before."""
    return filled([version.content["summary"], *version.content.get("can_do", [])])


def said_inside(version: LessonVersion | CourseVersion) -> Iterator[str]:
    """The passages of a lesson's cards and questions, in order; of a course, its description and the names of its modules."""
    content = version.content
    if isinstance(version, CourseVersion):
        modules = [module[name] for module in content["modules"] for name in ("title", "summary")]
        return filled([content["audience"], plain(content["description"]), *modules])
    return filled(passage for card in content["cards"] for passage in passages_of(card))


def passages_of(card: dict[str, Any]) -> list[str]:
    """The words of one card; of a question, options and all as one passage. Steps stand in no order that would tell theirs."""
    if "question" not in card:
        return [plain(card[name]) if name == "html" else card[name] for name in FIELDS if card.get(name)]
    index = card["question"]
    sentence = " … ".join(part["text"].strip() for part in index.get("parts", []) if "text" in part)
    options = [option["text"] for option in index.get("options", [])]
    steps = sorted(item["text"] for item in index.get("items", []))
    return [" · ".join(words for words in (index["prompt"], sentence, *options, *steps) if words)]


def plain(source: str) -> str:
    """Rich text as words: paragraphs and lines of lists do not run into each other."""
    return html.unescape(TAG.sub("", BREAK.sub(" ", source)))


def filled(passages: Iterable[str]) -> Iterator[str]:
    """Those that say something, with single spaces; each is only read when it is asked for."""
    return (" ".join(passage.split()) for passage in passages if passage and passage.strip())
