"""What the desk's script asks for: saving one sentence, looking for its like in the memory, the page as it would be drawn now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail_localize.models import SourceDeletedError, StringSegment

from translations import memory
from translations.editing import Outcome, Typed, save_typed
from translations.errors import StepRefused
from translations.sentences import sentences_of
from translations.views.desk import is_number
from translations.views.desk_rows import rows_of
from translations.views.entry import Entry, entered, person_of


@require_POST
def save_sentence(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Saves `target` of `segment`, loaded as `mark`. 200 saved; 422 refused; 409 somebody else wrote meanwhile; 403 not by them."""
    entry = entered(request, uuid)
    segment = request.POST.get("segment", "")
    if not is_number(segment):
        return JsonResponse({"reasons": [_("this page has no such sentence any more; load the desk again")]}, status=422)
    is_confirmed = request.POST.get("confirm") == segment
    typed = Typed(int(segment), request.POST.get("target", ""), request.POST.get("mark", ""), is_confirmed)
    try:
        outcome = save_typed(translation=entry.translation, typed=[typed], person=person_of(request))
    except StepRefused as refusal:
        return JsonResponse({"reasons": refusal.sentences}, status=403)
    return answer(entered(request, uuid), typed.segment, outcome)


def answer(entry: Entry, segment: int, outcome: Outcome) -> JsonResponse:
    """What became of one sentence, with the parts of the page that are to be drawn anew."""
    if segment in outcome.refused:
        return JsonResponse({"reasons": outcome.refused[segment]}, status=422)
    row = next((row for row in rows_of(entry) if row.sentence.segment == segment), None)
    if row is None:
        return JsonResponse({"reasons": [_("this page has no such sentence any more; load the desk again")]}, status=422)
    facts = {
        "mark": row.mark,
        "target": row.sentence.target,
        "state": row.state,
        "about": render_to_string("translations/desk_about.html", {"row": row, "entry": entry}),
        "progress": render_to_string("translations/desk_progress.html", {"state": entry.state}),
    }
    if segment not in outcome.overtaken:
        return JsonResponse(facts)
    theirs = render_to_string("translations/desk_theirs.html", {"row": row, "theirs": row.sentence, "entry": entry})
    return JsonResponse({**facts, "theirs": theirs}, status=409)


@require_safe
def near_matches(request: HttpRequest, uuid: UUID, segment: int) -> JsonResponse:
    """Sentences like this one that were translated before, as part of the page. One query reads those of near length."""
    entry = entered(request, uuid)
    row = StringSegment.objects.filter(pk=segment, source_id=entry.translation.source_id).select_related("string").first()
    if row is None:
        raise Http404
    found = memory.near(row.string.data, source_language=entry.source.code, language=entry.target.code)
    stored = {one.target for one in sentences_of(entry.translation) if one.segment == segment}
    context: dict[str, Any] = {"matches": [one for one in found if one.target not in stored], "key": str(segment), "entry": entry}
    return JsonResponse({"html": render_to_string("translations/desk_matches.html", context)})


@require_safe
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page as learners would see it with the sentences of now; the source's words where there are none. Nothing is stored."""
    entry = entered(request, uuid)
    source = entry.translation.source
    try:
        page = source.get_ephemeral_translated_instance(entry.translation.target_locale, fallback=True)
    except (SourceDeletedError, ObjectDoesNotExist):
        raise Http404(_("There is no translated page any more. Send it to translation again.")) from None
    drawn: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return drawn
