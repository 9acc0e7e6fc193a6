"""The desk: where a person translates one page, sentence by sentence.

All is one form, so that nothing typed is lost whichever button is pressed.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from translations import overrides
from translations.comments import add_comment, reopen_comment, resolve_comment
from translations.editing import Outcome, Typed, save_typed
from translations.errors import DeskError, StepRefused
from translations.freshness import rewordings
from translations.history import history_of
from translations.models import SegmentComment
from translations.models.state import PageKind
from translations.places import Places
from translations.states import source_page_of
from translations.views.desk_rows import FILTERS, Row, filters, grouped, rows_of
from translations.views.desk_steps import offered, take_step
from translations.views.entry import Entry, entered, person_of

TARGET = "target-"


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The sentences of a page; a post saves those that were changed, then does what its button says."""
    entry = entered(request, uuid)
    if request.method != "POST":
        return drawn(request, entry)
    typed = typed_in(request.POST)
    try:
        outcome = save_typed(translation=entry.translation, typed=typed.values(), person=person_of(request))
    except StepRefused as refusal:
        outcome = Outcome(refused=dict.fromkeys(typed, refusal.sentences))
    say(request, outcome)
    entry.state.refresh_from_db()
    talk(request, entry)
    set_own(request, entry)
    if not outcome.is_whole:
        return drawn(request, entry, typed=typed, outcome=outcome)
    if step := request.POST.get("step"):
        take_step(request, entry, step)
    return redirect(back_to(request, entry))


def drawn(
    request: HttpRequest, entry: Entry, *, typed: dict[int, Typed] | None = None, outcome: Outcome | None = None
) -> HttpResponse:
    """The page; after a refusal with what was typed in the place of what is stored."""
    rows = rows_of(entry)
    homeless = put_back(rows, typed, outcome) if typed is not None and outcome is not None else []
    shown = request.POST.get("show") or request.GET.get("show") or "all"
    shown = shown if shown in FILTERS else "all"
    fits = FILTERS[shown][1]
    context = {
        # Isolated: a title and two languages of either direction stand side by side in one heading.
        "page_title": isolated(entry.state.title),
        "page_subtitle": _("%(source)s into %(target)s")
        % {"source": isolated(entry.source.name), "target": isolated(entry.target.name)},
        "entry": entry,
        "key": str(entry.translation.uuid),
        "groups": grouped([row for row in rows if fits(row) or row.refused or row.theirs]),
        "filters": filters(rows, shown),
        "shown": shown,
        "homeless": homeless,
        "steps": offered(entry, person_of(request)),
        "rewordings": reworded(entry),
        "own": own_context(entry),
        "has_page": entry.state.kind != PageKind.MODULE,
        "history": history_of(entry.translation),
    }
    return render(request, "translations/desk.html", context)


def isolated(text: str) -> str:
    """A text whose direction leaves what stands beside it alone (U+2068 to U+2069)."""
    return f"\u2068{text}\u2069"


def typed_in(data: QueryDict) -> dict[int, Typed]:
    """Segment id -> what was typed. “Use” puts its words in the place of the textarea's; “This is right” confirms them."""
    used, _colon, words = data.get("use", "").partition(":")
    found = {}
    for name in data:
        number = name.removeprefix(TARGET)
        if not name.startswith(TARGET) or not is_number(number):
            continue
        text = words if number == used else data.get(name, "")
        found[int(number)] = Typed(int(number), text, data.get(f"mark-{number}", ""), data.get("confirm") == number)
    return found


def is_number(text: str) -> bool:
    """Whether a text is a key as a form carries it."""
    return text.isdecimal() and len(text) <= 18


