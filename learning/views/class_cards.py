"""New learners in numbers, and their cards: shown once as a page to print, and from that page as a PDF.

Pictures are never stored in a form that can be read again. The page that shows them carries what is on the cards, signed, so that
the same cards can be had as a PDF for half an hour, by the same person, while the page is open.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.addresses import static_file
from courses.rendering.document import writing_direction
from learning.certificates.qr import qr_svg
from learning.codes import PICTURES, shown_code
from learning.cohorts import cohort_for
from learning.errors import RosterRefused, SeenOnce
from learning.models import AgeBand, Cohort, Gender
from learning.roster_file import COLUMNS, LARGEST, read_roster
from learning.rosters import MOST_AT_ONCE, Card, NewLearner, last_seat, make_learners, next_learners, numbers_of
from learning.staff_log import note_action
from learning.views.cards_pdf import cards_pdf
from learning.views.classes import class_href
from learning.views.staff import for_class_staff, staff_context

SALT: Final = "learning.class_cards"
PDF_LASTS: Final = 1800  # seconds
ON_A_PAGE: Final = 8


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def learners(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """“Give me 30 codes”, or a CSV. The answer to the post is the only time that the pictures are seen."""
    actor: Any = request.user
    found = cohort_for(actor, cohort)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            seen = request.POST.get("last_seat", "")
            cards = make_learners(
                actor=actor,
                cohort=found,
                learners=wanted(request, found),
                seen_last_seat=int(seen[:9]) if seen.isdecimal() else -1,
                today=timezone.localdate(),
            )
            return cards_answer(request, found, cards)
        except (RosterRefused, SeenOnce) as error:
            status = error.status
            context = {"form_error": str(error), "problems": getattr(error, "problems", ())}
    context |= {
        "page_title": _("New learners"),
        "last_seat": last_seat(found),
        "most": MOST_AT_ONCE,
        "columns": ", ".join(COLUMNS),
        "age_bands": ", ".join(map(str, AgeBand.values)),
        "genders": ", ".join(map(str, Gender.values)),
        "crumb": {"href": class_href(found), "text": found.name},
    }
    return render(request, "learning/classes/learners.html", staff_context(request, **context), status=status)


def wanted(request: HttpRequest, cohort: Cohort) -> list[NewLearner]:
    """Whom a form asks for: those of its file, or so many. Raises `RosterRefused`."""
    file = request.FILES.get("file")
    if file is not None:
        return read_roster(file.read(LARGEST + 1))
    count = request.POST.get("count", "").strip()
    if not count.isdecimal() or len(count) > 9 or not 1 <= int(count) <= MOST_AT_ONCE:
        raise RosterRefused(_("Write how many codes you need: a number from 1 to %(most)s.") % {"most": MOST_AT_ONCE})
    return next_learners(cohort, int(count))


def cards_answer(request: HttpRequest, cohort: Cohort, cards: list[Card]) -> HttpResponse:
    """The cards as a page to print. Kept by nobody: asked for again, it is gone."""
    actor: Any = request.user
    signed = signing.dumps([actor.pk, cohort.pk, [list(card) for card in cards]], salt=SALT, compress=True)
    context = {
        "page_title": _("Cards to print"),
        "cards_css_href": static_file("/", "css/staff-cards.css"),
        "pin_sprite": static_file("/", "icons/pin.svg"),
        "card_language": cohort.language,
        "card_dir": writing_direction(cohort.language),
        "sheets": sheets_of(cards, cohort),
        "count": ngettext("%(count)s card", "%(count)s cards", len(cards)) % {"count": len(cards)},
        "signed": signed,
        "pdf_action": reverse("learning:cards_pdf", args=[cohort.uuid]),
        "crumb": {"href": class_href(cohort), "text": cohort.name},
        "qr_svg": qr_svg(address_context(cohort)["join_href"]),
        **address_context(cohort),
    }
    return render(request, "learning/classes/cards.html", staff_context(request, **context))


def address_context(cohort: Cohort) -> dict[str, str]:
    """Where the learner's code is typed: whole for the picture code, short for people."""
    address = settings.SITE_URL + f"/{cohort.language}/join/"
    return {"join_href": address, "join_address": address.partition("://")[2]}


def sheets_of(cards: list[Card], cohort: Cohort) -> list[list[dict[str, Any]]]:
    """Cards as they are drawn, eight to a sheet."""
    drawn = [
        {
            "seat": card.seat,
            "code": shown_code(card.code),
            "class_code": shown_code(cohort.join_code),
            "pictures": [{"key": key, "name": PICTURES[key]} for key in card.pin],
        }
        for card in cards
    ]
    return [drawn[start : start + ON_A_PAGE] for start in range(0, len(drawn), ON_A_PAGE)]


@require_POST
@for_class_staff
def pdf(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """The cards of an open page as a PDF. Who did not make them, or waited too long, is sent to the class."""
    actor: Any = request.user
    found = cohort_for(actor, cohort)
    try:
        pk, cohort_pk, rows = signing.loads(request.POST.get("cards", ""), salt=SALT, max_age=PDF_LASTS)
    except signing.BadSignature:
        pk = cohort_pk = rows = None
    if rows is None or (pk, cohort_pk) != (actor.pk, found.pk):
        return HttpResponseRedirect(class_href(found), status=303)
    cards = [Card(seat, code, tuple(pin)) for seat, code, pin in rows]
    data = cards_pdf(sheets_of(cards, found), language=found.language, **address_context(found))
    note_action("print_cards", actor=actor, cohort=found, detail=numbers_of(cards))
    headers = {"Content-Disposition": 'attachment; filename="mwanga-cards.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
