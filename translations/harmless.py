"""What stands on the desk is looked at once more before it becomes a page, however it came to stand there.

The desk's own door refuses hostile sentences (`record_sentences`), but wagtail-localize's editor and import, and whoever writes its
rows directly, come by other ways. Links may be replaced in a translation, so they are looked at as well.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from translations.hostile import control_signs
from translations.sentences import Sentence, reasons_against

SCHEMES: Final = frozenset({"", "http", "https", "mailto", "tel", "sms"})


def hostile_sentences(sentences: Iterable[Sentence], translation: Translation) -> list[str]:
    """Why sentences of a translation may not be shown to anybody, as whole sentences."""
    return [
        _("The translation of “%(words)s” cannot be published: %(why)s.")
        % {"words": sentence.source[:60], "why": "; ".join(reasons)}
        for sentence in sentences
        if sentence.target and (reasons := reasons_against(sentence, sentence.target, translation))
    ]


def hostile_links(translation: Translation) -> list[str]:
    """Why links that a translation replaces may not be followed by anybody. Two queries, one when it replaces nothing."""
    rows = SegmentOverride.objects.filter(
        locale_id=translation.target_locale_id, context__object_id=translation.source.object_id, has_error=False
    )
    own = dict(rows.values_list("context_id", "data_json"))
    if not own:
        return []
    segments = OverridableSegment.objects.filter(source_id=translation.source_id, context_id__in=own)
    found = []
    for context, original in segments.values_list("context_id", "data_json"):
        link = json.loads(own[context])
        if isinstance(json.loads(original), str) and not is_harmless_link(link):
            found.append(
                _("The link “%(link)s” cannot be published. A link starts with https://, mailto: or tel:.")
                % {"link": str(link)[:60]}
            )
    return found


def is_harmless_link(link: Any) -> bool:
    """Whether an address leads somewhere and runs nothing. Browsers leave out spaces and control signs, so it may have none."""
    if not isinstance(link, str):
        return False
    address = html.unescape(link)
    if control_signs(address) or any(sign.isspace() for sign in address):
        return False
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False
