"""A server with LibreTranslate's interface: <https://docs.libretranslate.com>, `GET /languages` and `POST /translate`."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from translations.errors import MachineOutOfReach
from translations.machine.asking import Door
from translations.machine.interface import Limits, WrongCount


class LibreTranslate:
    """Translates with one model per language pair; it knows no glossary."""

    name: Final = "LibreTranslate"
    limits: Final = Limits(sentences=25, characters=4_000)

    def __init__(self, *, url: str, key: str, seconds: int) -> None:
        self.door = Door(url, seconds)
        self.key = key
        self.pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def translate(self, texts: list[str], *, source: str, target: str) -> list[str]:
        """See `Machine.translate`. The first request of a pair asks whether the server has it."""
        if (source, target) not in self.pairs:
            self.pairs[source, target] = self.pair(source, target)
        source, target = self.pairs[source, target]
        question: dict[str, Any] = {"q": texts, "source": source, "target": target, "format": "html"}
        if self.key:
            question["api_key"] = self.key
        answer = self.door.ask("/translate", question)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(words, str) for words in found):
            raise MachineOutOfReach(self.door.nonsense())
        if len(found) != len(texts):
            raise WrongCount(_("%(host)s left sentences out, or made more of them.") % {"host": self.door.host})
        return found

    def pair(self, source: str, target: str) -> tuple[str, str]:
        """The pair in the server's own codes. Raises `MachineOutOfReach` when it has not both."""
        offered = self.door.ask("/languages")
        if not isinstance(offered, list) or not all(isinstance(one, dict) and isinstance(one.get("code"), str) for one in offered):
            raise MachineOutOfReach(self.door.nonsense())
        targets = {one["code"]: one.get("targets") for one in offered}
        from_code = code_among(list(targets), source)
        # An older server names no targets and translates between all of its languages.
        into = targets.get(from_code or "") or list(targets)
        to_code = code_among([code for code in into if isinstance(code, str)], target)
        if from_code and to_code:
            return from_code, to_code
        names = {"host": self.door.host, "source": name_of(source), "target": name_of(target)}
        raise MachineOutOfReach(_("%(host)s does not translate from %(source)s into %(target)s.") % names)


def code_among(codes: list[str], wanted: str) -> str | None:
    """A language among a server's codes: “zh-hans” is its “zh-Hans” or, failing that, its “zh”."""
    by_name = {code.casefold(): code for code in codes}
    return by_name.get(wanted.casefold()) or by_name.get(wanted.partition("-")[0].casefold())


def name_of(language: str) -> str:
    """A language's name in the reader's language."""
    return str(get_language_info(language)["name_translated"])
