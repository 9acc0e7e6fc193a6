"""What makes the desk's rows and places true again, from sentences and pages alone: for `rebuild_translation_states`."""

from __future__ import annotations

from wagtail_localize.models import Translation

from translations import states
from translations.following import follow
from translations.freshness import note_source
from translations.models import TranslationState


def rebuild() -> int:
    """Rows are made and counted, those of deleted sources go, pages go to their places; returns how many rows there are.

    Changes nothing where all is true already. About ten queries for each translation.
    """
    count = states.rebuild()
    compared = set()
    rows = TranslationState.objects.at_work().order_by("pk").values_list("translation", flat=True)
    for translation in Translation.objects.filter(pk__in=rows).select_related("source__specific_content_type", "target_locale"):
        source_page, page = states.source_page_of(translation), states.target_page_of(translation)
        if source_page and page:
            follow(source_page, page)
        if source_page and source_page.live and translation.source_id not in compared:
            compared.add(translation.source_id)
            note_source(source_page)
    return count
