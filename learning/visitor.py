"""Who is asking: the learner whose signed cookie a phone carries. No session row, no name, nothing personal in it.

A phone that others use too closes ten minutes after its last touch. Such a phone is known in two ways: its learner is in a class
that shares phones (a mark in the learner's cookie), or a person said so on it (a cookie of its own, which says nothing about
anybody). The signature's own time is the last use; `renew_phone` writes it anew, once a minute at most.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac

from learning.models import H5PResult, Membership, Person
from learning.people import PhoneKey

COOKIE = "learner"
SALT = "learning.visitor"
SEAL: Final = "learning.seal"
SHARED_COOKIE: Final = "shared"
YEAR: Final = 365 * 24 * 3600
CLOSES_AFTER: Final = 600  # seconds without a touch
RENEWED_AFTER: Final = 60  # seconds: no more than one new cookie a minute
TOLD = "told"  # which lessons and courses this phone has given a face to
MOST_TOLD = 100


def learner_of(request: HttpRequest) -> Person | None:
    """The learner or guest this phone is open on. One query, and none without the cookie."""
    if not hasattr(request, "_learner"):
        request._learner = find_learner(request)  # type: ignore[attr-defined]
    learner: Person | None = request._learner  # type: ignore[attr-defined]
    return learner


def find_learner(request: HttpRequest) -> Person | None:
    """Whom the cookie names; a closed phone is nobody's. Whether they have played anything comes along, as `has_played`."""
    key = phone_key(request)
    if key is None:
        return None
    has_played = Exists(H5PResult.objects.filter(person=OuterRef("pk")))
    people = Person.objects.filter(uuid=key.uuid, phone_epoch=key.epoch, username=None, is_active=True)
    return people.annotate(has_played=has_played).first()


def phone_key(request: HttpRequest) -> PhoneKey | None:
    """What the cookie says, without a query; None when it is missing, forged, too old, or of a shared phone nobody touched."""
    try:
        uuid, epoch, *marks = read_cookie(request, max_age=settings.LEARNER_COOKIE_AGE)
        key = PhoneKey(UUID(uuid), int(epoch), bool(marks) or has_shared_cookie(request))
        if key.is_shared:
            read_cookie(request, max_age=CLOSES_AFTER)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return key


def read_cookie(request: HttpRequest, *, max_age: int) -> Any:
    """The cookie's content. Raises `BadSignature`, and `SignatureExpired` when it was signed longer ago than that."""
    return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=max_age)


def has_shared_cookie(request: HttpRequest) -> bool:
    """Whether a person said on this phone that others use it too."""
    return request.COOKIES.get(SHARED_COOKIE) == "1"


def is_shared_phone(request: HttpRequest) -> bool:
    """Whether this phone closes by itself. No query."""
    key = phone_key(request)
    return key.is_shared if key else has_shared_cookie(request)


def learns_on_shared_phones(person: Person) -> bool:
    """Whether somebody belongs to a class whose learners share phones. One query."""
    return Membership.objects.filter(person=person, left_at=None, cohort__shares_devices=True).exists()


def open_phone(response: HttpResponse, person: Person, *, is_shared: bool | None = None) -> None:
    """Opens this phone on a learner: sets the cookie. Unless told whether it is shared, the learner's classes are asked."""
    if is_shared is None:
        is_shared = learns_on_shared_phones(person)
    set_cookie(response, PhoneKey(person.uuid, person.phone_epoch, is_shared))


def set_cookie(response: HttpResponseBase, key: PhoneKey) -> None:
    """Writes the learner's cookie, signed now. A shared phone's goes by itself as well."""
    value = signing.dumps([str(key.uuid), key.epoch, *([1] if key.is_shared else [])], salt=SALT)
    write_cookie(response, COOKIE, value, seconds=CLOSES_AFTER if key.is_shared else settings.LEARNER_COOKIE_AGE)


def write_cookie(response: HttpResponseBase, name: str, value: str, *, seconds: int) -> None:
    """A cookie of ours: no script reads it, no other site sends it with a post."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure)


def renew_phone(request: HttpRequest, response: HttpResponseBase) -> None:
    """Notes that a shared phone was used just now, and drops the cookie of one that has closed. No query."""
    if COOKIE in response.cookies or COOKIE not in request.COOKIES:
        return
    key = phone_key(request)
    if key is None:
        response.delete_cookie(COOKIE, samesite="Lax")
    elif key.is_shared:
        try:
            read_cookie(request, max_age=RENEWED_AFTER)
        except signing.SignatureExpired:
            set_cookie(response, key)


def share_phone(response: HttpResponse, *, is_shared: bool) -> None:
    """Notes on the phone whether others use it too. The note names nobody."""
    if is_shared:
        write_cookie(response, SHARED_COOKIE, "1", seconds=YEAR)
    else:
        response.delete_cookie(SHARED_COOKIE, samesite="Lax")


def seal_of(person: Person | None) -> str:
    """What a phone ties waiting answers to, and by which it notices that somebody else has opened it. Nothing can be asked with it.

    It outlives the cookie, for answers wait longer than a shared phone stays open: whoever has it can add answers, and no more.
    """
    return signing.Signer(salt=SEAL).sign(short_uuid(person.uuid)) if person else ""


def short_uuid(uuid: UUID) -> str:
    """A UUID in 22 signs."""
    return urlsafe_b64encode(uuid.bytes).rstrip(b"=").decode()


def sealed(seal: object) -> UUID | None:
    """Whose seal it is; None when it is not one of ours. No query."""
    if not isinstance(seal, str):
        return None
    try:
        return UUID(bytes=urlsafe_b64decode(signing.Signer(salt=SEAL).unsign(seal) + "=="))
    except (signing.BadSignature, ValueError):
        return None


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
    write_cookie(response, TOLD, signing.dumps(marks, salt=TOLD), seconds=settings.LEARNER_COOKIE_AGE)


def close_phone(response: HttpResponse, request: HttpRequest) -> None:
    """Closes this phone: drops every cookie of ours and tells the browser to forget what the site kept on it.

    A browser heeds `Clear-Site-Data` over HTTPS only; over plain HTTP Chromium even lets dropped cookies of the same answer stand
    (tested), so it is not sent there, and each cookie that came with `request` is dropped by name. That others use the phone is not
    forgotten: the next learner needs it as much.
    """
    for name in sorted({COOKIE, *request.COOKIES} - {SHARED_COOKIE}):
        response.delete_cookie(name, samesite="Lax")
    if request.is_secure():
        response.headers["Clear-Site-Data"] = (
            '"cache", "storage"' if has_shared_cookie(request) else '"cache", "cookies", "storage"'
        )
