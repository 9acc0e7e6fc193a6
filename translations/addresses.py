"""Addresses per language: every language has its source's until it is given its own, in ASCII, so that it can be typed anywhere.

An own address is wagtail-localize's override of the synchronised field `slug`: it survives every new building of the page. Old
links lead on (`courses.elsewhere`), and progress never depends on addresses.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.validators import validate_slug
from django.db import transaction
from django.forms import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation, TranslationContext

from courses.models import CoursePage
from courses.models.readiness import RESERVED_SLUGS
from courses.publishing import refresh_course
from translations.errors import AddressRefused
from translations.states import source_page_of, target_page_of

FIELD: str = "slug"


@transaction.atomic
def give_address(translation: Translation, *, slug: str, person: Any) -> Page:
    """Gives a translated page an address of its own, or with an empty `slug` its source's again. Returns the page.

    What is live changes its address at once, as words do not. Raises `AddressRefused`; then nothing is stored.
    """
    page, source = target_page_of(translation), source_page_of(translation)
    if page is None or source is None:
        raise AddressRefused(_("This page is not translated yet. Send it to translation first."))
    wanted = slug.strip().lower() or source.slug
    if problem := address_problem(page, wanted):
        raise AddressRefused(problem)
    keep_override(translation, slug=wanted, is_own=wanted != source.slug, person=person)
    page.slug = wanted
    page.save()
    course = page if isinstance(page, CoursePage) else CoursePage.objects.ancestor_of(page).first()
    if course:
        refresh_course(course.translation_key, changed=set())
    return page


def address_problem(page: Any, slug: str) -> str:
    """Why a page may not have an address: a sentence, or none. One query."""
    try:
        validate_slug(slug)
    except ValidationError:
        return _("“%(slug)s” is no address. Write small letters from a to z, digits and hyphens.") % {"slug": slug}
    if isinstance(page, CoursePage) and slug in RESERVED_SLUGS:
        return _("The address “%(slug)s” is used by the site itself. Choose another one.") % {"slug": slug}
    other = page.get_siblings(inclusive=False).filter(slug=slug).first()
    if other:
        return _("“%(title)s” has the address “%(slug)s” already. Choose another one.") % {"title": other.title, "slug": slug}
    return ""


def keep_override(translation: Translation, *, slug: str, is_own: bool, person: Any) -> None:
    """Stores the address where building the page finds it, or takes it away there."""
    context, _new = TranslationContext.objects.get_or_create(object_id=translation.source.object_id, path=FIELD)
    place = {"locale_id": translation.target_locale_id, "context": context}
    if not is_own:
        SegmentOverride.objects.filter(**place).delete()
        return
    OverridableSegment.objects.get_or_create(
        source=translation.source, context=context, defaults={"order": 0, "data_json": json.dumps(slug)}
    )
    values = {"data_json": json.dumps(slug), "last_translated_by": person, "has_error": False, "field_error": ""}
    SegmentOverride.objects.update_or_create(**place, defaults=values)
