"""Names in a lesson's page: questions are 1, 2, 3 …, and so are the options, steps and gaps of each, as the page shows them.

A UUID is 36 signs that do not compress; a lesson with four questions would pay 300 bytes for them. A form says which version of the
lesson it stands in, so that its names can be turned into identities again. What is stored, sent by the API and kept on phones is
always the identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from courses.questions.question import Index

# Where identities stand in what a page draws of a question and of an answer to it.
KEYS: Final = frozenset({"id", "gap"})
Names = dict[str, str]  # identity -> name


def question_names(question_ids: Iterable[str]) -> Names:
    """The names of a version's questions, in its order."""
    return {question_id: str(place) for place, question_id in enumerate(question_ids, start=1)}


def names_in(shown: Index) -> Names:
    """The names of what a kind's `shown()` gives: options and steps, or gaps. "true" and "false" are names already."""
    options = [option["id"] for option in shown.get("options", [])]
    gaps = [part["gap"] for part in shown.get("parts", []) if "gap" in part]
    if options == ["true", "false"]:
        return {}
    return {identity: str(place) for place, identity in enumerate([*options, *gaps], start=1)}


def named(value: Any, names: Mapping[str, str]) -> Any:
    """What a page draws of a question or of an answer, with names instead of identities."""
    if isinstance(value, list):
        return [named(part, names) for part in value]
    if isinstance(value, dict):
        return {
            names.get(key, key): names.get(part, part) if key in KEYS and isinstance(part, str) else named(part, names)
            for key, part in value.items()
        }
    return value


def identified(given: Any, names: Mapping[str, str]) -> Any:
    """A response with identities instead of names: a string, the strings of a list, the keys of an object.

    What is no name stays as it is; the question's kind judges it.
    """
    identities = {name: identity for identity, name in names.items()}

    def one(part: Any) -> Any:
        return identities.get(part, part) if isinstance(part, str) else part

    if isinstance(given, list):
        return [one(part) for part in given]
    if isinstance(given, dict):
        return {one(key): part for key, part in given.items()}
    return one(given)
