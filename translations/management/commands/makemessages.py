"""`makemessages`: Django's, without guesses: a new message waits for a translator, it does not get the words of one like it."""

from __future__ import annotations

from django.core.management.commands.makemessages import Command as MakeMessages


class Command(MakeMessages):
    """Collects messages; see Django's command of this name."""

    msgmerge_options = [*MakeMessages.msgmerge_options, "--no-fuzzy-matching"]