def put_back(rows: list[Row], typed: dict[int, Typed], outcome: Outcome) -> list[str]:
    """Gives the textareas of what was not saved the words that were sent, with the reasons or the other person's words.

    Returns the words whose sentences are gone.
    """
    left = {**outcome.refused, **outcome.overtaken}.keys() - {row.sentence.segment for row in rows}
    for row in rows:
        segment = row.sentence.segment
        if segment in outcome.refused or segment in outcome.overtaken:
            row.typed = typed[segment].words
            row.refused = outcome.refused.get(segment, [])
            row.theirs = outcome.overtaken.get(segment)
    return [typed[segment].words for segment in sorted(left)]


def say(request: HttpRequest, outcome: Outcome) -> None:
    """Which sentences were saved and which were not."""
    if count := len(outcome.saved):
        messages.success(request, ngettext("%(count)s sentence saved.", "%(count)s sentences saved.", count) % {"count": count})
    if count := len(outcome.refused) + len(outcome.overtaken):
        sentence = ngettext(
            "%(count)s sentence was not saved. What you typed is still here, with the reason beside it.",
            "%(count)s sentences were not saved. What you typed is still here, with the reasons beside it.",
            count,
        )
        messages.error(request, sentence % {"count": count})


def talk(request: HttpRequest, entry: Entry) -> None:
    """Writes, resolves or opens again the comment whose button was pressed."""
    data, person = request.POST, person_of(request)
    try:
        if is_number(segment := data.get("add_comment", "")):
            place = entry.translation.source.stringsegment_set.select_related("string").filter(pk=segment).first()
            if place:
                text = data.get(f"comment-{segment}", "")
                about = place.string.data
                add_comment(translation=entry.translation, context=place.context_id, about=about, text=text, author=person)
        for name, act in (("resolve", resolve_comment), ("reopen", reopen_comment)):
            if is_number(pk := data.get(name, "")):
                act(get_object_or_404(SegmentComment, pk=pk, translation=entry.translation), by=person)
    except DeskError as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)


def set_own(request: HttpRequest, entry: Entry) -> None:
    """Sets the language's own address, pictures, recordings and videos when their button was pressed."""
    if "own" not in request.POST:
        return
    names = [name.removeprefix("own-") for name in request.POST if name.startswith("own-")]
    try:
        wanted = {int(context): request.POST.get(f"own-{context}", "") for context in names if is_number(context)}
        overrides.record_own(translation=entry.translation, wanted=wanted, person=person_of(request))
    except DeskError as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return
    messages.success(request, _("Saved. Learners see it when the page is published."))


def own_context(entry: Entry) -> list[dict[str, Any]]:
    """What the language may have of its own, with the media to choose from. Three queries at most for media."""
    places, titles = Places(entry.translation.source), dict[str, dict[str, str]]()
    found = []
    for own in overrides.own_of(entry.translation):
        place = places.of(own.path)
        if own.kind != overrides.SLUG and own.kind not in titles:
            titles[own.kind] = overrides.choices(own.kind)
        media = titles.get(own.kind, {})
        found.append(
            {
                "key": str(own.context),
                "name": f"{place.heading} · {place.label}" if place.card else _("Address"),
                "value": own.as_text,
                "source": media.get(str(own.source), own.source),
                "choices": media if own.kind != overrides.SLUG else None,
            }
        )
    return found


def reworded(entry: Entry) -> list[Any]:
    """What the published source says differently. Nothing is asked while the desk is in step with it."""
    page = source_page_of(entry.translation) if entry.state.is_behind else None
    return rewordings(entry.translation.source, page) if page else []


def back_to(request: HttpRequest, entry: Entry) -> str:
    """The desk again, as it was filtered, at the sentence whose button was pressed."""
    data = request.POST
    used = data.get("use", "").partition(":")[0]
    segment = data.get("confirm") or used or data.get("add_comment") or data.get("at", "")
    shown = data.get("show", "all")
    address = reverse("translations:desk", kwargs={"uuid": entry.translation.uuid})
    query = f"?show={shown}" if shown in FILTERS and shown != "all" else ""
    return f"{address}{query}#s-{segment}" if is_number(segment) else f"{address}{query}"
