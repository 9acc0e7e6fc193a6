"""The projector view of a lesson: one card at a time, huge, driven by links, keys or taps; hands are counted at a question.

Counts travel in the address and are kept nowhere, unless somebody who leads a class opened the view for it (`?class=`): then they
are kept as the hands of today's meeting.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.addresses import static_file
from courses.models import CourseVersion, LessonVersion
from courses.rendering.document import card_context
from courses.rendering.resources import Resources
from courses.rendering.variants import FULLEST
from learning.models import ClassSession, Cohort
from learning.print_pack import lesson_facts
from learning.registers import MOST_HANDS, hands_of, keep_hands, projector_uuid
from learning.teaching import Asked, Slide, slides_of
from learning.views.personal import personal
from learning.views.teach import addresses, class_asked, lesson_at, teach_shell

Counts = dict[int, int]  # a choice's number -> hands


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def show(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponseBase:
    """One screen of a lesson. One query; a few more for a class."""
    version, course_version = lesson_at(course, module, lesson)
    cohort = class_asked(request, version)
    slides = slides_of(version)
    data = request.POST if request.method == "POST" else request.GET
    here, to = number_in(data, "card", len(slides)), number_in(data, "to", len(slides), none=0)
    asked = slides[here - 1].asked
    counts = counts_in(data, asked) if asked else {}
    if request.method == "POST" and cohort and asked and to:
        keep_hands(cohort=cohort, version=version, counts=by_id(asked, counts), by=request.user)  # type: ignore[arg-type]
        return HttpResponseRedirect(f"?{urlencode({'card': to, 'class': cohort.uuid})}")
    if to:
        here = to
    slide = slides[here - 1]
    if slide.asked and cohort and not counts:
        counts = kept_counts(cohort, version, slide.asked)
    context = screen_context(version, course_version, slide) | {
        **addresses(version, cohort),
        "number": here,
        "total": len(slides),
        "is_counted": bool(counts),
        "cohort": cohort,
        **ways(here, len(slides), cohort=cohort, counts=counts if slide.kind == "answer" else {}),
        **(asked_context(slide.asked, counts) if slide.asked else {}),
    }
    return render(request, "learning/show.html", context)


def number_in(data: QueryDict, name: str, most: int, *, none: int = 1) -> int:
    """A number from 1 to `most`; whatever else stands there is `none`, or the nearest."""
    text = data.get(name, "")
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 6 else none


def counts_in(data: QueryDict, asked: Asked) -> Counts:
    """The hands in an address or form, one more or less where + or − was pressed; nothing when nobody has counted."""
    counts = {
        choice.number: min(int(text), MOST_HANDS)
        for choice in asked.choices
        if (text := data.get(f"h{choice.number}", "")).isdecimal() and len(text) < 6
    }
    step = data.get("step", "")
    if step[:1] in {"+", "-"} and step[1:].isdecimal() and int(step[1:]) in {choice.number for choice in asked.choices}:
        place = int(step[1:])
        counts[place] = max(0, min(counts.get(place, 0) + (1 if step[0] == "+" else -1), MOST_HANDS))
    return counts


def by_id(asked: Asked, counts: Counts) -> dict[tuple[str, str], int]:
    """Counts as a meeting keeps them; what was not touched is none."""
    return {(asked.id, choice.id): counts.get(choice.number, 0) for choice in asked.choices}


def kept_counts(cohort: Cohort, version: LessonVersion, asked: Asked) -> Counts:
    """What was counted today for a question. Two queries."""
    uuid = projector_uuid(cohort, version.lesson_key, timezone.localdate())
    kept = hands_of(ClassSession.objects.filter(uuid=uuid).first(), [asked.id])
    return {choice.number: kept[asked.id, choice.id] for choice in asked.choices if (asked.id, choice.id) in kept}


def screen_context(version: LessonVersion, course: CourseVersion, slide: Slide) -> dict[str, Any]:
    """What the screen shows besides counts."""
    card = None
    if slide.card:
        card = card_context(slide.card, 0, tier=FULLEST, resources=Resources([alone(slide.card)]), up="/")
    return {
        **teach_shell(version.language),
        "js_href": static_file("/", "js/show.js"),
        "page_title": version.title,
        "lesson": {"title": version.title, **lesson_facts(version)},
        "course": {"title": course.title, **{name: course.content[name] for name in ("band", "band_colours")}},
        "slide": slide,
        "card": card,
    }


def alone(card: dict[str, Any]) -> LessonVersion:
    """A lesson of one card, so that only what it shows is fetched."""
    return LessonVersion(content={"cards": [card]})


def asked_context(asked: Asked, counts: Counts) -> dict[str, Any]:
    """A question's choices with their hands; each bar is drawn against the highest."""
    most = max([*counts.values(), 1])
    return {
        "asked": asked,
        "choices": [{"choice": choice, "count": counts.get(choice.number, 0), "most": most} for choice in asked.choices],
        "hands": sum(counts.values()),
        "answer_text": _("Show the answer"),
    }


def ways(here: int, total: int, *, cohort: Cohort | None, counts: Counts) -> dict[str, str]:
    """The links to the screens before and after; back from an answer the counts come along."""
    shared = {"class": str(cohort.uuid)} if cohort else {}
    back = {} if cohort else {f"h{place}": count for place, count in counts.items()}
    return {
        "previous_href": f"?{urlencode({'card': here - 1, **shared, **back})}" if here > 1 else "",
        "next_href": f"?{urlencode({'card': here + 1, **shared})}" if here < total else "",
    }
