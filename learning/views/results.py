"""Results brought home: a partner brings files, a facilitator files or codes; what came, the receipt, and confirming it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.addresses import static_file
from courses.editions import best_editions
from courses.models import CourseVersion
from courses.rendering.script import SCANNING, joined_path
from learning.bundles.results.claimed import claimed_by
from learning.bundles.results.errors import NoSuchReturn, ResultsRefused
from learning.bundles.results.format import LARGEST_SENT
from learning.bundles.results.models import Return, ReturnState
from learning.bundles.results.receipt_code import receipt_code
from learning.bundles.results.receipts import Counts, played_in
from learning.bundles.results.receive import take_results
from learning.bundles.results.returned import attempts_of_seats, classes_in, job_of, lines_of, one_of, returns_in, returns_of
from learning.certificates.qr import qr_svg
from learning.certificates.verify_views import PERMISSIONS
from learning.classes import running_first
from learning.cohorts import cohort_for, institution_for
from learning.confirming import confirm_answers
from learning.errors import LearningError
from learning.models import Cohort, Institution
from learning.views.classes import class_href
from learning.views.lamps import foreign
from learning.views.room.shell import rooms_of
from learning.views.staff import for_class_staff, staff_context

PAGE: Final = 50
LONGEST_CODES: Final = 50_000  # characters
LONGEST_TYPED: Final = 100  # characters of a completion code, with whatever stands between its signs


def house_for(request: HttpRequest, uuid: UUID) -> Institution:
    """The institution, for whoever looks after it. Raises `NotForYou`."""
    person: Any = request.user
    return institution_for(person, uuid)


def group_for(request: HttpRequest, uuid: UUID) -> Cohort:
    """The class, for whoever sees it. Raises `NoSuchClass`."""
    person: Any = request.user
    return cohort_for(person, uuid)


def sent_data(request: HttpRequest) -> bytes:
    """What was sent: a file, or codes. Raises `ResultsRefused`."""
    if file := request.FILES.get("file"):
        return bytes(file.read(LARGEST_SENT + 1))
    if codes := request.POST.get("codes", "")[:LONGEST_CODES].strip():
        return codes.encode()
    raise ResultsRefused(_("Nothing was chosen. Choose the file of results, or scan the codes."))


# --- the institution ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def partner_results(request: HttpRequest, institution: UUID) -> HttpResponse:
    """All that the institution brought, and the form that brings more."""
    house = house_for(request, institution)
    cohorts = list(running_first(house.cohorts.exclude(ends_on__lt=timezone.localdate()), today=timezone.localdate()))
    return bring_page(
        request,
        institution=house,
        cohort=next((one for one in cohorts if str(one.uuid) == request.POST.get("cohort")), None),
        returns=returns_of(house),
        href=lambda one: reverse("learning:partner_return", args=[house.uuid, one.uuid]),
        context={
            "cohorts": [{"uuid": str(one.uuid), "name": one.name} for one in cohorts],
            "rooms": rooms_of(request, house),
            "crumb": {"href": reverse("learning:institution", args=[house.uuid]), "text": house.name},
        },
    )


@require_safe
@for_class_staff
def partner_return(request: HttpRequest, institution: UUID, returned: UUID) -> HttpResponse:
    """One file: how far it is, its counts and receipt, and the classes whose learners were in it."""
    house = house_for(request, institution)
    found = one_of(returns_of(house), returned)
    context = {
        **return_context(found, receipt_href=reverse("learning:partner_receipt", args=[house.uuid, found.uuid])),
        "known": max(0, found.answers - found.accepted - found.refused),  # type: ignore[attr-defined]
        "classes": [
            {"name": one.name, "href": reverse("learning:class_return", args=[one.uuid, found.uuid]), "waiting": waiting}
            for one, waiting in classes_in(found)
        ],
        "rooms": rooms_of(request, house),
        "crumb": {"href": reverse("learning:partner_results", args=[house.uuid]), "text": _("Results brought home")},
    }
    return render(request, "learning/results/return.html", results_context(request, **context))


@require_safe
@for_class_staff
def partner_receipt(request: HttpRequest, institution: UUID, returned: UUID) -> HttpResponse:
    """The receipt as a file."""
    house = house_for(request, institution)
    return receipt_file(one_of(Return.objects.filter(institution=house), returned))


# --- a class ------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def class_results(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """What came home for a class; a file, or codes from learners' screens. Learners without a code are made in the class."""
    group = group_for(request, cohort)
    response = bring_page(
        request,
        institution=group.institution,
        cohort=group,
        returns=returns_in(group),
        href=lambda one: reverse("learning:class_return", args=[group.uuid, one.uuid]),
        context={
            "scan_href": "/" + joined_path(SCANNING),
            "scan_js_href": static_file("/", "js/results-scan.js"),
            "register_href": reverse("learning:register", args=[group.uuid]),
            "crumb": {"href": class_href(group), "text": group.name},
            "compared": compared(group, request.GET.get("completion", "")[:LONGEST_TYPED]),
        },
    )
    response.headers["Permissions-Policy"] = PERMISSIONS
    return response


