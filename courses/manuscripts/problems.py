"""What can be wrong with a manuscript: a file, a line and a sentence each, collected so that one reading shows all of them.

This file is about saying so. What is wrong is found where it is read (`parse`), compared (`agreement`) or loaded (`load`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

# Notes a sentence about a line.
Note = Callable[[int, str], None]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where, and a sentence what is wrong and what to do."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return _("%(file)s, line %(line)s: %(sentence)s") % {"file": self.file, "line": self.line, "sentence": self.sentence}


class ManuscriptError(Exception):
    """Manuscripts that cannot be loaded. Holds every problem found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, file: str, sentence: str, *, line: int = 1) -> ManuscriptError:
        """The error of one problem."""
        return cls([Problem(file, line, sentence)])


@dataclass
class Notes:
    """Problems of one file while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        """Notes a problem; reading goes on, so that the next one is found too."""
        self.problems.append(Problem(self.file, line, sentence))

    def raise_if_any(self) -> None:
        """Raises `ManuscriptError` when something was noted."""
        if self.problems:
            raise ManuscriptError(self.problems)
