"""Learner codes and picture PINs: how they are made, read and compared. No database here.

A code has seven random letters or digits and one that checks them, written 4+4. The alphabet leaves out I, L, O, 0 and 1. With 31
signs there are 31^7 = 27.5 thousand million codes; the check sign catches every single slip and every swap of neighbours.

A class code is made the same way with five random signs and one that checks them: 28.6 million codes. It is written on a board, not
kept secret; it lets somebody into a class and shows nothing of those who are in it.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BASE: Final = len(ALPHABET)  # 31, a prime: see check_sign
LENGTH: Final = 8
CLASS_LENGTH: Final = 6
# Name -> what people read and hear. The drawing of each is in static/icons/pin.svg under the same name.
PICTURES: Final = {
    "sun": _("sun"),
    "tree": _("tree"),
    "fish": _("fish"),
    "drum": _("drum"),
    "cup": _("cup"),
    "key": _("key"),
    "star": _("star"),
    "boat": _("boat"),
    "hand": _("hand"),
    "house": _("house"),
    "bird": _("bird"),
    "moon": _("moon"),
}
PIN_LENGTH: Final = 3


def new_code(length: int = LENGTH) -> str:
    """A random code of so many signs, without a dash."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(length - 1))
    return signs + check_sign(signs)


def new_class_code() -> str:
    """A random class code."""
    return new_code(CLASS_LENGTH)


def new_pin() -> tuple[str, ...]:
    """Three random pictures."""
    return tuple(secrets.choice(list(PICTURES)) for _place in range(PIN_LENGTH))


def check_sign(signs: str) -> str:
    """The last sign: a sum weighted by place, modulo the prime 31."""
    return ALPHABET[sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(signs)) % BASE]


def read_code(typed: str, length: int = LENGTH) -> str | None:
    """A code as it was typed or pasted, in its plain form; None when it cannot be one."""
    signs = "".join(char for char in typed.upper() if not char.isspace() and char not in "-–—._")
    if len(signs) != length or any(sign not in ALPHABET for sign in signs):
        return None
    return signs if check_sign(signs[:-1]) == signs[-1] else None


def read_class_code(typed: str) -> str | None:
    """A class code as it was typed; None when it cannot be one."""
    return read_code(typed, CLASS_LENGTH)


def shown_code(code: str) -> str:
    """A code as people read it, in two halves: XXXX-XXXX, of a class XXX-XXX."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def read_pin(names: list[str]) -> tuple[str, ...] | None:
    """Three picture names in order, or None when they are not three of ours."""
    pin = tuple(names)
    return pin if len(pin) == PIN_LENGTH and all(name in PICTURES for name in pin) else None


def pin_digest(person_uuid: UUID, pin: tuple[str, ...]) -> str:
    """A keyed digest of a PIN. With 1,728 PINs no slow hash would help a stolen table; the site's secret does."""
    message = f"{person_uuid}:{' '.join(pin)}"
    return salted_hmac("learning.codes.pin", message, algorithm="sha256").hexdigest()


def tried_digest(code: str) -> str:
    """What is kept of a code that somebody tried and nobody has."""
    return salted_hmac("learning.codes.tried", code, algorithm="sha256").hexdigest()


def is_pin(person_uuid: UUID, pin: tuple[str, ...], digest: str) -> bool:
    """Whether the PIN is the person's, compared in constant time."""
    return hmac.compare_digest(pin_digest(person_uuid, pin), digest or sha256(b"nobody").hexdigest())