def compared(cohort: Cohort, typed: str) -> dict[str, Any]:
    """What a completion code that somebody typed means: `typed`, and `seat`, `count`, `last_at`, `course`, or a `refusal`."""
    if not typed.strip():
        return {"typed": ""}
    try:
        found = claimed_by(cohort, typed)
    except ResultsRefused as refusal:
        return {"typed": typed, "refusal": str(refusal)}
    if found is None:
        return {
            "typed": typed,
            "refusal": _(
                "This code fits no answers of this class that came home. Some may still be on the device: bring its results "
                "home, then compare again."
            ),
        }
    languages = [get_language() or settings.LANGUAGE_CODE, cohort.language]
    course = best_editions(CourseVersion.objects.current().filter(course_key=found.course_key), languages).get(found.course_key)
    return {
        "typed": typed,
        "seat": found.seat,
        "count": found.answers,
        "last_at": found.last_at,
        "course": {"title": course.title, "language": foreign(course.language)} if course else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def class_return(request: HttpRequest, cohort: UUID, returned: UUID) -> HttpResponse:
    """What came of the class's learners, by number; a post confirms the answers of those whose numbers are ticked."""
    group = group_for(request, cohort)
    found = one_of(returns_in(group), returned)
    here = reverse("learning:class_return", args=[group.uuid, found.uuid])
    if request.method == "POST":
        seats = {int(seat) for seat in request.POST.getlist("seat")[:1000] if seat.isdecimal() and len(seat) < 6}
        by: Any = request.user
        count = confirm_answers(cohort=group, attempts=attempts_of_seats(found, group, seats), by=by)
        messages.success(request, confirmed_words(count))
        return HttpResponseRedirect(here, status=303)
    lines = lines_of(found, group)
    receipt_href = reverse("learning:class_receipt", args=[group.uuid, found.uuid]) if found.cohort_id == group.pk else ""
    context = {
        **return_context(found, receipt_href=receipt_href),
        "lines": lines,
        "is_waiting": any(line.waiting for line in lines),
        "is_class": True,
        "crumb": {"href": reverse("learning:class_results", args=[group.uuid]), "text": _("Results brought home")},
    }
    return render(request, "learning/results/return.html", results_context(request, **context))


def confirmed_words(count: int) -> str:
    """What confirming did."""
    if not count:
        return _("Nothing was left to confirm.")
    return ngettext("%(count)s answer is confirmed.", "%(count)s answers are confirmed.", count) % {"count": count}


@require_safe
@for_class_staff
def class_receipt(request: HttpRequest, cohort: UUID, returned: UUID) -> HttpResponse:
    """The receipt of what was brought for this class, as a file. One of several classes' results is the partner's to hand on."""
    group = group_for(request, cohort)
    return receipt_file(one_of(Return.objects.filter(cohort=group), returned))


# --- what both show -----------------------------------------------------------------------------------------------------


def results_context(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The shell."""
    return staff_context(request, results_css_href=static_file("/", "css/staff-results.css"), **context)


def bring_page(
    request: HttpRequest,
    *,
    institution: Institution,
    cohort: Cohort | None,
    returns: QuerySet[Return],
    href: Callable[[Return], str],
    context: dict[str, Any],
) -> HttpResponse:
    """What came, and the form that brings more; a post brings it, for a class if one is given, and leads to its page."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            by: Any = request.user
            returned = take_results(data=sent_data(request), by=by, institution=institution, cohort=cohort)
            return HttpResponseRedirect(href(returned), status=303)
        except LearningError as refusal:
            problem, status = str(refusal), refusal.status
    shown = {
        "page_title": _("Results brought home"),
        "returns": listed(request, returns, href),
        "problem": problem,
        "codes": request.POST.get("codes", "")[:LONGEST_CODES] if problem else "",
    }
    return render(request, "learning/results/bring.html", results_context(request, **shown, **context), status=status)


def listed(request: HttpRequest, rows: QuerySet[Return], href: Callable[[Return], str]) -> dict[str, Any]:
    """A page of returns."""
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": [{"one": one, "href": href(one), "state": ReturnState(one.state).label} for one in page]}


def return_context(found: Return, *, receipt_href: str) -> dict[str, Any]:
    """A file as its page shows it, with the receipt where one may have it and there is one. A query for the job or the receipt."""
    is_open = found.state == ReturnState.WAITING
    job = job_of(found) if is_open else None
    receipt = found.receipt if receipt_href and found.state == ReturnState.DONE else ""
    played = played_in(receipt) if receipt else Counts(0, 0, 0)
    code = receipt_code(receipt) if receipt else ""
    day = date_format(timezone.localtime(found.received_at), "SHORT_DATETIME_FORMAT")
    return {
        "page_title": _("Results of %(day)s") % {"day": day},
        "returned": found,
        "is_open": is_open,
        "progress": job.progress if job else 0,
        "receipt_href": receipt_href if receipt else "",
        "played": played if any(played) else None,
        "receipt_qr": qr_svg(code, title=_("Receipt")) if code else "",
    }


def receipt_file(found: Return) -> HttpResponse:
    """The receipt for the device. Raises `NoSuchReturn` where there is none yet, or no more."""
    if not found.receipt:
        raise NoSuchReturn(_("There is no receipt: the results are not received yet, or it is older than three months."))
    headers = {"Content-Disposition": f'attachment; filename="{found.receipt_name}"'}
    return HttpResponse(found.receipt, content_type="application/json", headers=headers)
