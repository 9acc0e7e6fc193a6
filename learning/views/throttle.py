"""How often a network may try codes: high enough for a school behind one address, low enough for a machine to give up.

The address of the network is used as a keyed hash in the cache for some minutes and stored nowhere else.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from learning.errors import TooManyTries
from learning.networks import count_once_more, counted

TRIES: Final = "tries"
WINDOW: Final = 600  # seconds
WRONG_TRIES: Final = 60  # per window and network; right ones do not count


def refuse_if_tried_too_often(request: HttpRequest) -> None:
    """Raises `TooManyTries` when this network has been wrong too often lately."""
    if counted(request, TRIES) >= WRONG_TRIES:
        raise TooManyTries(_("Too many wrong codes came from this network. Wait ten minutes, then try again."))


def note_wrong_try(request: HttpRequest) -> None:
    """Counts one wrong try."""
    count_once_more(request, TRIES, seconds=WINDOW)
