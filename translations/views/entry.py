"""Who may enter a page's desk, and what they find there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language_info
from wagtail_localize.models import Translation

from translations.models import TranslationState
from translations.roles import Rights, rights_in
from translations.states import state_of


@dataclass(frozen=True)
class Tongue:
    """A language as a page needs it: code, its own name, direction."""

    code: str
    name: str
    dir: str


@dataclass(frozen=True)
class Entry:
    """A translation, where it stands, and what the person who asks may do with it."""

    translation: Translation
    state: TranslationState
    rights: Rights
    source: Tongue
    target: Tongue

    @property
    def may_write(self) -> bool:
        """Whether they may change its words now."""
        return self.rights.translate and bool(self.translation.enabled)


BESIDE: Final = (
    *("source__locale", "source__specific_content_type", "target_locale"),
    *("state__translator", "state__reviewer"),
)


def entered(request: HttpRequest, uuid: UUID) -> Entry:
    """The desk an address names, for the people of its language and for coordinators; others find nothing. Raises `Http404`."""
    rows = Translation.objects.select_related(*BESIDE)
    translation: Translation = get_object_or_404(rows, uuid=uuid)
    rights = rights_in(person_of(request), translation.target_locale.language_code)
    state = found_state(translation) if rights.may_enter else None
    if state is None:
        raise Http404
    source, target = (locale.language_code for locale in (translation.source.locale, translation.target_locale))
    return Entry(translation, state, rights, tongue(source), tongue(target))


def found_state(translation: Translation) -> TranslationState | None:
    """The row beside a translation, read with it; made now if it is missing."""
    try:
        row: TranslationState = translation.state
    except TranslationState.DoesNotExist:
        return state_of(translation)
    return row


def person_of(request: HttpRequest) -> Any:
    """Who asks. The CMS has let nobody in who has not signed in."""
    return request.user


def tongue(code: str) -> Tongue:
    """A language by its code."""
    info = get_language_info(code)
    return Tongue(code, info["name_local"], "rtl" if info["bidi"] else "ltr")
