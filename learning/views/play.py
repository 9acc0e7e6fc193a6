"""An H5P content on a page of its own: what it is and weighs, and after a tap, with scripts, its frame.

The lesson itself stays the same bytes everywhere and only leads here. Play begins the course: only then is anything kept.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from courses.addresses import static_file
from courses.media.data_cost import costs_of
from courses.models import DataPrice
from courses.playing.frame import asked_nonce, can_play, frame_response, host_policy, new_nonce
from courses.rendering.document import neutral_title, place_context
from learning.cross_site import refuse_cross_site
from learning.errors import LessonNotPublished, NotPlayable
from learning.h5p_cards import CardAddress, PlayCard, begin_playing, card_at, has_begun, played_hash
from learning.h5p_states import states_of
from learning.models import H5PResult, Person
from learning.views.lamps import foreign
from learning.views.personal import personal, personal_context
from learning.visitor import is_shared_phone, learner_of, open_phone, phone_key, seal_of


def found_card(path: str, card_id: str) -> PlayCard:
    """The card at an address. Two queries. Raises `Http404`."""
    try:
        card = card_at(CardAddress(path, card_id))
    except (LessonNotPublished, NotPlayable) as error:
        raise Http404(str(error)) from error
    if card.version.path != path:  # an address of before, which only what waited on a phone may still use
        raise Http404("The lesson has another address now.")
    return card


@csrf_exempt  # `refuse_cross_site` stands in for the token, as for answers
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def play(request: HttpRequest, *, course: str, module: str, lesson: str, card: str) -> HttpResponseBase:
    """Says what there is to play and what it weighs; POST begins. Who has begun gets the frame. Six queries at most."""
    found = found_card(f"{get_language()}/{course}/{module}/{lesson}", card)
    if request.method == "POST":
        return begin(request, found)
    learner = learner_of(request)
    context = page_context(found)
    if not can_play(found.content):
        context["way"] = "closed"
    elif has_begun(learner, found):
        context |= {"way": "play", **frame_context(learner, found)}
    else:
        prices = list(DataPrice.objects.trusted(at=timezone.localdate()))
        context |= {"way": "begin", "costs": costs_of(found.content.weight, prices)}
    context |= {"seal": seal_of(learner), "is_shared": is_shared_phone(request)}
    response = render(request, "learning/play.html", context)
    if context["way"] == "play":
        response.headers["Content-Security-Policy"] = host_policy(request)
    return response


def begin(request: HttpRequest, card: PlayCard) -> HttpResponse:
    """Begins the course for whoever has this phone, or for a new guest, and leads back to the page."""
    refuse_cross_site(request)
    person = begin_playing(person=phone_key(request), card=card)
    response = HttpResponseRedirect(f"/{card.version.path}/play/{card.card_id}/", status=303)
    open_phone(response, person, is_shared=is_shared_phone(request))
    return response


def page_context(card: PlayCard) -> dict[str, Any]:
    """What the page says before and while something is played. A sensitive lesson's has a title that says nothing. No query."""
    version, content = card.version, card.content
    place = place_context(version, card.course, "/")
    is_sensitive = version.content["sensitive"]
    return personal_context(
        page_title=neutral_title(place["position"], place["total"]) if is_sensitive else content.title,
        sensitive=is_sensitive,
        exit_href="/leave.html",
        band=card.course.content["band"],
        band_colours=card.course.content["band_colours"],
        lesson_title=version.title,
        lesson_href=f"/{version.path}/",
        title=content.title,
        title_language=foreign(content.language) if content.language in dict(settings.LANGUAGES) else None,
        summary_html=mark_safe(linebreaks(card.summary, autoescape=True)),  # escaped by linebreaks
        weight=content.weight,
        credit=content.authors,
        content_licence=content.licence,
    )


def frame_context(learner: Person | None, card: PlayCard) -> dict[str, Any]:
    """Where the frame is, and what the script needs to send what comes out of it. One query."""
    version, nonce = card.version, new_nonce()
    address = reverse("play_frame", args=[*version.path.split("/"), card.card_id])
    is_new = not H5PResult.objects.filter(person=learner, content=card.content, lesson_key=version.lesson_key).exists()
    return {
        **{f"{name}_js_href": static_file("/", f"js/h5p-{name}.js") for name in ("host", "learner")},
        "frame_src": f"{address}?nonce={nonce}",
        "nonce": nonce,
        "path": version.path,
        "card_id": card.card_id,
        "content_hash": played_hash(card.content),
        "is_new": is_new,
    }


@require_safe
@personal
def frame(request: HttpRequest, *, language: str, course: str, module: str, lesson: str, card: str) -> HttpResponse:
    """The frame's document, with where whoever asks is in it; for nobody else, and nothing else about them. Six queries."""
    nonce = asked_nonce(request)
    found = found_card(f"{language}/{course}/{module}/{lesson}", card)
    learner = learner_of(request)
    if not has_begun(learner, found):
        raise Http404("Nobody has begun this course here.")
    iri = f"{settings.SITE_URL}/h5p/{found.content.uuid}"
    return frame_response(request, found.content, nonce=nonce, iri=iri, state=states_of(learner, found.content))
