"""What verifiers ask for: who signs, which certificates no longer stand, a holder's signed credential. No pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from learning.certificates.issuer import did_document
from learning.certificates.issuing import certificates_of
from learning.certificates.models import Certificate
from learning.certificates.numbers import read_number
from learning.certificates.seals import jwt_of, lists_there_are, status_list
from learning.certificates.trust import KEPT_SECONDS
from learning.keys import KeyUnavailable
from learning.models import Institution
from learning.visitor import learner_of

CREDENTIAL_TYPE: Final = "application/vc"


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The site's keys, for anybody."""
    return open_json(did_document(), kind="application/did+json")


@require_safe
def institution_did(request: HttpRequest, institution: UUID) -> HttpResponse:
    """An institution's keys, for anybody. Raises `Http404` for one that never had a key."""
    found = Institution.objects.filter(uuid=institution, signing_keys__isnull=False).first()
    if found is None:
        return nothing_there(request, "This institution signs nothing.")
    return open_json(did_document(found), kind="application/did+json")


@require_safe
def status(request: HttpRequest, place: int, is_replaced_only: bool = False) -> HttpResponse:
    """A signed status list, for anybody; signed once in ten minutes."""
    if not 1 <= place <= lists_there_are():
        return nothing_there(request, "There is no such list.")
    make: Callable[[], dict[str, Any]] = partial(status_list, place, is_replaced_only=is_replaced_only)
    try:
        found: Any = cache.get_or_set(f"status-list:{place}:{is_replaced_only}", make, KEPT_SECONDS)
    except KeyUnavailable as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    return open_json(found, kind=CREDENTIAL_TYPE)


@require_safe
def credential(request: HttpRequest, number: str) -> HttpResponse:
    """The holder's own credential, to take along."""
    found = held_credential(request, number)
    text = json.dumps(found.credential, ensure_ascii=False, indent=1)
    return holders_file(text, kind=CREDENTIAL_TYPE, name=f"{found.shown_number}.json")


@require_safe
def signed_text(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a VC-JWT, for wallets and systems that read nothing else."""
    found = held_credential(request, number)
    try:
        return holders_file(jwt_of(found), kind="application/vc+jwt", name=f"{found.shown_number}.jwt")
    except KeyUnavailable as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")


def held_credential(request: HttpRequest, number: str) -> Certificate:
    """The signed certificate of whoever asks. Raises `Http404`."""
    learner, plain = learner_of(request), read_number(number)
    found: Certificate | None = certificates_of(learner).filter(number=plain).first() if learner and plain else None
    if found is None or not found.credential:
        raise Http404("There is no such credential here.")
    return found


def holders_file(text: str, *, kind: str, name: str) -> HttpResponse:
    """A file for its holder alone: no cache keeps it."""
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def nothing_there(request: HttpRequest, sentence: str) -> HttpResponse:
    """A 404 for machines."""
    # Django's locale middleware would send it on to /<language>/…; these addresses have no language.
    request.urlconf = "learning.certificates.urls"
    return HttpResponse(sentence, status=404, content_type="text/plain; charset=utf-8")


def open_json(document: dict[str, Any], *, kind: str) -> HttpResponse:
    """A document that scripts of any site may read."""
    answer = HttpResponse(json.dumps(document, ensure_ascii=False), content_type=kind)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return answer
