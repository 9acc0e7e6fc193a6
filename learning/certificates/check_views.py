"""Anyone checks a certificate by its number: the public page, and the form for paper without a camera."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.certificates.models import Certificate, CertificateStatus
from learning.certificates.numbers import read_number, shown_number
from learning.certificates.page import UNLISTED, certificate_page, newest, open_page, state_context
from learning.certificates.recognition import recognised_certificate
from learning.certificates.schema_org import credential_block
from learning.certificates.sharing import shows_name
from learning.certificates.sheet import day, public_context
from learning.unkept import active_language, page_context


@require_safe
@open_page
def check(request: HttpRequest, typed: str) -> HttpResponseBase:
    """What a number is worth: one word, then the facts, the name masked. In the language the browser asks for.

    `?k=` is the key of the holder's link: with it the name is whole. Search engines may list a page that its holder made public,
    at its address without a key.
    """
    key, number = request.GET.get("k", ""), read_number(typed)
    if number and shown_number(number) != typed:
        return HttpResponseRedirect(f"/c/{shown_number(number)}" + (f"?{urlencode({'k': key})}" if key else ""))
    rows = Certificate.objects.select_related("replaced_by", "person")
    certificate = rows.filter(number=number).first() if number else None
    context = page_context(
        page_title=_("Check a certificate"),
        status="unknown",
        number=certificate.shown_number if certificate else typed[:60],
        checked_at=day(timezone.now()),
        verify_form_href=reverse("certificates:verify"),
        credential_href="",
        certificate=None,
        course=None,
        is_listed=False,
    )
    if certificate is None:
        # Django's locale middleware would send a 404 on to /<language>/c/…; these addresses have no language.
        request.urlconf = "learning.certificates.urls"
        return checked_page(request, context, status=404)
    return checked_page(request, {**context, **known_context(certificate, key=key)})


def checked_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page; no search engine lists it unless its holder wants so."""
    response = render(request, "learning/verify.html", context, status=status)
    if not context["is_listed"]:
        response.headers["X-Robots-Tag"] = UNLISTED["X-Robots-Tag"]
    return response


def known_context(certificate: Certificate, *, key: str) -> dict[str, Any]:
    """What a certificate of ours is worth, and its facts unless it was erased."""
    context: dict[str, Any] = {**state_context(certificate), "is_listed": False}
    if certificate.status == CertificateStatus.ERASED:
        return context
    is_whole, newer = shows_name(certificate, key=key), newest(certificate)
    is_listed = is_whole and certificate.is_public and not key
    return {
        **context,
        **recognised_certificate(certificate),
        **public_context(certificate, is_whole=is_whole),
        "replaced_href": f"/c/{newer.shown_number}" if newer else "",
        "is_listed": is_listed,
        "credential_block": credential_block(certificate) if is_listed else "",
    }


@require_safe
@certificate_page
def verify(request: HttpRequest) -> HttpResponseBase:
    """A form for the number, for paper without a camera."""
    typed = request.GET.get("number")
    if typed is None:
        return verify_page(request)
    number = read_number(typed)
    if number is None:
        return verify_page(
            request, typed=typed, error=_("This number has a slip in it. Compare it with the paper, letter by letter.")
        )
    if not Certificate.objects.filter(number=number).exists():
        return verify_page(
            request, typed=typed, error=_("We know no certificate with this number. Compare it with the paper, letter by letter.")
        )
    return HttpResponseRedirect(f"/c/{shown_number(number)}")


def verify_page(request: HttpRequest, *, typed: str = "", error: str = "") -> HttpResponse:
    """The form, with what was wrong with the number."""
    offline_href = f"{reverse('offline_page')}?l={active_language()}"
    shown = {"number_value": typed[:60], "number_error": error, "offline_href": offline_href}
    context = page_context(page_title=_("Check a certificate"), **shown)
    return render(request, "learning/verify_form.html", context, status=404 if error else 200)
