"""The learner code: making one, its card, going on with it on another phone, clearing this phone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.addresses import static_file
from learning import people
from learning.codes import PICTURES, read_code, read_pin, shown_code
from learning.errors import CodeNotAccepted, TooManyTries
from learning.models import LessonProgress
from learning.views.personal import personal, personal_context
from learning.views.throttle import note_wrong_try, refuse_if_tried_too_often
from learning.visitor import close_phone, has_shared_cookie, is_shared_phone, learner_of, open_phone


def pin_context() -> dict[str, Any]:
    """The twelve pictures to choose from."""
    return {
        "pictures": [{"key": key, "name": name} for key, name in PICTURES.items()],
        "pin_sprite": static_file("/", "icons/pin.svg"),
    }


def pin_in(request: HttpRequest) -> tuple[str, ...] | None:
    """The three pictures of a form, or None."""
    return read_pin([request.POST.get(f"picture{place}", "") for place in (1, 2, 3)])


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def keep(request: HttpRequest) -> HttpResponse:
    """“Keep my progress”: three pictures make a code."""
    context = personal_context(page_title=_("Make my code"), **pin_context())
    learner = learner_of(request)
    if learner and learner.code:
        return HttpResponseRedirect(reverse("learning:code_card"))
    if request.method != "POST":
        return render(request, "learning/keep.html", context)
    pin = pin_in(request)
    if pin is None:
        error = _("Choose three pictures: a first, a second and a third. The same one may come again.")
        return render(request, "learning/keep.html", {**context, "pin_error": error}, status=400)
    person = people.keep_progress(person=learner, pin=pin)
    response = HttpResponseRedirect(reverse("learning:code_card") + "?new=1", status=303)
    open_phone(response, person, is_shared=is_shared_phone(request) or None)
    return response


@require_safe
@personal
def code_card(request: HttpRequest) -> HttpResponse:
    """The code, large, to print or copy by hand."""
    learner = learner_of(request)
    if learner is None or learner.code is None:
        return HttpResponseRedirect(reverse("learning:keep"))
    address = settings.SITE_URL.split("://", 1)[1] + reverse("learning:join")
    context = personal_context(
        page_title=_("My learner code"),
        code=shown_code(learner.code),
        join_address=address,
        about_href=reverse("learning:about") if "new" in request.GET else "",
    )
    return render(request, "learning/code_card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def join(request: HttpRequest) -> HttpResponse:
    """Going on with a code: on a new phone, or again on this one. Nothing is filled in beforehand."""
    guest = learner_of(request)
    has_work = bool(guest and guest.is_guest and LessonProgress.objects.filter(person=guest).exists())
    context = personal_context(
        page_title=_("I have a learner code"),
        has_guest_work=has_work,
        is_shared=is_shared_phone(request),
        keep_href=reverse("learning:keep"),
        **pin_context(),
    )
    if request.method != "POST":
        return render(request, "learning/join.html", context)
    typed = request.POST.get("code", "")[:40]
    try:
        refuse_if_tried_too_often(request)
        person = people.open_code(typed=typed, pin=pin_in(request), guest=guest, claim="claim" in request.POST)
    except (CodeNotAccepted, TooManyTries) as error:
        note_wrong_try(request)
        hints = (
            {}
            if read_code(typed)
            else {"code_error": _("A code has eight letters and digits, like ABCD-EFGH. Compare it with your card.")}
        )
        # On a phone that others use nothing is filled in, not even what was typed a moment ago.
        again = {} if context["is_shared"] else {"code_value": typed}
        return render(request, "learning/join.html", {**context, "form_error": str(error), **again, **hints}, status=error.status)
    response = HttpResponseRedirect(reverse("learning:me"), status=303)
    open_phone(response, person, is_shared=has_shared_cookie(request) or None)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def clear(request: HttpRequest) -> HttpResponse:
    """“Clear this phone”: asks once, then forgets who learned here."""
    learner = learner_of(request)
    if request.method == "POST":
        response = HttpResponseRedirect(reverse("courses:catalogue"), status=303)
        close_phone(response, request)
        return response
    context = personal_context(
        page_title=_("Clear this phone?"),
        has_code=bool(learner and learner.code),
        me_href=reverse("learning:me"),
        keep_href=reverse("learning:keep"),
    )
    return render(request, "learning/clear.html", context)
