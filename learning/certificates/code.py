"""How much a certificate's QR code may hold, and how a name that is longer is shortened in it. Pure.

The address is written in byte mode and the token behind its `#` in alphanumeric mode (ISO/IEC 18004, 7.4): 5.5 bits for 5 of the
token's, where byte mode takes 8 for 6. So a code of version 12 holds a token of about 230 bytes instead of 194, which is what most
names of people need. The paper shows the whole name, and so does the page of the certificate to whom its holder shows it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from learning.certificates.names import letters_of
from learning.certificates.token import SEPARATOR, Token, make_token, to_text

MOST_BITS: Final = 290 * 8  # of data in version 12 at level M
MODE_BITS, BYTES_COUNT_BITS, SIGNS_COUNT_BITS = 4, 16, 13  # in versions 10 to 26
SHORTENED: Final = "…"


def segments(text: str) -> list[str]:
    """A code's text in the parts that are written in a mode of their own: up to the `#`, and what is behind it."""
    address, mark, token = text.partition(SEPARATOR)
    return [address + mark, token] if token else [text]


def fits(address: str, token: bytes) -> bool:
    """Whether a code of version 12 holds an address and a token behind it."""
    signs = len(to_text(token))
    bits = (
        MODE_BITS
        + BYTES_COUNT_BITS
        + 8 * len(address.encode())
        + MODE_BITS
        + SIGNS_COUNT_BITS
        + 11 * (signs // 2)
        + 6 * (signs % 2)
    )
    return bits <= MOST_BITS


def fitting_token(token: Token, *, address: str, key_id: str) -> Token:
    """The token itself when it fits; otherwise with as many whole letters of the name as do, and an ellipsis. One letter stays."""
    letters, fitting = letters_of(token.name), token
    while len(letters) > 1 and not fits(address, make_token(fitting, sign=no_signature, key_id=key_id)):
        letters.pop()
        fitting = replace(token, name="".join(letters).rstrip() + SHORTENED)
    return fitting


def no_signature(_data: bytes) -> bytes:
    """As long as any signature."""
    return bytes(64)
