"""What still stops a page being published: pure functions from a page to a list of whole sentences.

The form, `save()`, the bulk hook, the schedule and a translation's publish button all ask here. Never `Page.clean()`: a rule
there turns Wagtail's own publishing into errors and loses schedules (the publishing decision in docs/decisions).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.blocks.identity import shared_identities
from courses.models.purpose import QUESTIONS_IN_CHECK

# First path parts after the language that are ours; a course may not take them.
RESERVED_SLUGS = frozenset(
    {
        "me",
        "help",
        "join",
        "verify",
        "classes",
        "teach",
        "partner",
        "programmes",
        "reports",
        "staff",
        "keep",
        "clear",
        "search",
        "courses",
        "data",
        "languages",
        "chosen",
        "index.html",
        "offline.html",
    }
)


# Rules of packages above, which this one does not know: each gives the sentences that stop a page. See `translations.gate`.
FURTHER_RULES: Final[list[Callable[[Any], list[str]]]] = []


def further_problems(page: Any) -> list[str]:
    """Sentences of the rules that others have added."""
    return [problem for rule in FURTHER_RULES for problem in rule(page)]


class PublishRefused(ValidationError):
    """A page was about to go live unready. Holds the page and the sentences."""

    def __init__(self, page: Any, problems: list[str]) -> None:
        self.page = page
        # A dict: the translation editor reads `error_dict`, a plain list would be an error of its own there.
        super().__init__({"__all__": problems})

    @classmethod
    def unless_ready(cls, page: Any, *, clean: bool) -> None:
        """Raises when a live page is saved with problems. Wagtail saves drafts of live pages with `clean=False`."""
        if clean and page.live and (problems := page.publish_problems()):
            raise cls(page, problems)


def course_problems(page: Any) -> list[str]:
    """Sentences for a course page."""
    problems = []
    if page.slug in RESERVED_SLUGS:
        problems.append(_("The address “%(slug)s” is used by the site itself. Choose another slug.") % {"slug": page.slug})
    if not page.summary.strip():
        problems.append(_("The summary is missing. Write one sentence for the list of courses."))
    if not page.minutes:
        problems.append(_("The minutes are missing. Say how long the whole course takes."))
    return problems


def module_problems(page: Any) -> list[str]:
    """Sentences for a module page."""
    return [] if page.title.strip() else [_("The module has no title.")]


def lesson_problems(page: Any) -> list[str]:
    """Sentences for a lesson page. Costs a query for its competencies when they are not loaded."""
    problems = []
    if not page.summary.strip():
        problems.append(_("The summary is missing. Write one sentence for the course page."))
    if not page.can_do.strip():
        problems.append(_("“I can …” is missing. Say what a learner can do after the lesson."))
    if not 1 <= page.teaches.count() <= 3:
        problems.append(_("The lesson names %(count)s competencies. Choose one to three.") % {"count": page.teaches.count()})
    return problems + body_problems(page.body)


def check_problems(page: Any) -> list[str]:
    """Sentences for a check. Costs a query for other checks of its course."""
    problems = []
    count = sum(child.block.is_question for child in page.body)
    if count != QUESTIONS_IN_CHECK:
        sentence = _("The check has %(count)s questions. Write exactly %(wanted)s, so that start and end can be compared.")
        problems.append(sentence % {"count": count, "wanted": QUESTIONS_IN_CHECK})
    for title in page.rivals():
        sentence = _("“%(title)s” is such a check of this course already. Unpublish it first, or make this page a lesson.")
        problems.append(sentence % {"title": title})
    return problems + card_problems(page.body)


def body_problems(body: Any) -> list[str]:
    """Sentences for the cards and questions of a lesson; each names the card by its place."""
    problems = []
    if not any(child.block.is_card_to_read for child in body):
        problems.append(_("The lesson has nothing to read. Add a text card."))
    if not any(child.block.is_question for child in body):
        problems.append(_("The lesson has no question. Add one, so that a learner can see what stayed."))
    return problems + card_problems(body)


def card_problems(body: Any) -> list[str]:
    """Sentences for each card and question by itself."""
    problems = []
    if shared_identities(body):
        problems.append(_("Two cards or two options share one identity. Delete one of them and write it again."))
    for place, child in enumerate(body, start=1):
        named = {"place": place, "kind": child.block.meta.label}
        problems += [
            _("Card %(place)s (%(kind)s): %(problem)s") % {**named, "problem": problem}
            for problem in child.block.problems(child.value)
        ]
    return problems
