"""`manage.py sign_again --key NAME`: after a key has leaked, what it signed and is genuine gets a signature of the key in use."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.certificates.signing_again import sign_again
from learning.keys import KeyUnavailable
from learning.models import SigningKey


class Command(BaseCommand):
    """Safe to stop, and to run twice."""

    help = "Sign the certificates of a retired key anew with the key in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which key's."""
        parser.add_argument("--key", required=True, metavar="NAME", help="the name of the retired key, such as 2026-kfmw")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Signs."""
        key = SigningKey.objects.filter(name=options["key"]).first()
        if key is None or key.retired_at is None:
            sentence = f"There is no retired key “{options['key']}”. Change the key first: manage.py change_key."
            raise CommandError(sentence, returncode=2)
        try:
            count = sign_again(key)
        except KeyUnavailable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} certificates were signed anew.")
