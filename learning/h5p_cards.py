"""Which H5P content a card of a published lesson plays, and who has begun the course that it belongs to.

The one place where a card's address becomes a content: the page, its frame, states and results all ask here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.blocks.h5p import KIND
from courses.models import CourseVersion, H5PContent, LessonVersion
from learning.errors import LessonNotPublished, NotBegun, NotPlayable
from learning.models import Enrolment, Person
from learning.people import PhoneKey, held


@dataclass(frozen=True)
class CardAddress:
    """A card by its lesson's path (language/course/module/lesson) and its own id.

    `content_hash` is that of the content as it was played (`played_hash`); empty where nobody says.
    """

    path: str
    card_id: str
    content_hash: str = ""


@dataclass(frozen=True)
class PlayCard:
    """A card that can be played now: the lesson, the course, what the card says, and the content."""

    version: LessonVersion
    course: CourseVersion
    card_id: str
    summary: str
    content: H5PContent


def card_at(address: CardAddress) -> PlayCard:
    """The card at an address. Two queries, three at a former address. Raises `LessonNotPublished` or `NotPlayable`."""
    rows = LessonVersion.objects.current().with_course()
    version = rows.filter(path=address.path).first() or rows.formerly_at(address.path).first()
    course = version.course if version else None
    if version is None or course is None:
        raise LessonNotPublished(_("This lesson is not published. Open the list of courses and choose another one."))
    cards = [card for card in version.content["cards"] if card["kind"] == KIND and card["id"] == address.card_id]
    content = H5PContent.objects.playable().filter(pk=cards[0]["content"]).first() if cards else None
    if content is None:
        raise NotPlayable(_("This lesson has nothing to play at this address. Open the lesson again: it may have changed."))
    return PlayCard(version, course, address.card_id, cards[0]["summary"], content)


def played_hash(content: H5PContent) -> str:
    """Of what is played: it changes when the parameters do, or another version of the kind plays them."""
    played = [content.library, content.filtered]
    return hashlib.sha256(json.dumps(played, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def has_begun(person: Person | None, card: PlayCard) -> bool:
    """Whether somebody has begun the course. One query; none for nobody."""
    return bool(person and Enrolment.objects.filter(person=person, course_key=card.version.course_key).exists())


def begin_playing(*, person: Person | PhoneKey | None, card: PlayCard) -> Person:
    """Begins the course for somebody, or for a new guest; for who has begun it, nothing changes."""
    with transaction.atomic():
        holder = held(person)
        Enrolment.objects.bulk_create([Enrolment(person=holder, course_key=card.version.course_key)], ignore_conflicts=True)
    return holder


def locked_player(person: Person | PhoneKey | None, card: PlayCard) -> Person:
    """Whoever plays, locked until the transaction ends. Two queries. Raises `NotBegun`; nobody is made here."""
    rows = Person.objects.select_for_update().filter(username=None, is_active=True)
    found = None
    if isinstance(person, Person):
        found = rows.filter(pk=person.pk).first()
    elif person:
        found = rows.filter(uuid=person.uuid, phone_epoch=person.epoch).first()
    if found is None or not has_begun(found, card):
        raise NotBegun(_("Nobody has begun this course on this phone. Open the lesson again and tap Play."))
    return found
