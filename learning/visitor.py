"""Who is asking: the learner whose signed cookie a phone carries. No session row, no name, nothing personal in it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from learning.models import Person
from learning.people import PhoneKey

COOKIE = "learner"
SALT = "learning.visitor"
TOLD = "told"  # which lessons and courses this phone has given a face to
MOST_TOLD = 100


def learner_of(request: HttpRequest) -> Person | None:
    """The learner or guest this phone is open on. One query, and none without the cookie."""
    if not hasattr(request, "_learner"):
        request._learner = find_learner(request)  # type: ignore[attr-defined]
    learner: Person | None = request._learner  # type: ignore[attr-defined]
    return learner


def find_learner(request: HttpRequest) -> Person | None:
    """Whom the cookie names; a closed phone is nobody's."""
    key = phone_key(request)
    if key is None:
        return None
    return Person.objects.filter(uuid=key.uuid, phone_epoch=key.epoch, username=None, is_active=True).first()


def phone_key(request: HttpRequest) -> PhoneKey | None:
    """What the cookie says, without a query; None when it is missing, forged or too old."""
    try:
        uuid, epoch = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=settings.LEARNER_COOKIE_AGE)
        return PhoneKey(UUID(uuid), int(epoch))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def open_phone(response: HttpResponse, person: Person) -> None:
    """Opens this phone on a learner: sets the cookie."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(person.uuid), person.phone_epoch], salt=SALT),
        max_age=settings.LEARNER_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def mark_of(person: Person | None) -> str:
    """A few signs by which a phone notices that somebody else has opened it. Nothing can be asked with them."""
    return salted_hmac(SALT, str(person.uuid)).hexdigest()[:8] if person else ""


def told_marks(request: HttpRequest) -> list[str]:
    """The marks in the cookie; none when it is missing or forged. No query."""
    try:
        marks: list[str] = signing.loads(request.COOKIES.get(TOLD, ""), salt=TOLD, max_age=settings.LEARNER_COOKIE_AGE)
    except signing.BadSignature:
        return []
    return marks


def told_mark(key: UUID) -> str:
    """A few signs for a lesson or course, good for nothing but this comparison."""
    return salted_hmac(TOLD, str(key)).hexdigest()[:6]


def has_told(request: HttpRequest, key: UUID) -> bool:
    """Whether this phone has already said what it thinks of a lesson or course."""
    return told_mark(key) in told_marks(request)


def note_told(request: HttpRequest, response: HttpResponse, key: UUID) -> None:
    """Notes on the phone, and nowhere else, that it has said so."""
    marks = [*told_marks(request), told_mark(key)][-MOST_TOLD:]
    response.set_cookie(
        TOLD,
        signing.dumps(marks, salt=TOLD),
        max_age=settings.LEARNER_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def close_phone(response: HttpResponse) -> None:
    """Closes this phone: drops the learner's cookies and tells the browser to forget what the site kept on it."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.delete_cookie(TOLD, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
