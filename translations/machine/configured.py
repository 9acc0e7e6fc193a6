"""The machine that the environment names, if any (`config.env.machine`)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from translations.errors import MachineOutOfReach
from translations.glossary import terms_of
from translations.machine.interface import Machine
from translations.machine.libretranslate import LibreTranslate
from translations.machine.openai import ChatModel


def is_on() -> bool:
    """Whether a machine is set up."""
    return bool(settings.MACHINE)


def machine_for(*, source: str, target: str) -> Machine:
    """The machine for a language pair, with the pair's glossary where it can use one. Raises `MachineOutOfReach` when it is off."""
    named = settings.MACHINE
    if not named:
        raise MachineOutOfReach(off_sentence())
    door = {"url": named["url"], "key": named["key"], "seconds": named["seconds"]}
    if named["kind"] == "libretranslate":
        return LibreTranslate(**door)
    terms = {term.term: term.translation or None for term in terms_of(source_language=source, language=target)}
    return ChatModel(**door, model=named["model"], terms=terms)


def off_sentence() -> str:
    """For those who come to a page of a machine that is not there."""
    return _("No machine drafts translations here. Whoever keeps this server can name one, as the operator's guide says.")
