"""What a certificate may be printed on and in: A4 or Letter, in its own language or with a second one beside it."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.conf import settings
from django.http import QueryDict

from learning.certificates.frame import Sheet
from learning.certificates.models import Certificate


class Paper(NamedTuple):
    """A size of paper, lying: the certificate; the transcript stands. In millimetres."""

    width: float
    height: float

    @property
    def sheet(self) -> Sheet:
        """The same with its frame."""
        return Sheet(width=self.width, height=self.height)

    @property
    def rules(self) -> str:
        """The part of the print sheet that depends on the size."""
        return (
            f"@page{{size:{self.width}mm {self.height}mm;background-size:{self.width}mm {self.height}mm}}"
            f"@page transcript{{size:{self.height}mm {self.width}mm}}"
        )


PAPERS: Final = {"a4": Paper(297, 210), "letter": Paper(279.4, 215.9)}
USUAL: Final = "a4"


class Edition(NamedTuple):
    """One of the ways in which a certificate can be printed. No second language: an empty one."""

    paper: str = USUAL
    second: str = ""

    @property
    def ending(self) -> str:
        """What tells its file from the others of the certificate."""
        return "".join(f".{part}" for part in (self.paper if self.paper != USUAL else "", self.second) if part)


def edition_asked(query: QueryDict, certificate: Certificate) -> Edition:
    """What an address asks for; what we do not have counts as not asked."""
    paper, second = query.get("paper", USUAL), query.get("with", "")
    known = second in dict(settings.LANGUAGES) and second != certificate.language
    return Edition(paper if paper in PAPERS else USUAL, second if known else "")
