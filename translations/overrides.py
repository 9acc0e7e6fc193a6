"""What a language may have of its own besides words: its page's address, and a card's picture, recording, video or H5P content.

wagtail-localize keeps them as rows beside the sentences; without a row the source's serves. Learners see a change when the page is
published, so it takes an approved translation back to a draft, as other words do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from courses.manuscripts.rows import MEDIA_FIELDS
from courses.models import CoursePage, Film, H5PContent, Picture, Recording
from courses.models.readiness import RESERVED_SLUGS
from translations.editing import require_open
from translations.errors import OwnRefused
from translations.models import TranslationState
from translations.sentences import step_back
from translations.states import target_page_of

SLUG: Final = "slug"
MEDIA: Final[dict[str, type[Model]]] = {"picture": Picture, "recording": Recording, "film": Film, "content": H5PContent}


@dataclass(frozen=True)
class Own:
    """One thing a language may have of its own: the source's value, and the language's, None where the source's serves."""

    context: int
    path: str
    kind: str
    source: Any
    value: Any

    @property
    def as_text(self) -> str:
        """The language's own value as a form carries it."""
        return "" if self.value is None else str(self.value)


def kind_of(path: str) -> str:
    """ "slug", "picture", "recording", "film" or "content"; empty for what stays the source's (links, competencies)."""
    parts = path.split(".")
    if path == SLUG:
        return SLUG
    return parts[2] if len(parts) == 3 and parts[2] in MEDIA_FIELDS.values() else ""


def own_of(translation: Translation) -> list[Own]:
    """What the language may have of its own, in the order of the page. One query."""
    segments = OverridableSegment.objects.filter(source_id=translation.source_id).select_related("context")
    rows = segments.annotate_override_json(translation.target_locale_id, include_errors=True).order_by("order", "pk")
    return [
        Own(
            context=one.context_id,
            path=one.context.path,
            kind=kind_of(one.context.path),
            source=one.data,
            value=json.loads(one.override_json) if one.override_json else None,
        )
        for one in rows
        if kind_of(one.context.path)
    ]


def choices(kind: str) -> dict[str, str]:
    """Key -> title of all media of a kind, by title. One query."""
    return {str(pk): title for pk, title in MEDIA[kind]._default_manager.order_by("title", "pk").values_list("pk", "title")}


@transaction.atomic
def record_own(*, translation: Translation, wanted: Mapping[int, str], person: Any) -> list[int]:
    """Sets by context id what the language has of its own; an empty text means the source's. Returns the contexts that changed.

    Raises `OwnRefused` with all that is wrong, and `StepRefused` for those who may not write; then nothing is stored.
    """
    require_open(translation, person)
    state = TranslationState.objects.select_for_update().filter(translation=translation).first()
    changed: dict[int, Any] = {}
    problems: list[str] = []
    for own in own_of(translation):
        text = wanted.get(own.context, own.as_text).strip()
        if text == own.as_text:
            continue
        problems += problems_of(own, text, translation)
        changed[own.context] = text if own.kind == SLUG else int(text) if text.isdecimal() else None
    if problems:
        raise OwnRefused(*problems)
    for context, value in changed.items():
        write_own(translation, context, value=value, person=person)
    if changed and state:
        step_back(state)
    return list(changed)


def write_own(translation: Translation, context: int, *, value: Any, person: Any) -> None:
    """Stores one row, or takes it away."""
    place = {"locale_id": translation.target_locale_id, "context_id": context}
    if value in (None, ""):
        SegmentOverride.objects.filter(**place).delete()
        return
    facts = {"data_json": json.dumps(value), "last_translated_by": person, "has_error": False, "field_error": ""}
    if not SegmentOverride.objects.filter(**place).update(**facts):
        SegmentOverride.objects.create(**place, **facts)


def problems_of(own: Own, text: str, translation: Translation) -> list[str]:
    """Why a value may not be the language's own: sentences, none when it may."""
    if not text:
        return []
    if own.kind == SLUG:
        return slug_problems(text, translation)
    if not text.isdecimal() or not MEDIA[own.kind]._default_manager.filter(pk=int(text)).exists():
        return [_("There is no such picture, recording or video any more. Choose another one.")]
    return []


def slug_problems(slug: str, translation: Translation) -> list[str]:
    """Why an address cannot be used."""
    try:
        validate_slug(slug)
    except ValidationError:
        sentence = _("The address “%(slug)s” cannot be used: write letters from a to z, digits and hyphens only.")
        return [sentence % {"slug": slug[:60]}]
    page = target_page_of(translation)
    if isinstance(page, CoursePage) and slug in RESERVED_SLUGS:
        return [_("The address “%(slug)s” is used by the site itself. Choose another one.") % {"slug": slug}]
    if page and Page.objects.sibling_of(page, inclusive=False).filter(slug=slug).exists():
        return [_("Another page beside this one has the address “%(slug)s” already. Choose another one.") % {"slug": slug}]
    return [_("The address is longer than 255 characters. Choose a shorter one.")] if len(slug) > 255 else []
