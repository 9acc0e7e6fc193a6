"""How the tool gives up: always with a whole sentence."""

from __future__ import annotations


class Refused(Exception):
    """Something is not as it was signed, or cannot be done here. `str()` is a sentence: what, which value, what to do."""


class CutOff(Exception):
    """The line was cut, or the server does not answer. What was fetched is kept; trying again takes it up."""


class NotThere(Exception):
    """The other side says that it has no such file."""
