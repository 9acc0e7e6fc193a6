"""Certificate numbers: how they are made, read and shown. No database here.

A number has fifteen random signs and one that checks them: 31^15 are 74 bits, so nobody finds one by trying. The alphabet is that
of the learner codes, without I, L, O, 0 and 1. People see four groups of four, the rhythm of an airtime voucher:
MW-XXXX-XXXX-XXXX-XXXX.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from learning.codes import ALPHABET, check_sign

LENGTH: Final = 16
GROUP: Final = 4
PREFIX: Final = "MW"
LONGEST_TYPED: Final = 300  # a pasted address is shorter; more is not read at all


def new_number() -> str:
    """A random number, without prefix and dashes, as the database keeps it."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))
    return signs + check_sign(signs)


def shown_number(number: str) -> str:
    """A number as people read it."""
    return "-".join([PREFIX, *(number[place : place + GROUP] for place in range(0, LENGTH, GROUP))])


def read_number(typed: str) -> str | None:
    """The number in what somebody typed, pasted or scanned; None when there is none or when a sign is wrong.

    Case, spaces, dashes and invisible marks do not matter, nor full-width letters, digits of any script, a missing prefix, or the
    whole address of the public page around it.
    """
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    plain = plain.rpartition("/C/")[2].split("?")[0].split("#")[0]
    signs = "".join(ascii_digit(char) for char in plain if char.isalnum())
    if len(signs) == len(PREFIX) + LENGTH:
        signs = signs.removeprefix(PREFIX)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    return signs if check_sign(signs[:-1]) == signs[-1] else None


def ascii_digit(char: str) -> str:
    """A decimal digit of any script as 0 to 9; any other character as it is."""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
