"""Check of plural forms: Arabic says “lesson” in six ways. Lessons have no such sentences; messages of the interface do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from babel.messages.plurals import get_plural
from django.utils.translation import gettext as _

from translations.checks.finding import Finding
from translations.checks.markup import placeholders_in


def forms_of(language: str) -> int:
    """How many plural forms a catalogue of a language has, by Babel's table."""
    found: int = get_plural(language.replace("-", "_")).num_plurals
    return found


def plural_findings(
    forms: Mapping[int, str], *, singular: str, plural: str, language: str, count: int | None = None
) -> list[Finding]:
    """What is wrong with the forms (number of the form -> words) of a message that has a plural; nothing for one not translated.

    `count` is what the file's own header says (`nplurals`), where it has one.
    """
    if not any(words.strip() for words in forms.values()):
        return []
    return [*missing_forms(forms, count or forms_of(language)), *lost_placeholders(forms, singular, plural)]


def missing_forms(forms: Mapping[int, str], count: int) -> Iterator[Finding]:
    """Every form of the language has words, and there is no form the language does not have."""
    missing = [str(number) for number in range(count) if not forms.get(number, "").strip()]
    if missing:
        named = {"count": count, "missing": ", ".join(missing)}
        yield Finding.of("plural", _("This language has %(count)s plural forms; empty: %(missing)s (counted from 0).") % named)
    if extra := [str(number) for number in sorted(forms) if number >= count]:
        named = {"count": count, "extra": ", ".join(extra)}
        yield Finding.of("plural", _("This language has %(count)s plural forms; the forms %(extra)s are too many.") % named)


def lost_placeholders(forms: Mapping[int, str], singular: str, plural: str) -> Iterator[Finding]:
    """Placeholders are those of the source; the number itself may be left out where a form means one number only (“one lesson”)."""
    known = placeholders_in(singular) | placeholders_in(plural)
    needed = placeholders_in(singular) & placeholders_in(plural)
    for number, words in sorted(forms.items()):
        written = placeholders_in(words)
        for name in written - known if words.strip() else ():
            yield Finding.of(
                "placeholder", _("Form %(number)s has %(name)s, which the source does not have.") % {"number": number, "name": name}
            )
        for name in needed - written if words.strip() and number else ():
            # Form 0 is one thing or none in most languages; elsewhere a number that is not said is lost.
            if not stands_for_one_number(number, len(forms)):
                yield Finding.of("placeholder", _("Form %(number)s lacks %(name)s.") % {"number": number, "name": name})


def stands_for_one_number(number: int, count: int) -> bool:
    """Whether a form says by itself how many there are: none, one and two in Arabic's six, the first of two elsewhere."""
    return number <= 2 if count == 6 else number == 0
