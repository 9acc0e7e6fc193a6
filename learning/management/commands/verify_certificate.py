"""`manage.py verify_certificate FILE|CODE`: what the page that checks certificates says, on a command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learning.certificates.errors import CredentialUnreadable
from learning.certificates.known import verdict_on_number
from learning.certificates.plain_json import read_json
from learning.certificates.trust import trust_document
from learning.certificates.trusted import Trust
from learning.certificates.verifying import Verdict, Word, verdict_on
from learning.keys import KeyUnavailable

SCRIPT_START = "self.mwangaTrust="


class Command(BaseCommand):
    """Exit 0 for a genuine certificate, 1 for any other answer, 2 when called wrongly. No network is used."""

    help = "Say whether a certificate (PDF, badge, JSON, signed text, code or number) is genuine."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and whom to trust."""
        parser.add_argument("what", metavar="FILE|CODE", help="a file, the text of a picture code, or a number")
        parser.add_argument("--trust", metavar="FILE", help="trust.js of a bundle instead of this site's own keys and lists")
        parser.add_argument("--json", action="store_true", help="answer with one line of JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Prints word and facts."""
        data = given(options["what"])
        try:
            trust = Trust.from_document(read_trust(Path(options["trust"])) if options["trust"] else trust_document())
        except (CredentialUnreadable, KeyUnavailable, OSError) as error:
            raise CommandError(f"{options['trust'] or 'The keys of this site'} cannot be read: {error}", returncode=2) from error
        verdict = verdict_on(data, trust=trust, now=timezone.now())
        if verdict.why == "number" and not options["trust"]:
            verdict = verdict_on_number(verdict.facts["number"])
        self.stdout.write(as_json(verdict) if options["json"] else as_lines(verdict))
        if verdict.word != Word.GENUINE:
            raise SystemExit(1)


def given(what: str) -> bytes:
    """The bytes of a file of that name, or else the text itself. Raises `CommandError`."""
    try:
        path = Path(what)
        if path.is_file():
            return path.read_bytes()
    except (OSError, ValueError):  # too long for the name of a file, as codes are
        pass
    return what.encode()


def read_trust(path: Path) -> dict[str, Any]:
    """The object in `trust.js`, or in a JSON file. Raises `CredentialUnreadable` or `OSError`."""
    text = path.read_bytes().strip()
    return read_json(text.removeprefix(SCRIPT_START.encode()).rstrip(b";\n"))


def as_json(verdict: Verdict) -> str:
    """One line."""
    return json.dumps(
        {"word": verdict.word, "why": verdict.why, "since": verdict.since, "facts": verdict.facts}, ensure_ascii=False
    )


def as_lines(verdict: Verdict) -> str:
    """The word, why, and each fact on a line of its own."""
    lines = [verdict.word.upper() + (f": {verdict.why}" if verdict.why else "")]
    lines += [f"{name}: {value}" for name, value in verdict.facts.items() if value]
    return "\n".join(lines + ([f"status as of: {verdict.since}"] if verdict.since else []))
