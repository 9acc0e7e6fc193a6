"""Where the pages of one course stand in one language, in the order of the tree. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from wagtail.models import Page

from courses.models import CataloguePage
from translations.board import ANYBODY, ME, NOBODY, Wanted
from translations.languages import SOURCE_LANGUAGE
from translations.models import TranslationState
from translations.models.state import Standing


@dataclass(frozen=True)
class Line:
    """A page of the source, and where it stands; no state when it was never sent."""

    page: Page
    level: int
    state: TranslationState | None

    @property
    def key(self) -> UUID:
        """The page's translation key."""
        key: UUID = self.page.translation_key
        return key

    @property
    def title(self) -> str:
        """The source's title as it is written now."""
        return str(self.page.draft_title or self.page.title)

    @property
    def standing(self) -> Standing:
        """What was never sent is untranslated."""
        return self.state.standing if self.state else Standing.UNTRANSLATED

    @property
    def is_stopped(self) -> bool:
        """Whether its translation was stopped, and the page is edited by hand."""
        return bool(self.state and not self.state.translation.enabled)


def source_of(course_key: UUID) -> Page | None:
    """The course in its source language, or the home page. One query."""
    pages = Page.objects.filter(translation_key=course_key, locale__language_code=SOURCE_LANGUAGE, alias_of=None)
    return pages.select_related("content_type").first()


def source_pages(course: Page) -> list[Page]:
    """A course with its modules and lessons in the order of the tree, drafts as well; the home page alone. One query."""
    if issubclass(course.specific_class or Page, CataloguePage):
        return [course]
    return list(Page.objects.descendant_of(course, inclusive=True).filter(alias_of=None).order_by("path"))


def lines(course: Page, language: str, wanted: Wanted) -> list[Line]:
    """The course's pages that are published or were sent to translation, as far as they are looked for. Two queries."""
    pages = source_pages(course)
    states = (
        TranslationState.objects.on_the_board()
        .into(language)
        .filter(Q(course_key=course.translation_key) | Q(course_key=None), page_key__in=[page.translation_key for page in pages])
        .select_related("translation", "translator", "reviewer")
    )
    by_page = {state.page_key: state for state in states}
    found = [Line(page, page.depth - course.depth, by_page.get(page.translation_key)) for page in pages]
    return [line for line in found if (line.page.live or line.state) and is_wanted(line, wanted)]


def is_wanted(line: Line, wanted: Wanted) -> bool:
    """The rule of `Wanted.condition`, for one page."""
    state = line.state
    if state is None:
        return wanted.takes_unsent
    people = {state.translator_id, state.reviewer_id} - {None}
    by_person = {ME: getattr(wanted.person, "pk", None) in people, ANYBODY: bool(people), NOBODY: not people}
    return (
        (not wanted.standing or line.standing == wanted.standing)
        and (not wanted.is_behind or state.is_behind)
        and by_person.get(wanted.who, True)
    )
